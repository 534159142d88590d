"""Commitments: own sentences by phenomenon, rules and gates as data, fields, and odd input."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

import pipeline
from pipeline.components.commitments.examples import check_examples, dead_patterns
from pipeline.components.commitments.gates import gate_names
from pipeline.components.commitments.patterns import load_rules, load_words
from pipeline.errors import RuleError
from pipeline.model import Commitment, Context
from pipeline.settings import models_folder

CASES = Path(__file__).parent / "cases" / "commitments"
CONTEXT = Context(
    publisher="Ministry of Trade and Industry",
    published_on=date(2026, 5, 4),
    instrument="press_release",
)
MARK = re.compile(r"\[\[|\]\]")
OVERLAP = 0.5
KNOWN_FAILURES = 4  # lower it with each case that is mended; never raise it


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline.load()


def read(nlp: Language, text: str, context: Context = CONTEXT) -> Doc:
    doc = nlp.make_doc(text)
    doc._.context = context
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def only(nlp: Language, text: str, context: Context = CONTEXT) -> Commitment:
    found = read(nlp, text, context)._.commitments
    assert len(found) == 1, [text[c.start : c.end] for c in found]
    made: Commitment = found[0]
    return made


def rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def unmark(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The sentence without its marks, and the spans that were marked."""
    text, spans, opened, at = "", [], -1, 0
    for mark in MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        if mark.group() == "[[":
            opened = len(text)
        else:
            spans.append((opened, len(text)))
    return text + marked[at:], spans


def agrees(gold: list[tuple[int, int]], found: list[tuple[int, int]]) -> bool:
    def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
        shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
        return shared / (max(a[1], b[1]) - min(a[0], b[0]))

    return len(gold) == len(found) and all(
        any(overlap(g, f) >= OVERLAP for f in found) for g in gold
    )


def known_failures() -> dict[str, str]:
    """Cases that come out wrong as yet, with the reason why."""
    with (CASES / "known_failures.csv").open(encoding="utf-8", newline="") as stream:
        return {row["case"]: row["reason"] for row in csv.DictReader(stream)}


def cases() -> Iterator[Any]:
    known = known_failures()
    for path in sorted(CASES.glob("*.jsonl")):
        for row in rows(path):
            name = row["id"]
            marks = [pytest.mark.xfail(strict=True, reason=known[name])] if name in known else []
            yield pytest.param(row["text"], id=name, marks=marks)


@pytest.mark.parametrize("marked", list(cases()))
def test_case(nlp: Language, marked: str) -> None:
    """A case that begins to pass is taken off the list; one that begins to fail is a fault."""
    text, gold = unmark(marked)
    found = [(c.start, c.end) for c in read(nlp, text)._.commitments]
    assert agrees(gold, found), [text[a:b] for a, b in found]


def test_known_failures_are_cases_and_only_get_fewer() -> None:
    known = known_failures()
    assert len(known) <= KNOWN_FAILURES
    assert set(known) <= {row["id"] for path in CASES.glob("*.jsonl") for row in rows(path)}
    assert all(known.values())


def test_there_are_enough_cases_of_both_kinds() -> None:
    texts = [row["text"] for path in CASES.glob("*.jsonl") for row in rows(path)]
    assert len(texts) >= 250
    assert sum("[[" not in text for text in texts) >= 100
    assert len({row["id"] for path in CASES.glob("*.jsonl") for row in rows(path)}) == len(texts)


def test_every_rule_and_gate_does_what_its_row_promises(nlp: Language) -> None:
    assert not list(check_examples(load_rules(), nlp))


def test_no_pattern_is_dead(nlp: Language) -> None:
    assert not list(dead_patterns(load_rules(), nlp))


def broken(tmp_path: Path, change: Any) -> Path:
    models = tmp_path / "models"
    shutil.copytree(models_folder() / "rules", models / "rules")
    path = models / "rules" / "commitments.jsonl"
    path.write_text("".join(change(path.read_text(encoding="utf-8").splitlines(True))), "utf-8")
    return models


def syntax(anchor: Any = None, **link: str) -> Any:
    """One pattern on syntax, with what is changed in it."""
    deed = {"LEFT_ID": "cue", "REL_OP": "<", "RIGHT_ID": "deed", "RIGHT_ATTRS": {"TAG": "VB"}}
    return [[{"RIGHT_ID": "cue", "RIGHT_ATTRS": anchor or {"LOWER": "will"}}, {**deed, **link}]]


