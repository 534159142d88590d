"""Find dates, ranges, durations and recurrences, and what they are worth.

Spans are found by rules of our own over tokens; full dates of the rarer written forms are
resolved by dateparser from their exact span. Nothing here looks at the clock: what is relative
is counted from the anchor that the caller gives, and stays unresolved without one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from pipeline.normalize import edtf as edtf_grammar
from pipeline.normalize import periods
from pipeline.normalize.calendar_dates import (
    read_day,
    read_figures,
    read_month,
    read_ordinal,
    read_weekday,
    read_written,
    read_year,
    read_year_alone,
)
from pipeline.normalize.datewords import (
    DAYS,
    MONTHS,
    NAMES_WITH_YEAR,
    PARTS,
    RECURRING,
    SEASONS,
    STEPS,
    UNITS,
    WEEKDAYS,
)
from pipeline.normalize.durations import read_duration, read_point, read_recurrence, read_weekdays_ahead
from pipeline.normalize.namedays import read_named_day
from pipeline.normalize.namedays import table as named_days
from pipeline.normalize.numerals import ORDINALS, SMALL
from pipeline.normalize.parts import (
    read_after_next,
    read_calendar_year,
    read_century,
    read_day_of,
    read_decade,
    read_fiscal,
    read_month_of,
    read_nth,
    read_part,
    read_quarter,
    read_season,
    read_two_years,
    read_week_of,
    read_weekend,
    with_relative_year,
)
from pipeline.normalize.periods import Period
from pipeline.normalize.relative_dates import (
    read_counted_step,
    read_ordinal_day,
    read_step,
    read_today,
    read_weekday_alone,
)
from pipeline.normalize.scene import DASHES, Node, Scene, build, settle

__all__ = ["Date", "find_dateline", "find_dates"]

Reader = Callable[[Scene, int], Node | None]



def read_today_not_of(scene: Scene, index: int) -> Node | None:
    """*today*, *tomorrow*, unless it means the age (*the workplace of tomorrow*)."""
    if scene.word(index - 1) == "of" and scene.word(index - 2) != "as":
        return None
    if scene.word(index) == "now":
        bound = scene.word(index - 1) in ("between", "from", "to")
        return read_point(scene, index) if bound else None
    return read_today(scene, index)


def read_quarter_of_next(scene: Scene, index: int) -> Node | None:
    """*next year's first quarter*, *this year’s second half*."""
    step = read_step(scene, index, rolling=False)
    if step is None or step.precision != "year" or scene.word(step.stop) not in ("'", "’"):
        return None
    if scene.word(step.stop + 1) != "s":
        return None
    inner = read_quarter(scene, step.stop + 2) or _half(scene, step.stop + 2)
    if inner is None:
        return None
    period = None
    if step.period is not None and inner.period is not None:
        moved = periods.add_months(inner.period.first.replace(year=step.period.first.year), 0)
        size = 6 if inner.precision == "half" else 3
        period = periods.months(moved.year, moved.month, size, inner.precision) if moved else None
    return replace(inner, first=index, period=period, relative=True)


def _half(scene: Scene, index: int) -> Node | None:
    ordinal = read_ordinal(scene, index)
    if ordinal is None or not 1 <= ordinal[0] <= 2 or scene.word(ordinal[1]) != "half":
        return None
    period = periods.half(scene.anchor.year, ordinal[0]) if scene.anchor else None
    return Node(index, ordinal[1] + 1, "date.half", period, None, "half", True)


