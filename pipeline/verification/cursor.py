"""A table read document by document, never all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.schema import Row
from pipeline.tables.arrow import DOCUMENT_TABLES, ID_LENGTH
from pipeline.tables.layout import batches
from pipeline.verification.rows import Columns


class Cursor:
    """Rows of a table in runs of one document each.

    Args:
        table: whose rows they are.
        batches: of the table, in order.
    """

    def __init__(self, table: type[Row], batches: Iterable[pa.RecordBatch]) -> None:
        self.table = table
        names = [c.name for c in table.columns()]
        self._column = "document_id" if "document_id" in names else table.key()[0]
        self._runs = self._merge(batches)
        self._next = next(self._runs, None)

    def peek(self) -> str | None:
        """Document of the next run; None at the end."""
        return None if self._next is None else self._next[0]

    def take(self) -> Columns:
        """The next run."""
        assert self._next is not None
        columns = self._next[1]
        self._next = next(self._runs, None)
        return columns

    def _merge(self, batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[str, Columns]]:
        pending: tuple[str, dict[str, list[Any]]] | None = None
        for document_id, columns in self._split(batches):
            if pending is not None and pending[0] == document_id:
                for name, values in columns.items():
                    pending[1][name] += values
                continue
            if pending is not None:
                yield pending
            pending = (document_id, columns)
        if pending is not None:
            yield pending

    def _split(self, batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[str, dict[str, Any]]]:
        for rows in batches:
            columns = rows.to_pydict()
            start = 0
            named = (str(value)[:ID_LENGTH] for value in columns[self._column])
            for document_id, run in groupby(named):
                end = start + sum(1 for _ in run)
                yield document_id, {name: v[start:end] for name, v in columns.items()}
                start = end


def walk(
    processed: Path, unreadable: frozenset[str] = frozenset()
) -> Iterator[tuple[str, dict[str, Columns]]]:
    """All rows of each document, table by table, in order of the documents.

    Where a table is out of order, a document comes more than once, each time with some rows.

    Args:
        processed: the output folder.
        unreadable: tables to leave out.
    """
    cursors = {
        t.table: Cursor(t, batches(processed, t.table))
        for t in DOCUMENT_TABLES
        if t.table not in unreadable
    }
    while True:
        waiting = [d for c in cursors.values() if (d := c.peek()) is not None]
        if not waiting:
            return
        document_id = min(waiting)
        yield document_id, {n: c.take() for n, c in cursors.items() if c.peek() == document_id}
