"""The tables as they stand open in the tools that people use, with their types and rows."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from frictionless import Package, Resource, Schema

from pipeline.schema import TABLES, Column, Row
from pipeline.tables.manifest import load
from pipeline.tables.package import FILE_NAME
from pipeline.tables.publish import MANIFEST
from pipeline.tables.written import digest
from pipeline.verification import verify

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda t: t.table)


def path(processed: Path, table: type[Row]) -> Path:
    return processed / f"{table.table}.parquet"


def count(processed: Path, table: type[Row]) -> int:
    rows: int = pq.read_metadata(path(processed, table)).num_rows
    return rows


def types(table: type[Row], names: dict[pa.DataType, Any]) -> dict[str, Any]:
    return {c.name: names[c.type] for c in table.columns()}


DECIMAL = pa.decimal128(18, 2)
DUCKDB = {
    pa.string(): "VARCHAR",
    pa.bool_(): "BOOLEAN",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.date32(): "DATE",
    DECIMAL: "DECIMAL(18,2)",
}
POLARS = {
    pa.string(): pl.String,
    pa.bool_(): pl.Boolean,
    pa.int32(): pl.Int32,
    pa.int64(): pl.Int64,
    pa.float64(): pl.Float64,
    pa.date32(): pl.Date,
    DECIMAL: pl.Decimal(18, 2),
}
SPARK = {
    pa.string(): "string",
    pa.bool_(): "boolean",
    pa.int32(): "int",
    pa.int64(): "bigint",
    pa.float64(): "double",
    pa.date32(): "date",
    DECIMAL: "decimal(18,2)",
}


@each_table
def test_types_of_the_contract(table: type[Row], processed: Path) -> None:
    found = pq.read_schema(path(processed, table))
    assert {f.name: f.type for f in found} == {c.name: c.type for c in table.columns()}
    assert all(f.type in DUCKDB for f in found)
    for column in pq.ParquetFile(path(processed, table)).schema:
        assert column.max_repetition_level == 0, "a list"
        assert column.path == column.name, "a struct"


@each_table
def test_unknown_is_null_and_never_empty(table: type[Row], processed: Path) -> None:
    rows = pq.read_table(path(processed, table))
    for c in table.columns():
        if not c.nullable:
            assert rows[c.name].null_count == 0, c.name
        # what stands before the first character of a text is known: nothing
        if c.type == pa.string() and c.name not in ("prefix", "suffix"):
            assert "" not in rows[c.name].to_pylist(), c.name


@each_table
def test_duckdb(table: type[Row], processed: Path) -> None:
    with duckdb.connect() as connection:
        found = connection.execute(f"DESCRIBE FROM '{path(processed, table)}'").fetchall()
        assert {row[0]: row[1] for row in found} == types(table, DUCKDB)
        rows = connection.execute(f"SELECT count(*) FROM '{path(processed, table)}'").fetchone()
    assert rows == (count(processed, table),)


@each_table
def test_polars(table: type[Row], processed: Path) -> None:
    assert dict(pl.scan_parquet(path(processed, table)).collect_schema()) == types(table, POLARS)
    assert pl.read_parquet(path(processed, table)).height == count(processed, table)


@each_table
def test_pandas(table: type[Row], processed: Path) -> None:
    frame = pd.read_parquet(path(processed, table), dtype_backend="pyarrow")
    found = {name: kind.pyarrow_dtype for name, kind in frame.dtypes.items()}
    assert found == {c.name: c.type for c in table.columns()}
    assert len(frame) == count(processed, table)


@each_table
def test_arrow_datasets(table: type[Row], processed: Path) -> None:
    data = ds.dataset(path(processed, table))
    assert data.schema.names == [c.name for c in table.columns()]
    assert data.count_rows() == count(processed, table)


@each_table
def test_sqlite(table: type[Row], processed: Path) -> None:
    frame = pd.read_parquet(path(processed, table))
    for c in table.columns():
        if c.type in (pa.date32(), DECIMAL):  # SQLite has neither
            frame[c.name] = frame[c.name].astype("string")
    with sqlite3.connect(":memory:") as connection:
        frame.to_sql(table.table, connection, index=False)
        rows = connection.execute(f"SELECT count(*) FROM {table.table}").fetchone()
    connection.close()
    assert rows == (count(processed, table),)


def test_the_same_join_gives_the_same_in_each(processed: Path) -> None:
    """Commitments by committer, as a dashboard would count them."""
    commitments, actors = processed / "commitments.parquet", processed / "commitment_actors.parquet"
    query = (
        "SELECT a.actor_name, count(*) AS n FROM {actors} a JOIN {commitments} c "
        "ON c.commitment_id = a.commitment_id WHERE a.role = 'committer' "
        "GROUP BY a.actor_name ORDER BY n DESC, a.actor_name"
    )
    with duckdb.connect() as connection:
        by_duckdb = connection.sql(
            query.format(actors=f"'{actors}'", commitments=f"'{commitments}'")
        ).fetchall()
    by_polars = (
        pl.scan_parquet(actors)
        .filter(pl.col("role") == "committer")
        .join(pl.scan_parquet(commitments).select("commitment_id"), on="commitment_id")
        .group_by("actor_name")
        .len()
        .sort(["len", "actor_name"], descending=[True, False])
        .collect()
        .rows()
    )
    frame = pd.read_parquet(actors, columns=["commitment_id", "actor_name", "role"]).merge(
        pd.read_parquet(commitments, columns=["commitment_id"]), on="commitment_id"
    )
    counts = frame[frame["role"] == "committer"].groupby("actor_name").size()
    by_pandas = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    with sqlite3.connect(":memory:") as connection:
        for name, file in (("actors", actors), ("commitments", commitments)):
            wanted = ["commitment_id"] + (["actor_name", "role"] if name == "actors" else [])
            pd.read_parquet(file, columns=wanted).to_sql(name, connection, index=False)
        by_sqlite = connection.execute(
            query.format(actors="actors", commitments="commitments")
        ).fetchall()
    connection.close()
    assert by_duckdb
    assert by_duckdb == by_polars == by_pandas == by_sqlite


def _load_sqlite(connection: duckdb.DuckDBPyConnection) -> None:
    """DuckDB's extension: from a package of its version, or where DuckDB keeps what it fetched."""
    package = find_spec("duckdb_extension_sqlite_scanner")
    folders = package.submodule_search_locations if package is not None else None
    found = [
        path
        for folder in folders or ()
        for path in Path(folder).rglob(f"v{duckdb.__version__}/sqlite_scanner.duckdb_extension")
    ]
    try:
        connection.execute(f"LOAD '{found[0]}'" if found else "LOAD sqlite")
    except duckdb.Error:
        pytest.skip(
            "needs DuckDB's sqlite extension of the same version: "
            "pip install 'duckdb==1.5.5' 'duckdb-extension-sqlite-scanner==1.5.5'"
        )


