"""Rows of a data file as typed records, checked on load.

A CSV file has a header with the names of the fields; cells that hold several values have them
separated by ``|``, and an empty cell is a value not given. A JSONL file has one object a line;
empty lines and lines that begin with ``#`` are passed over. The schema is a frozen dataclass
whose annotations pydantic checks; a key that it does not declare is an error.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Hashable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from pipeline.errors import RuleError

Row = TypeVar("Row")

SEPARATOR = "|"
"""Between the values of one CSV cell."""


def load_rows(
    path: Path, schema: type[Row], *, key: Callable[[Row], Hashable] | None = None
) -> tuple[Row, ...]:
    """Read a lexicon or rule file.

    Args:
        path: a ``.csv`` or ``.jsonl`` file, UTF-8.
        schema: a frozen dataclass; a field without a default must be given in every row.
        key: what must be unique among the rows.

    Returns:
        The rows in file order.

    Raises:
        RuleError: the file is missing or not UTF-8, has an unknown column, a bad value or a
            duplicate key; ``where`` names file and line.
    """
    if not is_dataclass(schema):
        raise TypeError(f"{schema!r} is not a dataclass")
    adapter = TypeAdapter(schema)
    names = {f.name for f in fields(schema)}
    hints = get_type_hints(schema)
    many = {name for name in names if get_origin(hints[name]) is tuple}
    found: list[Row] = []
    seen: dict[Hashable, int] = {}
    for line, cells in _cells(path, schema, names, many):
        where = f"{path.name}:{line}"
        unknown = sorted(set(cells) - names)
        if unknown:
            raise RuleError(
                f"unknown key '{unknown[0]}'", where=where, hint=f"known keys: {_listed(names)}"
            )
        try:
            row = adapter.validate_python(cells)
        except ValidationError as error:
            raise RuleError(_told(error), where=where, hint="correct the row") from error
        if key is not None:
            value = key(row)
            if value in seen:
                raise RuleError(
                    f"'{value}' is already on line {seen[value]}",
                    where=where,
                    hint="merge the two rows",
                )
            seen[value] = line
        found.append(row)
    return tuple(found)


def _cells(
    path: Path, schema: type[Any], names: set[str], many: set[str]
) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise RuleError("file not found", where=str(path), hint="restore it") from None
    except UnicodeDecodeError as error:
        raise RuleError(
            f"not UTF-8 at byte {error.start}", where=path.name, hint="save the file as UTF-8"
        ) from error
    if path.suffix == ".csv":
        return _csv(path, text, schema, names, many)
    return _jsonl(path, text)


def _csv(
    path: Path, text: str, schema: type[Any], names: set[str], many: set[str]
) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        where = f"{path.name}:1"
        unknown = [name for name in header if name not in names]
        if unknown or not header:
            raise RuleError(
                f"unknown column '{unknown[0]}'" if unknown else "no header",
                where=where,
                hint=f"columns: {_listed(names)}",
            )
        needed = [
            f.name
            for f in fields(schema)
            if f.default is MISSING and f.default_factory is MISSING and f.name not in header
        ]
        if needed:
            raise RuleError(f"column '{needed[0]}' is missing", where=where)
        for record in reader:
            if not record:
                continue
            where = f"{path.name}:{reader.line_num}"
            if len(record) != len(header):
                raise RuleError(
                    f"{len(record)} cells under {len(header)} columns",
                    where=where,
                    hint="put a value with a comma in double quotes",
                )
            yield reader.line_num, _values(dict(zip(header, record, strict=True)), many)
    except csv.Error as error:
        raise RuleError(
            f"not valid CSV: {error}", where=f"{path.name}:{reader.line_num}"
        ) from error


def _values(record: dict[str, str], many: set[str]) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name, cell in record.items():
        value = cell.strip()
        if not value:
            continue
        cells[name] = tuple(v.strip() for v in value.split(SEPARATOR)) if name in many else value
    return cells


def _jsonl(path: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise RuleError(
                f"not valid JSON: {error.msg} at column {error.colno}",
                where=f"{path.name}:{number}",
                hint="one object a line, in double quotes",
            ) from error
        if not isinstance(value, dict):
            raise RuleError("not an object", where=f"{path.name}:{number}")
        yield number, value


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))


def _told(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"'{place}': {first['msg']}" if place else str(first["msg"])
