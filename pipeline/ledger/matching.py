"""Which mentions may be the same promise, and how alike two of them are.

Candidates share two of their most telling words; no mention is compared with all others. All
pairs are scored together, in arrays.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from pipeline.ledger.candidates import candidates
from pipeline.ledger.mentions import Mention
from pipeline.ledger.sets import Flags, Numbers, Sets, lacks
from pipeline.ledger.setting import Settings
from pipeline.ledger.words import content

THRESHOLD = 0.6
"""Score from which on two mentions are taken for the same promise."""

_INFORMATION = 1.7
"""Least information that the shared words must carry, in units of that of a word seen twice."""
_MOST_INFORMATION = 5.0
_RARE_NAME = 0.01
_YEARS = 3 * 365
_CHUNK = 1 << 16
"""Pairs that are compared at once: bounds the memory."""
_UNKNOWN = np.iinfo(np.int64).min

# Weights of a logistic score, fitted on the tuning half of the marked pairs and rounded.
WEIGHTS = {
    "bias": -5.6,
    "shared of all": 2.5,
    "shared of the shorter": 2.7,
    "spelling": 1.0,
    "information": 0.5,
    "same action": 0.1,
    "names differ": -2.0,
    "numbers differ": -3.0,
    "other subject": -1.0,
    "other partner": -3.0,
    "same amount": 1.7,
    "other amount": -0.8,
    "sums apart": -2.5,
    "other deadline": -0.3,
    "other area": -0.5,
    "years apart": -0.3,
}

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Link:
    """Two mentions, by position, that are the same promise."""

    a: int
    b: int
    score: float


class Matcher:
    """Compares mentions of one corpus.

    Args:
        mentions: all of them; words that few have tell more.
    """

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._ids = [m.commitment_id for m in mentions]
        found = [content(m.text, sums=m.sums, due=m.due) for m in mentions]
        titles = {
            d: content(t or "")[0] for d, t in {m.document_id: m.title for m in mentions}.items()
        }
        committers = {names: content(names or "")[0] for names in {m.committers for m in mentions}}
        vocabulary = sorted(set().union(*titles.values(), *(words for words, _, _ in found)))
        number = {word: i for i, word in enumerate(vocabulary)}

        def sets(all_words: Iterable[Iterable[str]]) -> Sets:
            return Sets(
                [[number[w] for w in words] for words in all_words], universe=len(vocabulary)
            )

        self._words = sets(words for words, _, _ in found)
        names = [
            names | (committers[m.committers] & words)
            for m, (words, names, _) in zip(mentions, found, strict=True)
        ]
        self._names = sets(names)
        self._numbers = sets(numbers for _, _, numbers in found)
        self._sorted = [" ".join(sorted(words)) for words, _, _ in found]
        # a text that was copied often counts once, else its words would tell nothing
        texts = {words for words, _, _ in found}
        seen = Counter(word for words in texts for word in words)
        self._seen = np.array([seen[w] for w in vocabulary], dtype=np.int64)
        size = max(len(texts), 20)
        self._rare = math.log(size / 2)
        self._weights: Scores = np.log(size / np.maximum(self._seen, 1))
        self._telling: Flags = self._seen <= max(5.0, _RARE_NAME * size)
        self._totals = self._words.totals(self._weights)
        self._settings = Settings(
            mentions,
            [words for words, _, _ in found],
            names,
            titles,
            sets=sets,
        )
        self._facts(mentions)

    def _facts(self, mentions: Sequence[Mention]) -> None:
        """What else is compared, as codes; the same code for the same value."""
        countries = {c: i for i, c in enumerate(sorted({c for m in mentions for c in m.parties}))}
        self._parties = Sets(
            [[countries[c] for c in m.parties] for m in mentions], universe=len(countries)
        )
        self._documents = _codes(m.document_id for m in mentions)
        self._actions = _codes(m.action for m in mentions)
        self._polarity = _codes(m.polarity for m in mentions)
        self._amounts = _codes(m.amount for m in mentions)
        self._currencies = _codes(m.currency for m in mentions)
        self._sums: Scores = np.array([_magnitude(m) for m in mentions])
        self._areas = _codes(m.area for m in mentions)
        self._deadlines = _codes(m.deadline for m in mentions)
        days = [m.published_on.toordinal() if m.published_on else _UNKNOWN for m in mentions]
        self._days: Numbers = np.array(days, dtype=np.int64)

    def links(self) -> list[Link]:
        """Pairs from the threshold on, the most alike first."""
        found: list[Link] = []
        a, b = self.candidates()
        for start in range(0, len(a), _CHUNK):
            one, two = a[start : start + _CHUNK], b[start : start + _CHUNK]
            scores = self.scores(one, two, least=THRESHOLD)
            for i in np.flatnonzero(scores >= THRESHOLD):
                found.append(Link(int(one[i]), int(two[i]), float(scores[i])))
        return sorted(found, key=lambda k: (-k.score, self._ids[k.a], self._ids[k.b]))

    def candidates(self) -> tuple[Numbers, Numbers]:
        """Pairs worth a comparison, each once, the lower position first."""
        return candidates(self._words, self._seen, self._sorted)

    def conflicts(self, a: Numbers, b: Numbers) -> Flags:
        """Whether parties or sense exclude that two mentions are the same promise."""
        # each has a country that the other has not: an agreement with another partner
        parties = self._parties
        apart = lacks(parties, a, parties, b) & lacks(parties, b, parties, a)
        result: Flags = apart | (self._polarity[a] != self._polarity[b])
        return result

    def scores(self, a: Numbers, b: Numbers, *, least: float = 0.0, within: bool = False) -> Scores:
        """Likeness of pairs, 0 to 1; 0 where they cannot be the same promise.

        Args:
            a: positions of one mention of each pair.
            b: positions of the other.
            within: score mentions of the same document as well; 0 otherwise.
            least: what cannot reach this is 0 without being looked at to the end.
        """
        result: Scores = np.zeros(len(a))
        shared = self._shared(a, b)
        open_ = (within | (self._documents[a] != self._documents[b])) & (
            shared >= _INFORMATION * self._rare
        )
        kept = np.flatnonzero(open_)
        kept = kept[~self.conflicts(a[kept], b[kept])]
        points = self._points(a[kept], b[kept], shared[kept])
        most = points + WEIGHTS["spelling"]
        reach = -math.inf if least <= 0 else math.log(least / (1 - least))
        kept, points = kept[most >= reach], points[most >= reach]
        if len(kept):
            spelling = process.cpdist(
                [self._sorted[i] for i in a[kept]],
                [self._sorted[i] for i in b[kept]],
                scorer=fuzz.ratio,
                dtype=np.float64,
            )
            points = points + WEIGHTS["spelling"] * spelling / 100
            result[kept] = 1 / (1 + np.exp(-points))
        return result

    def _shared(self, a: Numbers, b: Numbers) -> Scores:
        """Information that the shared words carry."""
        owners, members = self._words.members(a)
        both = self._words.has(b[owners], members)
        weights = self._weights[members[both]]
        return np.bincount(owners[both], weights, minlength=len(a)).astype(np.float64)

    def _points(self, a: Numbers, b: Numbers, shared: Scores) -> Scores:
        """Sum of what speaks for and against, spelling apart."""
        words, names, numbers = self._words, self._names, self._numbers
        overlap = shared / (self._totals[a] + self._totals[b] - shared)
        features: dict[str, Scores | Flags | float] = {
            "bias": 1.0,
            "shared of all": overlap,
            "shared of the shorter": shared / np.minimum(self._totals[a], self._totals[b]),
            "information": np.minimum(shared / self._rare, _MOST_INFORMATION),
            "same action": self._actions[a] == self._actions[b],
            "names differ": lacks(names, a, words, b, counts=self._telling)
            & lacks(names, b, words, a, counts=self._telling),
            "numbers differ": lacks(numbers, a, numbers, b) & lacks(numbers, b, numbers, a),
            "other subject": self._settings.other_subject(a, b),
            "other partner": self._settings.other_partner(a, b),
            "same amount": _known(self._amounts, a, b) & (self._amounts[a] == self._amounts[b]),
            "other amount": _differ(self._amounts, a, b),
            "sums apart": self._sums_apart(a, b),
            "other deadline": _differ(self._deadlines, a, b),
            "other area": _differ(self._areas, a, b),
            "years apart": self._years_apart(a, b),
        }
        points: Scores = np.zeros(len(a))
        for name, values in features.items():
            points = points + WEIGHTS[name] * values
        return points

    def _sums_apart(self, a: Numbers, b: Numbers) -> Scores:
        """By how many powers of ten two sums differ, at most one; by one in other currencies."""
        apart = np.minimum(np.abs(self._sums[a] - self._sums[b]), 1.0)
        apart = np.where(_differ(self._currencies, a, b), 1.0, apart)
        result: Scores = np.where(_known(self._amounts, a, b), apart, 0.0)
        return result

    def _years_apart(self, a: Numbers, b: Numbers) -> Flags:
        known = (self._days[a] != _UNKNOWN) & (self._days[b] != _UNKNOWN)
        apart: Flags = known & (np.abs(self._days[a] - self._days[b]) > _YEARS)
        return apart


def _magnitude(mention: Mention) -> float:
    """Logarithm to the base of ten of the first sum; 0 without one."""
    sums = [v for v in (mention.maximum, mention.minimum) if v is not None and v > 0]
    return math.log10(sums[0]) if sums else 0.0


def _codes(values: Iterable[Hashable]) -> Numbers:
    """A number for each value, the same for the same; -1 for None."""
    known: dict[Hashable, int] = {None: -1}
    return np.array([known.setdefault(v, len(known) - 1) for v in values], dtype=np.int64)


def _known(codes: Numbers, a: Numbers, b: Numbers) -> Flags:
    result: Flags = (codes[a] >= 0) & (codes[b] >= 0)
    return result


def _differ(codes: Numbers, a: Numbers, b: Numbers) -> Flags:
    result: Flags = _known(codes, a, b) & (codes[a] != codes[b])
    return result
