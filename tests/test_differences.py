"""Differences between two runs."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import pipeline
from pipeline.errors import OutputError
from pipeline.evaluate.differences import compare

TEXT = "Peru will build two bridges by 2030. Chile has agreed to pay $3 million for one of them."


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("before")
    pipeline.write([pipeline.extract(TEXT)], out)
    return out


def test_a_run_does_not_differ_from_itself(before: Path) -> None:
    comparison = compare(before, before)
    assert comparison.rows == ()
    assert comparison.columns_gained == comparison.columns_lost == ()


def test_lost_changed_and_moved_rows(before: Path, tmp_path: Path) -> None:
    extraction = pipeline.extract(TEXT)
    first, *rest = extraction.rows["commitments"]
    moved = dataclasses.replace(
        first,
        commitment_id=f"{first.document_id}-c-{first.start}-{first.end - 8}",
        end=first.end - 8,
        text=first.text[:-8],
        strength="intended",
    )
    bridges = {
        name: tuple(
            dataclasses.replace(r, commitment_id=moved.commitment_id)
            if r.commitment_id == first.commitment_id
            else r
            for r in extraction.rows[name]
        )
        for name in extraction.rows
        if name.startswith("commitment_")
    }
    selectors = tuple(s for s in extraction.rows["selectors"] if s.target_id != first.commitment_id)
    rows = {
        **extraction.rows,
        **bridges,
        "commitments": (moved, *rest),
        "selectors": selectors,
    }
    pipeline.write([dataclasses.replace(extraction, rows=rows)], tmp_path)
    found = [d for d in compare(before, tmp_path).rows if d.table == "commitments"]
    assert [d.kind for d in found] == ["changed"]
    assert ("strength", "pledged", "intended") in found[0].columns
    assert found[0].rule == first.rule


def test_a_folder_without_tables_is_refused(before: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="holds no tables"):
        compare(before, tmp_path)
