"""The table of reviews: merging what several people exported, and tying it to current rows.

A verdict belongs to characters, not to a run: it is keyed by the hash of the canonical text,
the table and the span. After each run it is tied anew to whatever row stands there, so that
new ids, rules or fields neither lose a verdict nor let it count for something else.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import schema
from pipeline.audit.corpus import Corpus, Record
from pipeline.audit.fields import Fields, document_fields
from pipeline.audit.tables import REVIEW_TABLES, ReviewFieldRow, ReviewRow
from pipeline.audit.verdicts import Verdict
from pipeline.errors import InputError, OutputError
from pipeline.tables.arrow import batch

_OVERLAP = 0.5
"""Intersection over union from which on a row counts as the one that was judged, moved."""


@dataclass(frozen=True, slots=True)
class Review:
    """A verdict with the values that the reviewer gave."""

    row: ReviewRow
    values: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    Attributes:
        reviews: all that are kept now, in order.
        new: verdicts that were not known.
        changed: verdicts that replace an older one of the same reviewer.
    """

    reviews: Sequence[Review]
    new: int
    changed: int


def import_verdicts(
    processed: Path, verdicts: Iterable[Verdict], *, replace_reviewers: bool = False
) -> Imported:
    """Merge verdicts into ``reviews`` and tie all of them to the current rows.

    Args:
        processed: folder of the tables.
        verdicts: of one or more reviewers; the later one of a reviewer on a row wins.
        replace_reviewers: forget what the reviewers of these verdicts said before, so that
            verdicts taken back in the browser go too.

    Raises:
        InputError: a verdict quotes other characters than the text has.
        OutputError: the tables cannot be written.
    """
    corpus = Corpus(processed)
    known = {r.row.review_id: r for r in read_reviews(processed)}
    incoming = list(verdicts)
    if replace_reviewers:
        names = {v.reviewer for v in incoming}
        known = {k: r for k, r in known.items() if r.row.reviewer not in names}
    new = changed = 0
    for verdict in incoming:
        review = _review(verdict)
        before = known.get(review.row.review_id)
        if before is None:
            new += 1
        elif before.row.reviewed_at > review.row.reviewed_at or _same(before, review):
            continue
        else:
            changed += 1
        known[review.row.review_id] = review
    tied = tie(corpus, known.values())
    write_reviews(processed, tied)
    return Imported(tied, new, changed)


def tie(corpus: Corpus, reviews: Iterable[Review]) -> list[Review]:
    """Tie reviews to the rows that the tables hold now.

    Raises:
        InputError: a review quotes other characters than the text has.
    """
    documents = {row["text_sha256"]: key for key, row in corpus.documents.items()}
    ordered = sorted(reviews, key=lambda r: (r.row.text_sha256, r.row.start, r.row.review_id))
    found = []
    current: _Places | None = None
    for review in ordered:
        document_id = documents.get(review.row.text_sha256)
        if document_id is None:
            row = replace(review.row, document_id=None, target_id=None, match="gone")
            found.append(Review(row, review.values))
            continue
        if current is None or current.document_id != document_id:
            current = _Places(corpus, document_id)
        found.append(Review(current.tie(review.row), review.values))
    return found


class _Places:
    """The rows of one document by table and span."""

    def __init__(self, corpus: Corpus, document_id: str) -> None:
        self.document_id = document_id
        self._text = corpus.text(document_id)
        self._fields = document_fields(corpus, document_id)
        self._rows: dict[str, list[tuple[int, int, str]]] = {}
        for table in self._fields:
            key = schema.table(table).key()[0]
            self._rows[table] = [
                (r["start"], r["end"], r[key]) for r in corpus.rows(table, document_id)
            ]

    def tie(self, review: ReviewRow) -> ReviewRow:
        """The review with ``target_id`` and ``match`` as they are now."""
        if self._text[review.start : review.end] != review.text:
            raise InputError(
                f"'exact' is not what the text has from {review.start} to {review.end}",
                where=f"verdict of {review.reviewer} on {review.source_path}",
                hint="offsets count code points; was the file edited?",
            )
        if (review.corrected_end or 0) > len(self._text):
            raise InputError(
                "'span' goes past the end of the text",
                where=f"verdict of {review.reviewer} on {review.source_path}",
            )
        span = (review.start, review.end)
        best, target = 0.0, None
        for start, end, row_id in self._rows[review.target_table]:
            share = overlap((start, end), span)
            if share > best:
                best, target = share, row_id
        match = "gone"
        if target is not None and best == 1:
            match = "same" if self._unchanged(review, target) else "changed"
        elif best >= _OVERLAP:
            match = "moved"
        return replace(
            review,
            document_id=self.document_id,
            target_id=None if match == "gone" else target,
            match=match,
        )

    def _unchanged(self, review: ReviewRow, target: str) -> bool:
        now = self._fields[review.target_table][target]
        return review.judged is None or json.loads(review.judged) == now


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Intersection over union of two spans."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return 0.0 if shared <= 0 else shared / (max(a[1], b[1]) - min(a[0], b[0]))


