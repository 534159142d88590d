"""Links to groups, so that a chain of likenesses does not join what is unlike at its ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipeline.ledger.matching import THRESHOLD, Link, conflict
from pipeline.ledger.mentions import Mention

_LOOKED_AT = 4
"""Members of each group that are compared before two groups become one."""
_SLACK = 0.1
"""What the members may fall short of the threshold on average."""
_LEAST = 0.3
"""Score that no two of them may fall below."""


class Groups:
    """Union-find over mentions.

    Args:
        mentions: that are grouped.
        score: likeness of two of them, by position.
    """

    def __init__(self, mentions: Sequence[Mention], *, score: Callable[[int, int], float]) -> None:
        self._mentions = mentions
        self._score = score
        self._parent = list(range(len(mentions)))
        self._members = [[i] for i in range(len(mentions))]

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
        one, two = (_sample(self._members[i]) for i in (a, b))
        scores = []
        for i in one:
            for j in two:
                if conflict(self._mentions[i], self._mentions[j]):
                    return False
                if self._mentions[i].document_id != self._mentions[j].document_id:
                    scores.append(self._score(i, j))
        if not scores:
            return True
        return min(scores) >= _LEAST and sum(scores) / len(scores) >= THRESHOLD - _SLACK


def _sample(members: Sequence[int]) -> Sequence[int]:
    """A few members, spread evenly."""
    step = max(1, len(members) // _LOOKED_AT)
    return members[::step][:_LOOKED_AT]