def test_sqlite_through_duckdb(processed: Path, tmp_path: Path) -> None:
    """The way into SQLite and PostgreSQL: DuckDB attaches them as databases."""
    with duckdb.connect() as connection:
        _load_sqlite(connection)
        connection.execute(f"ATTACH '{tmp_path / 'pledger.db'}' AS out (TYPE sqlite)")
        for table in TABLES:
            connection.execute(f"CREATE TABLE out.{table.table} AS FROM '{path(processed, table)}'")
    with sqlite3.connect(tmp_path / "pledger.db") as connection:
        for table in TABLES:
            rows = connection.execute(f"SELECT count(*) FROM {table.table}").fetchone()
            assert rows == (count(processed, table),)
    connection.close()


def hyper_type(api: Any, column: Column) -> Any:
    kinds = {
        pa.string(): api.SqlType.text(),
        pa.bool_(): api.SqlType.bool(),
        pa.int32(): api.SqlType.int(),
        pa.int64(): api.SqlType.big_int(),
        pa.float64(): api.SqlType.double(),
        pa.date32(): api.SqlType.date(),
        DECIMAL: api.SqlType.numeric(18, 2),
    }
    return kinds[column.type]


@pytest.fixture(scope="module")
def hyper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    api = pytest.importorskip(
        "tableauhyperapi", reason="needs Tableau's engine: pip install tableauhyperapi"
    )
    folder = tmp_path_factory.mktemp("hyper")
    with (
        api.HyperProcess(
            telemetry=api.Telemetry.DO_NOT_SEND_USAGE_DATA_TO_TABLEAU,
            parameters={"log_dir": str(folder)},
        ) as process,
        api.Connection(process.endpoint) as connection,
    ):
        yield api, connection