def read_reviews(processed: Path) -> list[Review]:
    """All reviews that are kept; none before the first import.

    Raises:
        InputError: the tables are there but cannot be read.
    """
    rows, values = (_rows(processed, t) for t in REVIEW_TABLES)
    given: dict[str, Fields] = {}
    for row in values:
        given.setdefault(row["review_id"], {})[row["field"]] = row["value"]
    return [Review(ReviewRow(**row), given.get(row["review_id"], {})) for row in rows]


def write_reviews(processed: Path, reviews: Sequence[Review]) -> None:
    """Write ``reviews`` and ``review_fields``, each in one step.

    Raises:
        OutputError: the folder cannot be written.
    """
    values = [
        ReviewFieldRow(review_id=r.row.review_id, field=name, value=value)
        for r in reviews
        for name, value in r.values.items()
    ]
    rows: list[tuple[type[schema.Row], Sequence[schema.Row]]] = [
        (ReviewFieldRow, values),
        (ReviewRow, [r.row for r in reviews]),
    ]
    for table, content in rows:
        path = processed / f"{table.table}.parquet"
        fresh = path.with_name(f".{path.name}.new")
        try:
            pq.write_table(
                pa.Table.from_batches([batch(table, content)], schema=table.arrow_schema()), fresh
            )
            os.replace(fresh, path)
        except OSError as error:
            raise OutputError(
                f"cannot be written: {error.strerror or error}",
                where=str(path),
                hint="check that the folder can be written to",
            ) from error


def _review(verdict: Verdict) -> Review:
    span = verdict.span
    key = "\x1f".join(
        (
            verdict.text_sha256,
            verdict.table,
            str(verdict.start),
            str(verdict.end),
            verdict.reviewer,
        )
    )
    fields = verdict.fields or {}
    wrong = "; ".join(sorted(fields)) if verdict.verdict != "missed" else None
    row = ReviewRow(
        review_id=hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        reviewer=verdict.reviewer,
        reviewed_at=verdict.reviewed_at,
        text_sha256=verdict.text_sha256,
        source_path=verdict.source_path,
        document_id=None,
        target_table=verdict.table,
        target_id=None,
        start=verdict.start,
        end=verdict.end,
        text=verdict.exact,
        verdict=verdict.verdict,
        corrected_start=span[0] if span else None,
        corrected_end=span[1] if span else None,
        wrong_fields=wrong or None,
        note=verdict.note or None,
        rule=verdict.rule,
        judged=None if verdict.judged is None else canonical_json(verdict.judged),
        match="gone",
    )
    return Review(row, dict(fields))


def canonical_json(value: Mapping[str, Any]) -> str:
    """JSON that is the same for equal values."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _same(before: Review, after: Review) -> bool:
    def said(review: Review) -> ReviewRow:
        return replace(review.row, document_id=None, target_id=None, match="gone")

    return said(before) == said(after) and dict(before.values) == dict(after.values)


def _rows(processed: Path, table: type[schema.Row]) -> list[Record]:
    path = processed / f"{table.table}.parquet"
    if not path.exists():
        return []
    try:
        rows: list[Record] = pq.read_table(path).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"is not a Parquet file: {error}", where=str(path)) from error
    return rows
