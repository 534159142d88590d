"""Quotes: cases by phenomenon, pairing of marks, and what holds for any text."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from scripts import load_script
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.quotes.article import Reader
from pipeline.components.quotes.cues import clauses
from pipeline.components.quotes.frames import Frame, frames, paragraphs
from pipeline.components.quotes.marks import pair
from pipeline.components.quotes.patterns import load_cues, load_names
from pipeline.components.quotes.quotes import CONFIDENCE
from pipeline.components.tokenizer import build_tokenizer
from pipeline.errors import RuleError
from pipeline.model import Quote
from pipeline.segment import segment, split_sentences
from pipeline.settings import models_folder

CASES = Path(__file__).parent / "cases" / "quotes.jsonl"
_TAG = re.compile(r"<(/?)([qsc])(\d)>")


def cases() -> Iterator[Any]:
    for line in CASES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield pytest.param(row, id=row["name"])


def unmarked(marked: str) -> tuple[str, dict[tuple[str, int], list[tuple[int, int]]]]:
    """The text without tags, and the spans of each tag and number."""
    text, last = "", 0
    opened: dict[tuple[str, int], int] = {}
    spans: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for tag in _TAG.finditer(marked):
        text += marked[last : tag.start()]
        last = tag.end()
        key = (tag[2], int(tag[3]))
        if tag[1]:
            spans.setdefault(key, []).append((opened.pop(key), len(text)))
        else:
            opened[key] = len(text)
    return text + marked[last:], spans


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipe = spacy.blank("en")
    pipe.tokenizer = build_tokenizer(pipe)
    pipe.add_pipe("pledger_segmenter")
    pipe.add_pipe("pledger_actors")
    pipe.add_pipe("pledger_quotes")
    return pipe


@pytest.mark.parametrize("case", list(cases()))
def test_case(nlp: Language, case: dict[str, Any]) -> None:
    text, spans = unmarked(case["text"])
    doc = nlp(text)
    expected = []
    for number, kind in enumerate(case.get("kinds", "").split(), start=1):
        speaker = spans.get(("s", number), [None])[0]
        if speaker is None:
            at = text.index(case[f"speaker{number}"])
            speaker = (at, at + len(case[f"speaker{number}"]))
        cue = spans.get(("c", number), [None])[0]
        expected.append((tuple(spans["q", number]), speaker, cue, kind))
    found = [(quote.spans, quote.speaker, quote.cue, quote.kind) for quote in by_cue(doc)]
    assert found == expected
    assert [r.reason for r in doc._.rejections] == case.get("rejected", [])


def by_cue(doc: Doc) -> list[Quote]:
    return sorted(doc._.quotes, key=lambda quote: quote.cue or quote.spans[0])


def test_every_case_is_named_once() -> None:
    names = [param.id for param in cases()]
    assert len(names) == len(set(names))


# --- marks ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("“one” and “two”", ["one", "two"]),
        ('"one" and "two"', ["one", "two"]),
        ("„one“ and „two“", ["one", "two"]),
        ("``one'' and ''two''", ["one", "two"]),
        ("‘the boys’ den,’ he said", ["the boys’ den,"]),
        ("it’s the boys’ den", []),
        ('"outer “inner” outer"', ["outer “inner” outer"]),
        ("“outer ‘inner’ outer”", ["outer ‘inner’ outer"]),
        ('"curly end” of it', ["curly end"]),
        ("“never closed", ["never closed"]),
        ("stray closing” mark", []),
        ('a 3" pipe and a 4" pipe', []),
        ("rock ’n’ roll in the ’90s", []),
    ],
)
def test_pairs(text: str, inside: list[str]) -> None:
    found = pair(text, [(0, len(text))])
    assert [text[s.start : s.end] for s in found] == inside


def test_an_open_quotation_goes_on_only_where_the_next_paragraph_opens_too() -> None:
    text = "“one\n“two”\nthree “four\nfive"
    parts = [m.span() for m in re.finditer(r"[^\n]+", text)]
    found = pair(text, parts)
    assert [(text[s.start : s.end], s.continues, s.closed) for s in found] == [
        ("one", False, False),
        ("two", True, True),
        ("four", False, False),
    ]


@pytest.mark.parametrize(
    "unit",
    [
        "“",
        "“a b. ",
        '"a b ',
        "‘a ",
        "“A b,” said Ann Lee. ",
        "he said that ",
        "Ann, said ",
        "A (“a ",
        "Ann Lee, Bo Roe, and ",
        "has, for ",
    ],
)
def test_cost_grows_with_the_length_of_the_text(unit: str) -> None:
    lexicon = load_cues()

    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        began = time.process_time()
        segments = segment(text, ())
        parts = paragraphs(text, segments)
        stretches = pair(text, [(part.start, part.end) for part in parts])
        framed = frames(text, parts, split_sentences(text, segments), stretches)
        Reader(text, stretches, lexicon).read(parts, framed)
        return time.process_time() - began

    seconds(2_000)
    short, long = seconds(30_000), seconds(120_000)
    assert long < max(10 * short, 1.0)  # four times the text; quadratic would be sixteen


# --- what is passed over --------------------------------------------------------------------


def framed(text: str) -> list[tuple[Frame, Sequence[Frame]]]:
    """Each paragraph as one frame, and its frames."""
    segments = segment(text, ())
    parts = paragraphs(text, segments)
    stretches = pair(text, [(part.start, part.end) for part in parts])
    found = frames(text, parts, split_sentences(text, segments), stretches)
    return [
        (
            Frame(
                text,
                part.start,
                part.end,
                [(i, s) for i, s in enumerate(stretches) if s.paragraph == index],
            ),
            found[index],
        )
        for index, part in enumerate(parts)
    ]


def texts() -> Iterator[str]:
    """The marked cases and the articles shipped."""
    for row in CASES.read_text(encoding="utf-8").splitlines():
        yield unmarked(json.loads(row)["text"])[0]
    for path in (Path(__file__).parents[1] / "raw").glob("*.txt"):
        yield path.read_text(encoding="utf-8")


def test_a_sentence_passed_over_reports_nothing() -> None:
    lexicon = load_cues()
    passed = read = 0
    for text in texts():
        for _, found in framed(text):
            for frame in found:
                words = {token.lower: frozenset[str]() for token in frame.tokens}
                every = clauses(frame.tokens, replace(lexicon, openers=words))
                assert clauses(frame.tokens, lexicon) == every
                if frame.marked:
                    continue
                assert frame.words == [token.lower for token in frame.tokens]
                if lexicon.may_report(frame.words):
                    read += 1
                else:
                    passed += 1
                    assert not every
    assert passed > 30
    assert read > 50


@given(st.text(alphabet="aB1 .\n“”‘’'\"-,:", max_size=120))
@settings(max_examples=300, deadline=None)
def test_frames_hold_the_tokens_of_their_paragraph(text: str) -> None:
    for whole, found in framed(text):
        assert [t for frame in found for t in frame.tokens] == list(whole.tokens)


def test_a_long_sentence_is_read_in_pieces() -> None:
    text = "said “a” word, " * 200
    ((whole, found),) = framed(text)
    assert [t for frame in found for t in frame.tokens] == list(whole.tokens)
    assert max(len(frame.tokens) for frame in found) <= 240


# --- lists ----------------------------------------------------------------------------------


@pytest.fixture
def models(tmp_path: Path) -> Path:
    shutil.copytree(models_folder() / "lexicons", tmp_path / "lexicons")
    return tmp_path


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("jabber,jabber|jabbers,talks,", "frames"),
        ("say,blurt,quote,", "already on line"),
        ("blurt,said,quote,", "belongs to both"),
        ("blurt,Blurt,quote,", "lower case"),
        ("blurt,blurt,quote,blurts", "no form"),
        ("blurt,blurt", "2 cells under 4 columns"),
    ],
)
def test_a_broken_row_is_named(models: Path, row: str, message: str) -> None:
    path = models / "lexicons" / "reporting_cues.csv"
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    with pytest.raises(RuleError, match=message) as caught:
        load_cues(models)
    assert "reporting_cues.csv" in str(caught.value)


def test_lists_load() -> None:
    lexicon, names = load_cues(), load_names()
    assert lexicon.verbs["said"][0].lexeme.lemma == "say"
    assert "claim" in lexicon.nouns
    assert "minister" in names.titles


# --- any text -------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    ["“", "”", '"', "‘", "’", "'", "Ann Lee", "he", "said", "that", ",", ".", "?", ": ", "\n\n",
     "\n", "told the board", "and", "according to", "the bridge is open", " — ", "(", ")", "A:",
     "who", "as", "ROE: ", "called", "of", "claim", "\u200b", "日本", "🙂", "- "]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(_PIECES, max_size=40))
def test_offsets_hold_for_any_text(nlp: Language, pieces: list[str]) -> None:
    text = " ".join(pieces)
    doc = nlp(text)
    for quote in doc._.quotes:
        assert quote.spans == tuple(sorted(quote.spans))
        for start, end in (*quote.spans, *filter(None, (quote.cue, quote.speaker))):
            assert 0 <= start < end <= len(text)
            assert text[start:end].strip()
        assert all(a[1] <= b[0] for a, b in zip(quote.spans, quote.spans[1:], strict=False))
        assert 0 < quote.confidence <= 1
        assert quote.rule in CONFIDENCE
    for rejection in doc._.rejections:
        assert 0 <= rejection.start < rejection.end <= len(text)


def test_an_empty_text_has_no_quotes(nlp: Language) -> None:
    assert nlp("")._.quotes == ()


# --- measured -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "only", "floors"),
    [
        ("press", "direct,mixed", {("match", "all"): 97, ("e2e", "all"): 93}),
        ("hardcases", "", {("e2e", "all"): 99}),
        (
            "polnear_dev",
            "",
            {
                ("match", "direct"): 95,
                ("e2e", "direct"): 93,
                ("match", "mixed"): 78,
                ("match", "indirect"): 46,
            },
        ),
    ],
)
def test_floor(
    nlp: Language, shared: Path, name: str, only: str, floors: dict[tuple[str, str], int]
) -> None:
    score = load_script(shared / "quotes" / "score.py", "quotes_score")
    lines = (shared / "quotes" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {record["id"]: record for record in map(json.loads, lines)}
    predicted = {
        key: {
            "quotes": [
                {
                    "content": quote.spans,
                    "source": [quote.speaker] if quote.speaker else [],
                    "cue": [quote.cue] if quote.cue else [],
                }
                for quote in nlp(record["text"])._.quotes
            ]
        }
        for key, record in gold.items()
    }
    if only:
        score.ONLY = set(only.split(","))
    figures = score.score(gold, predicted)
    for (row, part), floor in floors.items():
        assert figures[row][part][2] >= floor, f"{row} {part} is {figures[row][part][2]}"
