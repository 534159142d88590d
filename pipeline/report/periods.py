"""Periods as the report names them, in order and without gaps: *2024*, *2024 Q3*, *2024-09*."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

_PERIOD = re.compile(r"(\d{4})(?: Q([1-4])|-(\d\d)(?:-(\d\d))?)?")


def without_gaps(periods: Iterable[str]) -> list[str]:
    """The periods in order, with those between them that nothing fell in.

    Others than years, quarters, months and days, such as *later*, stay as they are.

    Args:
        periods: all of one length.
    """
    found = sorted(set(periods))
    dated = [p for p in found if _PERIOD.fullmatch(p)]
    if len(dated) < 2:
        return found
    first = found.index(dated[0])
    return [*found[:first], *_span(dated[0], dated[-1]), *found[first + len(dated) :]]


def _span(first: str, last: str) -> Iterator[str]:
    year, quarter, month, day = _parts(first)
    end = _parts(last)
    if day:
        for ordinal in range(date(year, month, day).toordinal(), date(*_day(end)).toordinal() + 1):
            yield date.fromordinal(ordinal).isoformat()
        return
    a_year = 4 if quarter else 12 if month else 1
    begin, stop = (y * a_year + max(q, m, 1) - 1 for y, q, m, _ in (_parts(first), end))
    for at in range(begin, stop + 1):
        year, part = divmod(at, a_year)
        yield f"{year} Q{part + 1}" if quarter else f"{year}-{part + 1:02}" if month else str(year)


def _parts(period: str) -> tuple[int, int, int, int]:
    match = _PERIOD.fullmatch(period)
    assert match is not None
    year, quarter, month, day = (int(part or 0) for part in match.groups())
    return year, quarter, month, day


def _day(parts: tuple[int, int, int, int]) -> tuple[int, int, int]:
    return parts[0], parts[2], parts[3]
