"""What belongs to a commitment, as cases: its dates and what they do there, its areas."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

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
