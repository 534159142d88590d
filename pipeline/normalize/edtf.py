"""The part of EDTF (ISO 8601-2) and ISO 8601 that dates are written in: check it, read it.

Days, months, years, seasons, unspecified digits (``201X``, ``20XX``), intervals, open
intervals, durations, intervals of durations, and recurrences (``R/P1Y``).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

_DAY = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_MONTH = r"[0-9]{4}-(?:0[1-9]|1[0-2])"
_SEASON = r"[0-9]{4}-2[1-4]"
_YEAR = r"[0-9]{4}|[0-9]{3}X|[0-9]{2}XX"
_DURATION = r"P(?=[0-9])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+W)?(?:[0-9]+D)?"
_POINT = f"(?:{_DAY}|{_MONTH}|{_SEASON}|{_YEAR})"
_WHOLE = (
    f"{_POINT}|{_POINT}/{_POINT}|{_POINT}/\\.\\.|\\.\\./{_POINT}"
    f"|{_DURATION}|{_DURATION}/{_DURATION}|R/{_DURATION}"
)
_SEASON_MONTHS = {"21": 3, "22": 6, "23": 9, "24": 12}


@cache
def _whole() -> re.Pattern[str]:
    return re.compile(_WHOLE)


def valid(value: str) -> bool:
    """Whether a string is a date, interval, duration or recurrence that exists.

    The end of an interval must not lie before its start, and days must be in the calendar.
    """
    if _whole().fullmatch(value) is None:
        return False
    if value[0] in "PR":
        return True
    try:
        first, last = bounds(value)
    except ValueError:
        return False
    return first is None or last is None or first <= last


def bounds(value: str) -> tuple[date | None, date | None]:
    """First and last day that a value covers.

    Args:
        value: EDTF; for durations and recurrences both are None, as for the open side of an
            interval. Seasons are the meteorological ones of the northern hemisphere.

    Raises:
        ValueError: a day that is not in the calendar.
    """
    if value[0] in "PR":
        return None, None
    if "/" in value:
        left, right = value.split("/")
        return (
            None if left == ".." else bounds(left)[0],
            None if right == ".." else bounds(right)[1],
        )
    if len(value) == 4:
        low, high = int(value.replace("X", "0")), int(value.replace("X", "9"))
        return date(max(low, 1), 1, 1), date(high, 12, 31)
    year, month = int(value[:4]), value[5:7]
    if len(value) == 10:
        day = date.fromisoformat(value)
        return day, day
    if month in _SEASON_MONTHS:
        first = date(year, _SEASON_MONTHS[month], 1)
        return first, month_end(year + (month == "24"), (first.month + 1) % 12 + 1)
    return date(year, int(month), 1), month_end(year, int(month))


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    if month == 12:
        return date(year, 12, 31)
    return date(year, month + 1, 1) - timedelta(days=1)
