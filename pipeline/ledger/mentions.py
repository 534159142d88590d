"""Commitments as the ledger compares them, and what it says of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from pipeline.errors import OutputError
from pipeline.tables.layout import exists, file_name, read

_STATES = pc.field("country").is_valid() & pc.field("actor_type").isin(
    ["government", "supranational"]
)


Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One commitment.

    Attributes:
        committers, counterparts: as the row names them, joined by ``; ``.
        parties: codes of countries that undertake it, are its counterparts or stand in its words.
        sums: where amounts of money stand in the text, from and to.
        due: where its deadline stands in the text.
        title: of its document.

    The other attributes are those of the row of ``commitments`` and of its document.
    """

    commitment_id: str
    document_id: str
    start: int
    text: str
    action: str
    strength: str
    polarity: str
    status: str
    committers: str | None = None
    counterparts: str | None = None
    currency: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    deadline: date | None = None
    area: str | None = None
    restates: str | None = None
    parties: tuple[str, ...] = ()
    sums: tuple[Span, ...] = ()
    due: tuple[Span, ...] = ()
    title: str | None = None
    published_on: date | None = None
    publisher: str | None = None

    @property
    def amount(self) -> tuple[str | None, Decimal | None, Decimal | None] | None:
        """Currency, least and most of the first amount; None without one."""
        if self.minimum is None and self.maximum is None:
            return None
        return self.currency, self.minimum, self.maximum


_KEY = "commitment_id"
_OWN = (
    _KEY,
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


SOURCES = (
    "documents",
    "commitments",
    "commitment_actors",
    "commitment_dates",
    "actors",
    "actor_mentions",
    "amounts",
    "dates",
)
"""Tables that mentions are read from."""


def read_mentions(processed: Path) -> list[Mention]:
    """All commitments of an output folder, in order of their keys.

    Raises:
        OutputError: a table is missing.
    """
    documents = {
        key: dict(zip(_OF_DOCUMENT, rest, strict=True))
        for key, *rest in _rows(processed, "documents", ("document_id", *_OF_DOCUMENT))
    }
    bound = _parties(processed)
    states = _Places(processed, "actor_mentions", what="country", where=_STATES)
    deadlines = _deadlines(processed)
    sums = _Places(processed, "amounts")
    found = []
    for *own, end in _rows(processed, "commitments", (*_OWN, "end")):
        row = dict(zip(_OWN, own, strict=True))
        countries = bound.get(row[_KEY], set())
        here = row["document_id"], row["start"], end
        countries.update(code for _, _, code in states.inside(*here))
        found.append(
            Mention(
                **row,
                **documents[row["document_id"]],
                parties=tuple(sorted(countries)),
                sums=tuple((a - here[1], b - here[1]) for a, b, _ in sums.inside(*here)),
                due=tuple((a - here[1], b - here[1]) for a, b in deadlines.get(row[_KEY], ())),
            )
        )
    return sorted(found, key=lambda m: m.commitment_id)


def _parties(processed: Path) -> dict[str, set[str]]:
    """Countries of those who a commitment binds or is made with."""
    country = dict(_rows(processed, "actors", ("actor_id", "country")))
    found: dict[str, set[str]] = {}
    for key, actor in _rows(processed, "commitment_actors", ("commitment_id", "actor_id")):
        if code := country.get(actor):
            found.setdefault(key, set()).add(code)
    return found


def _deadlines(processed: Path) -> dict[str, list[Span]]:
    """Where the deadlines of a commitment stand."""
    dates = _rows(processed, "dates", ("date_id", "start", "end"))
    place = {key: (start, end) for key, start, end in dates}
    wanted = pc.field("role") == "deadline"
    bound = _rows(processed, "commitment_dates", (_KEY, "date_id"), where=wanted)
    found: dict[str, list[Span]] = {}
    for commitment, key in bound:
        found.setdefault(commitment, []).append(place[key])
    return found


class _Places:
    """Rows of a table by where they stand.

    Args:
        processed: folder of the tables.
        table: with offsets.
        what: column to be known of each row.
        where: rows that count; all when None.
    """

    def __init__(
        self,
        processed: Path,
        table: str,
        *,
        what: str = "text",
        where: pc.Expression | None = None,
    ) -> None:
        self._by_document: dict[str, list[tuple[int, int, str]]] = {}
        names = ("document_id", "start", "end", what)
        for document, start, end, value in _rows(processed, table, names, where=where):
            self._by_document.setdefault(document, []).append((start, end, value))
        for places in self._by_document.values():
            places.sort()

    def inside(self, document_id: str, first: int, last: int) -> Iterator[tuple[int, int, str]]:
        """Those between two offsets: start, end and what is known."""
        places = self._by_document.get(document_id, [])
        for start, end, value in places[bisect_left(places, (first,)) :]:
            if start >= last:
                return
            if end <= last:
                yield start, end, value


def _rows(
    processed: Path, table: str, columns: tuple[str, ...], *, where: pc.Expression | None = None
) -> Iterator[tuple[Any, ...]]:
    if not exists(processed, table):
        where_to_look = str(processed / file_name(table))
        raise OutputError("is missing", where=where_to_look, hint="`pledger run` makes it")
    rows = read(processed, table, columns=columns, where=where)
    for batch in rows.to_batches():
        yield from zip(*(batch.column(name).to_pylist() for name in columns), strict=True)
