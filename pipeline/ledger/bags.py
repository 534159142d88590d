"""Sets of numbers while they are gathered: those of a few thousand texts, and piles of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.ledger.sets import Codes, Integers, Numbers, contains, distinct, ranges

_BITS = 32
_ITEM = (1 << _BITS) - 1


@dataclass(frozen=True, slots=True)
class Bags:
    """One set for each of some texts, say.

    Attributes:
        keys: owner and item as one number, each once and in order.
        count: how many owners there are.
    """

    keys: Numbers
    count: int

    @classmethod
    def of(cls, owners: Integers, items: Integers, *, count: int) -> Bags:
        """From pairs in any order, some of them perhaps twice."""
        return cls(distinct((owners.astype(np.int64) << _BITS) | items), count)

    def __or__(self, other: Bags) -> Bags:
        return Bags(distinct(np.concatenate([self.keys, other.keys])), self.count)

    def __and__(self, other: Bags) -> Bags:
        return Bags(self.keys[contains(other.keys, self.keys)], self.count)

    @property
    def owners(self) -> Numbers:
        """Owner of each item."""
        return self.keys >> _BITS

    @property
    def items(self) -> Numbers:
        """Items, owner after owner."""
        return self.keys & _ITEM

    @property
    def sizes(self) -> Numbers:
        """How many items each owner has."""
        return np.bincount(self.owners, minlength=self.count)

    def take(self, which: Integers) -> Bags:
        """Sets of some owners, one after the other; a negative position counts from the end."""
        sizes = self.sizes
        owners, places = ranges((np.cumsum(sizes) - sizes)[which], sizes[which])
        return Bags((owners << _BITS) | self.items[places], len(which))

    def joined(self, groups: Integers, *, count: int) -> Bags:
        """What the owners of each group have together.

        Args:
            groups: of each owner.
            count: how many groups there are.
        """
        return Bags.of(groups[self.owners], self.items, count=count)


class Numbered(dict[bytes, int]):
    """Different sets, numbered as they come."""

    def of(self, bags: Bags) -> tuple[Codes, Bags]:
        """Number of the set of each owner, and the sets that were not there before."""
        data, ends = bags.items.astype(np.int32).tobytes(), np.cumsum(bags.sizes) * 4
        before = len(self)
        numbers = np.zeros(bags.count, dtype=np.int32)
        start = 0
        for i, end in enumerate(ends.tolist()):
            numbers[i] = self.setdefault(data[start:end], len(self))
            start = end
        _, first = np.unique(numbers, return_index=True)
        return numbers, bags.take(first[len(first) - (len(self) - before) :])


class Grown:
    """Numbers that come lot by lot and lie in one stretch, which no copy at the end doubles."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._type: npt.DTypeLike = np.int32

    def add(self, values: npt.NDArray[Any]) -> None:
        """Put some after those before, of the same type."""
        self._type = values.dtype
        self._data += values.tobytes()

    def array(self) -> npt.NDArray[Any]:
        """All, without a copy; nothing can be added from then on."""
        return np.frombuffer(self._data, dtype=self._type)

    def taken(self) -> npt.NDArray[Any]:
        """All, which are here no longer: who has them can let them go."""
        found = self.array()
        self._data = bytearray()
        return found


class Pile:
    """Bags in small numbers, one lot after the other."""

    def __init__(self) -> None:
        self._sizes, self._items = Grown(), Grown()

    def add(self, bags: Bags) -> None:
        """Put some on top."""
        self._sizes.add(bags.sizes.astype(np.int32))
        self._items.add(bags.items.astype(np.int32))

    def taken(self) -> tuple[Codes, Codes]:
        """Sizes and items of all, which are here no longer."""
        return self._sizes.taken(), self._items.taken()