_READERS: tuple[Reader, ...] = (
    read_nth,
    read_part,
    read_week_of,
    read_day_of,
    read_today_not_of,
    read_weekdays_ahead,
    read_counted_step,
    read_duration,
    read_recurrence,
    read_fiscal,
    read_quarter,
    read_season,
    read_decade,
    read_century,
    read_two_years,
    read_named_day,
    read_after_next,
    read_weekend,
    read_calendar_year,
    read_step,
    read_quarter_of_next,
    read_month_of,
    read_written,
    read_weekday_alone,
    read_ordinal_day,
)
_NUMERIC: tuple[Reader, ...] = (read_figures, read_year_alone)


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar expression in a text.

    Attributes:
        start: first code point, prepositions left out.
        end: one past the last.
        edtf: EDTF, ISO 8601 duration or recurrence; None when it could not be resolved.
        earliest: first day that it can mean; None for durations and when not resolved.
        latest: last day that it can mean; None likewise.
        kind: ``date``, ``range`` or ``duration`` (recurrences too).
        precision: grain of the expression.
        resolution: ``absolute``, or ``relative`` when an anchor is needed.
        anchor: the day that it was resolved against; None when absolute or not resolved.
        rule: what found it, such as ``date.relative.window``.
    """

    start: int
    end: int
    edtf: str | None
    earliest: date | None
    latest: date | None
    kind: str
    precision: str
    resolution: str
    anchor: date | None
    rule: str


def find_dates(text: str, *, anchor: date | None = None, country: str | None = None) -> list[Date]:
    """All dates, ranges, durations and recurrences in a text.

    Args:
        text: any text.
        anchor: the document's own date, which relative expressions are counted from. Without
            it their ``edtf`` is None.
        country: ISO 3166-1 alpha-2 of the document: fiscal years, the order of day and month
            in figures, hemisphere of the seasons. None is read as the United States.

    Returns:
        Dates by start, none overlapping another. Offsets are code points, end exclusive.
    """
    scene = Scene(text, anchor, country)
    return [date_ for node in _nodes(scene) if (date_ := _finish(scene, node)) is not None]


@cache
def _starters() -> frozenset[str]:
    """Words that an expression may start with."""
    return frozenset(
        {*MONTHS, *WEEKDAYS, *SEASONS, *STEPS, *DAYS, *PARTS, *RECURRING, *SMALL, *ORDINALS}
        | {*named_days(), "the", "a", "an", "half", "each", "every", "once", "twice", "fy", "q", "h"}
        | {"fiscal", "financial", "noughties", "week", "w", "final", "year", "day", "another", "all", "cy", "calendar", "now", "'", "’", "‘", "full", "whole", "couple"}
    )


_SECOND = frozenset(
    {*MONTHS, *WEEKDAYS, *SEASONS, *STEPS, *PARTS, *ORDINALS, *SMALL, *UNITS}
    | {"fiscal", "financial", "noughties", "day", "final", "weekend", "'", "’", "‘", "twenties", "thirties", "forties"}
    | {"fifties", "sixties", "seventies", "eighties", "nineties", "same", "fy", "q", "h", "ides"}
)


def _nodes(scene: Scene) -> Iterator[Node]:
    index, count = 0, len(scene.tokens)
    starters = _starters()
    while index < count:
        token = scene.tokens[index]
        numeric = token.kind == "digits"
        if not numeric and token.lower not in starters:
            index += 1
            continue
        if token.lower in ("the", "a", "an") and not _opens(scene, index + 1):
            index += 1
            continue
        nodes = _read_at(scene, index)
        if not nodes:
            index += 1
            continue
        yield from nodes
        index = nodes[-1].stop


def _opens(scene: Scene, index: int) -> bool:
    return bool(scene.digits(index)) or scene.word(index) in _SECOND or scene.word(index) in named_days()


def _read_at(scene: Scene, index: int) -> list[Node]:
    """The longest expression at a token, joined with what it makes a range with."""
    if index and scene.glued(index) and scene.is_word(index) and scene.digits(index - 1):
        return []
    listed = _days_in_a_row(scene, index)
    if listed:
        return listed
    node = _single(scene, index)
    if node is None:
        return []
    return [_range(scene, node)]


def _single(scene: Scene, index: int) -> Node | None:
    best: Node | None = None
    readers = (*_READERS, *_NUMERIC) if scene.tokens[index].kind == "digits" else _READERS
    for reader in readers:
        node = reader(scene, index)
        if node is not None and (best is None or node.stop > best.stop):
            best = node
    if best is None and scene.tokens[index].lower in SMALL:
        best = read_year_alone(scene, index)
    if best is not None:
        best = with_relative_year(scene, best)
        if _in_a_name(scene, best):
            return None
    return best


def _in_a_name(scene: Scene, node: Node) -> bool:
    """*Agenda 2030*, *Horizon 2020*, *Made in China 2025*: the year belongs to the name."""
    if node.rule != "date.year" or not node.first:
        return False
    before = scene.word(node.first - 1)
    if before in NAMES_WITH_YEAR and scene.capital(node.first - 1):
        return True
    return before == "china" and scene.word(node.first - 3) == "made"


# -- ranges


def _connects(scene: Scene, node: Node) -> int:
    """The token after what joins two ends of a range, or -1."""
    at = node.stop
    word = scene.word(at)
    opener = scene.word(node.first - 1)
    if opener == "the":
        opener = scene.word(node.first - 2)
    if word in ("to", "through", "thru", "until", "till"):
        at += 1
    elif word in DASHES:
        at += 1
    elif word == "and" and opener == "between":
        at += 1
    else:
        return -1
    return scene.skip(at, "the") if read_day(scene, at + 1) else at


def _range(scene: Scene, left: Node) -> Node:
    """Join with the other end, if one follows; give each end what the other knows."""
    if left.duration is not None:
        return left
    at = _connects(scene, left)
    right: Node | None = None
    if at >= 0 and at < len(scene.tokens):
        right = _right_end(scene, left, at)
    if right is None or right.duration is not None or _office_hours(scene, left, right):
        return settle(scene, left)
    right = with_relative_year(scene, right)
    if left.rule == "date.fiscal" and right.rule == "date.year" and right.year and left.period:
        again = read_fiscal_like(scene, left, right.year)
        right = replace(right, period=again, precision="fiscal_year") if again else right
    if left.partial and right.year is not None and right.month is not None:
        year = right.year - (left.month is not None and left.month > right.month)
        left = replace(left, year=year, period=build(year, left.month, left.day))
    right = settle(scene, right)
    if left.partial:
        left = _same_year(scene, left, right)
    if (
        right.rule == "date.relative.weekday"
        and right.period is not None
        and left.period is not None
        and not left.period.first <= right.period.first <= periods_after(left.period.first, 6)
    ):
        ahead = (right.period.first.weekday() - left.period.first.weekday()) % 7
        right = replace(right, period=periods.day(periods_after(left.period.first, ahead)))
    if right.period is not None and left.period is not None and left.period.first > right.period.last:
        right = _later(scene, left, right) or right
    relative = left.relative or right.relative
    if left.period is None or right.period is None:
        if left.period is None and right.period is None and scene.anchor is None:
            return replace(left, stop=right.stop, rule="date.range", relative=True)
        return settle(scene, left)
    period = periods.join(left.period, right.period)
    if period is None or not _alike(left, right):
        return left
    return Node(left.first, right.stop, "date.range", period, None, period.precision, relative)


def read_fiscal_like(scene: Scene, left: Node, year: int) -> Period | None:
    """The second year of *fiscal years 2022-2024*, counted as the first one is."""
    if left.period is None or left.year is None:
        return None
    first = left.period.first
    return periods.months(first.year + year - left.year, first.month, 12, "fiscal_year")


def periods_after(day: date, count: int) -> date:
    """Some days on, held inside the calendar."""
    return periods.add_days(day, count) or day


def _office_hours(scene: Scene, left: Node, right: Node) -> bool:
    """*Monday to Friday* with nothing else is a habit, not five days."""
    bare = left.stop == left.first + 1 and right.stop == right.first + 1
    return bare and scene.word(left.first) == "monday" and scene.word(right.first) in ("friday", "sunday")


def _alike(left: Node, right: Node) -> bool:
    """Whether two expressions can be the ends of one range."""
    assert left.period is not None
    assert right.period is not None
    return left.period.edtf != right.period.edtf


def _right_end(scene: Scene, left: Node, at: int) -> Node | None:
    if scene.word(at) == "now":
        return read_point(scene, at)
    node = _days_in_a_row(scene, at)
    if node:
        return None
    right = _single(scene, at)
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
    return Node(at, stop, left.rule, build(value, month, day[0]), None, "day", False, value, month, day[0])


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


def _days_in_a_row(scene: Scene, index: int) -> list[Node]:
    """*5 and 6 December*, *6–7 September*, *November 19-20*, *10, 11 and 12 May 2024*."""
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
        if scene.word(after) in DASHES or scene.word(after) in ("to", "through", "thru", "till", "until"):
            through, after = True, after + 1
        elif scene.word(after) in (",", "and", "&", "or"):
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
    after = scene.skip(days[-1][2], "of")
    month = read_month(scene, after)
    if month is None:
        step = read_step(scene, after)
        if step is None or step.precision != "month" or step.period is None or not through:
            return []
        base = step.period.first
        return _ranged(scene, first, step.stop, days, base.year, base.month, relative=True)
    year = read_year(scene, scene.skip(scene.skip(month[1], ","), "of", "in"))
    stop = year[1] if year else month[1]
    if year is None and scene.tokens[after].text in ("may", "march"):
        return []
    probe = Node(first, stop, "date.range", year=year[0] if year else None, month=month[0], day=days[-1][0])
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
    probe = Node(index, stop, "date.range", year=year[0] if year else None, month=month[0], day=days[-1][0])
    return _spread(scene, index, stop, days, probe, through=through)


def _spread(
    scene: Scene, first: int, stop: int, days: list[tuple[int, int, int]], probe: Node, *, through: bool
) -> list[Node]:
    """One range for days in a row, else one date for each."""
    numbers = [day for day, _, _ in days]
    row = through or all(b - a == 1 for a, b in zip(numbers, numbers[1:], strict=False))
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
            Node(left, stop if last and stop > end else end, "date.written", period, None, "day", relative)
        )
    return [node for node in nodes if node.period is not None]


def _ranged(
    scene: Scene, first: int, stop: int, days: list[tuple[int, int, int]], year: int, month: int, *, relative: bool
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


# -- rows


def _finish(scene: Scene, node: Node) -> Date | None:
    start, end = scene.tokens[node.first].start, scene.tokens[node.stop - 1].end
    if node.first < node.stop and scene.word(node.stop - 1) == "." and node.rule != "date.month":
        end = scene.tokens[node.stop - 1].end
    if node.duration is not None:
        if not edtf_grammar.valid(node.duration):
            return None
        return Date(start, end, node.duration, None, None, "duration", node.precision, "absolute", None, node.rule)
    resolution = "relative" if node.relative else "absolute"
    period: Period | None = node.period
    if period is None:
        if scene.anchor is not None or not node.relative:
            return None
        return Date(start, end, None, None, None, "date", node.precision, resolution, None, node.rule)
    if not edtf_grammar.valid(period.edtf):
        return None
    kind = "range" if "/" in period.edtf else "date"
    anchor = scene.anchor if node.relative else None
    return Date(
        start, end, period.edtf, period.first, period.last, kind, period.precision, resolution, anchor, node.rule
    )


def find_dateline(text: str) -> date | None:
    """The document's own date, from a line near the top of it; None when unsure."""
    from pipeline.normalize.dateline import read_dateline

    return read_dateline(text)

