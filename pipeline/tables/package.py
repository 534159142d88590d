"""``datapackage.json``: the tables as a Frictionless data package, from the one declaration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.schema import SCHEMA_VERSION, TABLES, Column, Row
from pipeline.tables.writer import Written, digest

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


def data_package() -> dict[str, Any]:
    """The descriptor, the same for every run of one schema version."""
    return {
        "name": "pledger",
        "title": "Commitments and quotes, with the characters that they come from",
        "version": SCHEMA_VERSION,
        "profile": "data-package",
        "resources": [_resource(table) for table in TABLES],
    }


def write_package(path: Path) -> Written:
    """Write the descriptor as JSON, the same bytes for every run of one schema version."""
    text = json.dumps(data_package(), indent=1, ensure_ascii=False) + "\n"
    path.write_bytes(text.encode())
    return Written(digest(path), path.stat().st_size)


def _resource(table: type[Row]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(c) for c in table.columns()]}
    if all(not c.nullable for c in table.columns() if c.key):
        schema["primaryKey"] = list(table.key())
    foreign = [_foreign_key(table, c) for c in table.columns() if c.references]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": table.table,
        "path": f"{table.table}.parquet",
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
