"""A change of columns comes with its version.

``schema-<major>.json`` keeps, for each version of a major one, the columns that it added. The
newest entry is the version of today; what all entries add up to are the columns of today.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.schema import SCHEMA_VERSION, TABLES

Columns = dict[str, str]
"""Arrow type by ``table.column``."""

HERE = Path(__file__).parent

MINOR = (
    "is new. A column or table more is a minor version: raise the second number of "
    "SCHEMA_VERSION in pipeline/schema.py and list the column in {file} under that version; "
    "leave the entries of versions that were released as they are"
)
MAJOR = (
    "is gone, renamed or of another type. Dashboards break: that is a major version. Prefer to "
    "keep the old column beside the new one; else raise the first number of SCHEMA_VERSION in "
    "pipeline/schema.py and begin tests/schema-<major>.json with all columns"
)


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def history(folder: Path, version: str) -> Path:
    return folder / f"schema-{number(version)[0]}.json"


def declared() -> Columns:
    return {f"{t.table}.{c.name}": str(c.type) for t in TABLES for c in t.columns()}


def complaints(found: Columns, version: str, kept: dict[str, Columns], file: str) -> Iterator[str]:
    """What is wrong with columns and version, seen from the history that was kept."""
    expected: Columns = {}
    for columns in kept.values():
        expected.update(columns)
    for name, type_ in expected.items():
        if found.get(name) != type_:
            yield f"{name} ({type_}) {MAJOR}"
    for name in found.keys() - expected.keys():
        yield f"{name} {MINOR.format(file=file)}"
    newest = max(kept, key=number)
    if number(newest)[:2] != number(version)[:2]:
        yield f"SCHEMA_VERSION is {version} but {file} ends with {newest}: one of them lags"


def test_columns_are_those_of_their_version() -> None:
    path = history(HERE, SCHEMA_VERSION)
    assert path.exists(), f"tests/{path.name} is missing. {MAJOR}"
    kept = json.loads(path.read_text(encoding="utf-8"))
    found = list(complaints(declared(), SCHEMA_VERSION, kept, f"tests/{path.name}"))
    assert not found, "\n".join(found)


KEPT = {"3.0.0": {"a.x": "string"}, "3.1.0": {"a.y": "int32"}}


@pytest.mark.parametrize(
    ("found", "version", "says"),
    [
        ({"a.x": "string", "a.y": "int32"}, "3.1.0", None),
        ({"a.x": "string", "a.y": "int32"}, "3.1.4", None),
        ({"a.x": "string", "a.y": "int32", "a.z": "bool"}, "3.1.0", "minor version"),
        ({"a.x": "string", "a.y": "int32", "b.x": "bool"}, "3.2.0", "minor version"),
        ({"a.x": "string"}, "3.1.0", "major version"),
        ({"a.x": "string", "a.y": "int64"}, "3.1.0", "major version"),
        ({"a.x": "string", "a.y2": "int32"}, "3.1.0", "major version"),
        ({"a.x": "string", "a.y": "int32"}, "3.2.0", "lags"),
    ],
)
def test_the_rule(found: Columns, version: str, says: str | None) -> None:
    said = list(complaints(found, version, KEPT, "tests/schema-3.json"))
    assert any(says in s for s in said) if says else not said
