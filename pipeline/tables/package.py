"""``datapackage.json``: the tables as a Frictionless data package, from the one declaration."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.schema import SCHEMA_VERSION, TABLES, Column, Row
from pipeline.tables.layout import file_name, table_of
from pipeline.tables.written import Written, digest

FILE_NAME = "datapackage.json"

_TYPES = {
    "string": "string",
    "bool": "boolean",
    "int32": "integer",
    "int64": "integer",
    "double": "number",
    "date32[day]": "date",
    "decimal128(18, 2)": "number",
}


def data_package(files: Iterable[str] = ()) -> dict[str, Any]:
    """The descriptor, the same for every run of one schema version and one layout.

    Args:
        files: names of all files of a generation; a table of which there are parts is described
            as these. Without them every table is one file.
    """
    found: dict[str, list[str]] = {}
    for name in sorted(files):
        if (table := table_of(name)) is not None:
            found.setdefault(table, []).append(name)
    return {
        "name": "pledger",
        "title": "Commitments and quotes, with the characters that they come from",
        "version": SCHEMA_VERSION,
        "profile": "data-package",
        "resources": [_resource(t, found.get(t.table, [file_name(t.table)])) for t in TABLES],
    }


def write_package(path: Path, files: Iterable[str] = ()) -> Written:
    """Write the descriptor of these files as JSON."""
    text = json.dumps(data_package(files), indent=1, ensure_ascii=False) + "\n"
    path.write_bytes(text.encode())
    return Written(digest(path), path.stat().st_size)


def _resource(table: type[Row], files: list[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(c) for c in table.columns()]}
    if all(not c.nullable for c in table.columns() if c.key):
        schema["primaryKey"] = list(table.key())
    foreign = [_foreign_key(table, c) for c in table.columns() if c.references]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": table.table,
        "path": files if "/" in files[0] else files[0],
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": (table.__doc__ or "").strip().split("\n")[0],
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if not column.nullable:
        constraints["required"] = True
    if column.codes:
        constraints["enum"] = list(column.codes)
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[str(column.type)],
        "description": column.meaning,
    }
    return {**field, "constraints": constraints} if constraints else field


def _foreign_key(table: type[Row], column: Column) -> dict[str, Any]:
    assert column.references is not None
    resource, _, field = column.references.partition(".")
    return {
        "fields": [column.name],
        # a table that refers to itself is written as the empty string
        "reference": {"resource": "" if resource == table.table else resource, "fields": [field]},
    }
