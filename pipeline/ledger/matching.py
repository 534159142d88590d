"""Which mentions may be the same promise, and how alike two of them are.

Candidates share two of their most telling words; no mention is compared with all others.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.ledger.mentions import Mention
from pipeline.ledger.setting import other_partner, other_subject, settings_of

THRESHOLD = 0.6
"""Score from which on two mentions are taken for the same promise."""

_KEY_WORDS = 8
_CROWD = 30
"""Mentions under one key that are all compared; in a larger crowd, only neighbours are."""
_NEIGHBOURS = 8
_INFORMATION = 1.7
"""Least information that the shared words must carry, in units of that of a word seen twice."""
_MOST_INFORMATION = 5.0
_RARE_NAME = 0.01
_YEARS = 3 * 365

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
    "other deadline": -0.3,
    "other area": -0.5,
    "years apart": -0.3,
}


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
        self._mentions = mentions
        self._settings = settings_of(mentions)
        # a text that was copied often counts once, else its words would tell nothing
        texts = {m.words for m in mentions}
        self._seen = Counter(word for words in texts for word in words)
        self._size = max(len(texts), 20)
        self._rare = math.log(self._size / 2)
        self._sorted = [" ".join(sorted(m.words)) for m in mentions]
        self._total = [self._weight(m.words) for m in mentions]

    def links(self) -> list[Link]:
        """Pairs from the threshold on, the most alike first."""
        found = []
        for a, b in self.candidates():
            score = self.score(a, b)
            if score >= THRESHOLD:
                found.append(Link(a, b, score))
        ids = [m.commitment_id for m in self._mentions]
        return sorted(found, key=lambda k: (-k.score, ids[k.a], ids[k.b]))

    def candidates(self) -> Iterator[tuple[int, int]]:
        """Pairs worth a comparison, each once, the lower position first."""
        often = Counter(word for m in self._mentions for word in m.words)
        keys: dict[tuple[str, str], list[int]] = {}
        for index, m in enumerate(self._mentions):
            telling = sorted((w for w in m.words if often[w] > 1), key=lambda w: (self._seen[w], w))
            for pair in itertools.combinations(sorted(telling[:_KEY_WORDS]), 2):
                keys.setdefault(pair, []).append(index)
        done: set[tuple[int, int]] = set()
        for crowd in keys.values():
            for candidate in self._pairs(crowd):
                if candidate not in done:
                    done.add(candidate)
                    yield candidate

    def _pairs(self, crowd: list[int]) -> Iterator[tuple[int, int]]:
        if len(crowd) <= _CROWD:
            yield from itertools.combinations(crowd, 2)
            return
        # near-identical texts stand next to each other in order of their words
        ordered = sorted(crowd, key=lambda i: (self._sorted[i], i))
        for place, a in enumerate(ordered):
            for b in ordered[place + 1 : place + 1 + _NEIGHBOURS]:
                yield (a, b) if a < b else (b, a)

    def score(self, a: int, b: int) -> float:
        """Likeness of two mentions, 0 to 1; 0 when they cannot be the same promise."""
        one, two = self._mentions[a], self._mentions[b]
        if one.document_id == two.document_id or conflict(one, two):
            return 0.0
        shared = self._weight(one.words & two.words)
        if shared < _INFORMATION * self._rare:
            return 0.0
        points = sum(WEIGHTS[name] * value for name, value in self.features(a, b).items())
        return 1 / (1 + math.exp(-points))

    def features(self, a: int, b: int) -> dict[str, float]:
        """What speaks for and against, by the names of the weights."""
        one, two = self._mentions[a], self._mentions[b]
        settings = self._settings[one.document_id], self._settings[two.document_id]
        shared = self._weight(one.words & two.words)
        shorter = min(self._total[a], self._total[b])
        return {
            "bias": 1.0,
            "shared of all": shared / (self._total[a] + self._total[b] - shared),
            "shared of the shorter": shared / shorter,
            "spelling": fuzz.token_sort_ratio(self._sorted[a], self._sorted[b]) / 100,
            "information": min(shared / self._rare, _MOST_INFORMATION),
            "same action": one.row["action"] == two.row["action"],
            "names differ": self._tells(one.names - two.words)
            and self._tells(two.names - one.words),
            "numbers differ": bool(one.numbers - two.numbers and two.numbers - one.numbers),
            "other subject": other_subject(*settings),
            "other partner": other_partner(*settings),
            **_circumstances(one, two),
        }

    def _tells(self, names: frozenset[str]) -> bool:
        """Whether one of these names is rare enough to tell one thing from another."""
        most = max(5.0, _RARE_NAME * self._size)
        return any(self._seen[name] <= most for name in names)

    def _weight(self, words: frozenset[str]) -> float:
        return sum(math.log(self._size / self._seen[w]) for w in words)


def conflict(one: Mention, two: Mention) -> bool:
    """Whether parties or sense exclude that two mentions are the same promise."""
    if one.row["polarity"] != two.row["polarity"]:
        return True
    # each has a country that the other has not: an agreement with another partner
    return bool(one.parties - two.parties and two.parties - one.parties)


def _circumstances(one: Mention, two: Mention) -> dict[str, float]:
    """Sums, deadlines, areas and dates, where both have them."""

    def differs(field: str) -> bool:
        first, second = one.row[field], two.row[field]
        return first is not None and second is not None and first != second

    dates = one.published_on, two.published_on
    apart = abs((dates[0] - dates[1]).days) if dates[0] and dates[1] else 0
    both = one.amount is not None and two.amount is not None
    return {
        "same amount": both and one.amount == two.amount,
        "other amount": both and one.amount != two.amount,
        "other deadline": differs("deadline"),
        "other area": differs("area"),
        "years apart": apart > _YEARS,
    }
