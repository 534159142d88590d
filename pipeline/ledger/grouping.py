"""Links to groups, so that a chain of likenesses does not join what is unlike at its ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np

from pipeline.ledger.matching import THRESHOLD, Link, Matcher

T = TypeVar("T")

_LOOKED_AT = 4
"""Documents of each group that are compared before two groups become one, and mentions of each."""
_SLACK = 0.1
"""What the members may fall short of the threshold on average."""
_LEAST = 0.3
"""Score that no two of them may fall below."""


class Groups:
    """Union-find over mentions.

    Args:
        documents: of each mention.
        matcher: compares them.
    """

    def __init__(self, documents: Sequence[str], *, matcher: Matcher) -> None:
        self._documents = documents
        self._matcher = matcher
        self._parent = list(range(len(documents)))
        self._members = [[i] for i in range(len(documents))]

    def find(self, index: int) -> int:
        """The group that a mention is in, by the position of one of its members."""
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def join(self, a: int, b: int) -> None:
        """Make one group of two, whatever their members are."""
        a, b = self.find(a), self.find(b)
        if a != b:
            if len(self._members[a]) < len(self._members[b]):
                a, b = b, a
            self._parent[b] = a
            self._members[a] += self._members[b]
            self._members[b] = []

    def follow(self, links: Iterable[Link]) -> None:
        """Join along links, the strongest first, where the groups as a whole agree."""
        for link in links:
            a, b = self.find(link.a), self.find(link.b)
            if a != b and self._agree(a, b):
                self.join(a, b)

    def all(self) -> list[list[int]]:
        """Groups in order of their first position; positions in order."""
        return sorted(sorted(m) for m in self._members if m)

    def _agree(self, a: int, b: int) -> bool:
        if len(self._members[a]) == len(self._members[b]) == 1:
            return True  # the link says it
        pairs = [(i, j) for i in self._sample(a) for j in self._sample(b)]
        one, two = np.array(pairs, dtype=np.int64).T
        if self._matcher.conflicts(one, two).any():
            return False
        # what a document says twice, in other words, needs to be like the other group only once;
        # where a document has both, and they are unlike, it lists two promises
        best: dict[tuple[str, str], float] = {}
        for (i, j), score in zip(pairs, self._matcher.scores(one, two, within=True), strict=True):
            documents = self._documents[i], self._documents[j]
            best[documents] = max(best.get(documents, 0.0), float(score))
        likeness = best.values()
        return min(likeness) >= _LEAST and sum(likeness) / len(best) >= THRESHOLD - _SLACK

    def _sample(self, group: int) -> list[int]:
        """Members that stand for a group: a few out of a few documents, spread evenly."""
        found: dict[str, list[int]] = {}
        for index in sorted(self._members[group]):
            found.setdefault(self._documents[index], []).append(index)
        return [i for members in _spread(list(found.values())) for i in _spread(members)]


def _spread(items: Sequence[T]) -> Sequence[T]:
    step = -(-len(items) // _LOOKED_AT)
    return items[::step]
