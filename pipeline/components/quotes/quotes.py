"""The component: quotes of a ``Doc``, with their speakers, as records and spans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from pipeline.components.attributes import annotate, text_of
from pipeline.components.quotes.article import Reader
from pipeline.components.quotes.frames import frames, paragraphs
from pipeline.components.quotes.marks import Stretch, pair
from pipeline.components.quotes.patterns import Lexicon, Names
from pipeline.components.quotes.pieces import Attribution
from pipeline.components.quotes.rejected import reject
from pipeline.components.quotes.speakers import Speakers
from pipeline.model import Quote, QuoteKind, Span

_WORDS = re.compile(r"\w+")
_SHINGLE = 4
_ONE = re.compile(r"(?:an?|one|another|the|he|she|his|her)\b", re.IGNORECASE)
CONFIDENCE = {
    "quote.before": 0.98,
    "quote.after": 0.98,
    "quote.dash": 0.95,
    "quote.according": 0.94,
    "quote.block": 0.93,
    "quote.that": 0.93,
    "quote.dialogue": 0.92,
    "quote.bare": 0.90,
    "quote.stance": 0.89,
    "quote.name_colon": 0.89,
    "quote.accusation": 0.86,
    "quote.clause_before": 0.85,
    "quote.naming": 0.84,
    "quote.proposal": 0.83,
    "quote.partial": 0.83,
    "quote.headline": 0.75,
    "quote.gerund": 0.71,
    "quote.as": 0.71,
    "quote.passive": 0.67,
    "quote.verdict": 0.67,
    "quote.figure": 0.67,
    "quote.unlisted": 0.67,
    "quote.order": 0.60,
    "quote.lead_in": 0.57,
}
"""Confidence by rule: (right + 1) / (found + 2) on the development sets, in docs/quotes.md."""


class Quotes:
    """Writes ``doc._.quotes`` and what in marks is no quote to ``doc._.rejections``.

    Needs ``doc._.segments``, ``doc._.sentences``, ``doc._.actors`` and ``doc._.cast``.
    """

    def __init__(self, lexicon: Lexicon, names: Names) -> None:
        self.lexicon = lexicon
        self.names = names

    def __call__(self, doc: Doc) -> Doc:
        """Find the quotes of one document."""
        text = text_of(doc)
        parts = paragraphs(text, doc._.segments)
        stretches = pair(text, [(part.start, part.end) for part in parts])
        read = frames(text, parts, doc._.sentences, stretches)
        found = Reader(text, stretches, self.lexicon).read(parts, read)
        speakers = Speakers(
            text,
            self.names,
            cast=doc._.cast,
            actors=doc._.actors,
            sentences=[sentence.start for sentence in doc._.sentences],
            masked=[stretch.outer for stretch in stretches],
        )
        quotes = [
            _record(attribution, speakers, stretches)
            for attribution in sorted(found, key=lambda a: a.speaker or a.cue or a.pieces[0])
        ]
        quotes = share_teasers(text, quotes)
        annotate(doc, "quotes", quotes, label="QUOTE", extent=extent)
        taken = {index for attribution in found for index in attribution.stretches}
        doc._.rejections = (*doc._.rejections, *reject(text, stretches, taken))
        return doc


def share_teasers(text: str, quotes: Sequence[Quote]) -> list[Quote]:
    """Give a teaser its speaker: words that come again, in a quote of somebody with a name.

    *“A turning point,” one analyst said* at the top of an article is mostly repeated below
    with the analyst's name.
    """
    owner: dict[tuple[str, ...], Quote] = {}
    for quote in quotes:
        if quote.speaker_name and quote.kind != "indirect":
            for shingle in _shingles(text, quote):
                owner.setdefault(shingle, quote)
    shared: list[Quote] = []
    for quote in quotes:
        source = None
        if quote.speaker_name is None and quote.kind != "indirect" and _is_one(text, quote):
            source = next((owner[s] for s in _shingles(text, quote) if s in owner), None)
        if source is not None:
            quote = replace(
                quote,
                speaker_name=source.speaker_name,
                speaker_role=source.speaker_role,
                speaker_organisation=source.speaker_organisation,
                actor_id=source.actor_id,
                resolution="anaphor",
            )
        shared.append(quote)
    return shared


def _is_one(text: str, quote: Quote) -> bool:
    """Whether the speaker is missing, or somebody of whom nothing more is said (*an analyst*)."""
    if quote.speaker is None:
        return True
    bare = quote.speaker_role is None and quote.speaker_organisation is None
    return bare and _ONE.match(text, *quote.speaker) is not None


def _shingles(text: str, quote: Quote) -> Iterator[tuple[str, ...]]:
    words = [w.lower() for start, end in quote.spans for w in _WORDS.findall(text, start, end)]
    for at in range(len(words) - _SHINGLE + 1):
        yield tuple(words[at : at + _SHINGLE])


def extent(quote: Quote) -> Span:
    """From the first piece of what was said to the last."""
    return quote.spans[0][0], quote.spans[-1][1]


def _record(attribution: Attribution, speakers: Speakers, stretches: Sequence[Stretch]) -> Quote:
    speaker = speakers.resolve(attribution.speaker)
    spans = tuple(sorted(attribution.pieces))
    return Quote(
        spans=spans,
        kind=_kind(attribution.rule, spans, [stretches[i] for i in attribution.stretches]),
        rule=attribution.rule,
        cue=attribution.cue,
        speaker=attribution.speaker,
        speaker_name=speaker.name,
        speaker_role=speaker.role,
        speaker_organisation=speaker.organisation,
        actor_id=speaker.actor_id,
        resolution=speaker.resolution,
        confidence=CONFIDENCE[attribution.rule],
    )


def _kind(rule: str, spans: Sequence[Span], marked: Sequence[Stretch]) -> QuoteKind:
    """``direct`` when all of it stands in marks or is set off, ``indirect`` when nothing does."""
    if rule in ("quote.dialogue", "quote.block"):
        return "direct"
    if not marked:
        return "indirect"
    inside = all(
        any(stretch.outer[0] <= start and end <= stretch.outer[1] for stretch in marked)
        for start, end in spans
    )
    return "direct" if inside else "mixed"
