"""Checks of the ledger against the commitments that it is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.schema import CommitmentRow, LedgerMentionRow, LedgerRow, Row
from pipeline.tables.layout import batches
from pipeline.verification.fault import Fault
from pipeline.verification.rows import check_table

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


def check_ledger(
    processed: Path, unreadable: frozenset[str], rows: dict[str, int]
) -> Iterator[Fault]:
    """Everything wrong with the ledger; it is not made again.

    Args:
        processed: the output folder.
        unreadable: tables that cannot be looked at.
        rows: the numbers of rows looked at are added to it.
    """
    entries, mentions = (
        {} if t.table in unreadable else _columns(processed, t, [c.name for c in t.columns()])
        for t in (LedgerRow, LedgerMentionRow)
    )
    for table, columns in ((LedgerRow, entries), (LedgerMentionRow, mentions)):
        if columns:
            rows[table.table] = len(columns["ledger_id"])
            yield from check_table(table, columns)
    if CommitmentRow.table in unreadable:
        return
    wanted = ["commitment_id", *_COPIED, *_FIRST]
    known = _columns(processed, CommitmentRow, wanted)
    place = {key: i for i, key in enumerate(known["commitment_id"])}
    if entries:
        yield from _copies(LedgerRow, entries, _FIRST, known, place)
    if mentions:
        yield from _copies(LedgerMentionRow, mentions, _COPIED, known, place)
        for key in sorted(place.keys() - set(mentions["commitment_id"])):
            yield Fault("ledger_mentions", "has no row for this commitment", key=key)
    if entries and mentions:
        yield from _counts(entries, mentions)


def _columns(processed: Path, table: type[Row], names: list[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {name: [] for name in names}
    for batch in batches(processed, table.table, columns=names):
        for name in names:
            found[name] += batch.column(name).to_pylist()
    return found


def _copies(
    table: type[Row],
    columns: Mapping[str, list[Any]],
    names: tuple[str, ...],
    known: Mapping[str, list[Any]],
    place: Mapping[str, int],
) -> Iterator[Fault]:
    (key,) = table.key()
    for i, commitment in enumerate(columns["commitment_id"]):
        at = place.get(commitment)
        if at is None:
            why = f"{commitment} is not in commitments.commitment_id"
            yield Fault(table.table, why, key=columns[key][i], column="commitment_id")
            continue
        for name in names:
            if columns[name][i] != known[name][at]:
                why = f"says {columns[name][i]}, the commitment {known[name][at]}"
                yield Fault(table.table, why, key=columns[key][i], column=name)


def _counts(entries: Mapping[str, list[Any]], mentions: Mapping[str, list[Any]]) -> Iterator[Fault]:
    pairs = set(zip(mentions["ledger_id"], mentions["document_id"], strict=True))
    found = {
        "mentions": Counter(mentions["ledger_id"]),
        "documents": Counter(entry for entry, _ in pairs),
    }
    for i, key in enumerate(entries["ledger_id"]):
        for column, counts in found.items():
            if entries[column][i] != counts[key]:
                why = f"says {entries[column][i]}, ledger_mentions has {counts[key]}"
                yield Fault("ledger", why, key=key, column=column)
    for key in sorted(set(mentions["ledger_id"]) - set(entries["ledger_id"])):
        yield Fault("ledger_mentions", f"{key} is not in ledger.ledger_id", column="ledger_id")
