"""Pairs of mentions that are worth a comparison: those that share two telling words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from pipeline.ledger.sets import Numbers, Sets

_KEY_WORDS = 8
_CROWD = 30
"""Mentions under one key that are all compared; in a larger crowd, only neighbours are."""
_NEIGHBOURS = 8


def candidates(words: Sets, seen: Numbers, spelling: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Positions of both mentions of each pair, each pair once, the lower position first.

    Args:
        words: of each mention.
        seen: how many texts have each word.
        spelling: words of each mention in order: near-identical texts sort close together.
    """
    size = len(spelling)
    keys, owners = _keys(words, seen)
    order = np.lexsort((owners, keys))
    keys, owners = keys[order], owners[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else keys
    counts = np.diff(np.r_[starts, len(keys)])
    many = np.repeat(counts > _CROWD, counts)
    found = [np.zeros(0, dtype=np.int64)]
    found += _near(keys[~many], owners[~many], _CROWD - 1, size)
    rank = np.empty(size, dtype=np.int64)
    rank[sorted(range(size), key=lambda i: (spelling[i], i))] = np.arange(size)
    crowd, members = keys[many], owners[many]
    order = np.lexsort((rank[members], crowd))
    found += _near(crowd[order], members[order], _NEIGHBOURS, size)
    pairs = _distinct(np.concatenate(found))
    return pairs // max(size, 1), pairs % max(size, 1)


def _keys(words: Sets, seen: Numbers) -> tuple[Numbers, Numbers]:
    """Each two of the most telling words of each mention, as one number, and the mention."""
    size = len(words.sizes)
    owners, members = words.members(np.arange(size, dtype=np.int64))
    often = np.bincount(members, minlength=len(seen))
    owners, members = owners[often[members] > 1], members[often[members] > 1]
    order = np.lexsort((members, seen[members], owners))
    owners, members = owners[order], members[order]
    counts = np.bincount(owners, minlength=size)
    place = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    top = np.full((size, _KEY_WORDS), -1, dtype=np.int64)
    few = place < _KEY_WORDS
    top[owners[few], place[few]] = members[few]
    top.sort(axis=1)
    keys, found = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for one, two in itertools.combinations(range(_KEY_WORDS), 2):
        there = np.flatnonzero(top[:, one] >= 0)
        keys.append(top[there, one] * len(seen) + top[there, two])
        found.append(there)
    return np.concatenate(keys), np.concatenate(found)


def _near(keys: Numbers, owners: Numbers, most: int, size: int) -> Iterator[Numbers]:
    """Pairs of those that stand at most so far apart under the same key, as one number each."""
    for step in range(1, most + 1):
        same = np.flatnonzero(keys[step:] == keys[:-step])
        if not len(same):
            return
        one, two = owners[same], owners[same + step]
        yield _distinct(np.minimum(one, two) * size + np.maximum(one, two))


def _distinct(numbers: Numbers) -> Numbers:
    """Each number once, in order."""
    ordered = np.sort(numbers)  # np.unique hashes, which is slower here
    return ordered[np.r_[True, ordered[1:] != ordered[:-1]]] if len(ordered) else ordered
