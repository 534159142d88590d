"""Units to parse, their tie to the canonical text, and what is too long to parse."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from spacy.attrs import DEP, HEAD, IDX, LEMMA, POS, SPACY, TAG
from spacy.language import Language

import pipeline
from pipeline.components.commitments.patterns import load_rules
from pipeline.components.syntax.annotate import annotate
from pipeline.components.syntax.candidates import Candidates
from pipeline.components.syntax.tokens import UnitTokens
from pipeline.components.syntax.units import Unit, UnitBuilder
from pipeline.model import Rejection
from pipeline.segment import segment, split_sentences


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline.load()


def units(text: str) -> list[str]:
    segments = segment(text)
    sentences = split_sentences(text, segments)
    builder = UnitBuilder(text, segments, sentences)
    return [builder.unit(i).text(text) for i in range(len(sentences))]


def test_items_are_read_as_the_end_of_their_stem() -> None:
    text = "The Parties will:\n\na. Open a port; and\nb. train pilots. They may add more."
    assert units(text) == [
        "The Parties will:",
        "The Parties will open a port",
        "The Parties will train pilots",
        "They may add more.",
    ]


def test_a_stem_of_nouns_does_not_govern() -> None:
    assert units("The four pillars are:\n\na. ports;\nb. ships.")[1:] == ["ports;", "ships."]


def test_nested_items_take_all_their_stems() -> None:
    text = "We will:\na. work with Peru to:\n(i) map the coast;\n(ii) count whales."
    assert units(text)[2] == "We will work with Peru to map the coast"


def test_lengths_stay_so_that_offsets_hold() -> None:
    text = "The port\nwill open."
    segments = segment(text)
    sentences = split_sentences(text, segments)
    unit = UnitBuilder(text, segments, sentences).unit(0)
    unit_text, offsets = unit.text(text), unit.offsets()
    assert unit.length == len(unit_text) == len(offsets)
    assert all(unit_text[i] == text[o] or text[o] == "\n" for i, o in enumerate(offsets))


def test_every_token_leads_back(nlp: Language) -> None:
    text = "The Parties will:\n\na. Open “Port 2” by May;\nb. pay US$3m\nfor ships."
    doc = nlp(text)
    assert doc._.parses
    for parse in doc._.parses:
        for token, start in zip(parse.doc, parse.starts, strict=True):
            end = start + len(token)
            assert text[start:end].replace("\n", " ").lower() == token.lower_
        body = parse.doc[parse.body]
        assert parse.token_at(parse.starts[parse.body]) == body
        assert parse.token_at(10**6) is None


def test_an_endless_sentence_is_set_aside_with_the_reason(nlp: Language) -> None:
    text = "Peru will open a port and " * 400
    doc = nlp(text)
    assert [r.reason for r in doc._.rejections] == ["too_long"]
    assert doc._.commitments == ()


def test_sentence_starts_are_those_of_the_segmenter(nlp: Language) -> None:
    doc = nlp("The U.S. agreed. We will pay.\n\nHe said no.")
    assert [s.text.strip() for s in doc.sents] == [
        "The U.S. agreed.",
        "We will pay.",
        "He said no.",
    ]


def test_cost_is_linear_in_length(nlp: Language) -> None:
    def seconds(count: int) -> float:
        doc = nlp.make_doc("“word said he " * count)
        start = time.process_time()
        for _, component in nlp.pipeline:
            doc = component(doc)
        return time.process_time() - start

    seconds(500)  # what is made once
    short, long = seconds(3_000), seconds(24_000)
    # eight times the text; a quadratic stage would cost sixty-four times as much
    assert long < 30 * max(short, 0.05)


def _articles() -> list[str]:
    """Texts of every construction: examples of all rules, as paragraphs, under stems, nested."""
    examples = [text for rule in load_rules().rules for text in (*rule.matches, *rule.misses)]
    stems = ("The Parties will:", "They plan the following:", "Ports and ships:", "It was late.")
    texts = ["\n\n".join(examples)]
    for number, stem in enumerate(stems):
        items = [f"• {text}" for text in examples[number :: len(stems)]]
        nouns = ["• Sharing charts of the coast", "• build two quays;", "• A joint council"]
        later = ["\nNothing more was said.\n", "• Training crews", "\nWe will add:\n", "• buoys"]
        texts.append("\n".join((stem, "", *nouns, *items, *later)))
    raw = Path(__file__).parents[1] / "raw"
    texts += [path.read_text(encoding="utf-8") for path in sorted(raw.glob("*.txt"))]
    return texts


def test_what_is_not_parsed_could_not_have_become_a_row(nlp: Language) -> None:
    syntax = nlp.get_pipe("syntax")
    chosen = syntax.candidates
    saved, unmet = 0, []
    for text in _articles():
        some = nlp(text)
        syntax.candidates = Candidates(parse="all")
        try:
            every = nlp(text)
        finally:
            syntax.candidates = chosen
        assert some._.commitments == every._.commitments
        lacking = [r for r in some._.rejections if r.reason == "unmet_need"]
        told = [_elsewhere(doc._.rejections, lacking) for doc in (some, every)]
        assert told[0] == told[1]
        saved += len(every._.parses) - len(some._.parses)
        unmet += lacking
    assert saved > 20
    assert len(unmet) > 10


def _elsewhere(rejections: Sequence[Rejection], sentences: list[Rejection]) -> list[Rejection]:
    """Those that are in none of some sentences; a parse has more to say of these."""
    return [r for r in rejections if not any(s.start <= r.start < s.end for s in sentences)]


def test_tags_are_those_of_the_parse(nlp: Language) -> None:
    doc = nlp("It rained.\n\nThe Parties will:\n• Open two ports; and\n• train pilots.")
    tagged = {token.text: (token.tag_, token.pos_, token.lemma_) for token in doc}
    assert tagged["ports"] == ("NNS", "NOUN", "port")
    assert tagged["train"] == ("VB", "VERB", "train")
    assert tagged["rained"] == ("", "", "")


def test_steps_taken_one_by_one_give_the_parse_that_spacy_gives(nlp: Language) -> None:
    model = nlp.get_pipe("syntax").model  # type: ignore[attr-defined]
    text = (Path(pipeline.__file__).parents[1] / "raw" / "communique.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip()] + ["Agreed", "."]
    assert len(lines) > 20
    docs = [model.make_doc(line) for line in lines]
    annotate(model, docs, batch_size=16)
    wanted = [TAG, POS, LEMMA, DEP, HEAD]
    for one, two in zip(docs, model.pipe(lines, batch_size=16), strict=True):
        assert np.array_equal(one.to_array(wanted), two.to_array(wanted))


@pytest.mark.parametrize(
    "unit",
    [
        "[[We can't pay US$3m.]] They will.",
        "Today. [[“We’re gonna build  it,” she said.]]\n\nMore follows.",
        "Old.[[New ones start mid-word.]] End",
        "[[They signed (at]]last) the deal.",
        "[[A line\nthat is wrapped]] ends here.",
        "[[The R&D budget]], she said",
    ],
)
def test_tokens_copied_from_the_article_are_those_of_the_text(nlp: Language, unit: str) -> None:
    start, end = unit.index("[["), unit.index("]]") - 2
    doc = nlp.make_doc(unit.replace("[[", "").replace("]]", ""))
    model = nlp.get_pipe("syntax").model  # type: ignore[attr-defined]
    piece = Unit(((start, end),), 0)
    (copied, starts), cut = UnitTokens(doc, model).cut(piece), model.make_doc(piece.text(doc.text))
    kept = [token for token in cut if not token.is_space]
    assert [(t.text, t.norm_) for t in copied] == [(t.text, t.norm_) for t in kept]
    assert starts.tolist() == [token.idx for token in kept]
    if len(kept) == len(cut):
        assert copied.text == cut.text
        assert np.array_equal(copied.to_array([SPACY, IDX]), cut.to_array([SPACY, IDX]))


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "  ", " \u2009"])
def test_blanks_that_are_tokens_are_not_parsed(nlp: Language, blank: str) -> None:
    """Else the model takes them for names, and a commitment is the blank's before *will*."""
    plain = "Norway will fund the northern harbour."
    text = plain.replace("Norway will", f"Norway{blank}will").replace("the n", f"the{blank}n")
    (found,) = pipeline.extract(text).rows["commitments"]
    assert (found.committers, found.start, found.end) == ("Norway", 0, len(text) - 1)
    assert found.cue_start == len("Norway" + blank)
    (parse,) = nlp(text)._.parses
    assert parse.doc.text == plain
