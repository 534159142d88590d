"""Checks of the ledger against the commitments that it is made of.

Both tables are read a few thousand rows at a time. What must be known of all rows at once, keys and
what is copied from the commitments, is kept as Arrow has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.schema import CommitmentRow, LedgerMentionRow, LedgerRow, Row
from pipeline.tables.layout import batches
from pipeline.tables.memory import give_back
from pipeline.verification.fault import Fault
from pipeline.verification.rows import check_batches

_COPIED = (
    "document_id",
    "strength",
    "status",
    "currency",
    "minimum",
    "maximum",
    "deadline",
)
"""Columns that a mention has from its commitment."""
_FIRST = ("text", "action")
"""Columns that a promise has from the commitment that was seen first."""
_COMMITMENT = "commitment_id"


def check_ledger(
    processed: Path, unreadable: frozenset[str], rows: dict[str, int]
) -> Iterator[Fault]:
    """Everything wrong with the ledger; it is not made again.

    Args:
        processed: the output folder.
        unreadable: tables that cannot be looked at.
        rows: the numbers of rows looked at are added to it.
    """
    readable = [t for t in (LedgerRow, LedgerMentionRow) if t.table not in unreadable]
    for table in readable:
        yield from _alone(processed, table, rows)
    if CommitmentRow.table in unreadable:
        return
    if LedgerRow in readable:
        yield from _copies(processed, LedgerRow, _FIRST)
    if LedgerMentionRow in readable:
        yield from _copies(processed, LedgerMentionRow, _COPIED)
        yield from _unmatched(processed)
    if len(readable) == 2:
        yield from _counts(processed)


def _alone(processed: Path, table: type[Row], rows: dict[str, int]) -> Iterator[Fault]:
    """What is wrong with a table by itself."""
    rows[table.table] = 0
    for count, faults in check_batches(table, _batches(processed, table)):
        rows[table.table] += count
        yield from faults
    counts = pc.value_counts(_column(processed, table, table.key()[0]))
    for found in counts.filter(pc.greater(counts.field("counts"), 1)):
        for _ in range(found["counts"].as_py() - 1):
            yield Fault(table.table, "has the key of another row", str(found["values"]))


def _copies(processed: Path, table: type[Row], names: tuple[str, ...]) -> Iterator[Fault]:
    """Rows that are of no commitment, or say something else than it does."""
    keys = _column(processed, table, table.key()[0])
    named = _column(processed, table, _COMMITMENT)
    commitments = _column(processed, CommitmentRow, _COMMITMENT)
    place = pc.index_in(named, value_set=commitments).combine_chunks()
    for i in _true(pc.is_null(place)):
        why = f"{named[i]} is not in commitments.commitment_id"
        yield Fault(table.table, why, key=keys[i].as_py(), column=_COMMITMENT)
    for name in names:
        known = _column(processed, CommitmentRow, name).combine_chunks()
        start = 0
        for batch in _batches(processed, table, [name]):
            here = place.slice(start, batch.num_rows)
            said, there = batch[name], known.take(here)
            for i in _true(pc.and_(_unlike(said, there), pc.is_valid(here))):
                why = f"says {said[i]}, the commitment {there[i]}"
                yield Fault(table.table, why, key=keys[start + i].as_py(), column=name)
            start += batch.num_rows


def _unmatched(processed: Path) -> Iterator[Fault]:
    """Commitments that the ledger leaves out, and mentions that are like one that is not there."""
    commitments = _column(processed, CommitmentRow, _COMMITMENT)
    for key in _missing(commitments, _column(processed, LedgerMentionRow, _COMMITMENT)):
        yield Fault("ledger_mentions", "has no row for this commitment", key=key)
    for key in _missing(_column(processed, LedgerMentionRow, "matched"), commitments):
        why = f"{key} is not in commitments.commitment_id"
        yield Fault("ledger_mentions", why, column="matched")


def _counts(processed: Path) -> Iterator[Fault]:
    """Promises that do not count the mentions that they have."""
    names = ("ledger_id", "document_id")
    mentions = pa.table({name: _column(processed, LedgerMentionRow, name) for name in names})
    found = mentions.group_by("ledger_id").aggregate(
        [([], "count_all"), ("document_id", "count_distinct", pc.CountOptions(mode="all"))]
    )
    counts = {"mentions": "count_all", "documents": "document_id_count_distinct"}
    keys = _column(processed, LedgerRow, "ledger_id")
    place = pc.index_in(keys, value_set=found["ledger_id"]).combine_chunks()
    for column, name in counts.items():
        there = pc.fill_null(found[name].combine_chunks().take(place), 0)
        said = _column(processed, LedgerRow, column).combine_chunks()
        for i in _true(_unlike(said, there)):
            why = f"says {said[i]}, ledger_mentions has {there[i]}"
            yield Fault("ledger", why, key=keys[i].as_py(), column=column)
    for key in _missing(mentions["ledger_id"], keys):
        yield Fault("ledger_mentions", f"{key} is not in ledger.ledger_id", column="ledger_id")


def _batches(
    processed: Path, table: type[Row], columns: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    for batch in batches(processed, table.table, columns=columns):
        yield batch
        give_back()


def _column(processed: Path, table: type[Row], name: str) -> pa.ChunkedArray:
    kind = table.arrow_schema().field(name).type
    return pa.chunked_array([b[name] for b in _batches(processed, table, [name])], kind)


def _missing(keys: pa.ChunkedArray, known: pa.ChunkedArray) -> list[str]:
    """Keys that are not among the known ones, each once, in order; a null key is no key."""
    lost = keys.filter(pc.invert(pc.is_in(keys, value_set=known)))
    return sorted(lost.unique().drop_null().to_pylist())


def _unlike(a: pa.Array, b: pa.Array) -> pa.Array:
    """Where two columns hold different values; null is like null alone."""
    unlike = pc.fill_null(pc.not_equal(a, b), False)
    return pc.or_(unlike, pc.xor(pc.is_null(a), pc.is_null(b)))


def _true(mask: pa.Array) -> list[int]:
    found: list[int] = pc.indices_nonzero(mask).to_pylist()
    return found
