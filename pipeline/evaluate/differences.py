"""``pledger diff``: what two runs have differently, by table, document and rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import OutputError
from pipeline.evaluate.matching import match
from pipeline.schema import TABLES, Row
from pipeline.tables.layout import exists, read

Kind = Literal["gained", "lost", "changed"]

_SAME_WORDS = 0.5
"""Overlap from which a row with another span is the same row, moved."""
_LEFT_OUT = frozenset({"selectors"})
"""Follow from the other tables."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that two runs have differently.

    Attributes:
        source_path: of its document; None for dimensions.
        rule: that made it, in the second run where it is there, else in the first.
        columns: for a changed row, column by column: before and after.
    """

    table: str
    kind: Kind
    key: tuple[Any, ...]
    source_path: str | None
    rule: str | None
    text: str | None
    columns: tuple[tuple[str, Any, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between two output folders.

    Attributes:
        rows: that differ, of tables that both have.
        columns_gained, columns_lost: as ``table.column``, of tables that both have.
        tables_gained, tables_lost: by name; their rows are not listed.
    """

    rows: tuple[Difference, ...]
    columns_gained: tuple[str, ...]
    columns_lost: tuple[str, ...]
    tables_gained: tuple[str, ...] = ()
    tables_lost: tuple[str, ...] = ()


def compare(before: Path, after: Path) -> Comparison:
    """Compare two output folders.

    Rows are paired by key; rows whose key changed because their span did are paired by the
    words that they share, so that a moved boundary is a change and not a loss and a gain.

    Raises:
        OutputError: one of them holds no tables.
    """
    for folder in (before, after):
        if not exists(folder, "documents"):
            raise OutputError("holds no tables", where=str(folder), hint="`pledger run` makes them")
    paths = {**_paths(before), **_paths(after)}
    rows: list[Difference] = []
    gained: list[str] = []
    lost: list[str] = []
    there = [{t.table for t in TABLES if exists(folder, t.table)} for folder in (before, after)]
    for table in TABLES:
        if table.table not in there[0] & there[1]:
            continue
        old, new = (_read(folder, table) for folder in (before, after))
        gained += [f"{table.table}.{c}" for c in sorted(new.columns - old.columns)]
        lost += [f"{table.table}.{c}" for c in sorted(old.columns - new.columns)]
        if table.table not in _LEFT_OUT:
            rows += _differences(table, old, new, paths)
    return Comparison(
        tuple(rows),
        tuple(gained),
        tuple(lost),
        tuple(sorted(there[1] - there[0])),
        tuple(sorted(there[0] - there[1])),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    columns: frozenset[str]
    rows: dict[tuple[Any, ...], dict[str, Any]]


def _read(folder: Path, table: type[Row]) -> _Table:
    found = read(folder, table.table)
    rows = found.to_pylist()
    return _Table(
        frozenset(found.column_names), {tuple(r.get(k) for k in table.key()): r for r in rows}
    )


def _paths(folder: Path) -> dict[str, str]:
    rows = read(folder, "documents").to_pylist()
    return {row["document_id"]: row["source_path"] for row in rows}


def _differences(
    table: type[Row], old: _Table, new: _Table, paths: dict[str, str]
) -> Iterator[Difference]:
    shared = sorted((old.columns & new.columns) - set(table.key()))
    lost = {k: r for k, r in old.rows.items() if k not in new.rows}
    gained = {k: r for k, r in new.rows.items() if k not in old.rows}
    moved = _moved(lost, gained)
    for key, row in new.rows.items():
        if key in old.rows:
            yield from _changed(table, key, old.rows[key], row, shared, paths)
    for was, now in moved.items():
        yield from _changed(table, now, lost[was], gained[now], shared, paths)
    for key, row in lost.items():
        if key not in moved:
            yield _difference(table, "lost", key, row, paths)
    there = set(moved.values())
    for key, row in gained.items():
        if key not in there:
            yield _difference(table, "gained", key, row, paths)


def _moved(
    lost: dict[tuple[Any, ...], dict[str, Any]], gained: dict[tuple[Any, ...], dict[str, Any]]
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Keys of rows that went, with the key under which they came back."""
    groups: dict[str, tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]]
    groups = defaultdict(lambda: ([], []))
    for side, rows in ((0, lost), (1, gained)):
        for key, row in rows.items():
            if row.get("start") is not None and row.get("document_id") is not None:
                groups[row["document_id"]][side].append(key)
    result = {}
    for was, now in groups.values():
        pairs = match(
            [[(lost[k]["start"], lost[k]["end"])] for k in was],
            [[(gained[k]["start"], gained[k]["end"])] for k in now],
            threshold=_SAME_WORDS,
        )
        result.update({was[i]: now[j] for i, j in pairs.items()})
    return result


def _changed(
    table: type[Row],
    key: tuple[Any, ...],
    was: dict[str, Any],
    now: dict[str, Any],
    columns: list[str],
    paths: dict[str, str],
) -> Iterator[Difference]:
    found = tuple((c, was[c], now[c]) for c in columns if was[c] != now[c])
    if found:
        yield _difference(table, "changed", key, now, paths, found)


def _difference(
    table: type[Row],
    kind: Kind,
    key: tuple[Any, ...],
    row: dict[str, Any],
    paths: dict[str, str],
    columns: tuple[tuple[str, Any, Any], ...] = (),
) -> Difference:
    # keys of bridges and of the ledger begin with the document, those of the ledger after an L
    document = row.get("document_id") or str(key[0] or "").removeprefix("L").partition("-")[0]
    return Difference(
        table.table, kind, key, paths.get(document), row.get("rule"), row.get("text"), columns
    )
