"""Verdicts as a gold standard: one JSON file a document, to score later runs against.

A gold row is made from what the reviewer saw: the fields as they were when judged, with the
corrections. So the gold stays what it is when rules change, which is what a gold is for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.audit.agreement import by_target, settle
from pipeline.audit.corpus import Corpus, Record
from pipeline.audit.fields import PRIMARY, Fields, document_fields
from pipeline.audit.fields import amount as amount_text
from pipeline.audit.reviews import Review, overlap
from pipeline.errors import OutputError
from pipeline.schema import DATE_ROLES
from pipeline.schema import table as schema_table

_COVERED = 0.5
_AMOUNT = re.compile(r"([A-Z]{3}|\?) (\d+(?:\.\d+)?)?(\.\.)?(\d+(?:\.\d+)?)?(?:/(P\w+))?")


@dataclass(frozen=True, slots=True)
class GoldReport:
    """What was made of the verdicts.

    Attributes:
        files: that were written.
        unfinished: paths of documents with rows that nobody judged, and how many.
        unsettled: rows on which reviewers differ without a majority.
    """

    files: Sequence[Path]
    unfinished: Mapping[str, int]
    unsettled: int


@dataclass(frozen=True, slots=True)
class _Fact:
    """A settled row of the gold: where it stands and its fields."""

    span: tuple[int, int]
    fields: Fields
    row_id: str | None
    moved: bool
    neutral: bool = False


def write_gold(
    corpus: Corpus,
    reviews: Iterable[Review],
    target: Path,
    *,
    reviewer: str | None = None,
    partial: bool = False,
) -> GoldReport:
    """Write a gold file for each document whose commitments and quotes are all judged.

    Amounts and dates count as right unless a verdict says otherwise.

    Args:
        corpus: the tables.
        reviews: all that are known.
        target: folder of the files, named like the sources.
        reviewer: take only what this person said.
        partial: also write documents that are not finished; rows that nobody judged, or on
            which reviewers differ, become borderline there, hence are scored neither way.

    Raises:
        OutputError: a file cannot be written.
    """
    of: dict[str, list[Review]] = {}
    for review in reviews:
        if review.row.document_id and reviewer in (None, review.row.reviewer):
            of.setdefault(review.row.document_id, []).append(review)
    files: list[Path] = []
    unfinished: dict[str, int] = {}
    unsettled = 0
    for document_id in corpus.documents:
        if document_id not in of:
            continue
        maker = _Maker(corpus, document_id, of[document_id])
        unsettled += maker.unsettled
        if maker.open:
            unfinished[maker.document["source_path"]] = maker.open
        if maker.open and not partial:
            continue
        path = target / f"{PurePosixPath(maker.document['source_path']).stem}.json"
        try:
            target.mkdir(parents=True, exist_ok=True)
            text = json.dumps(maker.gold(), ensure_ascii=False, indent=1)
            path.write_text(f"{text}\n", encoding="utf-8")
        except OSError as error:
            raise OutputError(f"cannot be written: {error.strerror}", where=str(path)) from error
        files.append(path)
    return GoldReport(files, unfinished, unsettled)


class _Maker:
    """Makes the gold of one document."""

    def __init__(self, corpus: Corpus, document_id: str, reviews: Sequence[Review]) -> None:
        self.document = corpus.documents[document_id]
        self._text = corpus.text(document_id)
        self._corpus, self._id = corpus, document_id
        self._current = document_fields(corpus, document_id)
        self._said = by_target(reviews)
        self._rows: dict[str, dict[str, Record]] = {}
        for table in self._current:
            key = schema_table(table).key()[0]
            self._rows[table] = {r[key]: r for r in corpus.rows(table, document_id)}
        self._pieces: dict[str, list[list[int]]] = {}
        for row in corpus.rows("quote_spans", document_id):
            self._pieces.setdefault(row["quote_id"], []).append([row["start"], row["end"]])
        self.open = self.unsettled = 0
        self._facts = {table: self._collect(table) for table in self._current}

    def gold(self) -> dict[str, Any]:
        """The file, as ``gold/dev`` has it."""
        published = self.document["published_on"]
        amounts = self._amounts()
        dates = self._dates()
        return {
            "document": PurePosixPath(self.document["source_path"]).stem,
            "text_sha256": self.document["text_sha256"],
            "n_chars": len(self._text),
            "published_on": published.isoformat() if published else None,
            "amounts": amounts,
            "dates": dates,
            "commitments": [
                self._commitment(n, fact, amounts, dates)
                for n, fact in enumerate(self._facts["commitments"], start=1)
            ],
            "quotes": [self._quote(n, f) for n, f in enumerate(self._facts["quotes"], start=1)],
        }

    def _collect(self, table: str) -> list[_Fact]:
        """Settled rows of a table, and current rows that nobody judged."""
        found: list[_Fact] = []
        seen: set[tuple[int, int]] = set()
        for (_, of_table, start, end), said in self._said.items():
            if of_table != table:
                continue
            seen.add((start, end))
            review = settle(said)
            if review is None:
                self.unsettled += 1
                self.open += table in PRIMARY
                found += self._unjudged(table, (start, end))
            elif review.row.verdict != "wrong":
                found.append(self._fact(table, review))
        for row_id, row in self._rows[table].items():
            span = (row["start"], row["end"])
            if any(overlap(span, s) >= _COVERED for s in seen):
                continue
            self.open += table in PRIMARY
            found.append(_Fact(span, self._current[table][row_id], row_id, False, table in PRIMARY))
        return sorted(found, key=lambda f: f.span)

    def _unjudged(self, table: str, span: tuple[int, int]) -> list[_Fact]:
        return [
            _Fact(span, self._current[table][row_id], row_id, False, table in PRIMARY)
            for row_id, row in self._rows[table].items()
            if (row["start"], row["end"]) == span
        ]

    def _fact(self, table: str, review: Review) -> _Fact:
        r = review.row
        fields: Fields = json.loads(r.judged) if r.judged else {}
        fields = {**fields, **review.values}
        span, moved = (r.start, r.end), False
        if r.corrected_start is not None and r.corrected_end is not None:
            span, moved = (r.corrected_start, r.corrected_end), True
        # cue, stem and pieces may be taken from a row only where that very row was judged
        same = r.target_id is not None and r.match in ("same", "changed") and r.verdict != "missed"
        return _Fact(span, fields, r.target_id if same else None, moved)

    # -- rows of the file

    def _amounts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for n, fact in enumerate(self._facts["amounts"], start=1):
            f = fact.fields
            found.append(
                {
                    "id": f"a{n}",
                    "span": list(fact.span),
                    "text": self._words(fact.span),
                    "currency": f.get("currency"),
                    "min": _number(f.get("minimum")),
                    "max": _number(f.get("maximum")),
                    "qualifier": f.get("qualifier"),
                    "period": f.get("period"),
                }
            )
        return found

    def _dates(self) -> list[dict[str, Any]]:
        return [
            {
                "id": f"d{n}",
                "span": list(fact.span),
                "text": self._words(fact.span),
                "value": fact.fields.get("edtf"),
            }
            for n, fact in enumerate(self._facts["dates"], start=1)
        ]

    def _commitment(
        self, n: int, fact: _Fact, amounts: Sequence[Record], dates: Sequence[Record]
    ) -> dict[str, Any]:
        f = fact.fields
        row = self._rows["commitments"].get(fact.row_id or "", {})
        stem = row.get("stem_start")
        return {
            "id": f"c{n}",
            "span": list(fact.span),
            "text": self._words(fact.span),
            "stem": None if stem is None else [stem, row["stem_end"]],
            "cue": self._cue(fact, row),
            "action": f.get("action"),
            "committers": [{"name": name, "span": None} for name in _list(f.get("committers"))],
            "counterparts": [{"name": x, "span": None} for x in _list(f.get("counterparts"))],
            "strength": f.get("strength"),
            "polarity": f.get("polarity"),
            "status": f.get("status"),
            "conditional": f.get("conditional") == "true",
            "amounts": _linked(_list(f.get("amounts")), fact.span, amounts),
            "dates": _dated(_list(f.get("dates")), fact.span, dates),
            "technologies": _list(f.get("areas")),
            "restates": None,
            "headline": f.get("headline") == "true",
            "borderline": fact.neutral,
        }

    def _quote(self, n: int, fact: _Fact) -> dict[str, Any]:
        f = fact.fields
        row = self._rows["quotes"].get(fact.row_id or "", {})
        whole = [list(fact.span)]
        pieces = whole if fact.moved else self._pieces.get(fact.row_id or "", whole)
        start = row.get("speaker_start")
        return {
            "id": f"q{n}",
            "content": pieces,
            "kind": f.get("kind"),
            "speaker": None if start is None else [start, row["speaker_end"]],
            "speaker_name": f.get("speaker_name"),
            "speaker_role": f.get("speaker_role"),
            "speaker_org": f.get("speaker_organisation"),
            "cue": self._cue(fact, row),
        }

    def _cue(self, fact: _Fact, row: Record) -> list[int] | None:
        said = fact.fields.get("cue")
        if row.get("cue_start") is not None and said == row["cue"]:
            return [row["cue_start"], row["cue_end"]]
        if not said:
            return None
        near = max(0, fact.span[0] - 200)
        at = self._text.find(said, near, fact.span[1] + 200)
        return None if at < 0 else [at, at + len(said)]

    def _words(self, span: tuple[int, int]) -> str:
        return self._text[span[0] : span[1]]


def _list(value: str | None) -> list[str]:
    """Values joined by ``;``, without empty ones."""
    return [v.strip() for v in (value or "").split(";") if v.strip()]


def _number(value: str | None) -> int | float | None:
    try:
        number = Decimal(value or "")
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _linked(values: Sequence[str], span: tuple[int, int], amounts: Sequence[Record]) -> list[str]:
    """Ids of the amounts that a commitment names, each the nearest with that value."""
    found = []
    for value in values:
        match = _AMOUNT.fullmatch(value)
        if match is None:
            continue
        same = [a for a in amounts if _amount_of(a) == value]
        if same:
            found.append(min(same, key=lambda a: _distance(a, span))["id"])
    return list(dict.fromkeys(found))


def _amount_of(amount: Record) -> str:
    def exact(value: int | float | None) -> Decimal | None:
        return None if value is None else Decimal(str(value))

    low, high = exact(amount["min"]), exact(amount["max"])
    return amount_text({**amount, "minimum": low, "maximum": high})


def _dated(
    values: Sequence[str], span: tuple[int, int], dates: Sequence[Record]
) -> list[dict[str, str]]:
    """Dates with their role; a value without one is ``other``."""
    found: dict[str, str] = {}
    for value in values:
        edtf, _, role = value.rpartition(" ")
        if role not in DATE_ROLES:
            edtf, role = value, "other"
        same = [d for d in dates if d["value"] == edtf or d["text"] == edtf]
        if same:
            found[min(same, key=lambda d: _distance(d, span))["id"]] = role
    return [{"id": key, "role": role} for key, role in found.items()]


def _distance(mention: Record, span: tuple[int, int]) -> int:
    start, end = mention["span"]
    return int(max(0, start - span[1], span[0] - end))
