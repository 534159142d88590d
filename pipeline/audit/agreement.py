"""How far reviewers agree: conflicts, and Cohen's kappa of each pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.audit.reviews import Review

Target = tuple[str, str, int, int]
"""Hash of the text, table, start and end."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two reviewers, over the rows that both judged.

    Attributes:
        rows: that both judged.
        equal: with the same verdict.
        kappa: Cohen's kappa; None where chance alone would agree always, or without rows.
    """

    first: str
    second: str
    rows: int
    equal: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row on which reviewers differ, with what each said."""

    target: Target
    source_path: str
    text: str
    said: Mapping[str, str]


def by_target(reviews: Iterable[Review]) -> dict[Target, list[Review]]:
    """Reviews of each row."""
    found: dict[Target, list[Review]] = {}
    for review in reviews:
        r = review.row
        target = (r.text_sha256, r.target_table, r.start, r.end)
        found.setdefault(target, []).append(review)
    return found


def conflicts(reviews: Iterable[Review]) -> list[Conflict]:
    """Rows with different verdicts, or with different values for the same field."""
    found = []
    for target, said in by_target(reviews).items():
        if len({content(r) for r in said}) > 1:
            found.append(
                Conflict(
                    target,
                    said[0].row.source_path,
                    said[0].row.text,
                    {r.row.reviewer: describe(r) for r in said},
                )
            )
    return found


def agreements(reviews: Iterable[Review]) -> list[Agreement]:
    """Agreement of each pair of reviewers on the verdicts that both gave.

    Words that were missed are left out: nobody was asked about them.
    """
    said: dict[str, dict[Target, str]] = {}
    for target, of in by_target(reviews).items():
        for review in of:
            if review.row.verdict != "missed":
                said.setdefault(review.row.reviewer, {})[target] = review.row.verdict
    found = []
    for first, second in combinations(sorted(said), 2):
        shared = sorted(said[first].keys() & said[second].keys())
        pairs = [(said[first][t], said[second][t]) for t in shared]
        equal = sum(a == b for a, b in pairs)
        found.append(Agreement(first, second, len(pairs), equal, kappa(pairs)))
    return found


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa (1960): agreement beyond what chance would give.

    Args:
        pairs: what the two said of each row.

    Returns:
        1 for full agreement, 0 for as much as chance, below 0 for less; None when it is not
        defined: no rows, or both always say the same one thing.
    """
    n = len(pairs)
    if not n:
        return None
    observed = sum(a == b for a, b in pairs) / n
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[k] * second[k] for k in first) / (n * n)
    return None if chance == 1 else (observed - chance) / (1 - chance)


def content(review: Review) -> tuple[object, ...]:
    """What was said, without who said it and when."""
    r = review.row
    return (
        r.verdict,
        r.corrected_start,
        r.corrected_end,
        tuple(sorted(review.values.items())),
        r.judged,
    )


def describe(review: Review) -> str:
    """A verdict in words: ``wrong field (strength: intended)``."""
    r = review.row
    words = r.verdict.replace("_", " ")
    more = [f"{k}: {v}" if v else k for k, v in sorted(review.values.items())]
    if r.corrected_start is not None:
        more.append(f"{r.corrected_start} to {r.corrected_end}")
    return f"{words} ({'; '.join(more)})" if more else words


def settle(said: Sequence[Review]) -> Review | None:
    """What most reviewers of a row say; None when there is no majority."""
    votes = Counter(content(r) for r in said)
    best, count = votes.most_common(1)[0]
    if 2 * count <= len(said):
        return None
    return next(r for r in said if content(r) == best)
