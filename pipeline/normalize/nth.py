"""Read what is counted inside a longer time: *the first week of May*, *the 20th of next month*."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from pipeline.normalize import periods
from pipeline.normalize.calendar_parts import read_ordinal, read_weekday, read_year
from pipeline.normalize.datewords import STEPS, UNITS
from pipeline.normalize.numerals import SMALL
from pipeline.normalize.periods import Period
from pipeline.normalize.recurrences import read_recurrence
from pipeline.normalize.scene import Node, Scene, settle
from pipeline.normalize.steps import read_step
from pipeline.normalize.weekdays import day_near
from pipeline.normalize.windows import read_count, unit_period
from pipeline.normalize.within import read_generic, read_period
from pipeline.normalize.written import read_written


def _nth_of_month(
    scene: Scene, index: int, stop: int, rank: int, weekday: tuple[int, int] | None
) -> Node | None:
    """*the first Sunday*, with nothing said of the month: the anchor's."""
    if weekday is None or not scene.ends(stop) or rank > 5:
        return None
    month = unit_period(scene, "month", 0)
    period = _nth_weekday(month, rank, weekday[0], backward=False) if month else None
    return Node(index, stop, "date.nth", period, relative=True)


_RANKS = (
    *("day", "weekend", "week", "fortnight", "month", "season"),
    *("quarter", "half", "year", "fiscal_year", "decade", "century"),
)


def read_nth(scene: Scene, index: int) -> Node | None:
    """*the first week of May*, *the last three months of 2021*, *the second Friday in July*."""
    at = scene.skip(index, "the")
    ordinal = read_ordinal(scene, at)
    rank, stop = (ordinal[0], ordinal[1]) if ordinal else (1, at)
    backward = scene.word(stop) in ("last", "final", "closing")
    if backward:
        stop += 1
    elif ordinal is None:
        return None
    count = read_count(scene, stop) if scene.digits(stop) or scene.word(stop) in SMALL else None
    number = 1
    if count is not None and count[0] == count[1]:
        number, stop = count[0], count[2]
    weekday = read_weekday(scene, stop)
    unit = UNITS.get(scene.word(stop))
    if (weekday is None and unit is None) or unit == "century":
        return None
    after = weekday[1] if weekday else stop + 1
    of = scene.word(after) in ("of", "in")
    inner_at = after + of
    if not of and scene.word(inner_at) not in STEPS:
        return _nth_of_month(scene, index, after, rank, weekday) if ordinal else None
    if scene.word(inner_at) in ("each", "every"):
        again = read_recurrence(scene, inner_at)
        return replace(again, first=index) if again else None
    inner = read_period(scene, inner_at, generic=of, nested=True)
    if inner is None or inner.stop <= inner_at:
        return None
    inner = settle(scene, replace(inner, first=index))
    if unit and _rank_of(unit) >= _rank_of(inner.precision):
        return None
    period = None
    if inner.period is not None:
        period = _nth(
            inner.period, rank, number, backward=backward, unit=unit, weekday=weekday and weekday[0]
        )
        if period is None:
            return None
    grain = "day" if weekday or unit == "day" else unit or "day"
    return Node(
        index,
        inner.stop,
        "date.nth",
        period,
        None,
        "week" if grain == "fortnight" else grain,
        inner.relative,
    )


def _rank_of(unit: str) -> int:
    return _RANKS.index(unit) if unit in _RANKS else 0


def _nth(
    inside: Period, rank: int, number: int, *, backward: bool, unit: str | None, weekday: int | None
) -> Period | None:
    if weekday is not None:
        return _nth_weekday(inside, rank, weekday, backward=backward)
    if unit == "week":
        return _nth_week(inside, rank, number, backward=backward)
    if unit == "day":
        if backward:
            last = inside.last - timedelta(days=rank - 1)
            first = last - timedelta(days=number - 1)
        else:
            first = inside.first + timedelta(days=rank - 1)
            last = first + timedelta(days=number - 1)
        fits = inside.first <= first and last <= inside.last
        return periods.days(first, last, "day") if fits else None
    size = periods.MONTHS_OF.get(unit or "", 0)
    if not size:
        return None
    if backward:
        end = periods.add_months(inside.last.replace(day=1), 1)
        first_month = periods.add_months(end, -size * (rank - 1 + number)) if end else None
    else:
        first_month = periods.add_months(inside.first, size * (rank - 1))
    if first_month is None or not inside.first <= first_month <= inside.last:
        return None
    if size % 12 == 0:
        last_year = first_month.year + size // 12 * number - 1
        return periods.make(f"{first_month.year:04d}/{last_year:04d}", "year")
    return periods.months(first_month.year, first_month.month, size * number, unit or "month")


