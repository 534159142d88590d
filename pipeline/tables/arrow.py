"""Rows to Arrow: typed, in the order that their table declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import pyarrow as pa

from pipeline.schema import EXTRACTED, Row

DIMENSIONS = ("actors", "technologies")
"""Tables that many documents share; the other extracted ones hold rows of one document each,
or failures."""

DOCUMENT_TABLES: tuple[type[Row], ...] = tuple(
    t for t in EXTRACTED if t.table not in DIMENSIONS and t.table != "failures"
)
"""Tables whose rows belong to one document each."""

ID_LENGTH = 16
"""Characters of a ``document_id``, which every key of a row in a document begins with."""


def batch(table: type[Row], rows: Iterable[Row]) -> pa.RecordBatch:
    """Rows of one table as an Arrow record batch, sorted by ``table.order``.

    Raises:
        ValueError: a value does not fit its column, or is null where null is not allowed.
    """
    order = attrgetter(*table.order)
    single = len(table.order) == 1

    def key(row: Row) -> tuple[Any, ...]:
        values = (order(row),) if single else order(row)
        return tuple((v is not None, v) for v in values)

    return from_columns(table, _transpose(table, sorted(rows, key=key)))


def from_columns(table: type[Row], columns: Mapping[str, list[Any]]) -> pa.RecordBatch:
    """Columns of one table as a record batch, checked against the schema.

    Raises:
        ValueError: as :func:`batch`.
    """
    arrays = []
    for c in table.columns():
        try:
            array = pa.array(columns[c.name], type=c.type)
        except (pa.ArrowException, TypeError, OverflowError) as error:
            raise ValueError(f"{table.table}.{c.name}: {error}") from error
        if array.null_count and not c.nullable:
            raise ValueError(f"{table.table}.{c.name}: is null in {array.null_count} rows")
        arrays.append(array)
    return pa.RecordBatch.from_arrays(arrays, schema=table.arrow_schema())


def copied(batches: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    """Rows of some batches, at least one, in memory of their own."""
    # a single batch would not be copied
    return pa.concat_batches([*batches, batches[0].slice(0, 0)])


def _transpose(table: type[Row], rows: list[Row]) -> dict[str, list[Any]]:
    names = [c.name for c in table.columns()]
    if not rows:
        return {name: [] for name in names}
    values = zip(*map(attrgetter(*names), rows), strict=True)
    return {name: list(column) for name, column in zip(names, values, strict=True)}
