"""Checks of files: hashes, types, what should be there and what should not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.schema import TABLES, DocumentRow, FailureRow, Row
from pipeline.tables.manifest import RunManifest
from pipeline.tables.publish import TEXT
from pipeline.tables.writer import GENERATION, digest
from pipeline.verification.cursor import parts, read
from pipeline.verification.fault import Fault


def check_files(processed: Path, manifest: RunManifest) -> Iterator[Fault]:
    """Every file is there, is the one that was written, and there is no other."""
    for name, written in manifest.outputs.items():
        try:
            found = digest(processed / name)
        except OSError as error:
            yield Fault(name, f"cannot be read: {error.strerror}", document_id=_document(name))
            continue
        if found != written.sha256:
            why = f"is not the file that was written: SHA-256 {found}, manifest {written.sha256}"
            yield Fault(name, why, document_id=_document(name))
    texts = processed / TEXT
    if texts.is_dir():
        for path in sorted(texts.iterdir()):
            if f"{TEXT}/{path.name}" not in manifest.outputs:
                yield Fault(f"{TEXT}/{path.name}", "is not in the manifest")


def _document(name: str) -> str | None:
    return Path(name).stem if name.startswith(f"{TEXT}/") else None


def readable(processed: Path) -> tuple[list[Fault], frozenset[str]]:
    """Open every table and read every page.

    Returns:
        what is wrong, and the tables that cannot be read whole.
    """
    faults: list[Fault] = []
    bad: set[str] = set()
    for table in TABLES:
        for path in parts(processed, table):
            found = list(_check_file(path, table))
            faults += found
            if found:
                bad.add(table.table)
    return faults, frozenset(bad)


def _check_file(path: Path, table: type[Row]) -> Iterator[Fault]:
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            wrong = list(_check_schema(file.schema_arrow, table))
            yield from wrong
            if not wrong:
                yield from _check_pages(file, table)
    except (OSError, pa.ArrowException) as error:
        yield Fault(table.table, f"cannot be opened: {_first_line(error)}")


def _check_schema(found: pa.Schema, table: type[Row]) -> Iterator[Fault]:
    declared = table.arrow_schema()
    for column in declared:
        if column.name not in found.names:
            yield Fault(table.table, "is missing", column=column.name)
            continue
        there = found.field(column.name)
        if there.type != column.type:
            why = f"has type {there.type}, declared {column.type}"
            yield Fault(table.table, why, column=column.name)
    for name in found.names:
        if name not in declared.names:
            yield Fault(table.table, "is not declared", column=name)


def _check_pages(file: pq.ParquetFile, table: type[Row]) -> Iterator[Fault]:
    first = 0
    for group in range(file.num_row_groups):
        count = file.metadata.row_group(group).num_rows
        for column in file.schema_arrow.names:
            try:
                file.read_row_group(group, columns=[column])
            except (OSError, pa.ArrowException) as error:
                why = f"cannot be read in rows {first} to {first + count - 1}: {_first_line(error)}"
                yield Fault(table.table, why, column=column)
        first += count


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def check_inputs(
    processed: Path, manifest: RunManifest, unreadable: frozenset[str]
) -> Iterator[Fault]:
    """Inputs are documents, failures and exact duplicates; tables hold what was counted."""
    yield from _check_generations(processed, manifest)
    said = {(i.source_path, i.sha256) for i in manifest.inputs if i.status == "document"}
    failed = {(i.source_path, i.sha256) for i in manifest.inputs if i.status == "failure"}
    for table, inputs in ((DocumentRow, said), (FailureRow, failed)):
        if table.table in unreadable:
            continue
        rows = _pairs(processed, table)
        for path, _ in sorted(inputs - rows, key=str):
            yield Fault(table.table, f"has no row for {path}, which the manifest names")
        for path, _ in sorted(rows - inputs, key=str):
            yield Fault(table.table, f"has a row for {path}, which the manifest does not name")
    paths = {i.source_path for i in manifest.inputs if i.status == "document"}
    for i in manifest.inputs:
        if i.status == "duplicate" and i.same_as not in paths:
            why = f"{i.source_path} is called a duplicate of {i.same_as}, which is no document"
            yield Fault("manifest.json", why)


def _pairs(processed: Path, table: type[Row]) -> set[tuple[Any, Any]]:
    found: set[tuple[Any, Any]] = set()
    for rows in read(parts(processed, table)):
        columns = rows.select(["source_path", "source_sha256"]).to_pydict()
        found.update(zip(columns["source_path"], columns["source_sha256"], strict=True))
    return found


def _check_generations(processed: Path, manifest: RunManifest) -> Iterator[Fault]:
    """Tables of two runs side by side are found even when both are whole."""
    for table in TABLES:
        for path in parts(processed, table):
            try:
                metadata = pq.read_schema(path).metadata or {}
            except (OSError, pa.ArrowException):
                continue  # said already
            found = metadata.get(GENERATION, b"").decode()
            if found != manifest.generation:
                yield Fault(table.table, f"is from another run than the manifest ({found or '?'})")
