"""Join two ends into a range, and days that share a month: *5 and 6 December*."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

from pipeline.normalize import periods
from pipeline.normalize.calendar_parts import (
    ORDINAL_OPENS,
    read_day,
    read_month,
    read_ordinal,
    read_weekday,
    read_year,
)
from pipeline.normalize.datewords import (
    MONTHS,
    UNITS,
    WEEKDAYS,
)
from pipeline.normalize.durations import read_point
from pipeline.normalize.lexer import DASHES
from pipeline.normalize.periods import Period
from pipeline.normalize.readers import read_single
from pipeline.normalize.scene import Node, Scene, build, settle
from pipeline.normalize.steps import read_step
from pipeline.normalize.within import with_relative_year

_JOINS = ("to", "through", "thru", "until", "till")


def _connects(scene: Scene, node: Node) -> int:
    """The token after what joins two ends of a range, or -1."""
    word = scene.word(node.stop)
    opener = scene.word(node.first - 1)
    if opener == "the":
        opener = scene.word(node.first - 2)
    joins = word in _JOINS or word in DASHES or (word == "and" and opener == "between")
    if not word or not joins:
        return -1
    at = node.stop + 1
    return scene.skip(at, "the") if read_day(scene, at + 1) else at


def join_range(scene: Scene, left: Node) -> Node:
    """Join with the other end, if one follows; give each end what the other knows."""
    if left.duration is not None:
        return left
    at = _connects(scene, left)
    right: Node | None = None
    if at >= 0 and at < len(scene.tokens):
        right = _right_end(scene, left, at)
    if right is None or right.duration is not None:
        return settle(scene, left)
    right = with_relative_year(scene, right)
    if left.rule == "date.fiscal" and right.rule == "date.year" and right.year and left.period:
        again = _fiscal_like(scene, left, right.year)
        right = replace(right, period=again, precision="fiscal_year") if again else right
    if left.partial and right.year is not None and right.month is not None:
        year = right.year - (left.month is not None and left.month > right.month)
        period = build(year, left.month, left.day)
        left = replace(left, year=year, period=period, relative=right.relative)
    right = settle(scene, right)
    if left.partial:
        left = _same_year(scene, left, right)
    if (
        right.rule == "date.relative.weekday"
        and right.period is not None
        and left.period is not None
        and not left.period.first <= right.period.first <= _days_on(left.period.first, 6)
    ):
        ahead = (right.period.first.weekday() - left.period.first.weekday()) % 7
        right = replace(right, period=periods.day(_days_on(left.period.first, ahead)))
    if (
        right.period is not None
        and left.period is not None
        and left.period.first > right.period.last
    ):
        right = _later(scene, left, right) or right
    relative = left.relative or right.relative
    if left.period is None or right.period is None:
        if left.period is None and right.period is None and scene.anchor is None:
            return replace(left, stop=right.stop, rule="date.range", relative=True)
        return settle(scene, left)
    period = periods.join(left.period, right.period)
    if period is None or left.period.edtf == right.period.edtf:
        return left
    return Node(left.first, right.stop, "date.range", period, None, period.precision, relative)


def _fiscal_like(scene: Scene, left: Node, year: int) -> Period | None:
    """The second year of *fiscal years 2022-2024*, counted as the first one is."""
    if left.period is None or left.year is None:
        return None
    first = left.period.first
    return periods.months(first.year + year - left.year, first.month, 12, "fiscal_year")


def _days_on(day: date, count: int) -> date:
    """Some days on, held inside the calendar."""
    return periods.add_days(day, count) or day


def _right_end(scene: Scene, left: Node, at: int) -> Node | None:
    if scene.word(at) == "now":
        return read_point(scene, at)
    node = days_in_a_row(scene, at)
    if node:
        return None
    right = read_single(scene, at)
    if right is not None:
        return right
    day = read_day(scene, at)
    if day is None or left.day is None or left.month is None:
        return None
    if scene.is_word(day[1]) and scene.word(day[1]) in (*UNITS, "per", "percent", "million"):
        return None
    year = read_year(scene, scene.skip(day[1], ","))
    month, value = left.month, left.year
    if day[0] <= left.day:
        month, value = (month + 1, value) if month < 12 else (1, value + 1 if value else None)
    stop = day[1]
    if year is not None:
        value, stop = year[0], year[1]
    return Node(
        at, stop, left.rule, build(value, month, day[0]), None, "day", False, value, month, day[0]
    )


def _same_year(scene: Scene, left: Node, right: Node) -> Node:
    """A first end without a year takes the one that puts it before the second."""
    if right.period is None or left.month is None:
        return settle(scene, left)
    for year in (right.period.first.year, right.period.first.year - 1):
        period = build(year, left.month, left.day)
        if period is not None and period.first <= right.period.first:
            return replace(left, relative=right.relative, period=period, year=year)
    return settle(scene, left)


def _later(scene: Scene, left: Node, right: Node) -> Node | None:
    """A second end that the anchor put before the first belongs to the year after it."""
    if right.month is None or left.period is None or right.year is not None:
        return None
    for year in (left.period.first.year, left.period.first.year + 1):
        period = build(year, right.month, right.day)
        if period is not None and period.last >= left.period.first:
            return replace(right, period=period)
    return None


_ROW_OPENS = frozenset((*ORDINAL_OPENS, *WEEKDAYS, *MONTHS))


def days_in_a_row(scene: Scene, index: int) -> list[Node]:
    """*5 and 6 December*, *6–7 September*, *November 19-20*, *10, 11 and 12 May 2024*."""
    if scene.opening(index) not in _ROW_OPENS:
        return []
    return _days_then_month(scene, index) or _month_then_days(scene, index)


def _collect(scene: Scene, at: int) -> tuple[list[tuple[int, int, int]], bool]:
    """Days joined by commas, *and*, *to* or dashes: number, first and last token of each."""
    days: list[tuple[int, int, int]] = []
    through = False
    for _ in range(8):
        weekday = read_weekday(scene, at)
        at = weekday[1] if weekday and read_day(scene, weekday[1]) else at
        day = read_day(scene, at)
        if day is None:
            break
        days.append((day[0], at, day[1]))
        after = day[1]
        if scene.word(after) in DASHES or scene.word(after) in (
            "to",
            "through",
            "thru",
            "till",
            "until",
        ):
            through, after = True, after + 1
        elif scene.word(after) in (",", "and", "&", "or") or (
            scene.word(after) == "/" and scene.word(after + 2) in MONTHS  # 3/4 October
        ):
            after = scene.skip(after + 1, "and")
        else:
            break
        at = scene.skip(after, "the")
    return days, through


def _days_then_month(scene: Scene, index: int) -> list[Node]:
    first = index
    weekday = read_weekday(scene, index)
    at = weekday[1] if weekday else scene.skip(index, "the")
    if not scene.digits(at) and read_ordinal(scene, at) is None:
        return []
    days, through = _collect(scene, at)
    if len(days) < 2:
        return []
    through = through or scene.word(at - 1) == "between" or scene.word(at - 2) == "between"
    after = scene.skip(days[-1][2], "of", "in")
    month = read_month(scene, after)
    if month is None:
        step = read_step(scene, after)
        if step is None or step.precision != "month" or step.period is None or not through:
            return []
        base = step.period.first
        return _ranged(scene, first, step.stop, days, base.year, base.month, relative=True)
    year = read_year(scene, scene.skip(scene.skip(month[1], ","), "of", "in"))
    stop = year[1] if year else month[1]
    if year is None and scene.tokens.texts[after] in ("may", "march"):
        return []
    probe = Node(
        first, stop, "date.range", year=year[0] if year else None, month=month[0], day=days[-1][0]
    )
    return _spread(scene, first, stop, days, probe, through=through)


def _month_then_days(scene: Scene, index: int) -> list[Node]:
    weekday = read_weekday(scene, index)
    at = scene.skip(weekday[1], ",") if weekday else index
    month = read_month(scene, at)
    if month is None:
        return []
    after = scene.skip(month[1], "between", "the")
    days, through = _collect(scene, after)
    if len(days) < 2:
        return []
    stop = days[-1][2]
    if scene.word(stop) in MONTHS or (scene.is_word(stop) and scene.word(stop) in UNITS):
        return []
    year = read_year(scene, scene.skip(stop, ","))
    stop = year[1] if year else stop
    if not through and year is None and days[-1][0] < days[0][0]:
        return []
    if through and days[-1][0] <= days[0][0]:
        return []
    probe = Node(
        index, stop, "date.range", year=year[0] if year else None, month=month[0], day=days[-1][0]
    )
    return _spread(scene, index, stop, days, probe, through=through)


def _spread(
    scene: Scene,
    first: int,
    stop: int,
    days: list[tuple[int, int, int]],
    probe: Node,
    *,
    through: bool,
) -> list[Node]:
    """One range for days in a row, else one date for each."""
    numbers = [day for day, _, _ in days]
    row = through or all(b - a == 1 for a, b in itertools.pairwise(numbers))
    if probe.year is not None:
        year, relative = probe.year, False
    else:
        settled = settle(scene, replace(probe, period=None))
        if settled.period is None:
            if scene.anchor is None and row:
                return [replace(probe, relative=True)]
            return []
        year, relative = settled.period.first.year, True
    assert probe.month is not None
    if row:
        return _ranged(scene, first, stop, days, year, probe.month, relative=relative)
    nodes = []
    for place, (number, begin, end) in enumerate(days):
        period = build(year, probe.month, number)
        last = place == len(days) - 1
        left = first if place == 0 else begin
        nodes.append(
            Node(
                left,
                stop if last and stop > end else end,
                "date.written",
                period,
                None,
                "day",
                relative,
            )
        )
    return [node for node in nodes if node.period is not None]


def _ranged(
    scene: Scene,
    first: int,
    stop: int,
    days: list[tuple[int, int, int]],
    year: int,
    month: int,
    *,
    relative: bool,
) -> list[Node]:
    last = build(year, month, days[-1][0])
    left_year, left_month = year, month
    if days[0][0] > days[-1][0]:
        left_year, left_month = (year, month - 1) if month > 1 else (year - 1, 12)
    begin = build(left_year, left_month, days[0][0])
    if begin is None or last is None or begin.first >= last.first:
        return []
    period = periods.days(begin.first, last.last, "day")
    return [Node(first, stop, "date.range", period, None, "day", relative)]
