"""Rows of segments, sentences and typed mentions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from spacy.tokens import Doc

from pipeline.extraction.keys import row_key
from pipeline.model import Commitment, Document, Quote, Rejection, Segment, Sentence
from pipeline.normalize.amounts import to_cents
from pipeline.schema import (
    ActorMentionRow,
    AmountRow,
    DateRow,
    SegmentRow,
    SentenceRow,
    TechnologyMentionRow,
)


class Places:
    """Where in a document an offset lies: its sentence, segment and page."""

    def __init__(self, document: Document, doc: Doc) -> None:
        self.document = document
        self.document_id = document.document_id
        self.segments: tuple[Segment, ...] = doc._.segments
        self.sentences: tuple[Sentence, ...] = doc._.sentences
        self._sentence_starts = [s.start for s in self.sentences]
        self._segment_starts = [s.start for s in self.segments]

    def text(self, start: int, end: int) -> str:
        """Canonical text of a span."""
        return self.document.text[start:end]

    def page(self, offset: int) -> int | None:
        """Page of an offset."""
        return self.document.source_map.page(offset)

    def sentence(self, offset: int) -> int | None:
        """Index of the sentence that holds an offset."""
        index = bisect_right(self._sentence_starts, offset) - 1
        return index if index >= 0 and offset < self.sentences[index].end else None

    def sentence_id(self, offset: int) -> str | None:
        """Key of the sentence that holds an offset."""
        index = self.sentence(offset)
        if index is None:
            return None
        s = self.sentences[index]
        return row_key("sentences", self.document_id, s.start, s.end)

    def segment_id(self, offset: int) -> str | None:
        """Key of the segment that holds an offset."""
        index = bisect_right(self._segment_starts, offset) - 1
        if index < 0 or offset >= self.segments[index].end:
            return None
        s = self.segments[index]
        return row_key("segments", self.document_id, s.start, s.end)


def segment_rows(places: Places) -> tuple[SegmentRow, ...]:
    """One row for each segment."""
    ids = [row_key("segments", places.document_id, s.start, s.end) for s in places.segments]
    return tuple(
        SegmentRow(
            segment_id=ids[i],
            document_id=places.document_id,
            parent_id=None if s.parent is None else ids[s.parent],
            kind=s.kind,
            ordinal=i,
            start=s.start,
            end=s.end,
            text=places.text(s.start, s.end),
            page=places.page(s.start),
        )
        for i, s in enumerate(places.segments)
    )


def sentence_rows(
    places: Places,
    commitments: Sequence[Commitment],
    quotes: Sequence[Quote],
    rejections: Sequence[Rejection],
) -> tuple[SentenceRow, ...]:
    """One row for each sentence, with what came of it."""
    promised = _touched(places, [(c.start, c.end) for c in commitments])
    said = _touched(places, [span for q in quotes for span in q.spans])
    reasons: dict[int, str] = {}
    for r in rejections:
        for index in _touched(places, [(r.start, r.end)]):
            reasons.setdefault(index, r.reason)
    rows = []
    for i, s in enumerate(places.sentences):
        outcome = "none"
        if i in promised or i in said:
            outcome = "both" if i in promised and i in said else "quote"
            outcome = "commitment" if i not in said else outcome
        elif i in reasons:
            outcome = "rejected"
        segment = places.segments[s.segment]
        rows.append(
            SentenceRow(
                sentence_id=row_key("sentences", places.document_id, s.start, s.end),
                document_id=places.document_id,
                segment_id=row_key("segments", places.document_id, segment.start, segment.end),
                ordinal=i,
                start=s.start,
                end=s.end,
                text=places.text(s.start, s.end),
                outcome=outcome,
                reason=reasons[i] if outcome == "rejected" else None,
            )
        )
    return tuple(rows)


def _touched(places: Places, spans: Sequence[tuple[int, int]]) -> set[int]:
    """Indices of the sentences that any of the spans touches."""
    found: set[int] = set()
    starts = places._sentence_starts
    for start, end in spans:
        index = max(bisect_right(starts, start) - 1, 0)
        while index < len(starts) and starts[index] < end:
            if places.sentences[index].end > start:
                found.add(index)
            index += 1
    return found


def actor_mention_rows(places: Places, doc: Doc) -> tuple[ActorMentionRow, ...]:
    """One row for each actor mention."""
    return tuple(
        ActorMentionRow(
            mention_id=row_key("actor_mentions", places.document_id, m.start, m.end),
            document_id=places.document_id,
            sentence_id=places.sentence_id(m.start),
            start=m.start,
            end=m.end,
            text=places.text(m.start, m.end),
            actor_id=m.actor_id,
            actor_name=m.actor_name,
            actor_type=m.actor_type,
            country=m.country,
            resolution=m.resolution,
            page=places.page(m.start),
            rule=m.rule,
        )
        for m in doc._.actors
    )


def amount_rows(places: Places, doc: Doc) -> tuple[AmountRow, ...]:
    """One row for each sum of money."""
    return tuple(
        AmountRow(
            amount_id=row_key("amounts", places.document_id, a.start, a.end),
            document_id=places.document_id,
            sentence_id=places.sentence_id(a.start),
            start=a.start,
            end=a.end,
            text=places.text(a.start, a.end),
            currency=a.currency,
            minimum=to_cents(a.minimum),
            maximum=to_cents(a.maximum),
            qualifier=a.qualifier,
            period=a.period,
            page=places.page(a.start),
            rule=a.rule,
        )
        for a in doc._.amounts
    )


def date_rows(places: Places, doc: Doc) -> tuple[DateRow, ...]:
    """One row for each date, range or duration."""
    return tuple(
        DateRow(
            date_id=row_key("dates", places.document_id, d.start, d.end),
            document_id=places.document_id,
            sentence_id=places.sentence_id(d.start),
            start=d.start,
            end=d.end,
            text=places.text(d.start, d.end),
            edtf=d.edtf,
            earliest=d.earliest,
            latest=d.latest,
            kind=d.kind,
            precision=d.precision,
            resolution=d.resolution,
            anchor=d.anchor,
            page=places.page(d.start),
            rule=d.rule,
        )
        for d in doc._.dates
    )


def technology_mention_rows(places: Places, doc: Doc) -> tuple[TechnologyMentionRow, ...]:
    """One row for each technology term."""
    return tuple(
        TechnologyMentionRow(
            mention_id=row_key("technology_mentions", places.document_id, t.start, t.end),
            document_id=places.document_id,
            sentence_id=places.sentence_id(t.start),
            start=t.start,
            end=t.end,
            text=places.text(t.start, t.end),
            area=t.area,
            sub_area=t.sub_area,
            term=t.term,
            page=places.page(t.start),
            rule=t.rule,
        )
        for t in doc._.technologies
    )
