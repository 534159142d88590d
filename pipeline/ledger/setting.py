"""What a document is about: sister documents say the same of another subject or partner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set

import numpy as np

from pipeline.ledger.mentions import Mention
from pipeline.ledger.sets import Flags, Numbers, Sets, lacks

_SHARE = 0.2
"""Share of the commitments with parties from which on a country is a partner."""

Words = Set[str]


class Settings:
    """Subjects and partners of the documents of a corpus.

    A document is about the names that stand both in its title and in a commitment; its partners
    are the countries that many of its commitments have.

    Args:
        mentions: all commitments.
        words: content words of each.
        names: those of them that are names.
        titles: content words of the title of each document.
        sets: makes sets of words.
    """

    def __init__(
        self,
        mentions: Sequence[Mention],
        words: Sequence[Words],
        names: Sequence[Words],
        titles: Mapping[str, Words],
        *,
        sets: Callable[[Iterable[Iterable[str]]], Sets],
    ) -> None:
        place = {document: i for i, document in enumerate(titles)}
        self._of: Numbers = np.array([place[m.document_id] for m in mentions], dtype=np.int64)
        said: dict[str, set[str]] = {d: set(title) for d, title in titles.items()}
        subject: dict[str, set[str]] = {d: set() for d in titles}
        for m, own, named in zip(mentions, words, names, strict=True):
            said[m.document_id] |= own
            subject[m.document_id] |= named & titles[m.document_id]
        self._words, self._names = sets(said.values()), sets(subject.values())
        partners = _partners(mentions)
        codes = {c: i for i, c in enumerate(sorted({c for p in partners.values() for c in p}))}
        self._partners = Sets(
            [[codes[c] for c in partners.get(d, ())] for d in titles], universe=len(codes)
        )

    def other_subject(self, a: Numbers, b: Numbers) -> Flags:
        """Whether each is about a name that the other never says."""
        a, b = self._of[a], self._of[b]
        names, words = self._names, self._words
        return lacks(names, a, words, b) & lacks(names, b, words, a)

    def other_partner(self, a: Numbers, b: Numbers) -> Flags:
        """Whether each has a partner that the other has not."""
        a, b = self._of[a], self._of[b]
        return lacks(self._partners, a, self._partners, b) & lacks(
            self._partners, b, self._partners, a
        )


def _partners(mentions: Iterable[Mention]) -> dict[str, list[str]]:
    counts: dict[str, Counter[str]] = {}
    bound: Counter[str] = Counter()
    for m in mentions:
        if m.parties:
            counts.setdefault(m.document_id, Counter()).update(m.parties)
            bound[m.document_id] += 1
    return {
        document: [c for c, n in found.items() if n >= _SHARE * bound[document]]
        for document, found in counts.items()
    }
