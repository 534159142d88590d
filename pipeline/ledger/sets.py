"""Many small sets of numbers in one flat array, to compare pairs of them all at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Scores = npt.NDArray[np.float64]
Integers = Numbers | Codes
Flags = npt.NDArray[np.bool_]

_BITS = 63
_LOT = 1 << 14
"""Sets that are gone through together: bounds the memory."""
_MANY = 4
"""Members that a set has on average from which on it is worth to mark them."""


class Sets:
    """Sets of numbers from 0 to below ``universe``, one after the other.

    Args:
        sizes: of each set.
        items: the members of each, once each, set after set.
        universe: how many different members there can be.
    """

    def __init__(self, sizes: Integers, items: Integers, *, universe: int) -> None:
        self.universe = max(universe, 1)
        # set and member as one number, of four bytes as long as that does
        kind = np.uint32 if len(sizes) * self.universe <= 1 << 32 else np.int64
        keys: npt.NDArray[Any] = np.repeat(np.arange(len(sizes), dtype=kind), sizes)
        keys *= kind(self.universe)
        keys += items.astype(kind)
        keys.sort()
        self._keys = keys
        self._ends = np.zeros(len(sizes) + 1, dtype=np.int32)
        np.cumsum(sizes, out=self._ends[1:])
        self._marks = self._bits() if len(self._keys) > _MANY * len(self) else None

    def __len__(self) -> int:
        return len(self._ends) - 1

    @property
    def sizes(self) -> Codes:
        """Members of each set."""
        return np.diff(self._ends)

    def items(self) -> Codes:
        """The members of each set in order, set after set."""
        result: Codes = np.empty(len(self._keys), dtype=np.int32)
        np.remainder(self._keys, self.universe, out=result, casting="unsafe")
        return result

    def lots(self) -> Iterator[Numbers]:
        """All sets, some at a time."""
        for start in range(0, len(self), _LOT):
            yield np.arange(start, min(start + _LOT, len(self)), dtype=np.int64)

    def totals(self, weights: Scores) -> Scores:
        """Sum of the weights of the members of each set."""
        result = np.zeros(len(self))
        for which in self.lots():
            owners, members = self.members(which)
            result[which] = np.bincount(owners, weights[members], minlength=len(which))
        return result

    def members(self, which: Numbers) -> tuple[Numbers, Numbers]:
        """Position in ``which`` and member, for each member of each set that it names."""
        first = self._ends[which]
        counts = self._ends[which + 1] - first
        owners, places = ranges(first, counts)
        members = self._keys[places]
        members -= np.repeat((which * self.universe).astype(members.dtype), counts)
        return owners, members.astype(np.int64)

    def has(self, which: Numbers, members: Numbers) -> Flags:
        """Whether each member is in the set beside it."""
        if self._marks is None:
            return self._contains(which, members)
        marks = self._marks[which] >> (members & _BITS).astype(np.uint64)
        maybe = np.flatnonzero(marks & np.uint64(1))
        result = np.zeros(len(members), dtype=np.bool_)
        result[maybe] = self._contains(which[maybe], members[maybe])
        return result

    def _contains(self, which: Numbers, members: Numbers) -> Flags:
        return contains(self._keys, (which * self.universe + members).astype(self._keys.dtype))

    def _bits(self) -> npt.NDArray[np.uint64]:
        """A bit for each member: most that a set has not are told without a search."""
        marks = np.zeros(len(self), dtype=np.uint64)
        filled = np.flatnonzero(self.sizes)
        if len(filled):
            bits = np.uint64(1) << (self.items() & _BITS).astype(np.uint64)
            marks[filled] = np.bitwise_or.reduceat(bits, self._ends[filled])
        return marks


def ranges(first: Integers, counts: Integers) -> tuple[Numbers, Numbers]:
    """The numbers of many ranges, one range after the other.

    Args:
        first: number of each range.
        counts: how many numbers each has.

    Returns:
        the range that each number belongs to, and the number.
    """
    owners = np.repeat(np.arange(len(first), dtype=np.int64), counts)
    shift = first - np.cumsum(counts, dtype=np.int64) + counts
    return owners, np.arange(len(owners), dtype=np.int64) + np.repeat(shift, counts)


def distinct(numbers: Numbers) -> Numbers:
    """Each number once, in order."""
    ordered = np.sort(numbers)  # np.unique hashes, which is slower here
    return ordered[np.r_[True, ordered[1:] != ordered[:-1]]] if len(ordered) else ordered


def contains(ordered: npt.NDArray[Any], wanted: npt.NDArray[Any]) -> Flags:
    """Whether each of the wanted numbers is among the ordered ones; both of the same type."""
    if not len(ordered):
        return np.zeros(len(wanted), dtype=np.bool_)
    places = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    found: Flags = ordered[places] == wanted
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
