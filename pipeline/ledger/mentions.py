"""Commitments as the ledger compares them, and what it says of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from pipeline.errors import OutputError
from pipeline.tables.layout import exists, file_name, read

_STATES = ("government", "supranational")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One commitment.

    Attributes:
        committers, counterparts: as the row names them, joined by ``; ``.
        parties: codes of countries that undertake it, are its counterparts or stand in its words.
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
    title: str | None = None
    published_on: date | None = None
    publisher: str | None = None

    @property
    def amount(self) -> tuple[str | None, Decimal | None, Decimal | None] | None:
        """Currency, least and most of the first amount; None without one."""
        if self.minimum is None and self.maximum is None:
            return None
        return self.currency, self.minimum, self.maximum


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


SOURCES = ("documents", "commitments", "actors", "commitment_actors", "actor_mentions")
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
    parties = _parties(processed)
    inside = _Places(processed)
    found = []
    for *own, end in _rows(processed, "commitments", (*_OWN, "end")):
        row = dict(zip(_OWN, own, strict=True))
        countries = parties.get(row["commitment_id"], set())
        countries |= set(inside.countries(row["document_id"], row["start"], end))
        document = documents[row["document_id"]]
        found.append(Mention(**row, **document, parties=tuple(sorted(countries))))
    return sorted(found, key=lambda m: m.commitment_id)


def _parties(processed: Path) -> dict[str, set[str]]:
    """Countries of those who a commitment binds or is made with."""
    country = dict(_rows(processed, "actors", ("actor_id", "country")))
    found: dict[str, set[str]] = {}
    for key, actor in _rows(processed, "commitment_actors", ("commitment_id", "actor_id")):
        if code := country.get(actor):
            found.setdefault(key, set()).add(code)
    return found


class _Places:
    """Countries by where they stand."""

    def __init__(self, processed: Path) -> None:
        self._by_document: Mapping[str, list[tuple[int, int, str]]]
        by_document: dict[str, list[tuple[int, int, str]]] = {}
        names = ("document_id", "start", "end", "country")
        states = pc.field("country").is_valid() & pc.field("actor_type").isin(_STATES)
        for document, *place in _rows(processed, "actor_mentions", names, where=states):
            start, end, code = place
            by_document.setdefault(document, []).append((start, end, code))
        for places in by_document.values():
            places.sort()
        self._by_document = by_document

    def countries(self, document_id: str, first: int, last: int) -> Iterator[str]:
        """Those that stand between two offsets."""
        places = self._by_document.get(document_id, [])
        for start, end, code in places[bisect_left(places, (first, 0, "")) :]:
            if start >= last:
                return
            if end <= last:
                yield code


def _rows(
    processed: Path, table: str, columns: tuple[str, ...], *, where: pc.Expression | None = None
) -> Iterator[tuple[Any, ...]]:
    if not exists(processed, table):
        where_to_look = str(processed / file_name(table))
        raise OutputError("is missing", where=where_to_look, hint="`pledger run` makes it")
    rows = read(processed, table, columns=columns, where=where)
    for batch in rows.to_batches():
        yield from zip(*(batch.column(name).to_pylist() for name in columns), strict=True)
