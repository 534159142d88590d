"""What belongs to a commitment, as cases: its dates and what they do there, its areas."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.commitments import bodies
from pipeline.components.commitments.confidence import load_scale
from pipeline.components.commitments.fields import Reader
from pipeline.components.commitments.patterns import load_rules, load_words
from pipeline.model import Context

CASES = Path(__file__).parent / "cases"
CONTEXT = Context(
    publisher="Ministry of Trade and Industry",
    published_on=date(2026, 5, 4),
    instrument="press_release",
)
Read = Callable[[str], Doc]


def cases(name: str) -> list[Any]:
    lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [pytest.param(case := json.loads(line), id=case["text"][:60]) for line in lines]


@pytest.fixture
def read(nlp: Language) -> Read:
    def read(text: str) -> Doc:
        doc = nlp.make_doc(text)
        doc._.context = CONTEXT
        for _, component in nlp.pipeline:
            doc = component(doc)
        return doc

    return read


@pytest.mark.parametrize("case", cases("commitment_dates"))
def test_dates(read: Read, case: dict[str, Any]) -> None:
    text = case["text"]
    found = [[[text[a:b], role] for (a, b), role in c.dates] for c in read(text)._.commitments]
    assert found == case["dates"]


@pytest.mark.parametrize("case", cases("commitment_areas"))
def test_areas(read: Read, case: dict[str, Any]) -> None:
    text = case["text"]
    found = {
        words: [area for area, _, _ in made.technologies]
        for made in read(text)._.commitments
        for words in case["areas"]
        if words in text[made.start : made.end]
    }
    assert found == case["areas"]


def test_names_are_words_that_stand_with_a_capital_and_never_without(read: Read) -> None:
    text = (
        "Norway and, Norsk-Rail said The ministry will fund Mercury and A&B. Officials from the "
        "Oslo yard know that, They will buy mercury; officials saw Norsk Rail, and Mercury-Two, "
        "and Us."
    )
    scale = load_scale(rules=[rule.rule_id for rule in load_rules().rules])
    reader = Reader(read(text), load_words(), scale)
    capitals = re.findall(r"(?<=[a-z,] )[A-Z][\w&-]{2,30}", text)
    small = re.findall(r"\b[a-z][\w&-]{2,30}", text)
    names = {word for word in capitals if word.lower() not in small}
    assert names == {"Norsk-Rail", "A&B", "Oslo", "They", "Norsk", "Rail", "Mercury-Two"}
    assert {word for word in re.findall(r"[\w&-]+", text) if reader.is_name(word)} == names


@pytest.mark.parametrize(
    "verb",
    "led by,co-chaired by,headed by,comprising,comprises,consists of,composed of,made up of,"
    "brings together".split(","),
)
def test_what_composes_a_body_is_looked_for_by_its_words(verb: str) -> None:
    match = bodies._COMPOSED.search(f"The harbour task force is {verb} two ports.")
    assert match is not None
    assert any(words in match.group() for words in bodies._COMPOSES)
