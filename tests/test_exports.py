"""DuckDB file, CSV, workbook and data package, and the queries that are written for them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import openpyxl
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from frictionless import Package
from table_cases import FLAT_TYPES
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import Exit, OutputError
from pipeline.exports.database import export_database
from pipeline.exports.sheets import _safe, export_csv, export_workbook
from pipeline.schema import TABLES
from pipeline.tables.package import data_package

REPO = Path(__file__).parents[1]
QUERIES = sorted((REPO / "docs" / "queries").glob("*.sql"))


@pytest.fixture(scope="module")
def database(processed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_database(processed, tmp_path_factory.mktemp("export") / "pledger.duckdb")


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q.stem)
def test_ready_made_queries(query: Path, database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute(query.read_text(encoding="utf-8")).fetchall()


def test_database_holds_every_row_and_explains_every_column(
    database: Path, processed: Path
) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        for table in TABLES:
            found = connection.execute(f"SELECT count(*) FROM {table.table}").fetchone()
            assert found == (pq.read_metadata(processed / f"{table.table}.parquet").num_rows,)
        bare = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() "
            "WHERE comment IS NULL AND table_name IN "
            "(SELECT table_name FROM duckdb_tables() WHERE table_name <> 'calendar')"
        ).fetchall()
    assert bare == []


def test_pledges_are_counted_once(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "SELECT count(*), count(DISTINCT commitment_id) FROM pledges"
        ).fetchone()
    assert rows is not None
    assert rows[0] == rows[1] > 0


def test_a_database_from_no_tables_says_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"documents\.parquet"):
        export_database(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["duckdb", "csv", "xlsx"])
def test_a_folder_without_tables_is_refused_in_every_form(form: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["export", form, str(tmp_path / "none")])
    assert result.exit_code == Exit.OUTPUT, result.output
    assert "`pledger run` makes it" in result.output
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_target_is_said(processed: Path, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "book.xlsx"
    result = CliRunner().invoke(app, ["export", "xlsx", str(processed), "-o", str(target)])
    assert result.exit_code == Exit.OUTPUT, result.output
    assert "cannot be written" in result.output


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_are_text(text: str) -> None:
    assert _safe(text) == f"'{text}"


def test_csv_has_every_row(processed: Path, tmp_path: Path) -> None:
    for path in export_csv(processed, tmp_path / "csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert len(rows) - 1 == pq.read_metadata(processed / f"{path.stem}.parquet").num_rows


def test_workbook_opens_and_has_no_formula(processed: Path, tmp_path: Path) -> None:
    path = export_workbook(processed, tmp_path / "pledger.xlsx")
    book = openpyxl.load_workbook(path, read_only=True)
    assert book.sheetnames == [t.table[:31] for t in TABLES]
    cells = [cell for row in book["commitments"].iter_rows() for cell in row]
    assert len(cells) > 100
    assert all(cell.data_type != "f" for cell in cells)


def test_sheets_can_be_filtered_and_read(processed: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(export_workbook(processed, tmp_path / "pledger.xlsx"))
    sheet = book["commitments"]
    rows = pq.read_metadata(processed / "commitments.parquet").num_rows
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}{rows + 1}"
    widths = {c.value: sheet.column_dimensions[c.column_letter].width for c in sheet[1]}
    assert widths["text"] > widths["action"] > widths["start"]


def test_data_package_is_valid_and_complete() -> None:
    descriptor = data_package()
    report = Package.validate_descriptor(json.loads(json.dumps(descriptor)))
    assert report.valid, report.to_summary()
    assert [r["name"] for r in descriptor["resources"]] == [t.table for t in TABLES]


def test_every_column_has_a_type_that_tools_take(processed: Path) -> None:
    for table in TABLES:
        schema = pq.read_schema(processed / f"{table.table}.parquet")
        assert schema.names == [c.name for c in table.columns()]
        assert {field.type for field in schema} <= FLAT_TYPES


def test_arrow_datasets_and_sqlite_read_the_tables(processed: Path) -> None:
    for table in TABLES:
        path = processed / f"{table.table}.parquet"
        assert ds.dataset(path).count_rows() == pq.read_metadata(path).num_rows
