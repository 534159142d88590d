"""How often rows are right, from verdicts, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from pipeline.audit.agreement import Target, by_target, settle
from pipeline.audit.fields import PRIMARY, specs
from pipeline.audit.reviews import Review
from pipeline.audit.sample import Sample

Z = 1.959963984540054
"""Of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of rows with its 95 % interval.

    Attributes:
        right, n: counts behind it.
        low, high: Wilson's interval for a plain count; for an estimate over strata, the
            normal one.
    """

    name: str
    right: int
    n: int
    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Judged:
    """One row with the verdict that most reviewers gave it."""

    table: str
    rule: str
    stratum: str
    verdict: str
    wrong_fields: frozenset[str]

    @property
    def is_row(self) -> bool:
        """Whether there is such a row at all, be it with a wrong field or span."""
        return self.verdict in ("right", "wrong_field", "wrong_span")


@dataclass(frozen=True, slots=True)
class Precision:
    """What the verdicts say.

    Attributes:
        drawn: rows of the sample; None when all reviewed rows are counted.
        unsettled: rows whose reviewers differ without a majority; counted nowhere.
        found: share of rows that stand for something the text says.
        right: share of rows in which everything is right.
        by_rule, by_stratum: share of right rows.
        by_field: share of found rows whose field is right, named ``table.field``.
        overall: share of right rows in the whole corpus, weighted by the size of the strata;
            None without a sample.
    """

    drawn: int | None
    reviewed: int
    unsettled: int
    found: Share
    right: Share
    by_rule: Sequence[Share]
    by_stratum: Sequence[Share]
    by_field: Sequence[Share]
    overall: Share | None


def measure(reviews: Iterable[Review], sample: Sample | None = None) -> Precision:
    """Precision over a sample, or over every row that was reviewed.

    A verdict counts for the row as it was when it was judged; words that were missed are no
    rows and do not count.

    Args:
        reviews: all that are known.
        sample: as drawn; None counts all reviewed rows, which were not drawn at random.
    """
    said = by_target(r for r in reviews if r.row.verdict != "missed")
    judged: list[Judged] = []
    unsettled = 0
    for target, stratum, rule in _targets(said, sample):
        of = said.get(target)
        if not of:
            continue
        verdict = settle(of)
        if verdict is None:
            unsettled += 1
            continue
        judged.append(
            Judged(
                target[1],
                verdict.row.rule or rule,
                stratum,
                verdict.row.verdict,
                frozenset(verdict.values),
            )
        )
    return Precision(
        drawn=None if sample is None else len(sample.rows),
        reviewed=len(judged),
        unsettled=unsettled,
        found=_share("found", [j.is_row for j in judged]),
        right=_share("right", [j.verdict == "right" for j in judged]),
        by_rule=_grouped(judged, lambda j: j.rule),
        by_stratum=_grouped(judged, lambda j: j.stratum) if sample else (),
        by_field=_by_field(judged),
        overall=None if sample is None else _weighted(judged, sample.sizes),
    )


def wilson(right: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % score interval (1927) of a share; 0 to 1 when nothing was counted."""
    if n == 0:
        return 0.0, 1.0
    p, z2 = right / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def _targets(
    said: Mapping[Target, Sequence[Review]], sample: Sample | None
) -> list[tuple[Target, str, str]]:
    if sample is None:
        return [(t, "all", "unknown") for t in said if t[1] in PRIMARY]
    return [((r.text_sha256, r.table, r.start, r.end), r.stratum, r.rule) for r in sample.rows]


def _share(name: str, flags: Sequence[bool]) -> Share:
    right, n = sum(flags), len(flags)
    low, high = wilson(right, n)
    return Share(name, right, n, right / n if n else None, low, high)


def _grouped(judged: Sequence[Judged], key: Callable[[Judged], str]) -> list[Share]:
    groups: dict[str, list[bool]] = {}
    for j in judged:
        groups.setdefault(key(j), []).append(j.verdict == "right")
    return [_share(name, groups[name]) for name in sorted(groups)]


def _by_field(judged: Sequence[Judged]) -> list[Share]:
    found = []
    for table in PRIMARY:
        rows = [j for j in judged if j.table == table and j.is_row]
        if rows:
            found += [
                _share(f"{table}.{s.name}", [s.name not in j.wrong_fields for j in rows])
                for s in specs(table)
            ]
            found.append(_share(f"{table}.span", [j.verdict != "wrong_span" for j in rows]))
    return found


def _weighted(judged: Sequence[Judged], sizes: Mapping[str, int]) -> Share | None:
    """Share of right rows in the corpus: strata weighted by size.

    Strata with no verdict yet are left out of the weights. A stratum's variance takes its
    share with one right and one wrong row added, so that a stratum of one is not certain.
    """
    groups: dict[str, list[bool]] = {}
    for j in judged:
        groups.setdefault(j.stratum, []).append(j.verdict == "right")
    total = sum(sizes[name] for name in groups)
    if not total:
        return None
    value = variance = 0.0
    for name, flags in groups.items():
        weight, n = sizes[name] / total, len(flags)
        smooth = (sum(flags) + 1) / (n + 2)
        value += weight * sum(flags) / n
        variance += weight**2 * smooth * (1 - smooth) / n * (1 - n / sizes[name])
    half = Z * sqrt(variance)
    right = sum(sum(flags) for flags in groups.values())
    return Share(
        "overall", right, len(judged), value, max(0.0, value - half), min(1.0, value + half)
    )
