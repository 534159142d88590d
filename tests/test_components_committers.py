"""Who undertakes and what about, over whole texts: voices, programmes, anaphors, areas."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.components.commitments import programmes
from pipeline.extraction import Extraction
from pipeline.model import Document, Metadata
from pipeline.schema import CommitmentActorRow, CommitmentRow, CommitmentTechnologyRow, QuoteRow

TOLD = """\
Clear Harbours (CH) is a government initiative run by the ministry. Blue Quays, a scheme of the
port fund, will follow. As an initiative by the agency, Dry Docks will open in June.

The Norwegian Clear Harbours (CH) programme and Fjord Labs’ Cold Water project come later.\r
Old Piers
campaign, New Piers Campaign, Piers 2030 (P-30) Strategy. Programmes. The Tide Fund
is a fund"""
CASES = Path(__file__).parent / "cases" / "committers.jsonl"


def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def extracted(case: dict[str, Any]) -> Extraction:
    text = case["text"]
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    document = Document(
        document_id=digest[:16],
        source_path=f"{digest[:16]}.txt",
        source_sha256=digest,
        media_type="text/plain",
        text=text,
        metadata=Metadata(title=text.split("\n", 1)[0], publisher=case.get("publisher")),
    )
    return pipeline.extract(document)


@pytest.mark.parametrize("case", [pytest.param(c, id=c["id"]) for c in cases()])
def test_case(case: dict[str, Any]) -> None:
    made = extracted(case)
    found = {r.text: r for r in made.rows["commitments"] if isinstance(r, CommitmentRow)}
    actors = [r for r in made.rows["commitment_actors"] if isinstance(r, CommitmentActorRow)]
    areas = [
        r for r in made.rows["commitment_technologies"] if isinstance(r, CommitmentTechnologyRow)
    ]
    for words, wanted in case.get("who", {}).items():
        row = next((r for text, r in found.items() if text.startswith(words)), None)
        assert row is not None, (words, list(found))
        who = [
            a.actor_name
            for a in actors
            if a.commitment_id == row.commitment_id and a.role == "committer"
        ]
        assert who == wanted
    for words, wanted in case.get("areas", {}).items():
        row = next((r for text, r in found.items() if text.startswith(words)), None)
        assert row is not None, (words, list(found))
        assert sorted(a.area for a in areas if a.commitment_id == row.commitment_id) == wanted
    for words, wanted in case.get("speakers", {}).items():
        said = [r for r in made.rows["quotes"] if isinstance(r, QuoteRow)]
        quote = next((q for q in said if q.text.startswith(words)), None)
        assert quote is not None, (words, [q.text for q in said])
        assert [quote.speaker_name, quote.speaker_role, quote.speaker_organisation] == wanted


def test_every_case_is_named_once() -> None:
    names = [case["id"] for case in cases()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["_IS", "_OPENS", "_CALLED"])
def test_programmes_are_found_line_by_line_as_in_the_whole_text(name: str) -> None:
    pattern = getattr(programmes, name)
    words = programmes._CALLS if name == "_CALLED" else programmes._KINDS
    told = 0
    for text in (TOLD, TOLD.replace("\n", " "), *(case["text"] for case in cases())):
        found = programmes._in_lines(pattern, text, programmes._lines(text, words))
        spans = [match.span() for match in found]
        assert spans == [match.span() for match in pattern.finditer(text)]
        told += len(spans)
    assert told
