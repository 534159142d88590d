"""Count units of time from the document's own date: *the next five years*, *two past weeks*."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.normalize import periods
from pipeline.normalize.datewords import STEPS, UNITS
from pipeline.normalize.lexer import DASHES
from pipeline.normalize.numerals import SMALL, read_small
from pipeline.normalize.periods import DAYS_OF, MONTHS_OF, Period
from pipeline.normalize.scene import FIGURE, Node, Scene

COUNT_OPENS = frozenset((*SMALL, "couple", FIGURE))
"""What :func:`read_count` can begin with."""


def read_count(scene: Scene, index: int) -> tuple[int, int, int] | None:
    """How many units: least, most, and the token after (*5*, *five*, *5-10*, *a couple of*)."""
    one = _one_count(scene, index)
    if one is None:
        return None
    low, stop = one
    at = scene.skip(stop, *DASHES, "to", "or")
    if at > stop:
        two = _one_count(scene, at)
        if two is not None and two[0] > low:
            return low, two[0], two[1]
    return low, low, stop


def _one_count(scene: Scene, index: int) -> tuple[int, int] | None:
    digits = scene.digits(index)
    if digits:
        return (int(digits), index + 1) if len(digits) <= 4 and int(digits) > 0 else None
    if scene.word(index) == "couple":
        return 2, scene.skip(index + 1, "of")
    small = read_small(scene.tokens, index)
    return small if small is not None and small[0] > 0 else None


def unit_period(scene: Scene, unit: str, step: int) -> Period | None:
    """The day, week, month … some steps from the one that holds the anchor."""
    anchor = scene.anchor
    if anchor is None:
        return None
    if unit in DAYS_OF:
        moved = periods.add_days(anchor, step * DAYS_OF[unit])
        if moved is None:
            return None
        if unit == "fortnight":
            monday = periods.add_days(moved, -moved.weekday())
            last = periods.add_days(monday, 13) if monday else None
            return periods.days(monday, last, "week") if monday and last else None
        return periods.day(moved) if unit == "day" else periods.week(moved)
    year = anchor.year
    if unit == "year":
        return periods.year(year + step)
    if unit == "decade":
        return periods.decade(year // 10 * 10 + 10 * step)
    if unit == "century":
        return periods.century(year // 100 + 1 + step)
    size = MONTHS_OF[unit]
    first = periods.add_months(date(year, (anchor.month - 1) // size * size + 1, 1), size * step)
    return periods.months(first.year, first.month, size, unit) if first else None


def window(scene: Scene, unit: str, low: int, high: int, direction: int) -> Period | None:
    """Some units counted from the anchor, at the grain of the unit (*the next five years*)."""
    anchor = scene.anchor
    if anchor is None or high > 3000:
        return None
    count = max(low, high) * direction
    if unit in DAYS_OF:
        other = periods.add_days(anchor, count * DAYS_OF[unit])
        if other is None:
            return None
        return periods.days(
            min(anchor, other), max(anchor, other), unit if unit == "day" else "week"
        )
    other = periods.add_months(anchor, count * MONTHS_OF[unit])
    if other is None:
        return None
    first, last = min(anchor, other), max(anchor, other)
    if unit == "quarter":
        return _quarters(anchor, max(low, high), direction)
    if MONTHS_OF[unit] % 12:
        return periods.make(
            f"{first.year:04d}-{first.month:02d}/{last.year:04d}-{last.month:02d}", unit
        )
    return periods.make(f"{first.year:04d}/{last.year:04d}", unit)


def _quarters(anchor: date, count: int, direction: int) -> Period | None:
    """Whole quarters before or after the one that holds the anchor, as accounts have them."""
    this = date(anchor.year, (anchor.month - 1) // 3 * 3 + 1, 1)
    first = periods.add_months(this, -3 * count if direction < 0 else 3)
    return periods.months(first.year, first.month, 3 * count, "quarter") if first else None


def weekend(scene: Scene, step: int) -> Period | None:
    """Saturday and Sunday of the anchor's week, or of one some weeks on."""
    week = unit_period(scene, "week", step)
    return periods.days(week.last - timedelta(days=1), week.last, "weekend") if week else None


def grain(unit: str) -> str:
    """The code of a unit in the dates table."""
    return "week" if unit == "fortnight" else unit


def read_counted_step(scene: Scene, index: int) -> Node | None:
    """*two upcoming weeks*, *the 5 past years*."""
    count = read_count(scene, index)
    if count is None or scene.word(count[2]) not in STEPS or not STEPS[scene.word(count[2])]:
        return None
    unit = UNITS.get(scene.word(count[2] + 1))
    word = scene.word(count[2])
    if unit is None or not (scene.word(count[2] + 1).endswith("s") or word == "upcoming"):
        return None
    step = STEPS[word]
    period = window(scene, unit, count[0], count[1], step)
    return Node(index, count[2] + 2, "date.relative.window", period, None, grain(unit), True)
