"""The ledger as a run publishes it: tables, their proof, and the command that lists them."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import Exit, OutputError
from pipeline.ledger import SOURCES, build_ledger
from pipeline.run import run
from pipeline.tables import layout
from pipeline.tables.manifest import load
from pipeline.tables.publish import MANIFEST
from pipeline.verification import verify
from pipeline.verification.ledger import check_ledger

REPO = Path(__file__).parents[1]


@pytest.fixture
def folder(processed: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "processed"
    shutil.copytree(processed, copy, ignore=shutil.ignore_patterns(".pledger"))
    return copy


def test_a_run_publishes_the_ledger_with_its_commitments(processed: Path) -> None:
    tables = {n: pq.read_table(processed / f"{n}.parquet") for n in ("ledger", "ledger_mentions")}
    mentions = tables["ledger_mentions"]
    commitments = pq.read_table(processed / "commitments.parquet")
    assert sorted(mentions["commitment_id"].to_pylist()) == sorted(
        commitments["commitment_id"].to_pylist()
    )
    assert set(mentions["ledger_id"].to_pylist()) == set(tables["ledger"]["ledger_id"].to_pylist())
    outputs = load(processed / MANIFEST).outputs
    for name, table in tables.items():
        assert outputs[f"{name}.parquet"].rows == table.num_rows
        generation = table.schema.metadata[b"pledger.generation"]
        assert generation == commitments.schema.metadata[b"pledger.generation"]


def test_the_sources_are_all_that_is_read(processed: Path, tmp_path: Path) -> None:
    for name in SOURCES:
        shutil.copy(processed / f"{name}.parquet", tmp_path)
    assert build_ledger(tmp_path) == build_ledger(processed)
    for name in SOURCES:
        path = tmp_path / f"{name}.parquet"
        path.rename(tmp_path / "aside")
        with pytest.raises(OutputError, match=path.name):
            build_ledger(tmp_path)
        (tmp_path / "aside").rename(path)


def test_the_ledger_follows_what_changed(tmp_path: Path) -> None:
    """Rows of the run before never stay beside newer tables; an unchanged run writes nothing."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "a.txt").write_text("Peru will build a kite museum in the cannery quarter.\n")
    for number, text in enumerate(("Chile will open two harbours.", "Ghana will plant trees.")):
        (raw / f"{number}.txt").write_text(f"{text}\n")
        run(raw, out)
        rows = pq.read_table(out / "ledger.parquet")["commitment_id"].to_pylist()
        known = pq.read_table(out / "commitments.parquet")["commitment_id"].to_pylist()
        assert sorted(rows) == sorted(known)
    assert not run(raw, out).published
    (raw / "0.txt").unlink()
    run(raw, out)
    assert pq.read_table(out / "ledger.parquet").num_rows == len(known) - 1


def rewrite(path: Path, column: str, values: list[Any]) -> None:
    table = pq.read_table(path)
    index = table.schema.get_field_index(column)
    field = table.schema.field(index)
    table = table.set_column(index, field, pa.array(values, type=field.type))
    path.unlink()
    pq.write_table(table, path)


@pytest.mark.parametrize(
    ("table", "column", "change", "says"),
    [
        ("ledger", "text", lambda v: [*v[:-1], "other words"], "the commitment"),
        ("ledger", "mentions", lambda v: [v[0] + 1, *v[1:]], "ledger_mentions has"),
        ("ledger_mentions", "status", lambda v: ["cancelled", *v[1:]], "the commitment"),
        ("ledger_mentions", "ledger_id", lambda v: ["Lx", *v[1:]], "is not in ledger.ledger_id"),
        ("ledger_mentions", "commitment_id", lambda v: ["x", *v[1:]], "is not in commitments"),
        ("ledger_mentions", "commitment_id", lambda v: ["x", *v[1:]], "has no row for"),
    ],
)
def test_verify_finds_a_ledger_that_was_changed(
    table: str, column: str, change: Any, says: str, folder: Path
) -> None:
    path = folder / f"{table}.parquet"
    rewrite(path, column, change(pq.read_table(path)[column].to_pylist()))
    faults = [f for f in verify(folder).faults if f.where == table]
    assert any(says in f.why for f in faults), faults


