"""Which mentions may be the same promise, and how alike two of them are.

Candidates share two of their most telling words; no mention is compared with all others. What
mentions say is compared once for each two wordings, however many mentions have them; what else is
known of them, for each two mentions of wordings that are alike enough. Pairs are scored many
together, in arrays.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from pipeline.ledger.bags import Grown
from pipeline.ledger.candidates import candidates
from pipeline.ledger.corpus import UNKNOWN, Corpus
from pipeline.ledger.members import Members
from pipeline.ledger.sets import Codes, Flags, Numbers, Scores, lacks
from pipeline.tables.memory import give_back

THRESHOLD = 0.6
"""Score from which on two mentions are taken for the same promise."""

_INFORMATION = 1.7
"""Least information that the shared words must carry, in units of that of a word seen twice."""
_MOST_INFORMATION = 5.0
_RARE_NAME = 0.01
_YEARS = 3 * 365
_PAIRS = 1 << 14
"""Pairs that are compared at once: bounds the memory."""
_AT_ONCE = 1 << 12
"""Pairs whose words are looked at together: so many stay in the cache of a processor."""
_ROUNDING = 1e-9
_BITS = 32

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


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of mentions, by position, that are the same promise.

    Attributes:
        a: the lower position of each pair.
        b: the higher.
        score: likeness, 0 to 1.
    """

    a: Codes
    b: Codes
    score: Scores

    def __len__(self) -> int:
        return len(self.a)

    @classmethod
    def of(cls, pairs: Numbers, scores: Scores) -> Links:
        """From pairs as :func:`_paired` gives them, in any order, some perhaps twice."""
        order = np.argsort(pairs, kind="stable")
        pairs = pairs[order]
        once = np.r_[True, pairs[1:] != pairs[:-1]][: len(pairs)]
        pairs, order = pairs[once], order[once]
        scores = scores[order]
        del order, once
        return cls((pairs >> _BITS).astype(np.int32), pairs.astype(np.int32), scores)

    def take(self, which: Numbers) -> Links:
        """Some of them."""
        return Links(self.a[which], self.b[which], self.score[which])


@dataclass(frozen=True, slots=True)
class _Alike:
    """Pairs of wordings, and what speaks for and against in their words, spelling apart.

    Attributes:
        u, v: wordings.
        points: sum of what speaks.
    """

    u: Numbers
    v: Numbers
    points: Scores


