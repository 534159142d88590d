"""Counts, the figures made of them, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

RESAMPLES = 1000
SEED = 1


@dataclass(frozen=True, slots=True)
class Count:
    """Right, wrong and missed; for an accuracy ``missed`` is 0."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of what was found that is right, in percent."""
        found = self.right + self.wrong
        return 100 * self.right / found if found else 0.0

    @property
    def recall(self) -> float:
        """Share of what there is that was found, in percent."""
        marked = self.right + self.missed
        return 100 * self.right / marked if marked else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both, in percent."""
        total = 2 * self.right + self.wrong + self.missed
        return 200 * self.right / total if total else 0.0


def of_sets(gold: set[object], found: set[object]) -> Count:
    """Count of a comparison of two sets of values."""
    return Count(len(gold & found), len(found - gold), len(gold - found))


def total(counts: Iterable[Count]) -> Count:
    """Sum of counts."""
    result = Count()
    for count in counts:
        result += count
    return result


def interval(by_document: Mapping[str, Count]) -> tuple[float, float]:
    """95 % bootstrap interval over documents drawn with replacement.

    Of F1, or of the share that is right where nothing can be missed. Documents are drawn, not
    rows, because rows of one text are not independent.
    """
    counts = np.array(
        [(c.right, c.wrong, c.missed) for _, c in sorted(by_document.items())], dtype=float
    )
    if len(counts) < 2:
        return 0.0, 100.0
    draws = np.random.default_rng(SEED).integers(0, len(counts), (RESAMPLES, len(counts)))
    right, wrong, missed = counts[draws].sum(axis=1).T
    doubled = 2 if counts[:, 2].any() else 1
    whole = doubled * right + wrong + missed
    share = np.divide(100 * doubled * right, whole, out=np.zeros_like(whole), where=whole > 0)
    low, high = np.percentile(share, [2.5, 97.5])
    return float(low), float(high)
