"""Pairs of wordings that are worth a comparison: those that share two telling words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from pipeline.ledger.sets import Codes, Numbers, Sets, distinct

_KEY_WORDS = 8
_CROWD = 30
"""Wordings under one key that are all compared; in a larger crowd, only neighbours are."""
_NEIGHBOURS = 8
_KEYS = 1 << 16
"""Keys that are looked at together: bounds the memory."""
_BITS = 32


def candidates(wordings: Sets, seen: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Both wordings of each pair, the lower first, a lot at a time.

    A pair that shares keys of several lots comes with each of them.

    Args:
        wordings: in the order of their words, so that near-identical ones are close together.
        seen: how many wordings have each word.
    """
    size = max(len(wordings), 1)
    top = _telling(wordings, seen)
    later = np.arange(_KEY_WORDS)[::-1]
    first = top[top >= 0]  # of so many keys as there are words after it
    keys = np.bincount(first, np.broadcast_to(later, top.shape)[top >= 0], minlength=len(seen))
    lot = (np.cumsum(keys) / _KEYS).astype(np.int64)
    ends = np.flatnonzero(np.diff(lot, append=-1)) + 1
    orders = [np.argsort(column, kind="stable").astype(np.int32) for column in top.T[:-1]]
    for begin, end in zip((0, *ends), ends, strict=False):
        chosen = [
            order[slice(*np.searchsorted(column, (begin, end), sorter=order))]
            for column, order in zip(top.T, orders, strict=False)
        ]
        pairs = _lot(top, chosen)
        yield pairs // size, pairs % size


def _telling(wordings: Sets, seen: Numbers) -> Codes:
    """The words of each wording that tell most, in order; -1 before them where there are few."""
    top = np.full((len(wordings), _KEY_WORDS), -1, dtype=np.int32)
    for which in wordings.lots():
        owners, members = wordings.members(which)
        shared = seen[members] > 1
        owners, members = owners[shared], members[shared]
        order = np.lexsort((members, seen[members], owners))
        owners, members = owners[order], members[order]
        counts = np.bincount(owners, minlength=len(which))
        place = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
        few = place < _KEY_WORDS
        top[which[owners[few]], place[few]] = members[few]
    top.sort(axis=1)
    return top


def _lot(top: Codes, chosen: Sequence[Codes]) -> Numbers:
    """Pairs that share keys, each as one number, in order.

    Args:
        top: telling words of each wording.
        chosen: by the place of a word, the wordings whose keys begin with it.
    """
    size = len(top)
    keys, owners = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int32)]
    for one, there in enumerate(chosen):
        for two in range(one + 1, _KEY_WORDS):
            keys.append((top[there, one].astype(np.int64) << _BITS) | top[there, two])
            owners.append(there)
    key, owner = np.concatenate(keys), np.concatenate(owners)
    del keys, owners
    order = np.lexsort((owner, key))
    key, owner = key[order], owner[order]
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    counts = np.diff(starts, append=len(key))
    many = np.repeat(counts > _CROWD, counts)
    found = [np.zeros(0, dtype=np.int64)]
    found += _near(key[~many], owner[~many], _CROWD - 1, size)
    found += _near(key[many], owner[many], _NEIGHBOURS, size)
    return distinct(np.concatenate(found))


def _near(keys: Numbers, owners: Codes, most: int, size: int) -> Iterator[Numbers]:
    """Pairs of those that stand at most so far apart under the same key, as one number each."""
    for step in range(1, most + 1):
        same = np.flatnonzero(keys[step:] == keys[:-step])
        if not len(same):
            return
        yield distinct(owners[same].astype(np.int64) * size + owners[same + step])