class Matcher:
    """Compares the commitments of a corpus; words that few of its wordings have tell more."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._wordings = corpus.wordings
        self._sizes = self._wordings.sizes
        # a text that was copied often counts once, else its words would tell nothing
        self._seen = np.bincount(self._wordings.items(), minlength=len(corpus.roots))
        size = max(len(self._wordings), 20)
        self._rare = math.log(size / 2)
        self._weights: Scores = np.log(size / np.maximum(self._seen, 1))
        self._telling: Flags = self._seen <= max(5.0, _RARE_NAME * size)
        self._totals = self._wordings.totals(self._weights)

    def candidates(self) -> Iterator[tuple[Numbers, Numbers]]:
        """Wordings worth a comparison, the lower first; some pairs may come twice."""
        return candidates(self._wordings, self._seen)

    def links(self) -> Links:
        """Pairs of mentions of different documents from the threshold on, in order."""
        document = self._corpus.document
        members = Members(self._corpus.wording, wordings=len(self._wordings))
        pairs, found = Grown(), Grown()
        give_back()
        for alike in self._alike(members.repeated()):
            for place, a, b in members.pairs(alike.u, alike.v):
                fit = (document[a] != document[b]) & ~self.conflicts(a, b)
                place, a, b = place[fit], a[fit], b[fit]
                scores = self._scores(alike, place, a, b, least=THRESHOLD)
                kept = scores >= THRESHOLD
                pairs.add(_paired(a[kept], b[kept]))
                found.add(scores[kept])
        give_back()
        return Links.of(
            pairs.taken().astype(np.int64, copy=False), found.taken().astype(np.float64, copy=False)
        )

    def likeness(self, a: Numbers, b: Numbers) -> Scores:
        """How alike pairs are, of the same document as well; 0 where they cannot be the same.

        Args:
            a: positions of one mention of each pair.
            b: positions of the other.
        """
        result: Scores = np.zeros(len(a))
        wording, size = self._corpus.wording.astype(np.int64), len(self._wordings)
        keys, place = np.unique(wording[a] * size + wording[b], return_inverse=True)
        u, v = keys // size, keys % size
        shared = self._shared(u, v)
        told = self._tells(shared)
        alike = self._compared(u[told], v[told], shared[told])
        kept = np.flatnonzero(told[place] & ~self.conflicts(a, b))
        place = (np.cumsum(told) - 1)[place[kept]]
        result[kept] = self._scores(alike, place, a[kept], b[kept])
        return result

    def conflicts(self, a: Numbers, b: Numbers) -> Flags:
        """Whether parties or sense exclude that two mentions are the same promise."""
        # each has a country that the other has not: an agreement with another partner
        parties, polarity = self._corpus.parties, self._corpus.polarity
        apart = lacks(parties, a, parties, b) & lacks(parties, b, parties, a)
        result: Flags = apart | (polarity[a] != polarity[b])
        return result

    def _alike(self, repeated: Numbers) -> Iterator[_Alike]:
        """Wordings whose mentions may reach the threshold, those with several first."""
        most = sum(WEIGHTS[name] for name in ("same action", "same amount", "spelling"))
        reach = _logit(THRESHOLD) - most - _ROUNDING
        for every_u, every_v in itertools.chain([(repeated, repeated)], self.candidates()):
            for start in range(0, len(every_u), _PAIRS):
                u, v = every_u[start : start + _PAIRS], every_v[start : start + _PAIRS]
                shared = self._shared(u, v)
                told = self._tells(shared)
                alike = self._compared(u[told], v[told], shared[told])
                near = alike.points >= reach
                yield _Alike(alike.u[near], alike.v[near], alike.points[near])
                give_back()

    def _tells(self, shared: Scores) -> Flags:
        result: Flags = shared >= _INFORMATION * self._rare
        return result

    def _shared(self, u: Numbers, v: Numbers) -> Scores:
        """Information that the words carry that two wordings share."""
        result: Scores = np.zeros(len(u))
        smaller = self._sizes[u] <= self._sizes[v]  # its words are looked for in the other
        one, other = np.where(smaller, u, v), np.where(smaller, v, u)
        for start in range(0, len(u), _AT_ONCE):
            lot = slice(start, start + _AT_ONCE)
            owners, members = self._wordings.members(one[lot])
            both = self._wordings.has(other[lot][owners], members)
            weights = self._weights[members[both]]
            result[lot] = np.bincount(owners[both], weights, minlength=len(one[lot]))
        return result

    def _compared(self, u: Numbers, v: Numbers, shared: Scores) -> _Alike:
        totals = self._totals
        features: dict[str, Scores | Flags | float] = {
            "bias": 1.0,
            "shared of all": shared / (totals[u] + totals[v] - shared),
            "shared of the shorter": shared / np.minimum(totals[u], totals[v]),
            "information": np.minimum(shared / self._rare, _MOST_INFORMATION),
        }
        return _Alike(u, v, _added(np.zeros(len(u)), features))

    def _scores(
        self, alike: _Alike, place: Numbers, a: Numbers, b: Numbers, *, least: float = 0.0
    ) -> Scores:
        """Likeness of mentions, 0 to 1.

        Args:
            alike: pairs of wordings.
            place: that of each pair of mentions.
            a: one mention of each pair.
            b: the other.
            least: what cannot reach this is 0 without being looked at to the end.
        """
        result: Scores = np.zeros(len(a))
        points = _added(alike.points[place], self._features(a, b))
        reach = -math.inf if least <= 0 else _logit(least)
        kept = np.flatnonzero(points + WEIGHTS["spelling"] >= reach)
        if len(kept):
            used, which = np.unique(place[kept], return_inverse=True)
            spelling = self._spelling(alike.u[used], alike.v[used])
            total = points[kept] + WEIGHTS["spelling"] * spelling[which] / 100
            result[kept] = 1 / (1 + np.exp(-total))
        return result

    def _spelling(self, u: Numbers, v: Numbers) -> Scores:
        """How alike two wordings are, letter by letter, of a hundred."""
        needed, which = np.unique(np.concatenate([u, v]), return_inverse=True)
        owners, members = self._wordings.members(needed)
        roots = self._corpus.roots
        words = [roots[i] for i in members.tolist()]
        ends = np.searchsorted(owners, np.arange(len(needed) + 1)).tolist()
        spelled = [" ".join(words[i:j]) for i, j in itertools.pairwise(ends)]
        one, two = ([spelled[i] for i in side.tolist()] for side in np.split(which, 2))
        result: Scores = process.cpdist(one, two, scorer=fuzz.ratio, dtype=np.float64)
        return result

    def _features(self, a: Numbers, b: Numbers) -> dict[str, Scores | Flags | float]:
        """What speaks for and against besides the words as such."""
        c = self._corpus
        wordings, names, numbers = self._wordings, c.proper, c.numbers
        u, v = c.wording[a].astype(np.int64), c.wording[b].astype(np.int64)
        one, two = c.document[a].astype(np.int64), c.document[b].astype(np.int64)
        sums = c.has_sum(a) & c.has_sum(b)
        currency = c.currency[a] == c.currency[b]
        same_sum = currency & (c.minimum[a] == c.minimum[b]) & (c.maximum[a] == c.maximum[b])
        return {
            "same action": c.action[a] == c.action[b],
            "names differ": lacks(names, a, wordings, v, counts=self._telling)
            & lacks(names, b, wordings, u, counts=self._telling),
            "numbers differ": lacks(numbers, a, numbers, b) & lacks(numbers, b, numbers, a),
            "other subject": c.settings.other_subject(one, two),
            "other partner": c.settings.other_partner(one, two),
            "same amount": sums & same_sum,
            "other amount": sums & ~same_sum,
            "sums apart": np.where(sums, self._sums_apart(a, b), 0.0),
            "other deadline": _differ(c.deadline, a, b, unknown=UNKNOWN),
            "other area": _differ(c.area, a, b),
            "years apart": self._years_apart(one, two),
        }

    def _sums_apart(self, a: Numbers, b: Numbers) -> Scores:
        """By how many powers of ten two sums differ, at most one; by one in other currencies."""
        apart = np.minimum(np.abs(self._magnitude(a) - self._magnitude(b)), 1.0)
        result: Scores = np.where(_differ(self._corpus.currency, a, b), 1.0, apart)
        return result

    def _magnitude(self, which: Numbers) -> Scores:
        """Logarithm to the base of ten of the most or the least; 0 without a sum."""
        least, most = self._corpus.minimum[which], self._corpus.maximum[which]
        hundredths = np.where(most > 0, most, least)
        result: Scores = np.where(hundredths > 0, np.log10(np.maximum(hundredths, 1) / 100), 0.0)
        return result

    def _years_apart(self, one: Numbers, two: Numbers) -> Flags:
        days = self._corpus.documents.days
        known = (days[one] != UNKNOWN) & (days[two] != UNKNOWN)
        apart: Flags = known & (np.abs(days[one].astype(np.int64) - days[two]) > _YEARS)
        return apart


def _paired(a: Numbers, b: Numbers) -> Numbers:
    """Each pair as one number, the lower position first."""
    result: Numbers = (np.minimum(a, b).astype(np.int64) << _BITS) | np.maximum(a, b)
    return result


def _added(points: Scores, features: Mapping[str, Scores | Flags | float]) -> Scores:
    for name, values in features.items():
        points = points + WEIGHTS[name] * values
    return points


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _differ(codes: Codes, a: Numbers, b: Numbers, *, unknown: int = -1) -> Flags:
    one, two = codes[a], codes[b]
    result: Flags = (one != unknown) & (two != unknown) & (one != two)
    return result
