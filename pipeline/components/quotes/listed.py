"""Subjects that list several (*Ann Lee, head of X, Bob Roe, and other officials*)."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.components.quotes.frames import Token
from pipeline.components.quotes.phrases import (
    ADVERBS,
    PREPOSITIONS,
    SUBORDINATORS,
    TEMPORAL,
    is_adverb,
    opening_bracket,
)

_MOST = 8
_LONGEST = 12
_INNER = frozenset("of the for and in to at de la van von der bin al".split())


def list_start(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where a list of names begins whose last part is the subject that was read.

    Args:
        tokens: of the frame.
        start: of the last part.
        end: after it.

    Returns:
        ``start`` where there is no list, or its beginning cannot be told.
    """
    if start > 1 and tokens[start - 1].lower == "and" and tokens[start - 2].text == ",":
        comma = start - 2
    elif start > 1 and tokens[start - 1].text == "," and _joins(tokens, start, end):
        comma = start - 1
    else:
        return start
    begin = start
    for _ in range(_MOST):
        edge = comma
        while edge > 0 and comma - edge <= _LONGEST and not _stops(tokens[edge - 1]):
            opening = opening_bracket(tokens, edge - 1) if tokens[edge - 1].text == ")" else None
            edge = edge - 1 if opening is None else opening
        if _is_made_by(tokens[edge:comma]):
            return edge
        if not _is_name(tokens[edge:comma]):
            return begin if begin < start and _is_lead(tokens[edge:comma]) else start
        if edge > 0 and tokens[edge - 1].lower in SUBORDINATORS:
            return start
        begin = edge
        if edge == 0 or tokens[edge - 1].text != ",":
            return begin
        comma = edge - 1
    return start


def _joins(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether *and* joins two names in the last part of a list (*Roe and Tan*)."""
    return any(
        tokens[at].lower == "and" and tokens[at - 1].capital and tokens[at + 1].capital
        for at in range(start + 1, end - 1)
    )


def _stops(token: Token) -> bool:
    return token.quoted or token.text in ",;:([—–!?…*#|•" or token.lower in SUBORDINATORS


def _is_name(part: Sequence[Token]) -> bool:
    """Whether a part of a list is a name, with its title or office."""
    bracket = next((i for i, token in enumerate(part) if token.text == "("), len(part))
    words = [token for token in part[:bracket] if token.word]
    if not 0 < len(words) <= _LONGEST or not words[-1].capital:
        return False
    first = words[0]
    if first.lower in PREPOSITIONS | TEMPORAL | ADVERBS or is_adverb(first):
        return False
    if len(words) == 1 and first.lower.endswith(("ly", "ing")):
        return False
    return (first.capital or first.lower == "the") and all(
        token.capital or token.lower in _INNER for token in words
    )


def _is_made_by(part: Sequence[Token]) -> bool:
    """Whether words name a document by the first of its makers (*a study by Acme*)."""
    words = [token for token in part if token.word]
    return (
        2 < len(words) <= _LONGEST
        and words[0].lower in ("a", "an", "the", "this")
        and words[-1].capital
        and any(token.lower in ("by", "from") for token in words)
    )


def _is_lead(part: Sequence[Token]) -> bool:
    """Whether words are a time or place before the sentence (*On Monday*, *Last week*)."""
    words = [token for token in part if token.word]
    return 0 < len(words) <= 5 and words[0].lower in PREPOSITIONS | TEMPORAL | ADVERBS