@pytest.mark.parametrize(
    ("table", "change", "says"),
    [
        ("ledger_mentions", lambda rows: rows[:-1], "has no row for"),
        ("ledger_mentions", lambda rows: rows[:-1], "says 1, ledger_mentions has 0"),
        ("ledger_mentions", lambda rows: [*rows, rows[-1]], "has the key of another row"),
        ("ledger_mentions", lambda rows: [], "has no row for"),
        ("ledger_mentions", lambda rows: [{**r, "matched": "x"} for r in rows], "x is not in"),
        ("ledger", lambda rows: rows[1:], "is not in ledger.ledger_id"),
        ("ledger", lambda rows: [*rows[1:], rows[0]], "is not in order"),
        ("ledger", lambda rows: [*rows, rows[0]], "has the key of another row"),
        ("ledger", lambda rows: [{**rows[0], "ledger_id": None}, *rows[1:]], "null, which is not"),
        ("ledger", lambda rows: [{**r, "last_status": "new"} for r in rows], "not in the code"),
        ("commitments", lambda rows: [{**r, "strength": "x"} for r in rows], "the commitment x"),
        ("commitments", lambda rows: [{**r, "deadline": None} for r in rows], "commitment None"),
    ],
)
@pytest.mark.parametrize("rows_a_batch", [4096, 7])
def test_verify_finds_rows_of_the_ledger_that_were_damaged(
    rows_a_batch: int,
    table: str,
    change: Any,
    says: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However the tables are cut into batches, of which order and keys take no notice."""
    monkeypatch.setattr(layout, "_ROWS", rows_a_batch)
    path = folder / f"{table}.parquet"
    rows = pq.read_table(path)
    fields = [field.with_nullable(True) for field in rows.schema]
    changed = pa.Table.from_pylist(change(rows.to_pylist()), schema=pa.schema(fields))
    path.unlink()
    pq.write_table(changed, path)
    counts: dict[str, int] = {}
    whys = [fault.why for fault in check_ledger(folder, frozenset(), counts)]
    assert any(says in why for why in whys), whys
    for name in ("ledger", "ledger_mentions"):
        assert counts[name] == pq.read_metadata(folder / f"{name}.parquet").num_rows


def test_the_command_lists_promises_of_several_articles(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    pledge = "Peru will {} a kite museum with glass roofs in the old cannery quarter of Callao{}."
    (raw / "one.txt").write_text(pledge.format("build", "") + "\n")
    (raw / "two.txt").write_text(pledge.format("build", " by 2031") + "\n")
    others = [f"Chile will repair harbour {n} and plant {n * 3} orchards there." for n in range(30)]
    (raw / "others.txt").write_text("\n\n".join(others) + "\n")
    run(raw, out)
    result = CliRunner().invoke(app, ["ledger", str(out), "--most", "1"])
    assert result.exit_code == 0, result.output
    assert "2 articles" in result.output
    assert "kite museum" in result.output
    assert "one.txt" in result.output
    assert "1 of them in more than one article" in result.output


def test_a_folder_without_tables_says_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["ledger", str(tmp_path)])
    assert result.exit_code == Exit.OUTPUT
    assert "ledger.parquet" in result.output


def test_marked_pairs_are_enough_and_well_formed() -> None:
    with (REPO / "docs" / "ledger-pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 150
    for part in ("tune", "measure"):
        verdicts = [r["verdict"] for r in rows if r["part"] == part]
        assert verdicts.count("same") >= 30
        assert verdicts.count("different") >= 30
    for r in rows:
        assert r["document_a"] != r["document_b"]
        for side in "ab":
            assert int(r[f"start_{side}"]) < int(r[f"end_{side}"])
