"""Rows of commitments and quotes, and the bridges to what they hold."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.extraction.keys import row_key
from pipeline.extraction.mentions import Places
from pipeline.model import Commitment, Party, Quote, Span
from pipeline.normalize.amounts import to_cents
from pipeline.schema import (
    CommitmentActorRow,
    CommitmentAmountRow,
    CommitmentDateRow,
    CommitmentRow,
    CommitmentTechnologyRow,
    QuoteRow,
    QuoteSpanRow,
    Row,
)


@dataclass(frozen=True, slots=True)
class QuoteIndex:
    """Finds the quote that holds a span; quotes may nest, the innermost start wins."""

    spans: tuple[tuple[int, int, str], ...]

    @classmethod
    def of(cls, document_id: str, quotes: tuple[Quote, ...]) -> QuoteIndex:
        """Index the pieces of all quotes of a document."""
        found: list[tuple[int, int, str]] = []
        for quote in quotes:
            key = quote_key(document_id, quote)
            found.extend((start, end, key) for start, end in quote.spans)
        return cls(tuple(sorted(found)))

    def holding(self, start: int, end: int) -> str | None:
        """Key of the quote with a piece that holds the span."""
        index = bisect_right(self.spans, (start, 1 << 62, "")) - 1
        for left, right, key in reversed(self.spans[max(0, index - 4) : index + 1]):
            if left <= start and end <= right:
                return key
        return None


def quote_key(document_id: str, quote: Quote) -> str:
    """Key of a quote: from its first piece to its last."""
    return row_key("quotes", document_id, quote.spans[0][0], quote.spans[-1][1])


def commitment_rows(places: Places, doc: Doc) -> dict[str, tuple[Row, ...]]:
    """Rows of ``commitments`` and its bridges."""
    quotes = QuoteIndex.of(places.document_id, doc._.quotes)
    amounts = {(a.start, a.end): a for a in doc._.amounts}
    dates = {(d.start, d.end): d for d in doc._.dates}
    named = {(m.start, m.end) for m in doc._.actors}
    meant = {(t.start, t.end) for t in doc._.technologies}
    facts: list[Row] = []
    actors: list[Row] = []
    money: list[Row] = []
    days: list[Row] = []
    areas: list[Row] = []
    for c in doc._.commitments:
        key = row_key("commitments", places.document_id, c.start, c.end)
        first = next((amounts[a] for a in c.amounts if a in amounts), None)
        deadline = next(
            (dates[d] for d, role in c.dates if role == "deadline" and d in dates), None
        )
        facts.append(
            CommitmentRow(
                commitment_id=key,
                document_id=places.document_id,
                sentence_id=places.sentence_id(c.start),
                segment_id=places.segment_id(c.start),
                start=c.start,
                end=c.end,
                text=places.text(c.start, c.end),
                stem_start=c.stem[0] if c.stem else None,
                stem_end=c.stem[1] if c.stem else None,
                cue_start=c.cue[0],
                cue_end=c.cue[1],
                cue=places.text(*c.cue),
                action=c.action,
                committers=_names(c.committers),
                counterparts=_names(c.counterparts),
                strength=c.strength,
                polarity=c.polarity,
                status=c.status,
                conditional=c.conditional,
                testable=c.testable,
                currency=first.currency if first else None,
                minimum=to_cents(first.minimum) if first else None,
                maximum=to_cents(first.maximum) if first else None,
                deadline=deadline.latest if deadline else None,
                deadline_edtf=deadline.edtf if deadline else None,
                area=c.technologies[0][0] if c.technologies else None,
                quoted_in=quotes.holding(c.start, c.end),
                restates=_restated(places.document_id, c),
                headline=c.headline,
                page=places.page(c.start),
                rule=c.rule,
                confidence=c.confidence,
            )
        )
        actors.extend(_actor_rows(places, key, c, named))
        money.extend(
            CommitmentAmountRow(
                commitment_id=key, amount_id=row_key("amounts", places.document_id, *span)
            )
            for span in dict.fromkeys(c.amounts)
        )
        days.extend(
            CommitmentDateRow(
                commitment_id=key,
                date_id=row_key("dates", places.document_id, *span),
                role=role,
            )
            for span, role in dict(c.dates).items()
        )
        areas.extend(
            CommitmentTechnologyRow(
                commitment_id=key,
                area=area,
                sub_area=sub_area,
                mention_id=_mention(places, "technology_mentions", span, meant),
            )
            for area, sub_area, span in dict.fromkeys(c.technologies)
        )
    return {
        "commitments": tuple(facts),
        "commitment_actors": tuple(actors),
        "commitment_amounts": tuple(money),
        "commitment_dates": tuple(days),
        "commitment_technologies": tuple(areas),
    }


def quote_rows(places: Places, doc: Doc) -> dict[str, tuple[Row, ...]]:
    """Rows of ``quotes`` and their pieces."""
    facts: list[Row] = []
    pieces: list[Row] = []
    for q in doc._.quotes:
        key = quote_key(places.document_id, q)
        start, end = q.spans[0][0], q.spans[-1][1]
        facts.append(
            QuoteRow(
                quote_id=key,
                document_id=places.document_id,
                sentence_id=places.sentence_id(start),
                start=start,
                end=end,
                text=places.text(start, end),
                kind=q.kind,
                cue=places.text(*q.cue) if q.cue else None,
                cue_start=q.cue[0] if q.cue else None,
                cue_end=q.cue[1] if q.cue else None,
                speaker_start=q.speaker[0] if q.speaker else None,
                speaker_end=q.speaker[1] if q.speaker else None,
                speaker=places.text(*q.speaker) if q.speaker else None,
                speaker_name=q.speaker_name,
                speaker_role=q.speaker_role,
                speaker_organisation=q.speaker_organisation,
                actor_id=q.actor_id,
                resolution=q.resolution,
                page=places.page(start),
                rule=q.rule,
                confidence=q.confidence,
            )
        )
        pieces.extend(
            QuoteSpanRow(
                quote_id=key,
                document_id=places.document_id,
                ordinal=i,
                start=left,
                end=right,
                text=places.text(left, right),
            )
            for i, (left, right) in enumerate(q.spans)
        )
    return {"quotes": tuple(facts), "quote_spans": tuple(pieces)}


def _actor_rows(
    places: Places, key: str, c: Commitment, named: set[Span]
) -> list[CommitmentActorRow]:
    rows: dict[tuple[str, str], CommitmentActorRow] = {}
    for role, parties in (("committer", c.committers), ("counterpart", c.counterparts)):
        for party in parties:
            rows.setdefault(
                (role, party.actor_id),
                CommitmentActorRow(
                    commitment_id=key,
                    actor_id=party.actor_id,
                    actor_name=party.actor_name,
                    role=role,
                    mention_id=_mention(places, "actor_mentions", party.mention, named),
                ),
            )
    return list(rows.values())


def _names(parties: tuple[Party, ...]) -> str | None:
    return "; ".join(dict.fromkeys(p.actor_name for p in parties)) or None


def _mention(places: Places, table: str, span: Span | None, spans: set[Span]) -> str | None:
    """Key of the mention with that very span; None when there is none, as for a pronoun."""
    return row_key(table, places.document_id, *span) if span in spans and span else None


def _restated(document_id: str, c: Commitment) -> str | None:
    return None if c.restates is None else row_key("commitments", document_id, *c.restates)
