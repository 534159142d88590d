"""Actors: mentions by phenomenon, the cast of a document, and what holds for any text."""

from __future__ import annotations

import json
import re
import string
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

import pipeline.components.actors  # noqa: F401 - registers the factory
from pipeline.components import attributes
from pipeline.components.actors import role_nouns
from pipeline.components.actors.words import Words
from pipeline.model import Context

CASES = Path(__file__).parent / "cases" / "actors.jsonl"
_MARK = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")


def cases() -> list[Any]:
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    return [pytest.param(row, id=row["id"]) for row in rows]


def unmarked(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text without marks, and the offsets and names that they give."""
    plain, marks, last = "", [], 0
    for match in _MARK.finditer(text):
        plain += text[last : match.start()]
        marks.append((len(plain), len(plain) + len(match[1]), match[2]))
        plain += match[1]
        last = match.end()
    return plain + text[last:], marks


@pytest.fixture(scope="module")
def nlp() -> Language:
    attributes.register()
    pipe = spacy.blank("en")
    pipe.add_pipe("pledger_actors")
    return pipe


def read(nlp: Language, text: str, **known: Any) -> Doc:
    doc = nlp.make_doc(text)
    published = known.pop("published_on", None)
    doc._.context = Context(
        published_on=date.fromisoformat(published) if published else None, **known
    )
    return nlp(doc)


@pytest.mark.parametrize("case", cases())
def test_case(nlp: Language, case: dict[str, Any]) -> None:
    text, marks = unmarked(case["text"])
    known = {k: case[k] for k in ("title", "publisher", "published_on") if k in case}
    doc = read(nlp, text, **known)
    found = {(m.start, m.end): m for m in doc._.actors}
    told = [(text[m.start : m.end], m.actor_name) for m in doc._.actors]
    for start, end, name in marks:
        fitting = [
            m
            for (s, e), m in found.items()
            if e == end and s <= start and text[s:start].lower() in ("", "the ")
        ]
        assert fitting, f"{text[start:end]!r} not found in {told}"
        names = [fitting[0].actor_name]
        if case.get("any_order"):
            names = [sorted((names[0] or "").split("; "))]
            assert names[0] == sorted(name.split("; "))
        else:
            assert names == [name]
    for word in case.get("absent", ()):
        assert word not in [text[s:e] for s, e in found], told
    for word, code in case.get("country", {}).items():
        assert [m.country for (s, e), m in found.items() if text[s:e] == word] == [code]


def test_one_actor_has_one_identifier_under_all_its_names(nlp: Language) -> None:
    doc = read(nlp, "South Korea, the ROK, the Republic of Korea and Korean firms.")
    assert {m.actor_id for m in doc._.actors} == {"actor:south-korea"}
    other = read(nlp, "Talks with the RoK went well.")
    assert other._.actors[0].actor_id == "actor:south-korea"


def test_spans_and_records_agree(nlp: Language) -> None:
    doc = read(nlp, "The U.S.-Israel talks drew Ofcom and Minister Jane Roe.")
    spans = doc.spans["actors"]
    assert len(spans) == len(doc._.actors)
    for span in spans:
        assert span.label_ == "ACTOR"
        assert span.start_char <= span._.record.start < span._.record.end <= span.end_char


JOINT = """Joint Statement of Malta and Kenya

We, the leaders of Malta and Kenya, met in Nairobi. The Prime Minister of Malta spoke first.

We will share buoys through the Malta-Kenya Tides Compact (MKTC). It will run for five years. \
They will report each year. Kenya's Harbour Authority and the Malta Lighthouse Agency will work \
together. This project will train pilots.

“We will send two ships,” said Minister Ann Borg of Malta.
"""


@pytest.fixture(scope="module")
def joint(nlp: Language) -> Doc:
    return read(nlp, JOINT, title="Joint Statement of Malta and Kenya")


def names(doc: Doc, phrase: str, nth: int = 0, **options: bool) -> list[str]:
    """Names that the cast finds for the nth time a phrase stands in the text."""
    start = [m.start() for m in re.finditer(re.escape(phrase), doc.text)][nth]
    found = doc._.cast.resolve(start, start + len(phrase), **options)
    return [p.actor_name for p in found]


def test_parties_of_a_joint_text(joint: Doc) -> None:
    cast = joint._.cast
    assert cast.joint
    assert [p.actor_name for p in cast.parties] == ["Malta", "Kenya"]
    assert cast.voice == cast.parties


def test_phrases_of_a_joint_text(joint: Doc) -> None:
    both = ["Malta", "Kenya"]
    assert names(joint, "We", 1) == both
    assert names(joint, "the Malta-Kenya Tides Compact") == both
    assert names(joint, "MKTC") == both
    assert names(joint, "It") == both
    assert names(joint, "Kenya's Harbour Authority and the Malta Lighthouse Agency") == [
        "Harbour Authority",
        "Malta Lighthouse Agency",
    ]
    assert names(joint, "This project") == ["Harbour Authority", "Malta Lighthouse Agency"]


def test_people_count_as_their_states_only_when_asked(joint: Doc) -> None:
    assert names(joint, "Minister Ann Borg of Malta") == ["Ann Borg"]
    assert names(joint, "Minister Ann Borg of Malta", states=True) == ["Malta"]
    assert names(joint, "We", 2) == ["Malta", "Kenya"]


def test_publisher_is_the_voice_of_a_release(nlp: Language) -> None:
    doc = read(
        nlp,
        "Fact sheet: ports\n\nWe will dredge the harbour.",
        publisher="The White House",
    )
    cast = doc._.cast
    assert not cast.joint
    assert [p.actor_name for p in cast.voice] == ["United States"]


def test_a_country_that_only_qualifies_a_noun_is_described(nlp: Language) -> None:
    doc = read(nlp, "The agency will consult Japanese regulators and UK officials.")
    assert names(doc, "Japanese regulators") == ["Japanese regulators"]
    assert names(doc, "UK officials") == ["United Kingdom"]


def test_a_possessor_is_not_the_referent(nlp: Language) -> None:
    doc = read(nlp, "The UK’s Ofcom will write.", publisher="Cabinet Office")
    assert names(doc, "The UK’s Ofcom") == ["Ofcom"]


def test_they_are_the_last_group(nlp: Language) -> None:
    doc = read(nlp, "Chile and Peru signed it. They will meet again.")
    assert names(doc, "They") == ["Chile", "Peru"]


def test_she_is_the_last_person(nlp: Language) -> None:
    doc = read(nlp, "Minister Jane Roe spoke in Lima. She will return.")
    assert names(doc, "She") == ["Jane Roe"]


def test_describe_keeps_the_words(nlp: Language) -> None:
    doc = read(nlp, "They will consult the relevant stakeholders.")
    start = doc.text.index("the relevant")
    party = doc._.cast.describe(start, len(doc.text) - 1)
    assert party.actor_name == "relevant stakeholders"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*"()“”\"'.,;\n-", "the", "Ministry", "of", "and", "Japan", "UK", "U.S.", "We",
             "Minister", "University", "(hereinafter", "Participants", "Mr", "Jane", "Roe", "Ltd"]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_any_text_gives_ordered_mentions_inside_it(nlp: Language, parts: list[str]) -> None:
    doc = read(nlp, " ".join(parts))
    last = 0
    for mention in doc._.actors:
        assert last <= mention.start < mention.end <= len(doc.text)
        assert doc.text[mention.start : mention.end].strip(string.whitespace)
        last = mention.end


@pytest.mark.parametrize(
    "unit",
    ["(", "“ ", '" ', "UK and ", "Ministry of A, ", "Minister ", "(“Term”) ", "Jane Roe, ", "x"],
)
def test_hostile_repeats(nlp: Language, unit: str) -> None:
    doc = read(nlp, unit * 1500, title="Joint statement of Malta and Kenya")
    ends = [m.end for m in doc._.actors]
    assert ends == sorted(ends)


def test_what_a_text_says_of_a_person(nlp: Language) -> None:
    doc = read(
        nlp, "Ms Jane Roe, chief executive of Acme Turbines Ltd, met Minister Ann Borg of Malta."
    )
    people = {p.party.actor_name: p for p in doc._.cast.people.values()}
    assert people["Jane Roe"].role == "chief executive"
    assert people["Jane Roe"].organisation == "Acme Turbines"
    assert people["Jane Roe"].country is None
    assert people["Ann Borg"].country == "MT"


def test_a_grouping_is_its_members(nlp: Language) -> None:
    doc = read(nlp, "The Quad will fund cables.")
    assert names(doc, "The Quad") == ["Australia", "India", "Japan", "United States"]
    assert doc._.actors[0].actor_name == "Quad"


def test_empty_text(nlp: Language) -> None:
    doc = read(nlp, "")
    assert doc._.actors == ()
    assert doc._.cast.parties == ()
    assert doc._.cast.resolve(0, 0) == ()


@pytest.mark.parametrize("pattern", [role_nouns._NOUN, role_nouns._QUALIFIED])
def test_matches_by_their_first_word_are_all_matches(pattern: re.Pattern[str]) -> None:
    rows = CASES.read_text(encoding="utf-8").splitlines()
    text = "\n".join(unmarked(json.loads(row)["text"])[0] for row in rows)
    text += " the The Hague-based firm, _the bank, the\nbank, His Majesty’s Government."
    found = [m.span() for m in Words(text).matches(pattern, role_nouns._OPENERS)]
    assert found == [m.span() for m in pattern.finditer(text)]
    assert found


def test_words_know_lines_and_sentences() -> None:
    words = Words("Plan of the Port Board\n“Ann left. Bo\nstayed.", [(23, 44)])
    assert words.line == [0] * 5 + [1] * 7
    assert words.titled == [True, False]
    opening = [form for form, first in zip(words.forms, words.first, strict=True) if first]
    assert opening == ["Plan", "“", "Ann", "Bo"]
    assert words.where({"Bo", "Port", "Cy"}) == [3, 9]
