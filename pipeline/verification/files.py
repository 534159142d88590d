"""Checks of files: hashes, types, what should be there and what should not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.schema import TABLES, DocumentRow, FailureRow, Row
from pipeline.tables.layout import batches, parts, table_of
from pipeline.tables.manifest import RunManifest
from pipeline.tables.target import TEXT
from pipeline.tables.writer import GENERATION
from pipeline.tables.written import digest
from pipeline.verification.fault import Fault
from pipeline.verification.probe import probe


@dataclass(frozen=True, slots=True)
class Files:
    """What looking at the files has shown.

    Attributes:
        faults: what is wrong.
        unreadable: tables whose rows cannot be looked at.
        suspicious: tables that are not the file that was written, or of which that cannot be
            said; readable or not.
    """

    faults: list[Fault] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    suspicious: set[str] = field(default_factory=set)


def check_files(processed: Path, manifest: RunManifest | None) -> Files:
    """Every file is there, is the one that was written, and there is no other."""
    files = Files()
    outputs = {} if manifest is None else manifest.outputs
    written_parts: dict[str | None, list[str]] = {}
    for name in sorted(outputs):
        written_parts.setdefault(table_of(name), []).append(name)
    suspicious: dict[Path, type[Row]] = {}
    for table in TABLES:
        found = parts(processed, table.table)
        if not found:
            _lose(files, table, "has no files")
        names = [path.relative_to(processed).as_posix() for path in found]
        for name in written_parts.get(table.table, ()):
            if name not in names:
                files.faults.append(Fault(table.table, f"{name} is missing"))
        for name, path in zip(names, found, strict=True):
            written = outputs.get(name)
            if written is None and manifest is not None:
                files.faults.append(Fault(table.table, f"{name} is not in the manifest"))
            if not _is_written(files, table, path, None if written is None else written.sha256):
                suspicious[path] = table
    _look_into(files, suspicious)
    for table in TABLES:
        if table.table not in files.unreadable:
            for path in parts(processed, table.table):
                for fault in _check_schema(pq.read_schema(path), table):
                    files.faults.append(fault)
                    files.unreadable.add(table.table)
    if manifest is not None:
        files.faults.extend(_check_others(processed, manifest))
        files.faults.extend(_check_generations(processed, manifest, files.unreadable))
    return files


def _lose(files: Files, table: type[Row], why: str) -> None:
    files.faults.append(Fault(table.table, why))
    files.unreadable.add(table.table)


def _is_written(files: Files, table: type[Row], path: Path, expected: str | None) -> bool:
    """Whether a file is the one that was written; True as well for one that is not there."""
    try:
        found = digest(path)
    except OSError as error:
        _lose(files, table, f"cannot be read: {error.strerror}")
        return True
    if found != expected and expected is not None:
        why = f"{path.name} is not what was written: SHA-256 {found}, manifest {expected}"
        files.faults.append(Fault(table.table, why))
    return found == expected


def _look_into(files: Files, suspicious: Mapping[Path, type[Row]]) -> None:
    for path, result in probe(list(suspicious)).items():
        name = suspicious[path].table
        files.suspicious.add(name)
        files.faults.extend(Fault(name, why, column=column) for column, why in result.wrong)
        if not result.readable:
            files.unreadable.add(name)


def _check_schema(found: pa.Schema, table: type[Row]) -> Iterator[Fault]:
    declared = table.arrow_schema()
    for column in declared:
        if column.name not in found.names:
            yield Fault(table.table, "is missing", column=column.name)
        elif found.field(column.name).type != column.type:
            why = f"has type {found.field(column.name).type}, declared {column.type}"
            yield Fault(table.table, why, column=column.name)
    for name in found.names:
        if name not in declared.names:
            yield Fault(table.table, "is not declared", column=name)


def _check_others(processed: Path, manifest: RunManifest) -> Iterator[Fault]:
    """Texts and the data package are what was written."""
    for name, written in manifest.outputs.items():
        if table_of(name) is not None:
            continue  # looked at as a table
        document_id = Path(name).stem if name.startswith(f"{TEXT}/") else None
        try:
            found = digest(processed / name)
        except OSError as error:
            yield Fault(name, f"cannot be read: {error.strerror}", document_id=document_id)
            continue
        if found != written.sha256:
            why = f"is not what was written: SHA-256 {found}, manifest {written.sha256}"
            yield Fault(name, why, document_id=document_id)
    texts = processed / TEXT
    if texts.is_dir():
        for path in sorted(texts.iterdir()):
            if f"{TEXT}/{path.name}" not in manifest.outputs:
                yield Fault(f"{TEXT}/{path.name}", "is not in the manifest")


def _check_generations(
    processed: Path, manifest: RunManifest, unreadable: set[str]
) -> Iterator[Fault]:
    """Tables of two runs side by side are found even when both are whole."""
    for table in TABLES:
        if table.table in unreadable:
            continue
        for path in parts(processed, table.table):
            metadata: Mapping[bytes, bytes] = pq.read_schema(path).metadata or {}
            found = metadata.get(GENERATION, b"").decode()
            if found != manifest.generation:
                yield Fault(table.table, f"is from another run than the manifest ({found or '?'})")


def check_inputs(
    processed: Path, manifest: RunManifest, unreadable: frozenset[str]
) -> Iterator[Fault]:
    """Inputs are documents, failures and exact duplicates, and the tables say the same."""
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
    for rows in batches(processed, table.table):
        columns = rows.select(["source_path", "source_sha256"]).to_pydict()
        found.update(zip(columns["source_path"], columns["source_sha256"], strict=True))
    return found
