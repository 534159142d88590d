"""What a reviewer can find right or wrong in a row: its fields, as text.

Values that live in bridge tables (committers, areas, sums, dates of a commitment) are joined
by ``; `` here, so that a verdict is a flat record that any program can read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline import schema
from pipeline.audit.corpus import Corpus, Record

_SINGLE: Mapping[str, tuple[str, ...]] = {
    "commitments": (
        "committers",
        "counterparts",
        "action",
        "strength",
        "polarity",
        "status",
        "conditional",
        "areas",
        "amounts",
        "dates",
        "cue",
        "headline",
    ),
    "quotes": (
        "speaker_name",
        "speaker_role",
        "speaker_organisation",
        "speaker",
        "kind",
        "cue",
    ),
    "actor_mentions": ("actor_name", "actor_type", "country"),
    "amounts": ("currency", "minimum", "maximum", "qualifier", "period"),
    "dates": ("edtf", "kind", "precision"),
    "technology_mentions": ("area", "sub_area"),
}
REVIEWED: tuple[str, ...] = tuple(_SINGLE)
"""Tables whose rows can be reviewed, in the order in which they are shown."""

PRIMARY = ("commitments", "quotes")
"""Tables whose rows are facts; the others hold mentions within them."""

_YES_NO = ("true", "false")
Fields = dict[str, str | None]
"""Value of each reviewable field, as text; None where the row has none."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A reviewable field and the values it can have, when they are a closed list."""

    name: str
    codes: tuple[str, ...]


def specs(table: str) -> tuple[FieldSpec, ...]:
    """Reviewable fields of a table."""
    columns = {c.name: c for c in schema.table(table).columns()}
    found = []
    for name in _SINGLE[table]:
        column = columns.get(name)
        codes = column.codes if column else ()
        if name in ("conditional", "headline"):
            codes = _YES_NO
        found.append(FieldSpec(name, codes))
    return tuple(found)


def document_fields(corpus: Corpus, document_id: str) -> dict[str, dict[str, Fields]]:
    """Reviewable fields of every row of a document, by table and key."""
    links = Links.of(corpus, document_id)
    found: dict[str, dict[str, Fields]] = {}
    for table in REVIEWED:
        key = schema.table(table).key()[0]
        found[table] = {
            row[key]: row_fields(table, row, links) for row in corpus.rows(table, document_id)
        }
    return found


@dataclass(frozen=True, slots=True)
class Links:
    """What the bridge tables say of the commitments of one document, joined for reading."""

    areas: Mapping[str, Sequence[str]]
    amounts: Mapping[str, Sequence[str]]
    dates: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, corpus: Corpus, document_id: str) -> Links:
        """Read the bridges of a document."""
        sums = {r["amount_id"]: amount(r) for r in corpus.rows("amounts", document_id)}
        days = {r["date_id"]: r["edtf"] or r["text"] for r in corpus.rows("dates", document_id)}
        areas: dict[str, list[str]] = {}
        amounts: dict[str, list[str]] = {}
        dates: dict[str, list[str]] = {}
        for row in corpus.rows("commitment_technologies", document_id):
            _add(areas, row["commitment_id"], row["area"])
        for row in corpus.rows("commitment_amounts", document_id):
            value = sums.get(row["amount_id"], str(row["amount_id"]))
            _add(amounts, row["commitment_id"], value)
        for row in corpus.rows("commitment_dates", document_id):
            day = days.get(row["date_id"], row["date_id"])
            _add(dates, row["commitment_id"], f"{day} {row['role']}")
        return cls(areas, amounts, dates)


def row_fields(table: str, row: Record, links: Links) -> Fields:
    """Reviewable fields of one row."""
    joined: dict[str, Mapping[str, Sequence[str]]] = {}
    if table == "commitments":
        joined = {"areas": links.areas, "amounts": links.amounts, "dates": links.dates}
    found: Fields = {}
    for name in _SINGLE[table]:
        if name in joined:
            found[name] = "; ".join(joined[name].get(row["commitment_id"], ())) or None
        else:
            found[name] = as_text(row.get(name))
    return found


def as_text(value: Any) -> str | None:
    """A value of a table as text; an empty string is unknown."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def plain(value: Decimal) -> str:
    """A sum without an exponent and without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(row: Record) -> str:
    """A sum as ``EUR 5000000``, ``EUR 2000000..3000000``, ``USD 5000000..`` for *at least*."""
    low, high = (None if row[k] is None else plain(row[k]) for k in ("minimum", "maximum"))
    value = str(low) if low == high else f"{low or ''}..{high or ''}"
    period = f"/{row['period']}" if row["period"] else ""
    return f"{row['currency'] or '?'} {value}{period}"


def _add(lists: dict[str, list[str]], key: str, value: str) -> None:
    values = lists.setdefault(key, [])
    if value not in values:
        values.append(value)