def edit(line: str, **keys: Any) -> str:
    return json.dumps({**json.loads(line), **keys}) + "\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda x: [*x[:3], edit(x[3], colour="red"), *x[4:]], "commitments.jsonl:4: unknown key"),
        (lambda x: [*x, x[0]], "duplicate id 'modal.will', first on line 1"),
        (lambda x: [edit(x[0], strength="firm"), *x[1:]], "strength 'firm' must be one of"),
        (lambda x: [edit(x[0], matches=["Nobody does."]), *x[1:]], "pattern is not found in"),
        (lambda x: [edit(x[0], misses=[]), *x[1:]], "at least one sentence"),
        (lambda x: [edit(x[0], pattern=[[{"LOVER": "x"}]]), *x[1:]], "spaCy refuses"),
        (lambda x: ["{\n", *x], "commitments.jsonl:1: is not JSON"),
        (
            lambda x: [edit(x[0], dependency=[[{"RIGHT_ID": "cue", "RIGHT_ATTRS": {}}]]), *x[1:]],
            "no token of 'dependency' is called 'deed'",
        ),
        (
            lambda x: [edit(x[0], dependency=[[{"RIGHT_ID": "cue"}]]), *x[1:]],
            "token 1 of 'dependency' needs RIGHT_ATTRS, RIGHT_ID",
        ),
        (lambda x: [edit(x[0], dependency=syntax(REL_OP="~>")), *x[1:]], "spaCy refuses"),
        (lambda x: [edit(x[0], dependency=syntax(LEFT_ID="x")), *x[1:]], "spaCy refuses"),
        (lambda x: [edit(x[0], dependency=syntax({"TAG": "MD"})), *x[1:]], "must name its words"),
        (lambda x: [edit(x[0], confidence=0.9), *x[1:]], "unknown key 'confidence'"),
    ],
)
def test_broken_rules_say_where_and_what(tmp_path: Path, change: Any, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        load_rules(broken(tmp_path, change))
    assert message in str(caught.value)


def test_broken_words_say_where_and_what(tmp_path: Path) -> None:
    (tmp_path / "lexicons").mkdir()
    path = tmp_path / "lexicons" / "cues.csv"
    path.write_text("word,class,note\npact,deal,\npact,deal,\n", encoding="utf-8")
    with pytest.raises(RuleError, match=r"cues\.csv:3: 'pact' stands twice"):
        load_words(tmp_path)


def test_gates_have_names_of_their_own() -> None:
    assert len(set(gate_names())) == len(gate_names()) > 15


GATED = [(row["gate"], row["text"]) for row in rows(CASES.parent / "gates.jsonl")]


@pytest.mark.parametrize(("gate", "text"), GATED, ids=[gate for gate, _ in GATED])
def test_gate_turns_its_case_down(nlp: Language, gate: str, text: str) -> None:
    assert gate in [r.reason for r in read(nlp, text)._.rejections]


def test_no_gate_is_dead() -> None:
    named = {gate for gate, _ in GATED}
    by_data = {gate.name for gate in load_rules().gates}
    assert named == {*gate_names(), *by_data, "bare_stem", "nested", "title", "unmet_need"}


def test_no_word_class_is_dead() -> None:
    """Each class of ``cues.csv`` is asked for somewhere in the component."""
    code = "".join(p.read_text("utf-8") for p in Path(pipeline.__file__).parent.rglob("*.py"))
    assert [name for name in load_words().names() if f'"{name}"' not in code] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        ".",
        "will",
        "Norway will",
        "We will be:\n\n• training",
        "• \n• ",
        "(((",
        "a. b. c.",
    ],
)
def test_odd_texts_pass_through(nlp: Language, text: str) -> None:
    assert read(nlp, text, Context())._.commitments == ()


def spans(nlp: Language) -> Iterator[tuple[Doc, Commitment]]:
    for path in sorted(CASES.glob("[clm]*.jsonl")):
        for row in rows(path):
            doc = read(nlp, unmark(row["text"])[0])
            yield from ((doc, c) for c in doc._.commitments)


