"""Rows that belong together and stand one after the other, and what is said of each lot."""

from __future__ import annotations

import numpy as np

from pipeline.ledger.sets import Codes, Flags, Integers, Numbers


class Segments:
    """Lots of neighbouring rows.

    Args:
        starts: first row of each lot.
        count: of all rows.
    """

    def __init__(self, starts: Numbers, count: int) -> None:
        self.starts = starts
        self.sizes: Numbers = np.diff(starts, append=count)
        self.of: Numbers = np.repeat(np.arange(len(starts)), self.sizes)

    def any(self, flags: Flags) -> Flags:
        """Whether each lot has a row with a flag."""
        result: Flags = np.logical_or.reduceat(flags, self.starts)
        return result

    def first(self, flags: Flags) -> Numbers:
        """First row of each lot that has a flag; -1 where none has."""
        rows = np.where(flags, np.arange(len(flags)), len(flags))
        found = np.minimum.reduceat(rows, self.starts)
        return np.where(found < len(flags), found, -1)

    def last(self, flags: Flags) -> Numbers:
        """Last row of each lot that has a flag; -1 where none has."""
        return np.maximum.reduceat(np.where(flags, np.arange(len(flags)), -1), self.starts)

    def most(self, values: Integers) -> Numbers:
        """First row of each lot with the highest value of the lot."""
        return self.first(values == np.maximum.reduceat(values, self.starts)[self.of])

    def distinct(self, codes: Integers) -> Numbers:
        """How many different codes each lot has, those below 0 left out."""
        known = codes >= 0
        pairs = np.unique((self.of[known] << 32) | codes[known])
        return np.bincount(pairs >> 32, minlength=len(self.starts))

    def commonest(self, codes: Integers) -> Codes:
        """The code that most rows of each lot have, of equal ones the lowest; -1 without any."""
        known = codes >= 0
        pairs, counts = np.unique((self.of[known] << 32) | codes[known], return_counts=True)
        order = np.lexsort((pairs, -counts, pairs >> 32))
        lots, first = np.unique(pairs[order] >> 32, return_index=True)
        result = np.full(len(self.starts), -1, dtype=np.int32)
        result[lots] = pairs[order][first] & ((1 << 32) - 1)
        return result
