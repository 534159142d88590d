"""Read parts of a longer time: *early 2026*, *the end of the decade*, *the first week of May*."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from pipeline.normalize import periods
from pipeline.normalize.calendar_parts import read_month, read_ordinal, read_weekday, read_year
from pipeline.normalize.datewords import (
    FISCAL,
    MONTHS,
    PARTS,
    STEPS,
    UNITS,
)
from pipeline.normalize.lexer import DASHES
from pipeline.normalize.numerals import SMALL
from pipeline.normalize.periods import Period
from pipeline.normalize.scene import Node, Scene, build, settle
from pipeline.normalize.steps import read_step
from pipeline.normalize.subdivisions import read_quarter, read_season
from pipeline.normalize.weekdays import day_near
from pipeline.normalize.windows import read_count, unit_period
from pipeline.normalize.written import read_written
from pipeline.normalize.years import (
    read_century,
    read_decade,
    read_fiscal,
    read_two_years,
    read_year_alone,
)


def read_period(scene: Scene, index: int, *, generic: bool = False, depth: int = 0) -> Node | None:
    """Any expression that *the end of* or *early* may stand before.

    Args:
        scene: the text.
        index: first token.
        generic: accept *the year*, *the decade*, *year* for the ones that hold the anchor.
        depth: how deep in another expression.
    """
    if depth > 3 or index >= len(scene.tokens):
        return None
    for reader in (
        read_fiscal,
        read_quarter,
        read_two_years,
        read_decade,
        read_century,
        read_season,
    ):
        node = reader(scene, index)
        if node is not None:
            return node
    node = read_step(scene, index, rolling=False)
    if node is not None:
        return node
    if (at := read_month(scene, index)) is not None:
        node = _month_of(scene, index, at)
        if node is not None:
            return node
    if scene.is_word(index) is False and (node := read_year_alone(scene, index)) is not None:
        return node
    year = read_year(scene, scene.skip(index, "year")) if depth or scene.digits(index) else None
    if year is not None and 1500 <= year[0] < 2200:
        return Node(index, year[1], "date.year", periods.year(year[0]), None, "year", year=year[0])
    if depth and (node := read_nth(scene, index, depth + 1)) is not None:
        return node
    return _generic(scene, index) if generic else None


def _month_of(scene: Scene, index: int, month: tuple[int, int]) -> Node | None:
    """A month with its year, or with *last year*; or the month alone."""
    at = scene.skip(scene.skip(month[1], ","), "of", "in")
    year = read_year(scene, at)
    if year is not None:
        return Node(
            index,
            year[1],
            "date.written",
            periods.month(year[0], month[0]),
            None,
            "month",
            year=year[0],
            month=month[0],
        )
    step = read_step(scene, at)
    if step is not None and step.precision == "year" and not step.rule.endswith("window"):
        base = step.period.first.year if step.period else None
        period = periods.month(base, month[0]) if base else None
        return Node(index, step.stop, "date.relative.month", period, None, "month", True)
    if (
        scene.word(index) in ("may", "march")
        and scene.tokens[index].text.islower()
        and not scene.ends(month[1])
    ):
        return None
    return Node(index, month[1], "date.month", None, None, "month", True, month=month[0])


def read_month_of(scene: Scene, index: int) -> Node | None:
    """*March last year*, *june next year*, *June of 1992*."""
    month = read_month(scene, index)
    node = _month_of(scene, index, month) if month is not None else None
    return node if node is not None and node.stop > (month or (0, 0))[1] else None


def _generic(scene: Scene, index: int) -> Node | None:
    at = scene.skip(index, "the", "my", "our")
    at = scene.skip(at, "current", "calendar")
    if scene.word(at) in FISCAL and scene.word(at + 1) == "year":
        financial = scene.word(at) != "fiscal"
        period = None
        if scene.anchor:
            period = periods.fiscal_of(scene.anchor, scene.country, financial=financial, step=0)
        return Node(index, at + 2, "date.relative.fiscal", period, None, "fiscal_year", True)
    unit = UNITS.get(scene.word(at))
    if unit is None or scene.word(at).endswith("s") or unit in ("day", "fortnight"):
        return None
    return Node(index, at + 1, "date.relative.unit", unit_period(scene, unit, 0), None, unit, True)


def read_part(scene: Scene, index: int) -> Node | None:
    """*early 2026*, *mid-century*, *the end of the decade*, *later this year*, *year-end*."""
    the = scene.word(index) == "the"
    at = index + the
    word = scene.word(at)
    if word == "year" and scene.word(at + 1) in (*DASHES, "'", "’"):
        return _year_end(scene, index, at)
    part = PARTS.get(word)
    if part is None:
        return None
    after = scene.skip_dash(at + 1)
    after = scene.skip(after, "of", "in", "on", "-")
    of = scene.word(after - 1) in ("of", "in")
    if scene.word(after - 1) == "in" and word not in ("later", "earlier", "early", "late"):
        return None
    after = scene.skip(after, "around")
    if part in ("end", "rest") or word in ("middle", "beginning", "start"):
        if not of and word != "end" and scene.word(after) not in STEPS:
            return None
        if (
            word in ("start", "close", "end", "rest")
            and not of
            and not (
                scene.digits(after) or scene.word(after) in STEPS or scene.word(after) in MONTHS
            )
        ):
            return None
    node = read_period(
        scene,
        after,
        generic=of or scene.word(at + 1) in DASHES or (part == "whole" and of),
        depth=1,
    )
    if node is None:
        return None
    if (
        part in ("early", "mid", "late")
        and of
        and word in ("early", "mid", "late")
        and scene.word(after) == "the"
        and node.precision not in ("decade", "century", "season")
    ):
        return None
    # the words round the whole expression say where a month without a year lies, not "early"
    node = settle(scene, replace(node, first=index))
    period = None if node.period is None else _take(scene, node.period, part)
    if node.period is not None and period is None:
        return None
    if node.precision == "season" and part in ("early", "mid", "late"):
        period = node.period
    return Node(index, node.stop, "date.part", period, None, node.precision, node.relative)


def _year_end(scene: Scene, index: int, at: int) -> Node | None:
    last = at + 2 if scene.word(at + 1) in DASHES else scene.skip(at + 2, "s")
    if scene.word(last) != "end":
        return None
    after = scene.skip(last + 1, "of")
    year = read_year(scene, after)
    base = year[0] if year else (scene.anchor.year if scene.anchor else None)
    period = periods.day(date(base, 12, 31)) if base else None
    return Node(index, year[1] if year else last + 1, "date.part", period, relative=year is None)


def _take(scene: Scene, period: Period, part: str) -> Period | None:
    if part == "whole":
        return period
    if part == "end":
        return periods.end_of(period)
    if part == "rest":
        if scene.anchor is None or not period.first <= scene.anchor <= period.last:
            return period
        return periods.days(scene.anchor, period.last, period.precision)
    if period.precision == "century" and part == "mid":
        return periods.year(period.first.year + 50)
    return periods.thirds(period, part)


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
    "day",
    "weekend",
    "week",
    "fortnight",
    "month",
    "season",
    "quarter",
    "half",
    "year",
    "fiscal_year",
    "decade",
    "century",
)


def read_nth(scene: Scene, index: int, depth: int = 0) -> Node | None:
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
        return _nth_of_month(scene, index, after, rank, weekday) if ordinal and not depth else None
    inner = read_period(scene, inner_at, generic=of, depth=depth + 1)
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
    monday = thursday.first - timedelta(days=3)
    if backward:
        first = monday - timedelta(days=7 * (number - 1))
        return periods.days(first, monday + timedelta(days=6), "week")
    return periods.days(monday, monday + timedelta(days=7 * number - 1), "week")


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
        inner = _generic(scene, after + 1)
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


def with_relative_year(scene: Scene, node: Node) -> Node:
    """*March last year*, *5 June next year*: the year of a date that had none."""
    if not node.partial:
        return node
    at = scene.skip(scene.skip(node.stop, ","), "of", "in")
    step = read_step(scene, at)
    if step is None or step.precision != "year" or step.rule.endswith("window"):
        return node
    if step.period is None:
        return replace(node, stop=step.stop, relative=True)
    year = step.period.first.year
    return replace(
        node, stop=step.stop, relative=True, year=year, period=build(year, node.month, node.day)
    )
