"""Tables that many documents share: one row a key, the same whatever order they come in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.schema import Row
from pipeline.tables.arrow import copied

_TOGETHER = 32
"""Batches that are kept in memory before their rows are copied out."""
_COMPACT = 64
"""Copies that are made before equal rows become one."""
COUNT = "documents"
"""Column that says how often a row was added, less how often it was taken away."""


class Dimension:
    """Collects the rows that documents refer to, and how many of them say each.

    Memory grows with the number of different rows, not of documents. A document can be taken away
    again: what no other one says is gone then.

    Args:
        table: whose rows these are.
    """

    def __init__(self, table: type[Row]) -> None:
        self._table = table
        self._schema = table.arrow_schema().append(pa.field(COUNT, pa.int64()))
        self._loose: list[pa.RecordBatch] = []
        self._counts: list[int] = []
        self._batches: list[pa.RecordBatch] = []

    def append(self, rows: pa.RecordBatch, count: int = 1) -> None:
        """Add rows; those known already cost nothing in the end.

        Args:
            rows: of one document.
            count: -1 takes them away.
        """
        if self._loose and rows.equals(self._loose[-1]):
            self._counts[-1] += count  # a list that all documents have is kept once
            return
        self._loose.append(rows)
        self._counts.append(count)
        if len(self._loose) >= _TOGETHER:
            self._pack()
        if len(self._batches) >= _COMPACT:
            self._batches = self._distinct().to_batches()

    def _pack(self) -> None:
        """Copy the rows that wait, so that the entries that they came from can go."""
        if self._loose:
            rows = copied(self._loose)
            counts = np.repeat(np.array(self._counts), [len(one) for one in self._loose])
            columns = [*rows.columns, pa.array(counts)]
            self._batches.append(pa.RecordBatch.from_arrays(columns, schema=self._schema))
            self._loose, self._counts = [], []

    def to_buffer(self) -> pa.Buffer:
        """Different rows and how many documents say each, for :meth:`from_buffer`.

        Raises:
            ValueError: more was taken away than had been added.
        """
        found = self._distinct()
        if min(found[COUNT].to_pylist(), default=0) < 0:
            raise ValueError(f"rows of {self._table.table} were taken away that nobody has added")
        return _one(found).serialize()

    @classmethod
    def from_buffer(cls, table: type[Row], buffer: pa.Buffer) -> Dimension:
        """What :meth:`to_buffer` has kept.

        Raises:
            ValueError: it is not that.
        """
        found = cls(table)
        found._batches.append(pa.ipc.read_record_batch(buffer, found._schema))
        return found

    def rows(self) -> pa.RecordBatch:
        """One row a key, in the order of the table.

        Where two documents know different things of one key, the row with fewer nulls wins,
        then the one that sorts first.
        """
        found = self._distinct().drop_columns([COUNT])
        best: dict[tuple[Any, ...], int] = {}
        for index, name in enumerate(_tuples(found, self._table.key())):
            other = best.setdefault(name, index)
            if other != index:
                best[name] = min(other, index, key=lambda i: _rank(found.slice(i, 1)))
        order = _tuples(found, self._table.order)
        ranked = sorted(best.values(), key=lambda i: tuple((v is not None, v) for v in order[i]))
        return _one(found.take(pa.array(ranked, type=pa.int64())))

    def _distinct(self) -> pa.Table:
        self._pack()
        schema = self._table.arrow_schema()
        said = pa.Table.from_batches(self._batches, schema=self._schema)
        found = said.group_by(schema.names).aggregate([(COUNT, "sum")])
        found = found.filter(pc.field(f"{COUNT}_sum") != 0)
        # it drops field metadata and renames the count, so cast back
        found = found.select([*schema.names, f"{COUNT}_sum"])
        return found.rename_columns(self._schema.names).cast(self._schema)


def _tuples(rows: pa.Table, names: Sequence[str]) -> list[tuple[Any, ...]]:
    return list(zip(*(rows[name].to_pylist() for name in names), strict=True))


def _rank(row: pa.Table) -> tuple[int, tuple[tuple[bool, str], ...]]:
    values = tuple((value is None, str(value)) for value in row.to_pylist()[0].values())
    return sum(absent for absent, _ in values), values


def _one(rows: pa.Table) -> pa.RecordBatch:
    """All rows as one batch."""
    columns = [c.combine_chunks() for c in rows.columns]
    return pa.RecordBatch.from_arrays(columns, schema=rows.schema)