def _nth_weekday(inside: Period, rank: int, weekday: int, *, backward: bool) -> Period | None:
    if backward:
        day = inside.last - timedelta(days=(inside.last.weekday() - weekday) % 7 + 7 * (rank - 1))
    else:
        day = inside.first + timedelta(days=(weekday - inside.first.weekday()) % 7 + 7 * (rank - 1))
    return periods.day(day) if inside.first <= day <= inside.last else None


def _nth_week(inside: Period, rank: int, number: int, *, backward: bool) -> Period | None:
    """Weeks belong to the month or year that holds their Thursday, as in ISO 8601."""
    thursday = _nth_weekday(inside, rank, 3, backward=backward)
    if thursday is None:
        return None
    first = periods.add_days(thursday.first, -3 - 7 * (number - 1) * backward)
    last = periods.add_days(first, 7 * number - 1) if first else None
    return periods.days(first, last, "week") if first and last else None


def read_week_of(scene: Scene, index: int) -> Node | None:
    """*the week of 10 April*, *the week commencing 4 February*, *w/c 4 February*, *week 31*."""
    at = scene.skip(index, "the")
    if scene.word(at) == "w" and scene.word(at + 1) == "/" and scene.word(at + 2) == "c":
        at += 3
    elif scene.word(at) == "week":
        at += 1
        if scene.word(at) in ("of", "commencing", "beginning", "starting"):
            at = scene.skip(at + 1, "the", "on")
        elif scene.digits(at) and len(scene.digits(at)) <= 2:
            return _week_number(scene, index, at)
        else:
            return None
    else:
        return None
    node = read_written(scene, at)
    if node is None and (day := read_ordinal(scene, at)) is not None and day[0] <= 31:
        near = day_near(scene, day[0], None)
        week = periods.week(near.first) if near else None
        return Node(index, day[1], "date.week", week, None, "week", True)
    if node is None or (node.day is None and node.period is None):
        return None
    node = settle(scene, node)
    period = periods.week(node.period.first) if node.period else None
    return Node(index, node.stop, "date.week", period, None, "week", node.relative)


def _week_number(scene: Scene, index: int, at: int) -> Node | None:
    number = int(scene.digits(at))
    if not 1 <= number <= 53 or (scene.is_word(at + 1) and scene.glued(at + 1)):
        return None
    after = scene.skip(scene.skip(at + 1, ","), "of")
    year = read_year(scene, after)
    base = year[0] if year else (scene.anchor.year if scene.anchor else None)
    period = None
    if base is not None:
        try:
            period = periods.week(date.fromisocalendar(base, number, 1))
        except ValueError:
            return None
    return Node(index, year[1] if year else at + 1, "date.week", period, None, "week", year is None)


def read_day_of(scene: Scene, index: int) -> Node | None:
    """*the 20th of next month*, *the thirty-first day of the month*."""
    at = scene.skip(index, "the")
    day = read_ordinal(scene, at)
    if day is None and scene.digits(at) and scene.word(at + 1) == "of":
        day = (int(scene.digits(at)), at + 1) if len(scene.digits(at)) <= 2 else None
    if day is None or not 1 <= day[0] <= 31:
        return None
    after = scene.skip(day[1], "day")
    if scene.word(after) != "of":
        return None
    inner = read_step(scene, after + 1, rolling=False)
    if inner is None and after > day[1]:
        inner = read_generic(scene, after + 1)
    if inner is None or inner.precision != "month":
        return None
    period = None
    if inner.period is not None:
        first = inner.period.first
        try:
            period = periods.day(first.replace(day=day[0]))
        except ValueError:
            return None
    return Node(index, inner.stop, "date.relative.day", period, relative=True)
