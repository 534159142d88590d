"""Areas of commitments where their own words name none, or only a general one, as cases."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

import pipeline
from pipeline.model import Context

CASES = Path(__file__).parent / "cases" / "commitment_areas.jsonl"
CONTEXT = Context(
    publisher="Ministry of Trade and Industry",
    published_on=date(2026, 5, 4),
    instrument="press_release",
)


def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline.load()


@pytest.mark.parametrize("case", cases(), ids=lambda case: str(case["text"])[:60])
def test_areas(nlp: Language, case: dict[str, Any]) -> None:
    text = case["text"]
    doc = nlp.make_doc(text)
    doc._.context = CONTEXT
    for _, component in nlp.pipeline:
        doc = component(doc)
    found = {
        words: [area for area, _, _ in made.technologies]
        for made in doc._.commitments
        for words in case["areas"]
        if words in text[made.start : made.end]
    }
    assert found == case["areas"]