def test_spans_lie_in_the_text_without_spaces_at_their_ends(nlp: Language) -> None:
    for doc, c in spans(nlp):
        text = doc.text[c.start : c.end]
        assert text
        assert text == text.strip()
        assert 0 <= c.cue[0] < c.cue[1] <= len(doc.text)
        assert 0 < c.confidence < 1
        assert c.committers


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Norway will fund a bridge.", "strength", "pledged"),
        ("Norway will explore options for a bridge.", "strength", "exploratory"),
        ("Norway will seek to fund a bridge.", "strength", "intended"),
        ("Norway plans to build a bridge.", "strength", "intended"),
        ("Norway will not tax the bridge.", "polarity", "negative"),
        ("Norway will fund a bridge.", "polarity", "positive"),
        ("Norway is funding a bridge.", "status", "in_progress"),
        ("Norway will fund a bridge.", "status", "announced"),
        ("Kenya and Oman signed an agreement on trade.", "status", "agreed"),
        ("Acme Inc is announcing an investment of $4 million in tugs.", "status", "announced"),
        ("Acme Inc is announcing an investment of $4 million in tugs.", "action", "invest"),
        ("Acme Inc has agreed to sell 40 tugs.", "status", "agreed"),
        ("Acme Inc has pledged to sell 40 tugs.", "status", "announced"),
        ("Acme Inc announced a deal to build 40 tugs for Oslo.", "status", "agreed"),
        ("Acme Inc announced a plan to build 40 tugs.", "status", "announced"),
        ("Norway and Oman have launched a dialogue on tugs.", "status", "agreed"),
        ("Acme Inc signed a memorandum of understanding on tugs.", "status", "agreed"),
        ("President Roe signed a memorandum directing a review of tugs.", "status", "announced"),
        ("Norway is making $4 million available to test nets.", "action", "make available"),
        ("Norway will make nets that are available at sea.", "action", "make"),
        ("Norway will fund a bridge, subject to approval by parliament.", "conditional", True),
        ("Norway will fund a bridge.", "conditional", False),
        ("Norway will fund a bridge by 2031.", "testable", True),
        ("Norway will promote better relations.", "testable", False),
        ("The two ministries will work together to train pilots.", "action", "train"),
        ("Norway will carry out a survey of bats.", "action", "carry out"),
        ("Norway will continue to fund the bridge.", "action", "fund"),
    ],
)
def test_field(nlp: Language, text: str, field: str, value: object) -> None:
    assert getattr(only(nlp, text), field) == value


def test_committers_are_named_in_order(nlp: Language) -> None:
    made = only(nlp, "Singapore and Japan will share satellite data.")
    assert [p.actor_name for p in made.committers] == ["Singapore", "Japan"]


def test_amounts_and_dates_belong_to_their_commitment(nlp: Language) -> None:
    text = "Norway will invest $5 million by 2030, and Japan will provide $7 million."
    first, second = read(nlp, text)._.commitments
    assert [text[a:b] for a, b in first.amounts] == ["$5 million"]
    assert [text[a:b] for a, b in second.amounts] == ["$7 million"]
    assert [role for _, role in first.dates] == ["deadline"]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Norway will invest $5 million, in addition to $2 million from Japan.", ["$5 million"]),
        ("Norway will invest $5 million, supplementing the initial $2 million.", ["$5 million"]),
        (
            "Norway will invest $5 million and Japan's $2 million in piers.",
            ["$5 million", "$2 million"],
        ),
        ("Norway will add $5 million to the fund.", ["$5 million"]),
    ],
)
def test_sums_that_a_commitment_adds_to_are_not_its_own(
    nlp: Language, text: str, own: list[str]
) -> None:
    assert [text[a:b] for a, b in only(nlp, text).amounts] == own


def test_items_inherit_cue_and_committers(nlp: Language) -> None:
    text = (
        "Japan and Singapore will strengthen port safety through the following:\n\n"
        "a. sharing accident reports;\nb. training pilots together."
    )
    _, *items = read(nlp, text)._.commitments
    assert [text[c.start : c.end] for c in items] == [
        "sharing accident reports",
        "training pilots together",
    ]
    for item in items:
        assert text[slice(*item.cue)] in ("will", "following:", "following")
        assert item.stem is not None
        assert {p.actor_name for p in item.committers} == {"Japan", "Singapore"}


def test_a_title_counts_only_when_the_body_repeats_it(nlp: Language) -> None:
    text = (
        "Norway will build a tidal power station near Bergen\n\n"
        "The project was long in the making and has the support of all parties in the region.\n\n"
        "Norway will build a tidal power station near the port of Bergen by 2031.\n"
    )
    found = read(nlp, text)._.commitments
    assert [c.headline for c in found] == [True, False]
    assert found[0].restates == (found[1].start, found[1].end)


def test_sentences_without_any_cue_are_not_parsed(nlp: Language) -> None:
    doc = read(nlp, "The lake is deep. Norway will fund a ferry. Nobody swims there.")
    assert [parse.sentence for parse in doc._.parses] == [1]
