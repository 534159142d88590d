"""Tables that many documents share: one row a key, the same whatever order they come in."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from pipeline.schema import Row
from pipeline.tables.arrow import from_columns, order_key

_COMPACT = 512


class Dimension:
    """Collects the rows that documents refer to.

    Memory grows with the number of different rows, not of documents.
    """

    def __init__(self, table: type[Row]) -> None:
        self._table = table
        self._batches: list[pa.RecordBatch] = []

    def append(self, rows: pa.RecordBatch) -> None:
        """Add rows; those known already cost nothing in the end."""
        if rows.num_rows:
            self._batches.append(rows)
        if len(self._batches) >= _COMPACT:
            self._batches = self._distinct().to_batches()

    def rows(self) -> pa.RecordBatch:
        """One row a key, in the order of the table.

        Where two documents know different things of one key, the row with fewer nulls wins,
        then the one that sorts first.
        """
        best: dict[tuple[Any, ...], tuple[tuple[Any, ...], dict[str, Any]]] = {}
        key = self._table.key()
        for row in self._distinct().to_pylist():
            values = tuple((value is None, str(value)) for value in row.values())
            rank = (sum(absent for absent, _ in values), values)
            name = tuple(row[k] for k in key)
            if name not in best or rank < best[name][0]:
                best[name] = (rank, row)
        ordered = sorted((row for _, row in best.values()), key=order_key(self._table))
        names = [c.name for c in self._table.columns()]
        return from_columns(self._table, {n: [row[n] for row in ordered] for n in names})

    def _distinct(self) -> pa.Table:
        schema = self._table.arrow_schema()
        everything = pa.Table.from_batches(self._batches, schema=schema)
        # group_by without aggregates is DISTINCT; it drops field metadata, so cast back
        return everything.group_by(schema.names).aggregate([]).select(schema.names).cast(schema)
