"""Differences between two runs."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import pipeline
from pipeline.cli import app
from pipeline.errors import Exit, OutputError
from pipeline.evaluate.differences import compare
from pipeline.run import run
from pipeline.settings import Settings

REPO = Path(__file__).parents[1]

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


@pytest.fixture(scope="module")
def rule_sets(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same articles under the rules as they are, and without one rule and with another one."""
    folder = tmp_path_factory.mktemp("rules")
    raw, models = folder / "raw", folder / "models"
    raw.mkdir()
    (raw / "treaty.txt").write_text(
        "Each Party shall open two harbours by 2030.\n\nGhana will plant cork trees in 2029.\n"
    )
    (raw / "news.txt").write_text("Chile will pay $3 million for the harbours of Ghana.\n")
    shutil.copytree(REPO / "models", models, ignore=shutil.ignore_patterns("training"))
    run(raw, folder / "before", settings=Settings(models=models))
    path = models / "rules" / "commitments.jsonl"
    rules = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    kept = [r for r in rules if r["id"] != "modal.shall"]
    (will,) = (r for r in kept if r["id"] == "modal.will")
    will["strength"] = "intended"
    path.write_text("".join(json.dumps(r) + "\n" for r in kept), encoding="utf-8")
    scale = models / "rules" / "confidence.csv"
    weights = scale.read_text(encoding="utf-8").splitlines(keepends=True)
    scale.write_text("".join(w for w in weights if not w.startswith("modal.shall,")))
    run(raw, folder / "after", settings=Settings(models=models))
    return folder / "before", folder / "after"


def test_a_change_of_rules_shows_by_document_and_rule(rule_sets: tuple[Path, Path]) -> None:
    found = [d for d in compare(*rule_sets).rows if d.table == "commitments"]
    told = {(d.kind, d.source_path, d.rule) for d in found}
    assert told == {
        ("lost", "treaty.txt", "modal.shall"),
        ("changed", "treaty.txt", "modal.will"),
        ("changed", "news.txt", "modal.will"),
    }
    changed = {c for d in found for c in d.columns if d.kind == "changed" and c[0] == "strength"}
    assert changed == {("strength", "pledged", "intended")}


def test_the_command_tells_it_as_text_and_as_a_page(
    rule_sets: tuple[Path, Path], tmp_path: Path
) -> None:
    page = tmp_path / "pages" / "diff.html"
    before, after = map(str, rule_sets)
    result = CliRunner().invoke(app, ["diff", before, after, "--html", str(page)])
    assert result.exit_code == 0, result.output
    assert "- commitments treaty.txt [modal.shall] Each Party shall open two harbours" in (
        result.output
    )
    assert "strength: pledged → intended" in result.output
    text = page.read_text(encoding="utf-8")
    assert "Each Party shall open two harbours" in text
    assert "<del>pledged</del> <ins>intended</ins>" in text
    assert text.count("<li ") == 3
    assert "http" not in text.replace("http-equiv", "")


def test_what_changed_in_an_ignored_column_only_is_counted_and_not_listed(
    rule_sets: tuple[Path, Path],
) -> None:
    names = {c for d in compare(*rule_sets).rows for c, _, _ in d.columns}
    options = [part for name in sorted(names) for part in ("--ignore", name)]
    result = CliRunner().invoke(app, ["diff", *map(str, rule_sets), *options])
    assert "~ commitments" not in result.output
    assert "- commitments" in result.output
    assert "2 rows changed in" in result.output


def test_differences_in_other_tables_only_are_told(
    rule_sets: tuple[Path, Path], tmp_path: Path
) -> None:
    page = tmp_path / "diff.html"
    options = ["--table", "failures", "--html", str(page)]
    result = CliRunner().invoke(app, ["diff", *map(str, rule_sets), *options])
    assert "none of these rows is of failures" in result.output
    text = page.read_text(encoding="utf-8")
    assert "No row differs of the tables that are listed row by row" in text
    assert "<form" not in text


def test_an_unknown_table_is_named(rule_sets: tuple[Path, Path]) -> None:
    result = CliRunner().invoke(app, ["diff", *map(str, rule_sets), "--table", "promises"])
    assert result.exit_code == Exit.USAGE
    assert "no table 'promises'" in result.output


def test_a_table_of_one_run_only_is_named_and_not_listed(before: Path, tmp_path: Path) -> None:
    folder = tmp_path / "older"
    shutil.copytree(before, folder, ignore=shutil.ignore_patterns(".pledger"))
    (folder / "ledger.parquet").unlink()
    comparison = compare(folder, before)
    assert comparison.tables_gained == ("ledger",)
    assert comparison.rows == ()


def test_a_folder_without_tables_is_refused(before: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="holds no tables"):
        compare(before, tmp_path)
