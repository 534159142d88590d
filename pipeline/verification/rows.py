"""Checks of the rows of one document against its canonical text and against each other.

The same checks run before rows are written and in ``pledger verify``. They are derived from the
declaration of the tables: every ``start``, ``end`` and text, ``cue_start``, ``cue_end`` and
``cue``, and so on, is re-read from the text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import pyarrow as pa

from pipeline import schema
from pipeline.schema import TABLES, Row
from pipeline.tables.arrow import DOCUMENT_TABLES, ID_LENGTH
from pipeline.verification.fault import Fault, shorten

Columns = Mapping[str, Sequence[Any]]
"""Rows of one table, column by column."""

CONTEXT = 32
"""Characters that a selector keeps on either side."""

Namer = Callable[..., Fault]
"""Makes a fault from the index of a row, what is wrong, and the column."""

_Place = tuple[tuple[bool, Any], ...]

_NOTHING: Mapping[str, Set[Any]] = {}
_ORDERED = (("minimum", "maximum"), ("earliest", "latest"))


@dataclass(frozen=True, slots=True)
class Extent:
    """Columns that together point into the text.

    Attributes:
        text: column that repeats the characters; None where only the offsets are kept.
    """

    start: str
    end: str
    text: str | None


@cache
def extents(table: str) -> tuple[Extent, ...]:
    """What points into the canonical text in the rows of a table."""
    names = [c.name for c in schema.table(table).columns()]
    found = []
    for name in names:
        if name == "start" or name.endswith("_start"):
            prefix = name.removesuffix("start")
            text = prefix.rstrip("_") or "text"
            found.append(Extent(name, f"{prefix}end", text if text in names else None))
    return tuple(found)


def check_document(
    document_id: str,
    text: str,
    tables: Mapping[str, Columns],
    *,
    known: Mapping[str, Set[Any]] = _NOTHING,
    unreadable: Set[str] = frozenset(),
) -> list[Fault]:
    """Everything wrong with the rows of one document.

    Args:
        document_id: of the document.
        text: its canonical text.
        tables: its rows, by table; a table without rows may be left out.
        known: values that references to tables not given may have, by ``table.column``.
        unreadable: tables that may hold more rows than are given; nothing is said to be
            missing from them.

    Returns:
        one fault a value; empty when every row is proved.
    """
    faults: list[Fault] = []
    present = [t for t in TABLES if _count(t, tables)]
    for table in present:
        columns = tables[table.table]
        row = _namer(table, columns, document_id)
        faults += check_values(table, columns, row)
        faults += _unique(table, columns, row)
        if table in DOCUMENT_TABLES:
            faults += _extents(table, columns, text, row)
            faults += _belongs(table, columns, document_id, row)
    for table in present:
        columns = tables[table.table]
        row = _namer(table, columns, document_id)
        faults += _references(table, columns, _Known(tables, known, unreadable), row)
    if "documents" not in unreadable:
        faults += _check_document_row(document_id, text, tables, unreadable)
        faults += _check_pages(document_id, tables)
    if not {"quotes", "quote_spans"} & unreadable:
        faults += _check_quotes(document_id, tables)
    faults += _check_selectors(document_id, text, tables, unreadable)
    return faults


def check_extents(document_id: str, text: str, tables: Mapping[str, Columns]) -> list[Fault]:
    """Rows of one document whose characters are not in ``text`` where they should be."""
    faults: list[Fault] = []
    for table in DOCUMENT_TABLES:
        if _count(table, tables):
            columns = tables[table.table]
            faults += _extents(table, columns, text, _namer(table, columns, document_id))
    return faults


def check_table(table: type[Row], columns: Columns) -> list[Fault]:
    """Everything wrong with a table that belongs to no single document, references apart."""
    row = _namer(table, columns, None)
    return [*check_values(table, columns, row), *_unique(table, columns, row)]


def check_batches(
    table: type[Row], batches: Iterable[pa.RecordBatch]
) -> Iterator[tuple[int, list[Fault]]]:
    """What :func:`check_table` finds in some rows at a time, except keys that come twice.

    Args:
        table: whose rows they are.
        batches: of the table, in order.

    Yields:
        how many rows a batch has, and what is wrong with them.
    """
    last: _Place | None = None
    for batch in batches:
        columns = batch.to_pydict()
        row = _namer(table, columns, None)
        faults = [*check_values(table, columns, row)]
        places = _places(table, columns)
        if last is not None and places and places[0] < last:
            faults.append(row(0, _unordered(table)))
        last = places[-1] if places else last
        yield batch.num_rows, faults


def check_values(table: type[Row], columns: Columns, row: Namer) -> Iterator[Fault]:
    """Values that no text is needed to refute: nulls, codes, ranges, order."""
    for check in (_nulls, _codes, _blanks, _ranges, _order):
        yield from check(table, columns, row)


def _count(table: type[Row], tables: Mapping[str, Columns]) -> int:
    columns = tables.get(table.table)
    return 0 if columns is None else len(columns[table.order[0]])


@dataclass(frozen=True, slots=True)
class _Known:
    """Values that a reference may have."""

    tables: Mapping[str, Columns]
    elsewhere: Mapping[str, Set[Any]]
    unreadable: Set[str]

    def values(self, reference: str) -> Set[Any] | None:
        """None when that cannot be told."""
        if reference in self.elsewhere:
            return self.elsewhere[reference]
        table, _, column = reference.partition(".")
        if table in self.unreadable:
            return None
        return set(self.tables.get(table, {}).get(column, ()))


def _namer(table: type[Row], columns: Columns, document_id: str | None) -> Namer:
    key = table.key()

    def name(i: int, why: str, column: str | None = None) -> Fault:
        values = [str(columns[k][i]) for k in key]
        return Fault(table.table, why, " ".join(values), column, document_id)

    return name


def _nulls(table: type[Row], columns: Columns, row: Namer) -> Iterator[Fault]:
    for c in table.columns():
        if not c.nullable and None in columns[c.name]:
            for i, value in enumerate(columns[c.name]):
                if value is None:
                    yield row(i, "is null, which is not allowed", c.name)


def _codes(table: type[Row], columns: Columns, row: Namer) -> Iterator[Fault]:
    for c in table.columns():
        if not c.codes:
            continue
        unknown = set(columns[c.name]) - set(c.codes) - {None}
        if unknown:
            for i, value in enumerate(columns[c.name]):
                if value in unknown:
                    yield row(i, f"{shorten(value)} is not in the code list", c.name)


def _blanks(table: type[Row], columns: Columns, row: Namer) -> Iterator[Fault]:
    for c in table.columns():
        if c.nullable and "" in columns[c.name]:
            for i, value in enumerate(columns[c.name]):
                if value == "":
                    yield row(i, "is an empty string; unknown is null", c.name)


def _ranges(table: type[Row], columns: Columns, row: Namer) -> Iterator[Fault]:
    for low, high in _ORDERED:
        if low in columns and high in columns:
            for i, (a, b) in enumerate(zip(columns[low], columns[high], strict=True)):
                if a is not None and b is not None and a > b:
                    yield row(i, f"{low} {a} is past {high} {b}", low)
    for i, value in enumerate(columns.get("confidence", ())):
        if value is not None and not 0 <= value <= 1:
            yield row(i, f"{value} is not between 0 and 1", "confidence")


def _order(table: type[Row], columns: Columns, row: Namer) -> Iterator[Fault]:
    places = _places(table, columns)
    for i, (last, place) in enumerate(pairwise(places), start=1):
        if place < last:
            yield row(i, _unordered(table))


def _places(table: type[Row], columns: Columns) -> list[_Place]:
    """What rows are ordered by; null comes first."""
    rows = zip(*(columns[name] for name in table.order), strict=True)
    return [tuple((v is not None, v) for v in values) for values in rows]


def _unordered(table: type[Row]) -> str:
    return f"is not in order by {', '.join(table.order)}"


def _extents(table: type[Row], columns: Columns, text: str, row: Namer) -> Iterator[Fault]:
    nothing = [None] * len(columns[table.order[0]])
    for extent in extents(table.table):
        starts, ends = columns[extent.start], columns[extent.end]
        said = columns[extent.text] if extent.text else nothing
        for i, (start, end, words) in enumerate(zip(starts, ends, said, strict=True)):
            if start is None and end is None:
                if words is not None and extent.text:
                    yield row(i, "has characters but no offsets", extent.text)
            elif start is None or end is None:
                yield row(i, "has only one of its two offsets", extent.start)
            elif not 0 <= start < end <= len(text):
                why = f"{start} to {end} is not a span of a text of {len(text)} characters"
                yield row(i, why, extent.start)
            elif extent.text and text[start:end] != words:
                there, held = shorten(text[start:end]), shorten(words)
                yield row(
                    i, f"holds {held}, the text from {start} to {end} is {there}", extent.text
                )


def _unique(table: type[Row], columns: Columns, row: Namer) -> Iterator[Fault]:
    keys = list(zip(*(columns[k] for k in table.key()), strict=True))
    if len(set(keys)) == len(keys):
        return
    seen: set[tuple[Any, ...]] = set()
    for i, key in enumerate(keys):
        if key in seen:
            yield row(i, "has the key of another row")
        seen.add(key)


def _belongs(table: type[Row], columns: Columns, document_id: str, row: Namer) -> Iterator[Fault]:
    """Every row says which document it belongs to, by a column or at the start of its key."""
    if "document_id" in columns:
        column, named = "document_id", columns["document_id"]
    else:
        column = table.key()[0]
        named = [str(key)[:ID_LENGTH] for key in columns[column]]
    for i, value in enumerate(named):
        if value != document_id:
            yield row(i, f"belongs to document {value}, found with {document_id}", column)


def _references(table: type[Row], columns: Columns, known: _Known, row: Namer) -> Iterator[Fault]:
    for c in table.columns():
        if c.references is None:
            continue
        values = known.values(c.references)
        if values is None:
            continue
        missing = set(columns[c.name]) - values - {None}
        if missing:
            for i, value in enumerate(columns[c.name]):
                if value in missing:
                    yield row(i, f"{value} is not in {c.references}", c.name)


def _check_document_row(
    document_id: str, text: str, tables: Mapping[str, Columns], unreadable: Set[str]
) -> Iterator[Fault]:
    documents = tables.get("documents")
    count = 0 if documents is None else len(documents["document_id"])
    if documents is None or count != 1:
        yield Fault("documents", f"has {count} rows for one document", document_id)
        return
    said = {name: values[0] for name, values in documents.items()}
    found: dict[str, object] = {
        "document_id": str(said["source_sha256"])[:ID_LENGTH],
        "text_sha256": hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest(),
        "character_count": len(text),
    }
    if "sentences" not in unreadable:
        found["sentence_count"] = len(tables.get("sentences", {}).get("sentence_id", ()))
    for name, value in found.items():
        if said[name] != value:
            why = f"says {shorten(said[name], 80)}, found {shorten(value, 80)}"
            yield Fault("documents", why, document_id, name, document_id)


def _check_pages(document_id: str, tables: Mapping[str, Columns]) -> Iterator[Fault]:
    documents = tables.get("documents")
    if documents is None or not len(documents["document_id"]):
        return
    last = documents["page_count"][0]
    for table in DOCUMENT_TABLES:
        columns = tables.get(table.table, {})
        for i, page in enumerate(columns.get("page", ())):
            if page is not None and not 1 <= page <= (last or 0):
                row = _namer(table, columns, document_id)
                yield row(i, f"{page} is not a page of a document of {last or 'no'} pages", "page")


def _check_quotes(document_id: str, tables: Mapping[str, Columns]) -> Iterator[Fault]:
    """The pieces of a quote reach from its start to its end."""
    quotes, spans = tables.get("quotes"), tables.get("quote_spans")
    if not quotes:
        return
    pieces: dict[str, list[tuple[int, int]]] = {}
    if spans:
        for quote, start, end in zip(spans["quote_id"], spans["start"], spans["end"], strict=True):
            pieces.setdefault(quote, []).append((start, end))
    row = _namer(schema.table("quotes"), quotes, document_id)
    everything = zip(quotes["quote_id"], quotes["start"], quotes["end"], strict=True)
    for i, (quote, start, end) in enumerate(everything):
        found = pieces.get(quote, [])
        if not found:
            yield row(i, "has no row in quote_spans")
        elif (min(a for a, _ in found), max(b for _, b in found)) != (start, end):
            yield row(i, f"does not reach from its first piece to its last: {found}", "start")


def _check_selectors(
    document_id: str, text: str, tables: Mapping[str, Columns], unreadable: Set[str]
) -> Iterator[Fault]:
    """Each selector finds the row that it is for, and nothing else."""
    selectors = tables.get("selectors")
    if not selectors:
        return
    row = _namer(schema.table("selectors"), selectors, document_id)
    places = targets(tables)
    names = ("target_table", "target_id", "exact", "prefix", "suffix")
    for i, values in enumerate(zip(*(selectors[n] for n in names), strict=True)):
        name, key, exact, before, after = values
        extent = places.get((name, key))
        if extent is None:
            if name in unreadable:
                continue
            yield row(i, f"is for a row that {name} does not have", "target_id")
            continue
        start, end = extent
        there = (text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])
        if (exact, before, after) == there:
            continue
        for column, said, found in zip(names[2:], (exact, before, after), there, strict=True):
            if said != found:
                yield row(i, f"holds {shorten(said)}, the text has {shorten(found)}", column)


def targets(tables: Mapping[str, Columns]) -> dict[tuple[str, str], tuple[int, int]]:
    """Start and end of each row that a selector may be for, by table and key."""
    found = {}
    for table in DOCUMENT_TABLES:
        columns = tables.get(table.table)
        if columns and "start" in columns and len(table.key()) == 1:
            key = columns[table.key()[0]]
            for name, start, end in zip(key, columns["start"], columns["end"], strict=True):
                found[table.table, name] = (start, end)
    return found
