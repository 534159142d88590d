"""Words in marks that are not speech, with the reason why."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from pipeline.components.quotes.marks import Stretch
from pipeline.components.quotes.pieces import titled
from pipeline.model import Rejection

_DEFINING = re.compile(
    r"(?:\((?:the|each,?|together,?|collectively,?|hereafter|hereinafter|referred to as|or|and|"
    r"[\s,a-z]){0,40}|\b(?:known as|referred to as|hereafter|hereinafter|defined as|term|terms|"
    r"means|called|so-called|tagline|titled|entitled|named|dubbed)\s(?:the\s|a\s|as\s)?)$",
    re.IGNORECASE,
)
_BACK = 60
_FEW = 6


def reject(text: str, stretches: Sequence[Stretch], taken: Collection[int]) -> Iterator[Rejection]:
    """Rejections of the stretches that no quote holds.

    Reasons: ``quote.term`` (a defined or mentioned term), ``quote.title`` (a title or name),
    ``quote.scare`` (a few words set off from the writer's own), ``quote.no_source`` (long
    enough for speech, but given to nobody).
    """
    for index, stretch in enumerate(stretches):
        if index not in taken:
            start, end = stretch.outer
            yield Rejection(start, end, _reason(text, stretch))


def _reason(text: str, stretch: Stretch) -> str:
    words = text[stretch.start : stretch.end]
    before = text[max(0, stretch.outer[0] - _BACK) : stretch.outer[0]]
    if _DEFINING.search(before):
        return "quote.term"
    if titled(words):
        return "quote.title"
    return "quote.scare" if len(words.split()) <= _FEW else "quote.no_source"
