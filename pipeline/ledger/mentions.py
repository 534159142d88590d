"""Commitments as the ledger compares them, and what it says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.ledger.sets import Numbers, ranges
from pipeline.ledger.sources import Cursor
from pipeline.schema import CommitmentRow, DocumentRow

_OWN = (
    "commitment_id",
    "document_id",
    "start",
    "text",
    "action",
    "strength",
    "polarity",
    "status",
    "committers",
    "counterparts",
    "currency",
    "minimum",
    "maximum",
    "deadline",
    "area",
    "restates",
)
_OF_DOCUMENT = ("title", "published_on", "publisher")
_SPAN = pa.list_(pa.int32(), 2)

MENTION = pa.schema(
    [
        *(CommitmentRow.arrow_schema().field(name) for name in _OWN),
        *(DocumentRow.arrow_schema().field(name) for name in _OF_DOCUMENT),
        pa.field("parties", pa.list_(pa.string())),
        pa.field("sums", pa.list_(_SPAN)),
        pa.field("due", pa.list_(_SPAN)),
    ]
)
"""One commitment a row.

The columns are those of ``commitments`` and of its document, and besides: ``parties``, codes of
countries that undertake it, are its counterparts or stand in its words; ``sums`` and ``due``, from
where to where amounts of money and its deadline stand in its text.
"""

_READ = {
    "documents": ("document_id", *_OF_DOCUMENT),
    "commitments": (*_OWN, "end"),
    "commitment_actors": ("commitment_id", "actor_id"),
    "commitment_dates": ("commitment_id", "date_id", "role"),
    "actors": ("actor_id", "country"),
    "actor_mentions": ("document_id", "start", "end", "country", "actor_type"),
    "amounts": ("document_id", "start", "end"),
    "dates": ("document_id", "date_id", "start", "end"),
}
SOURCES = tuple(_READ)
"""Tables that mentions are read from."""
_STATES = ("government", "supranational")


def read_mentions(processed: Path) -> Iterator[pa.RecordBatch]:
    """All commitments of an output folder, in order of their keys, documents whole.

    Yields:
        a few thousand rows with the columns of :data:`MENTION`.

    Raises:
        OutputError: a table is missing.
    """
    tables = {name: Cursor(processed, name, columns) for name, columns in _READ.items()}
    country = tables.pop("actors").rest()
    for rows in tables.pop("commitments").blocks():
        last = rows.column("document_id")[-1].as_py()
        rows = rows.take(pc.sort_indices(rows.column("commitment_id")))
        beside = {name: table.through(last) for name, table in tables.items()}
        yield _joined(rows, beside, country)


def _joined(rows: pa.Table, beside: Mapping[str, pa.Table], country: pa.Table) -> pa.RecordBatch:
    """Commitments of some documents with what the other tables say of them."""
    documents = beside["documents"]
    ids = documents.column("document_id")
    here = _Extents.of(rows, ids)
    columns = {name: rows.column(name) for name in _OWN}
    for name in _OF_DOCUMENT:
        of_each = pc.index_in(rows.column("document_id"), ids)
        columns[name] = documents.column(name).take(of_each)
    keys = rows.column("commitment_id")
    named = beside["actor_mentions"]
    states = named.filter(pc.is_in(named.column("actor_type"), pa.array(_STATES)))
    columns["parties"] = _parties(
        keys, beside["commitment_actors"], country, states, _inside(here, _Extents.of(states, ids))
    )
    amounts = _Extents.of(beside["amounts"], ids)
    columns["sums"] = _spans(here, amounts, *_inside(here, amounts))
    dates = beside["dates"]
    roles = beside["commitment_dates"]
    roles = roles.filter(pc.equal(roles.column("role"), "deadline"))
    due = _bound(keys, roles, dates.column("date_id"))
    columns["due"] = _spans(here, _Extents.of(dates, ids), *due)
    (batch,) = pa.table(columns, schema=MENTION).combine_chunks().to_batches()
    return batch


def read_texts(processed: Path) -> Iterator[pa.StringArray]:
    """Words of the commitments, in the same order, a few thousand at a time."""
    columns = ("document_id", "commitment_id", "text")
    for block in Cursor(processed, "commitments", columns).blocks():
        order = pc.sort_indices(block.column("commitment_id"))
        yield block.column("text").take(order).combine_chunks()


@dataclass(frozen=True, slots=True)
class _Extents:
    """Where rows of some documents stand.

    Attributes:
        starts: document, by its place among those looked at, and first offset, as one number.
        ends: document and the offset after the last, likewise.
    """

    starts: Numbers
    ends: Numbers

    @classmethod
    def of(cls, rows: pa.Table, ids: pa.ChunkedArray) -> _Extents:
        document = _integers(pc.index_in(rows.column("document_id"), ids)) << 32
        return cls(*(document | _integers(rows.column(name)) for name in ("start", "end")))


def _inside(outer: _Extents, inner: _Extents) -> tuple[Numbers, Numbers]:
    """Places of what stands within another: that of the outer, that of the inner."""
    order = np.argsort(inner.starts, kind="stable")
    starts = inner.starts[order]
    first = np.searchsorted(starts, outer.starts)
    owners, found = ranges(first, np.searchsorted(starts, outer.ends) - first)
    within = inner.ends[order[found]] <= outer.ends[owners]
    return owners[within], order[found[within]]


def _bound(keys: pa.ChunkedArray, bridge: pa.Table, other: pa.ChunkedArray) -> tuple[Numbers, ...]:
    """Places of what a bridge binds: that of the commitment, and that of the other."""
    found = [pc.index_in(bridge.column(i), among) for i, among in enumerate((keys, other))]
    known = pc.and_(*(pc.is_valid(places) for places in found))
    return tuple(_integers(places.filter(known)) for places in found)


def _parties(
    keys: pa.ChunkedArray,
    actors: pa.Table,
    country: pa.Table,
    states: pa.Table,
    named: tuple[Numbers, Numbers],
) -> pa.ListArray:
    """Countries of those whom each commitment binds, and of those named in its words."""
    codes = country.column("country")
    binds, who = _bound(keys, actors, country.column("actor_id"))
    owners = np.concatenate([binds, named[0]])
    found = pa.chunked_array(
        [*codes.take(who).chunks, *states.column("country").take(named[1]).chunks], pa.string()
    )
    known = pc.is_valid(found).to_numpy()
    return _lists(owners[known], found.drop_null(), size=len(keys))


def _spans(here: _Extents, there: _Extents, owners: Numbers, which: Numbers) -> pa.ListArray:
    """Where rows stand in the text of the commitment that they belong to, from and to."""
    begins = here.starts[owners]
    values = np.stack([there.starts[which] - begins, there.ends[which] - begins], axis=1)
    flat = pa.array(values.astype(np.int32).ravel())
    spans = pa.chunked_array([pa.FixedSizeListArray.from_arrays(flat, type=_SPAN)])
    return _lists(owners, spans, size=len(here.starts))


def _lists(owners: Numbers, values: pa.ChunkedArray, *, size: int) -> pa.ListArray:
    """The values that each owner has."""
    order = np.argsort(owners, kind="stable")
    ends = np.cumsum(np.bincount(owners, minlength=size))
    offsets = pa.array(np.r_[0, ends].astype(np.int32))
    return pa.ListArray.from_arrays(offsets, values.take(order).combine_chunks())


def _integers(column: pa.ChunkedArray | pa.Array) -> Numbers:
    return np.asarray(column).astype(np.int64)
