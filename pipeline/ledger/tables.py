"""The tables of the ledger, derived from those of a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from pipeline.schema import STATUSES, STRENGTHS, Row, column

BASES = ("first", "restated", "reported")
AMOUNT_MOVES = ("same", "raised", "lowered", "given", "dropped", "changed")
DEADLINE_MOVES = ("same", "later", "earlier", "given", "dropped")
STRENGTH_MOVES = ("same", "firmer", "weaker")
STATUS_MOVES = ("same", "changed")

_AMOUNT = "sum against the mention before: changed means another currency or another kind of bound"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow(Row):
    """Promises, each once, however many articles report them."""

    table: ClassVar[str] = "ledger"
    order: ClassVar[tuple[str, ...]] = ("ledger_id",)

    ledger_id: str = column("L and the commitment that was seen first", key=True)
    commitment_id: str = column(
        "commitment that was seen first", references="commitments.commitment_id"
    )
    text: str = column("words of that commitment")
    action: str = column("head verb of the deed, as a lemma")
    committers: str | None = column("names of those who undertake it, from the fullest mention")
    counterparts: str | None = column("names of those it is made with or to, likewise")
    area: str | None = column("technology area that most mentions have")
    mentions: int = column("how often it was found")
    documents: int = column("in how many articles")
    publishers: int = column("by how many publishers, as far as they are known")
    first_seen: date | None = column("earliest publication of a mention")
    last_seen: date | None = column("latest publication of a mention")
    first_strength: str = column("strength in the first mention", codes=STRENGTHS)
    last_strength: str = column("strength in the last mention", codes=STRENGTHS)
    first_status: str = column("status in the first mention", codes=STATUSES)
    last_status: str = column("status in the last mention", codes=STATUSES)
    currency: str | None = column("ISO 4217, of the last mention that has a sum")
    minimum: Decimal | None = column("least sum in that mention, in units")
    maximum: Decimal | None = column("most in that mention, in units")
    deadline: date | None = column("deadline in the last mention that has one")
    amount_moved: bool = column("a dated mention gave another sum than the one before")
    deadline_moved: bool = column("a dated mention gave another deadline than the one before")
    strength_moved: bool = column("a dated mention was firmer or weaker than the one before")
    status_moved: bool = column("a dated mention had another status than the one before")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerMentionRow(Row):
    """Mentions of each promise, in order of time, and what moved from one to the next."""

    table: ClassVar[str] = "ledger_mentions"
    order: ClassVar[tuple[str, ...]] = ("ledger_id", "ordinal")

    ledger_id: str = column("promise", references="ledger.ledger_id")
    commitment_id: str = column("mention of it", key=True, references="commitments.commitment_id")
    document_id: str = column("document it stands in", references="documents.document_id")
    ordinal: int = column("position in time, from 0; mentions without a date come last")
    seen_on: date | None = column("date of publication")
    basis: str = column(
        "why it is here: seen first, restated in its document, or matched", codes=BASES
    )
    matched: str | None = column(
        "mention that it is most like, or restates", references="commitments.commitment_id"
    )
    score: float | None = column("likeness to that mention, 0 to 1; null when it restates it")
    strength: str = column("how firmly it is worded here", codes=STRENGTHS)
    status: str = column("how far it has come here", codes=STATUSES)
    currency: str | None = column("ISO 4217, of the first amount here")
    minimum: Decimal | None = column("least of that amount, in units")
    maximum: Decimal | None = column("most of that amount, in units")
    deadline: date | None = column("deadline here")
    amount_move: str | None = column(_AMOUNT, codes=AMOUNT_MOVES)
    deadline_move: str | None = column(
        "deadline against the mention before; null for the first and where a date is unknown",
        codes=DEADLINE_MOVES,
    )
    strength_move: str | None = column("strength against the mention before", codes=STRENGTH_MOVES)
    status_move: str | None = column("status against the mention before", codes=STATUS_MOVES)


LEDGER_TABLES: tuple[type[Row], ...] = (LedgerRow, LedgerMentionRow)
