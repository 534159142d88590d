"""What a document is about: sister documents say the same of another subject or partner."""

from __future__ import annotations

import numpy as np

from pipeline.ledger.bags import Bags, Pile
from pipeline.ledger.sets import Codes, Flags, Integers, Numbers, Sets, lacks

_SHARE = 0.2
"""Share of the commitments with parties from which on a country is a partner."""


class Settings:
    """Subjects and partners of the documents of a corpus.

    A document is about the names that stand both in its title and in a commitment; its partners
    are the countries that many of its commitments have.

    Args:
        said: words of the title and the commitments of each document.
        subjects: what each is about.
        partners: of each.
    """

    def __init__(self, *, said: Sets, subjects: Sets, partners: Sets) -> None:
        self._said, self._subjects, self._partners = said, subjects, partners

    def other_subject(self, a: Numbers, b: Numbers) -> Flags:
        """Whether each of two documents is about a name that the other never says."""
        subjects, said = self._subjects, self._said
        return lacks(subjects, a, said, b) & lacks(subjects, b, said, a)

    def other_partner(self, a: Numbers, b: Numbers) -> Flags:
        """Whether each of two documents has a partner that the other has not."""
        partners = self._partners
        return lacks(partners, a, partners, b) & lacks(partners, b, partners, a)


class SettingsReader:
    """Gathers the settings, some documents at a time."""

    def __init__(self) -> None:
        self._said, self._subjects, self._partners = Pile(), Pile(), Pile()

    def add(
        self, document: Integers, *, titles: Bags, words: Bags, names: Bags, parties: Bags
    ) -> None:
        """Take in documents that come after those before.

        Args:
            document: of each commitment, from 0.
            titles: words of the title of each document.
            words: of each commitment.
            names: of each commitment.
            parties: of each commitment.
        """
        count = titles.count
        self._said.add(titles | words.joined(document, count=count))
        self._subjects.add(titles & names.joined(document, count=count))
        self._partners.add(_partners(document, parties, count=count))

    def settings(self, rank: Codes, *, countries: int) -> Settings:
        """Settings of all documents.

        Args:
            rank: number of each word from now on.
            countries: how many there are.
        """
        sizes, items = self._subjects.taken()
        subjects = Sets(sizes, rank[items], universe=len(rank))
        asked = np.zeros(len(rank), dtype=np.bool_)
        asked[items] = True  # no other word is ever looked for
        sizes, items = self._said.taken()
        kept = asked[items]
        before = np.r_[0, np.cumsum(kept, dtype=np.int32)][np.r_[0, np.cumsum(sizes)]]
        counts = np.diff(before)
        said = Sets(counts, rank[items[kept]], universe=len(rank))
        sizes, items = self._partners.taken()
        return Settings(
            said=said, subjects=subjects, partners=Sets(sizes, items, universe=countries)
        )


def _partners(document: Integers, parties: Bags, *, count: int) -> Bags:
    """Countries that many of the commitments of a document have, of those that have any."""
    bound = np.bincount(document[np.unique(parties.owners)], minlength=count)
    every = parties.joined(document, count=count)
    both = document[parties.owners] * np.int64(1 << 32) + parties.items
    often = np.bincount(np.searchsorted(every.keys, both), minlength=len(every.keys))
    return Bags(every.keys[often >= _SHARE * bound[every.owners]], count)
