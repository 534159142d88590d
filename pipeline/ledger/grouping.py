"""Links to groups, so that a chain of likenesses does not join what is unlike at its ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from pipeline.ledger.matching import THRESHOLD, Link, Matcher

_LOOKED_AT = 4
"""Members of each group that are compared before two groups become one."""
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
        pairs = [(i, j) for i in _sample(self._members[a]) for j in _sample(self._members[b])]
        one, two = np.array(pairs, dtype=np.int64).T
        if self._matcher.conflicts(one, two).any():
            return False
        apart = [self._documents[i] != self._documents[j] for i, j in pairs]
        scores = self._matcher.scores(one, two)[apart]
        if not len(scores):
            return True
        return bool(scores.min() >= _LEAST and scores.mean() >= THRESHOLD - _SLACK)


def _sample(members: Sequence[int]) -> Sequence[int]:
    """A few members, spread evenly."""
    step = max(1, len(members) // _LOOKED_AT)
    return members[::step][:_LOOKED_AT]
