"""Technology terms: cases by phenomenon, and what holds for any text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language

import pipeline.components.actors
import pipeline.components.technologies  # noqa: F401 - registers the factories
from pipeline.components import attributes
from pipeline.components.technologies.patterns import load_terms, spellings
from pipeline.lexicon import TechnologyTerm, load_technologies

CASES = Path(__file__).parent / "cases" / "technologies.jsonl"
_MARK = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")


def cases() -> list[Any]:
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    return [pytest.param(row, id=row["id"]) for row in rows]


@pytest.fixture(scope="module")
def nlp() -> Language:
    attributes.register()
    pipe = spacy.blank("en")
    pipe.add_pipe("pledger_actors")
    pipe.add_pipe("pledger_technologies")
    return pipe


@pytest.mark.parametrize("case", cases())
def test_case(nlp: Language, case: dict[str, Any]) -> None:
    """All terms of a case are marked: what is not marked must not be found."""
    plain, wanted, last = "", [], 0
    for match in _MARK.finditer(case["text"]):
        plain += case["text"][last : match.start()]
        wanted.append((len(plain), len(plain) + len(match[1]), match[2]))
        plain += match[1]
        last = match.end()
    plain += case["text"][last:]
    doc = nlp(plain)
    assert [(m.start, m.end, m.sub_area) for m in doc._.technologies] == wanted
    assert all(m.area == m.sub_area.split(".")[0] for m in doc._.technologies)
    assert len(doc.spans["technologies"]) == len(wanted)


def test_every_listed_term_is_found_in_its_own_spelling() -> None:
    listed = {t.term for t in load_technologies().terms}
    loaded = {w.term.term for same in load_terms() for w in same}
    assert listed == loaded


@pytest.mark.parametrize(
    ("term", "written"),
    [
        ("data centre", ("data", "centers")),
        ("gene therapy", ("gene", "therapies")),
        ("digitalisation", ("digitalization",)),
        ("e-commerce", ("ecommerce",)),
        ("supply chain", ("supply", "-", "chain")),
        ("rare-earth", ("rare", "earth")),
    ],
)
def test_spellings(term: str, written: tuple[str, ...]) -> None:
    row = TechnologyTerm(term, "XCT.SUP", "own")
    assert written in set(spellings(row))


def test_empty_text(nlp: Language) -> None:
    assert nlp("")._.technologies == ()
