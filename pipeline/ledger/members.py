"""Which mentions have a wording, and pairs of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipeline.ledger.sets import Codes, Numbers, ranges

_CROWD = 30
"""Mentions of two wordings that are all compared; in a larger crowd, each with a few others."""
_FEW = 8
_PAIRS = 1 << 13
"""Pairs that are made at once: bounds the memory."""


class Members:
    """Mentions by wording.

    Args:
        wording: of each mention.
        wordings: how many there are.
    """

    def __init__(self, wording: Codes, *, wordings: int) -> None:
        self._mentions = np.argsort(wording, kind="stable").astype(np.int32)
        self._sizes = np.bincount(wording, minlength=wordings)
        self._first = np.cumsum(self._sizes) - self._sizes

    def repeated(self) -> Numbers:
        """Wordings that several mentions have."""
        return np.flatnonzero(self._sizes > 1)

    def pairs(self, u: Numbers, v: Numbers) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
        """Mentions to compare, a lot at a time.

        Of a crowd each mention of the rarer wording is paired with a few of the other, spread
        evenly, and mentions of one wording with those that come next.

        Args:
            u: one wording of each pair.
            v: the other, or the same.

        Yields:
            the place of the pair of wordings, and a mention of each.
        """
        swap = self._sizes[u] > self._sizes[v]
        u, v = np.where(swap, v, u), np.where(swap, u, v)
        same, few, many = u == v, self._sizes[u], self._sizes[v]
        crowd = np.where(same, many, few + many) > _CROWD
        others = np.where(crowd, np.minimum(_FEW, many), many) - (same & ~crowd)
        counts = few * others
        lots = np.cumsum(counts) // _PAIRS
        for start in np.flatnonzero(np.diff(lots, prepend=-1)):
            end = np.searchsorted(lots, lots[start], side="right")
            place, turn = ranges(np.zeros(end - start, dtype=np.int64), counts[start:end])
            place += start
            own, step = turn // others[place], turn % others[place]
            spread = own * many[place] // few[place] + step * many[place] // others[place]
            other = np.where(same[place], own + 1 + step, spread % many[place])
            there = other < many[place]
            place, own, other = place[there], own[there], other[there]
            a, b = self._first[u[place]] + own, self._first[v[place]] + other
            yield place, *(self._mentions[side].astype(np.int64) for side in (a, b))
