"""The ledger: groups of mentions in order of time, and the tables made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from pipeline.ledger.grouping import Groups
from pipeline.ledger.matching import Matcher
from pipeline.ledger.mentions import Mention, read_mentions
from pipeline.ledger.moves import Moves, moves
from pipeline.schema import LEDGER, LedgerMentionRow, LedgerRow, Row
from pipeline.tables.arrow import batch


@dataclass(frozen=True, slots=True)
class Ledger:
    """Promises and their mentions.

    Attributes:
        entries: one for each promise, in order of their keys.
        mentions: one for each commitment, in order of promise and time.
    """

    entries: Sequence[LedgerRow]
    mentions: Sequence[LedgerMentionRow]


def ledger_batches(folder: Path) -> dict[str, pa.RecordBatch]:
    """Rows of ``ledger`` and ``ledger_mentions``, by table name.

    Args:
        folder: holds the tables of one run that they are made of.
    """
    ledger = build_ledger(folder)
    rows: dict[type[Row], Sequence[Row]] = {
        LedgerRow: ledger.entries,
        LedgerMentionRow: ledger.mentions,
    }
    return {t.table: batch(t, rows[t]) for t in LEDGER}


def build_ledger(processed: Path) -> Ledger:
    """Find the same promises among the commitments of an output folder.

    Args:
        processed: folder of the tables; nothing is written to it.

    Raises:
        OutputError: a table is missing.
    """
    return ledger_of(read_mentions(processed))


def ledger_of(mentions: Sequence[Mention]) -> Ledger:
    """The ledger of these mentions, the same in whatever order they come."""
    ordered = sorted(mentions, key=lambda m: m.commitment_id)
    matcher = Matcher(ordered)
    groups = Groups([m.document_id for m in ordered], matcher=matcher)
    place = {m.commitment_id: i for i, m in enumerate(ordered)}
    for index, m in enumerate(ordered):
        if m.restates in place:
            groups.join(index, place[m.restates])
    links = matcher.links()
    groups.follow(links)
    best: dict[int, tuple[float, int]] = {}
    for link in links:
        if groups.find(link.a) == groups.find(link.b):
            for one, other in ((link.a, link.b), (link.b, link.a)):
                if one not in best or link.score > best[one][0]:
                    best[one] = (link.score, other)
    entries, rows = [], []
    for members in groups.all():
        entry, found = _entry(ordered, sorted(members, key=lambda i: _time(ordered[i])), best)
        entries.append(entry)
        rows += found
    return Ledger(
        sorted(entries, key=lambda e: e.ledger_id),
        sorted(rows, key=lambda r: (r.ledger_id, r.ordinal)),
    )


def _time(mention: Mention) -> tuple[date, str, int, str]:
    """Unknown dates come last; within a document, in order of the text."""
    day = mention.published_on or date.max
    return day, mention.document_id, mention.start, mention.commitment_id


def _entry(
    all_mentions: Sequence[Mention], members: Sequence[int], best: dict[int, tuple[float, int]]
) -> tuple[LedgerRow, list[LedgerMentionRow]]:
    mentions = [all_mentions[i] for i in members]
    first = mentions[0]
    ledger_id = f"L{first.commitment_id}"
    moved = moves(mentions)
    rows = []
    for ordinal, (index, m, move) in enumerate(zip(members, mentions, moved, strict=True)):
        score, other = best.get(index, (None, None))
        matched = None if other is None else all_mentions[other].commitment_id
        rows.append(
            LedgerMentionRow(
                ledger_id=ledger_id,
                commitment_id=m.commitment_id,
                document_id=m.document_id,
                ordinal=ordinal,
                seen_on=m.published_on,
                basis=_basis(ordinal, matched),
                matched=matched or (m.restates if ordinal else None),
                score=None if score is None else round(score, 4),
                strength=m.strength,
                status=m.status,
                currency=m.currency,
                minimum=m.minimum,
                maximum=m.maximum,
                deadline=m.deadline,
                amount_move=move.amount,
                deadline_move=move.deadline,
                strength_move=move.strength,
                status_move=move.status,
            )
        )
    return _summary(ledger_id, mentions, moved), rows


def _basis(ordinal: int, matched: str | None) -> str:
    if ordinal == 0:
        return "first"
    return "restated" if matched is None else "reported"


def _summary(ledger_id: str, mentions: Sequence[Mention], moved: Sequence[Moves]) -> LedgerRow:
    first = mentions[0]
    dates = [m.published_on for m in mentions if m.published_on is not None]
    dated = [m for m in mentions if m.published_on is not None] or mentions
    last = dated[-1]
    fullest = max(mentions, key=lambda m: _count(m.committers))
    money = next((m for m in reversed(dated) if m.amount), None)
    return LedgerRow(
        ledger_id=ledger_id,
        commitment_id=first.commitment_id,
        text=first.text,
        action=first.action,
        committers=fullest.committers,
        counterparts=next((m.counterparts for m in mentions if m.counterparts), None),
        area=_most(m.area for m in mentions),
        mentions=len(mentions),
        documents=len({m.document_id for m in mentions}),
        publishers=len({m.publisher for m in mentions} - {None}),
        first_seen=min(dates, default=None),
        last_seen=max(dates, default=None),
        first_strength=first.strength,
        last_strength=last.strength,
        first_status=first.status,
        last_status=last.status,
        currency=money.currency if money else None,
        minimum=money.minimum if money else None,
        maximum=money.maximum if money else None,
        deadline=next((m.deadline for m in reversed(dated) if m.deadline), None),
        amount_moved=any(m.amount not in (None, "same") for m in moved),
        deadline_moved=any(m.deadline not in (None, "same") for m in moved),
        strength_moved=any(m.strength not in (None, "same") for m in moved),
        status_moved=any(m.status not in (None, "same") for m in moved),
    )


def _count(names: str | None) -> int:
    return 0 if names is None else names.count("; ") + 1


def _most(values: Iterable[str | None]) -> str | None:
    known = [v for v in values if v is not None]
    if len(known) < 2:
        return known[0] if known else None
    counts = Counter(known)
    return min(counts, key=lambda v: (-counts[v], v), default=None)
