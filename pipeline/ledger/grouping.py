"""Links to groups, so that a chain of likenesses does not join what is unlike at its ends.

Mentions that no chain of links connects never meet. Each connected part grows its groups by itself;
what they ask about likeness is answered for many parts at once.
"""

from __future__ import annotations

import itertools
from bisect import insort
from collections.abc import Generator, Iterator, Sequence, Set
from typing import TypeVar

import numpy as np

from pipeline.ledger.matching import THRESHOLD, Links, Matcher
from pipeline.ledger.sets import Codes

T = TypeVar("T")

_LOOKED_AT = 4
"""Documents of each group that are compared before two groups become one, and mentions of each."""
_SLACK = 0.1
"""What the members may fall short of the threshold on average."""
_LEAST = 0.3
"""Score that no two of them may fall below."""
_LINKS = 1 << 13
"""Links of the connected parts that grow side by side: bounds the memory."""
_QUESTIONS = 256
"""Questions that are answered together, each about as many pairs as two samples make at most."""

Sample = Sequence[Sequence[int]]
"""Mentions that stand for a group, document by document."""
Growth = Generator[tuple[Sample, Sample], bool | None, list[list[int]]]


def groups(links: Links, *, restates: Codes, document: Codes, matcher: Matcher) -> Codes:
    """The group of each mention, by the position of one of its members.

    Groups grow along the links, the strongest first, where they agree as a whole. What a document
    restates is joined whatever it is.

    Args:
        links: in order of their positions.
        restates: position of the mention that each restates; -1 for none.
        document: of each mention.
        matcher: compares them.
    """
    again = np.flatnonzero(restates >= 0).astype(np.int32)
    a, b = np.concatenate([again, links.a]), np.concatenate([restates[again], links.b])
    score = np.concatenate([np.full(len(again), np.inf), links.score])
    label = connected(a, b, size=len(document))
    part = label[a]
    order = np.lexsort((-score, part))  # equal ones stay in order of their positions
    starts = np.flatnonzero(np.diff(part[order], prepend=-1))
    sizes = np.diff(starts, append=len(order))
    largest = np.argsort(-sizes, kind="stable")  # those that ask most ask together
    lots = np.cumsum(sizes[largest]) // _LINKS
    for lot in np.split(largest, np.flatnonzero(np.diff(lots)) + 1):
        growing = []
        for place in lot:
            own = order[starts[place] : starts[place] + sizes[place]]
            ends = np.stack([a[own], b[own]])
            documents = document[ends].tolist()
            growing.append(
                _grow(*ends.tolist(), *documents, restated=int(np.isinf(score[own]).sum()))
            )
        for members in _settled(growing, matcher):
            label[members] = members[0]
    return label


def connected(a: Codes, b: Codes, *, size: int) -> Codes:
    """The part that each mention is in, by its first member, when links join whatever they join."""
    label = np.arange(size, dtype=np.int32)
    while True:
        one, two = label[a], label[b]
        apart = one != two
        if not apart.any():
            return label
        low, high = np.minimum(one, two)[apart], np.maximum(one, two)[apart]
        np.minimum.at(label, high, low)
        while (further := label[label]).tobytes() != label.tobytes():
            label = further


class _Group:
    """Mentions by document, both in order."""

    __slots__ = ("_documents", "_members", "founder", "size")

    def __init__(self, mention: int, document: int) -> None:
        self.founder, self.size = mention, 1
        self._documents = [document]
        self._members = {document: [mention]}

    def take(self, other: _Group) -> None:
        """Join what is smaller to this."""
        for document, members in other._members.items():
            own = self._members.setdefault(document, [])
            if not own:
                insort(self._documents, document)
            own += members
            own.sort()
        self.size += other.size

    def members(self) -> Iterator[int]:
        """All, document after document."""
        for document in self._documents:
            yield from self._members[document]

    def sample(self) -> Sample:
        """A few out of a few documents, spread evenly."""
        return [_spread(self._members[document]) for document in _spread(self._documents)]


def _grow(
    a: Sequence[int],
    b: Sequence[int],
    documents_a: Sequence[int],
    documents_b: Sequence[int],
    *,
    restated: int,
) -> Growth:
    """The groups of one connected part.

    Args:
        a: one mention of each link, the strongest link first.
        b: the other.
        documents_a: of the one.
        documents_b: of the other.
        restated: how many links join without question.

    Yields:
        samples of two groups, and is sent whether they agree.
    """
    documents = dict(zip((*a, *b), (*documents_a, *documents_b), strict=True))
    groups = {mention: _Group(mention, document) for mention, document in documents.items()}
    linked = set(zip(a, b, strict=True))
    refused = set()
    for number, (one, two) in enumerate(zip(a, b, strict=True)):
        left, right = groups[one], groups[two]
        if left is right:
            continue
        if number >= restated and left.size + right.size > 2:  # of two, the link says it
            # as long as neither grew, the answer is the same
            question = left.founder, left.size, right.founder, right.size
            if question in refused:
                continue
            samples = left.sample(), right.sample()
            if not _all_linked(*samples, linked) and not (yield samples):
                refused.add(question)
                continue
        if left.size < right.size:
            left, right = right, left
        left.take(right)
        groups.update(dict.fromkeys(right.members(), left))
    return list({id(group): list(group.members()) for group in groups.values()}.values())


def _all_linked(left: Sample, right: Sample, linked: Set[tuple[int, int]]) -> bool:
    """Whether two groups agree because each two of their mentions are linked."""
    pairs = itertools.product(itertools.chain(*left), itertools.chain(*right))
    return all((i, j) in linked or (j, i) in linked for i, j in pairs)


def _settled(growing: Sequence[Growth], matcher: Matcher) -> Iterator[list[int]]:
    """Members of all groups of many parts."""
    asked = growing
    answers: Sequence[bool | None] = [None] * len(growing)
    while asked:
        asking, questions = [], []
        for growth, answer in zip(asked, answers, strict=True):
            try:
                questions.append(growth.send(answer))
                asking.append(growth)
            except StopIteration as done:
                yield from done.value
        asked = asking
        answers = [
            answer
            for start in range(0, len(questions), _QUESTIONS)
            for answer in _agree(questions[start : start + _QUESTIONS], matcher)
        ]


def _agree(questions: Sequence[tuple[Sample, Sample]], matcher: Matcher) -> list[bool]:
    """Whether two groups may become one, for each question."""
    pairs: list[tuple[int, int]] = []
    starts, asked = [], []
    for number, (left, right) in enumerate(questions):
        for one, two in itertools.product(left, right):
            starts.append(len(pairs))
            asked.append(number)
            pairs += itertools.product(one, two)
    a, b = np.array(pairs, dtype=np.int64).T
    # what a document says twice, in other words, needs to be like the other group only once;
    # where a document has both, and they are unlike, it lists two promises
    likeness = np.maximum.reduceat(matcher.likeness(a, b), starts)
    apart = np.logical_or.reduceat(matcher.conflicts(a, b), starts)
    size = len(questions)
    mean = np.bincount(asked, likeness, minlength=size) / np.bincount(asked, minlength=size)
    unlike = apart | (likeness < _LEAST)
    never = np.bincount(asked, unlike, minlength=size) > 0
    result: list[bool] = (~never & (mean >= THRESHOLD - _SLACK)).tolist()
    return result


def _spread(items: Sequence[T]) -> Sequence[T]:
    step = -(-len(items) // _LOOKED_AT)
    return items[::step]
