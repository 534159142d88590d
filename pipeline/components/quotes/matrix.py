"""The subject of the main clause, or of the whole sentence."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.components.quotes.clause import Clause
from pipeline.components.quotes.frames import Token
from pipeline.components.quotes.phrases import (
    CONJUNCTIONS,
    DETERMINERS,
    PAST,
    PERIODS,
    PREPOSITIONS,
    SUBORDINATORS,
    TEMPORAL,
    Range,
    begins_phrase,
    is_adverb,
    is_auxiliary,
    lower_at,
    subject_pronoun,
)

_LABEL = 14
_IN_LABELS = PREPOSITIONS | CONJUNCTIONS | DETERMINERS


def sentence_subject(tokens: Sequence[Token], limit: int) -> Range | None:
    """The first noun phrase of a frame that can be its subject."""
    at = _after_label(tokens, limit)
    while at < limit and not tokens[at].quoted:
        token = tokens[at]
        if token.lower in CONJUNCTIONS or is_adverb(token) or token.text == ",":
            at += 1
        elif token.lower.endswith("ly") and at + 1 < limit and tokens[at + 1].text == ",":
            at += 2  # Importantly, …
        elif _when(tokens, at, limit):
            comma = _next_comma(tokens, at, limit)
            at = limit if comma is None else comma + 1
        elif token.lower in PREPOSITIONS | SUBORDINATORS and token.lower != "that":
            comma = _next_comma(tokens, at, limit)
            if comma is None:
                return None
            at = comma + 1
        else:
            break
    if at >= limit or tokens[at].quoted or not begins_phrase(tokens[at]):
        return None
    if subject_pronoun(tokens[at]):
        return (at, at + 1)
    capital = tokens[at].capital and tokens[at].lower not in DETERMINERS
    if tokens[at].lower.endswith(("ed", "ing")) and not (at + 1 < limit and tokens[at + 1].capital):
        return None  # a list item that begins with its verb
    if (
        capital
        and tokens[at].lower.endswith("s")
        and lower_at(tokens, at + 1) in ("the", "a", "an")
    ):
        return None  # lists the kinds of …
    stop = at + 1
    while stop < limit:
        token = tokens[stop]
        if token.quoted or is_auxiliary(token) or token.text in ",;:()—–":
            break
        if token.text in ".’'" or token.lower in ("of", "for", "and") or token.capital:
            capital = capital or token.capital
        elif (
            capital
            or is_adverb(token)
            or token.lower.endswith("ed")
            or token.lower in PREPOSITIONS | SUBORDINATORS
            or (token.lower in PAST and tokens[stop - 1].lower not in DETERMINERS)
            or (stop > at + 1 and _present(token, lower_at(tokens, stop + 1)))
        ):
            break
        stop += 1
    while stop > at and tokens[stop - 1].lower in ("of", "for", "and", ".", "'"):
        stop -= 1
    return (at, stop) if stop > at else None


def _present(token: Token, following: str) -> bool:
    """Whether a word is a verb in the present, by its -s and the article after it."""
    return token.lower.endswith("s") and not token.capital and following in ("the", "a", "an")


def _after_label(tokens: Sequence[Token], limit: int) -> int:
    """The token after a label in capitals and its colon (*Better Piers: The board said …*)."""
    for at in range(min(limit - 1, _LABEL)):
        token = tokens[at]
        if token.text == ":":
            return at + 1 if at else 0
        if token.quoted or not (token.capital or token.lower in _IN_LABELS or not token.word):
            break
    return 0


def _when(tokens: Sequence[Token], at: int, limit: int) -> bool:
    """Whether a time without a preposition stands here (*Earlier this week, …*)."""
    if tokens[at].lower in ("earlier", "later"):
        at += 1
    if tokens[at].lower in TEMPORAL and at + 1 < limit and tokens[at + 1].text == ",":
        return True
    return (
        at + 1 < limit
        and tokens[at].lower in ("this", "last", "next")
        and tokens[at + 1].lower in PERIODS
    )


def matrix_subject(tokens: Sequence[Token], at: int, before: Sequence[Clause]) -> Range | None:
    """The speaker of the main clause before, or else the subject of the sentence.

    A clause inside what another says does not count, unless it was joined on by a comma and
    a conjunction.
    """
    speaker = None
    for clause in reversed(before):
        if clause.speaker is None or clause.order in ("according", "noun", "as"):
            continue
        speaker = clause.speaker
        first = clause.start
        if (
            first > 1
            and tokens[first - 1].lower in CONJUNCTIONS
            and (tokens[first - 2].text in ",;—–" or tokens[first - 2].quoted)
        ):
            break
    return speaker if speaker is not None else sentence_subject(tokens, at)


def _next_comma(tokens: Sequence[Token], at: int, limit: int) -> int | None:
    for index in range(at, limit):
        if tokens[index].text == "," or (tokens[index].quoted):
            return index
    return None
