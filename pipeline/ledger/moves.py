"""What moved from one mention of a promise to the next: sum, deadline, strength, status."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pipeline.ledger.corpus import NO_SUM, UNKNOWN, Corpus
from pipeline.ledger.sets import Flags, Numbers
from pipeline.schema import AMOUNT_MOVES, DEADLINE_MOVES, STATUS_MOVES, STRENGTH_MOVES

MOVES = {
    "amount": AMOUNT_MOVES,
    "deadline": DEADLINE_MOVES,
    "strength": STRENGTH_MOVES,
    "status": STATUS_MOVES,
}
"""Codes of what may move; the first of each says that nothing did."""

Moves = Mapping[str, Numbers]
"""Places in the code lists, by what moved; -1 where it cannot be said."""


def moves(corpus: Corpus, mentions: Numbers, *, first: Flags) -> Moves:
    """For each mention, against the one before it.

    A mention without a date has no place in time, and the first has nothing before it.

    Args:
        corpus: of the mentions.
        mentions: promise after promise, each in order of time, those without a date last.
        first: whether each is the first of its promise.
    """
    before, after = np.roll(mentions, 1), mentions
    told = ~first & (corpus.day[mentions] != UNKNOWN)
    found = {
        "amount": _amount(corpus, before, after),
        "deadline": _deadline(corpus, before, after),
        "strength": _strength(corpus, before, after),
        "status": (corpus.status[before] != corpus.status[after]).astype(np.int64),
    }
    return {name: np.where(told, codes, -1) for name, codes in found.items()}


def _given(codes: tuple[str, ...], before: Flags, after: Flags, otherwise: Numbers) -> Numbers:
    """What can be said when one of two does not know a value."""
    conditions = [~before & ~after, ~before, ~after]
    return np.select(conditions, [-1, codes.index("given"), codes.index("dropped")], otherwise)


def _amount(corpus: Corpus, before: Numbers, after: Numbers) -> Numbers:
    one, two = (
        np.stack([corpus.minimum[which], corpus.maximum[which]]) for which in (before, after)
    )
    known = one != NO_SUM
    alike = (corpus.currency[before] == corpus.currency[after]) & (known == (two != NO_SUM)).all(
        axis=0
    )
    raised = alike & (~known | (one <= two)).all(axis=0)
    lowered = alike & (~known | (one >= two)).all(axis=0)
    code = AMOUNT_MOVES.index
    moved = np.select(
        [raised & lowered, raised, lowered],
        [code("same"), code("raised"), code("lowered")],
        code("changed"),
    )
    return _given(AMOUNT_MOVES, corpus.has_sum(before), corpus.has_sum(after), moved)


def _deadline(corpus: Corpus, before: Numbers, after: Numbers) -> Numbers:
    one, two = corpus.deadline[before], corpus.deadline[after]
    code = DEADLINE_MOVES.index
    moved = np.select([one == two, one < two], [code("same"), code("later")], code("earlier"))
    return _given(DEADLINE_MOVES, one != UNKNOWN, two != UNKNOWN, moved)


def _strength(corpus: Corpus, before: Numbers, after: Numbers) -> Numbers:
    one, two = corpus.strength[before], corpus.strength[after]
    code = STRENGTH_MOVES.index
    return np.select([one == two, two < one], [code("same"), code("firmer")], code("weaker"))
