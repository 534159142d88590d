"""What moved from one mention of a promise to the next: sum, deadline, strength, status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.ledger.mentions import Mention
from pipeline.schema import STRENGTHS


@dataclass(frozen=True, slots=True)
class Moves:
    """Codes of what moved; None where it cannot be said.

    A mention without a date has no place in time, and the first has nothing before it.
    """

    amount: str | None = None
    deadline: str | None = None
    strength: str | None = None
    status: str | None = None


def moves(mentions: Sequence[Mention]) -> list[Moves]:
    """For each mention, against the one before it.

    Args:
        mentions: of one promise, in order of time, those without a date last.
    """
    found = []
    before: Mention | None = None
    for m in mentions:
        found.append(Moves() if before is None or m.published_on is None else _move(before, m))
        if m.published_on is not None:
            before = m
    return found


def _move(before: Mention, after: Mention) -> Moves:
    ranks = [STRENGTHS.index(m.strength) for m in (before, after)]
    strength = "same" if ranks[0] == ranks[1] else "firmer" if ranks[1] < ranks[0] else "weaker"
    return Moves(
        amount=_amount(before, after),
        deadline=_deadline(before.deadline, after.deadline),
        strength=strength,
        status="same" if before.status == after.status else "changed",
    )


def _given(before: Any, after: Any) -> str | None:
    if before is None:
        return None if after is None else "given"
    return "dropped" if after is None else "same" if before == after else None


def _amount(before: Mention, after: Mention) -> str | None:
    one, two = before.amount, after.amount
    if one is None or two is None or one == two:
        return _given(one, two)
    bounds = [(one[1], two[1]), (one[2], two[2])]
    known = [(a, b) for a, b in bounds if a is not None and b is not None]
    if one[0] != two[0] or not known or any((a is None) != (b is None) for a, b in bounds):
        return "changed"
    if all(a <= b for a, b in known):
        return "raised"
    return "lowered" if all(a >= b for a, b in known) else "changed"


def _deadline(one: date | None, two: date | None) -> str | None:
    if one is None or two is None or one == two:
        return _given(one, two)
    return "later" if one < two else "earlier"
