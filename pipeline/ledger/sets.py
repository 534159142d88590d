"""Many small sets of numbers in flat arrays, to compare pairs of them all at once."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Sets:
    """Sets of numbers from 0 to below ``universe``, one after the other.

    Args:
        sets: the members of each, once each.
        universe: how many different members there can be.
    """

    def __init__(self, sets: Iterable[Sequence[int]], *, universe: int) -> None:
        flat, sizes = array("q"), array("q")
        for members in sets:
            flat.extend(members)
            sizes.append(len(members))
        self._universe = max(universe, 1)
        self.sizes: Numbers = np.array(sizes, dtype=np.int64)
        self._starts: Numbers = np.cumsum(self.sizes) - self.sizes
        owners = np.repeat(np.arange(len(sizes), dtype=np.int64), self.sizes)
        self._keys: Numbers = np.sort(owners * self._universe + np.array(flat, dtype=np.int64))
        self._items: Numbers = self._keys % self._universe

    def totals(self, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Sum of the weights of the members of each set."""
        owners = np.repeat(np.arange(len(self.sizes)), self.sizes)
        sums = np.bincount(owners, weights[self._items], minlength=len(self.sizes))
        return sums.astype(np.float64)

    def members(self, which: Numbers) -> tuple[Numbers, Numbers]:
        """Position in ``which`` and member, for each member of each set that it names."""
        sizes = self.sizes[which]
        owners = np.repeat(np.arange(len(which), dtype=np.int64), sizes)
        ends = np.cumsum(sizes)
        within = np.arange(len(owners), dtype=np.int64) - np.repeat(ends - sizes, sizes)
        return owners, self._items[self._starts[which][owners] + within]

    def has(self, which: Numbers, members: Numbers) -> Flags:
        """Whether each member is in the set beside it."""
        keys = which * self._universe + members
        if not len(self._keys):
            return np.zeros(len(keys), dtype=np.bool_)
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        found: Flags = self._keys[places] == keys
        return found


def lacks(one: Sets, a: Numbers, other: Sets, b: Numbers, *, counts: Flags | None = None) -> Flags:
    """For each pair, whether set ``a`` of one has a member that set ``b`` of the other has not.

    Args:
        one: sets whose members are looked for.
        a: which of them, for each pair.
        other: sets in which they are looked for.
        b: which of those.
        counts: by member, whether it matters; all when None.
    """
    result = np.zeros(len(a), dtype=np.bool_)
    owners, members = one.members(a)
    if counts is not None:
        owners, members = owners[counts[members]], members[counts[members]]
    result[owners[~other.has(b[owners], members)]] = True
    return result
