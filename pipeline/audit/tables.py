"""The tables that hold what reviewers said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pipeline.schema import Row, column

VERDICTS = ("right", "wrong", "wrong_field", "wrong_span", "missed")
MATCHES = ("same", "changed", "moved", "gone")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow(Row):
    """Verdicts of people on rows, one for each reviewer and row."""

    table: ClassVar[str] = "reviews"
    order: ClassVar[tuple[str, ...]] = ("text_sha256", "start", "review_id")

    review_id: str = column("hash of text, table, offsets and reviewer", key=True)
    reviewer: str = column("who judged")
    reviewed_at: str = column("when, as the reviewer's computer had it; ISO 8601 in UTC")
    text_sha256: str = column("SHA-256 of the canonical text that was judged")
    source_path: str = column("path of the article when it was judged")
    document_id: str | None = column("document that has this text now; null when there is none")
    target_table: str = column("table of the row that was judged")
    target_id: str | None = column("row that the verdict is about now; null when there is none")
    start: int = column("start of what was judged or missed, code points")
    end: int = column("end, code points, exclusive")
    text: str = column("canonical text from start to end")
    verdict: str = column("what the reviewer said", codes=VERDICTS)
    corrected_start: int | None = column("start of the right words, when the span was wrong")
    corrected_end: int | None = column("end of the right words, exclusive")
    wrong_fields: str | None = column("names of wrong fields, joined by '; ', for reading")
    note: str | None = column("what the reviewer wrote")
    rule: str | None = column("rule that had made the row")
    judged: str | None = column("the fields as they were when judged; JSON object")
    match: str = column(
        "how the verdict is tied to the current tables: same span and fields, same span with "
        "other fields, another span that overlaps by half, or nothing",
        codes=MATCHES,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFieldRow(Row):
    """Values that reviewers gave for wrong fields and for missed rows."""

    table: ClassVar[str] = "review_fields"
    order: ClassVar[tuple[str, ...]] = ("review_id", "field")

    review_id: str = column("review", key=True, references="reviews.review_id")
    field: str = column("name of the field", key=True)
    value: str | None = column("the right value, as the reviewer gave it; null when not given")


REVIEW_TABLES: tuple[type[Row], ...] = (ReviewRow, ReviewFieldRow)
