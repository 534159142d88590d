"""A small share of the fuzzing that ``benchmarks/fuzz.py`` does at night."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from scripts import load_script

from pipeline.model import Block, Document
from pipeline.readers import Limits

FUZZ = Path(__file__).parents[1] / "benchmarks" / "fuzz.py"


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    return load_script(FUZZ)


def test_mutants_end_as_documents_or_typed_failures(fuzz: ModuleType, tmp_path: Path) -> None:
    limits = Limits(seconds=10, memory_mb=1000)
    tally = fuzz.throw(135, 20, limits=limits, folder=tmp_path, shared=False)
    assert tally.unsound == []
    assert len(tally.outcomes) == len(fuzz.FORMATS) * len(fuzz.MUTATIONS)
    outcomes = sum(tally.outcomes.values(), start=type(next(iter(tally.outcomes.values())))())
    # damage that never breaks a file, or always does, would test nothing
    assert outcomes["document"] > 25
    assert outcomes.total() - outcomes["document"] > 25


def test_mutants_are_the_same_for_the_same_seed(fuzz: ModuleType) -> None:
    assert list(fuzz.mutants(60, 3, shared=False)) == list(fuzz.mutants(60, 3, shared=False))


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("a\ud800", ()),
        (" \n", ()),
        ("one\r\n", ()),
        ("one two", (Block(0, 3, "paragraph"),)),
        ("one two", (Block(0, 5, "paragraph"), Block(4, 7, "paragraph"))),
    ],
)
def test_flaws_are_seen(fuzz: ModuleType, text: str, blocks: tuple[Block, ...]) -> None:
    import random

    document = Document("id", "x.txt", "sha", "text/plain", text, blocks)
    assert list(fuzz.flaws(document, random.Random(1)))