@each_table
def test_tableau(table: type[Row], processed: Path, hyper: Any) -> None:
    """Hyper, the engine inside Tableau Desktop and Server, reads the Parquet files themselves."""
    api, connection = hyper
    file = api.escape_string_literal(str(path(processed, table).resolve()))
    query = f"SELECT * FROM external({file}, FORMAT => 'parquet')"
    with connection.execute_query(query) as result:
        found = {c.name.unescaped: c.type for c in result.schema.columns}
        rows = sum(1 for _ in result)
    assert found == {c.name: hyper_type(api, c) for c in table.columns()}
    assert rows == count(processed, table)


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="needs Spark: pip install pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, which is not on the path")
    session = (
        sql.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("spark")))
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.mark.slow
def test_spark(processed: Path, spark: Any) -> None:
    for table in TABLES:
        frame = spark.read.parquet(str(path(processed, table).resolve()))
        assert dict(frame.dtypes) == types(table, SPARK)
        assert frame.count() == count(processed, table)


def test_values_come_through_as_they_are(processed: Path) -> None:
    """Money is exact and days are days, in the two readers that people script with."""
    amounts = pl.read_parquet(processed / "amounts.parquet")
    sums = [v for v in amounts["minimum"].to_list() if v is not None]
    assert sums
    assert all(isinstance(v, Decimal) for v in sums)
    published = pd.read_parquet(processed / "documents.parquet")["published_on"].dropna()
    assert len(published)
    assert all(type(day) is date for day in published)


def test_the_data_package_lies_beside_the_tables(processed: Path) -> None:
    file = processed / FILE_NAME
    written = load(processed / MANIFEST).outputs[FILE_NAME]
    assert written.sha256 == digest(file)
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    report = Package.validate_descriptor(descriptor)
    assert report.valid, report.to_summary()
    for resource in descriptor["resources"]:
        names = [f["name"] for f in resource["schema"]["fields"]]
        assert names == pq.read_schema(processed / resource["path"]).names


@pytest.mark.parametrize("name", ["commitments", "amounts", "dates", "ledger", "ledger_mentions"])
def test_frictionless_reads_the_rows(name: str, processed: Path) -> None:
    """Rows against types, required values and code lists; keys are proved by `pledger verify`."""
    descriptor = json.loads((processed / FILE_NAME).read_text(encoding="utf-8"))
    (declared,) = (r["schema"] for r in descriptor["resources"] if r["name"] == name)
    declared.pop("foreignKeys", None)
    # through Arrow: its own Parquet reader makes "nan" of an integer that is null
    rows = pq.read_table(processed / f"{name}.parquet").to_pylist()
    resource = Resource(name=name, data=rows, schema=Schema.from_descriptor(declared))
    report = resource.validate()
    assert report.valid, report.to_summary()
    assert report.tasks[0].stats["rows"] == len(rows) > 0


def test_a_changed_data_package_is_found(processed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "processed"
    shutil.copytree(processed, copy, ignore=shutil.ignore_patterns(".pledger"))
    assert verify(copy).faults == ()
    file = copy / FILE_NAME
    file.write_bytes(file.read_bytes() + b"\n")
    (fault,) = verify(copy).faults
    assert fault.where == FILE_NAME
    file.unlink()
    (fault,) = verify(copy).faults
    assert "cannot be read" in fault.why
