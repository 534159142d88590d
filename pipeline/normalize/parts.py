"""Read quarters, halves, seasons, decades, fiscal years, and parts of any of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from pipeline.normalize import periods
from pipeline.normalize.context import FUNCTION
from pipeline.normalize.calendar_dates import (
    read_month,
    read_ordinal,
    read_weekday,
    read_written,
    read_year,
    read_year_alone,
)
from pipeline.normalize.datewords import BEFORE_DATES, MONTHS, PARTS, SEASONS, STEPS, UNITS
from pipeline.normalize.numerals import SMALL
from pipeline.normalize.periods import Period
from pipeline.normalize.relative_dates import day_near, read_count, read_step, season_step, unit_period, weekend
from pipeline.normalize.scene import DASHES, Node, Scene, build, distance, settle, weight

_FISCAL = frozenset(("financial", "fiscal", "tax", "budget"))
_DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}


def read_two_years(scene: Scene, index: int) -> Node | None:
    """*2024-25*, *2023/24*: two years in a row, written as one."""
    first = scene.digits(index)
    if len(first) != 4 or scene.word(index + 1) not in ("-", "/", "–", "‑", "‐") or not scene.glued(index + 1):
        return None
    second = scene.digits(index + 2)
    if not scene.glued(index + 2) or len(second) != 2 or not 1900 <= int(first) < 2100:
        return None
    follows = (int(first) + 1) % 100 == int(second)
    later = int(second) > int(first) % 100 and (int(second) > 12 or scene.word(index + 1) == "–")
    if not (follows or later) or (scene.glued(index + 3) and scene.word(index + 3) in ("-", "/")):
        return None
    last = int(first) + (int(second) - int(first)) % 100
    period = periods.make(f"{first}/{last:04d}", "year")
    rule = "date.years" if follows else "date.range"
    return Node(index, index + 3, rule, period, None, "year", year=int(first) if follows else None)


def read_fiscal(scene: Scene, index: int) -> Node | None:
    """*FY2025/26*, *fiscal year 2024*, *the 2024-25 financial year*."""
    at = scene.skip(index, "the")
    word = scene.word(at)
    leading = read_two_years(scene, at)
    leading = leading if leading and leading.year else None
    number = scene.digits(at)
    if leading is not None or (len(number) == 4 and 1900 <= int(number) < 2100):
        stop = leading.stop if leading else at + 1
        if scene.word(stop) in _FISCAL and scene.word(stop + 1) == "year":
            return _fiscal(scene, index, stop + 2, int(number), leading is not None, scene.word(stop))
        return None
    kind = word
    if word == "fy":
        at += 1
    elif word in _FISCAL and scene.word(at + 1) in ("year", "years"):
        at += 2
    elif word == "fiscal" and scene.digits(at + 1):
        at += 1
    else:
        return None
    at = scene.skip(scene.skip(at, "'", "’"), "of")
    number = scene.digits(at)
    if len(number) not in (2, 4):
        return None
    year = int(number) if len(number) == 4 else 2000 + int(number)
    stop, double = at + 1, False
    if scene.word(stop) in ("/", *DASHES) and scene.glued(stop) and scene.digits(stop + 1):
        second = scene.digits(stop + 1)
        if len(second) in (2, 4) and int(second) % 100 == (year + 1) % 100:
            stop, double = stop + 2, True
    return _fiscal(scene, index, stop, year, double, kind)


def _fiscal(scene: Scene, first: int, stop: int, year: int, double: bool, kind: str) -> Node:
    period = periods.fiscal(year, scene.country, double=double, financial=kind not in ("fiscal", "fy"))
    return Node(first, stop, "date.fiscal", period, None, "fiscal_year", year=year)


def read_quarter(scene: Scene, index: int) -> Node | None:
    """*Q3 2024*, *H1*, *the third quarter of 2016*, *2017-Q1*, *first half of next year*."""
    at = scene.skip(index, "the")
    year: int | None = None
    digits = scene.digits(at)
    if len(digits) in (2, 4) and scene.word(scene.skip_dash(at + 1)) in ("q", "h"):
        leading = int(digits) if len(digits) == 4 else 2000 + int(digits)
        joined = scene.skip_dash(at + 1)
        short = _short_part(scene, joined)
        if short is not None and 1900 <= leading < 2100 and (len(digits) == 4 or scene.glued(at + 1)):
            return _part_of_year(scene, index, short[2], short[0], short[1], leading)
        return None
    short = _short_part(scene, at) or _long_part(scene, at)
    if short is None:
        return None
    size, which, stop = short
    of = scene.skip(scene.skip(stop, "of", "in", ","), "-")
    fiscal = read_fiscal(scene, of)
    if fiscal is not None and fiscal.period is not None:
        first = fiscal.period.first
        start = periods.add_months(first, size * (which - 1))
        period = periods.months(start.year, start.month, size, "quarter" if size == 3 else "half") if start else None
        return Node(index, fiscal.stop, "date.quarter", period, None, "quarter", year=fiscal.year)
    after = scene.skip(of, "the") if scene.word(of + 1) == "year" else of
    explicit = read_year(scene, scene.skip(of, "year"), short=False)
    if explicit is None and scene.word(of) in "'’" and len(scene.digits(of + 1)) == 2:
        explicit = read_year(scene, of)
    if explicit is not None:
        year = explicit[0]
        return _part_of_year(scene, index, explicit[1], size, which, year)
    step = read_step(scene, of)
    if step is not None and step.precision == "year" and step.rule.endswith("unit"):
        base = step.period.first.year if step.period else None
        return _part_of_year(scene, index, step.stop, size, which, base, relative=True)
    if step is not None and step.rule.endswith("fiscal"):
        return _of_fiscal(scene, index, step, size, which)
    base = scene.anchor.year if scene.anchor else None
    if after > of or (of > stop and scene.word(of) == "year"):
        return _part_of_year(scene, index, after + 1, size, which, base, relative=True)
    if size == 6 and scene.word(stop - 1) == "half":
        return None
    if of > stop and scene.word(stop) == "of":
        return None
    if scene.word(at) in ("q", "h") or scene.digits(at):
        before = scene.word(at - 1)
        if at and before not in BEFORE_DATES and before not in ("the", "our"):
            return None
    return _part_of_year(scene, index, stop, size, which, base, relative=True)


def _of_fiscal(scene: Scene, index: int, step: Node, size: int, which: int) -> Node:
    period = None
    if step.period is not None:
        start = periods.add_months(step.period.first, size * (which - 1))
        period = periods.months(start.year, start.month, size, "quarter") if start else None
    return Node(index, step.stop, "date.quarter", period, None, "quarter", True)


def _short_part(scene: Scene, at: int) -> tuple[int, int, int] | None:
    """*Q3*, *H1*, *3Q*: months, which, and the token after."""
    word = scene.word(at)
    if word in ("q", "h") and scene.glued(at + 1):
        number = scene.digits(at + 1)
        if len(number) == 1 and 1 <= int(number) <= (4 if word == "q" else 2):
            if scene.glued(at + 2) and scene.is_word(at + 2):
                return None
            if word == "h" and scene.tokens[at].text == "h":
                return None
            return (3 if word == "q" else 6), int(number), at + 2
    number = scene.digits(at)
    if len(number) == 1 and scene.word(at + 1) in ("q", "h") and scene.glued(at + 1):
        if scene.tokens[at + 1].text.isupper() and 1 <= int(number) <= (4 if scene.word(at + 1) == "q" else 2):
            return (3 if scene.word(at + 1) == "q" else 6), int(number), at + 2
    return None


def _long_part(scene: Scene, at: int) -> tuple[int, int, int] | None:
    ordinal = read_ordinal(scene, at)
    if ordinal is None:
        final = scene.word(at) in ("last", "final") and scene.word(at + 1) == "quarter"
        if not final or scene.word(at + 2) != "of":
            return None
        ordinal = (4, at + 1)
    noun = scene.skip_dash(ordinal[1])
    unit = scene.word(noun)
    if UNITS.get(unit) == "quarter" and not unit.endswith("s") and 1 <= ordinal[0] <= 4:
        if scene.word(noun + 1) == "century":
            return None
        return 3, ordinal[0], noun + 1
    if unit == "half" and 1 <= ordinal[0] <= 2:
        return 6, ordinal[0], noun + 1
    return None


def _part_of_year(
    scene: Scene, first: int, stop: int, size: int, which: int, year: int | None, *, relative: bool = False
) -> Node:
    precision = "quarter" if size == 3 else "half"
    period = None
    if year is not None:
        period = periods.quarter(year, which) if size == 3 else periods.half(year, which)
    return Node(first, stop, f"date.{precision}", period, None, precision, relative)


def read_season(scene: Scene, index: int) -> Node | None:
    """*spring 2024*, *the fall of 2022*, *the autumn*."""
    the = scene.word(index) == "the"
    at = index + the
    code = SEASONS.get(scene.word(at))
    if code is None:
        return None
    after = scene.skip(scene.skip(at + 1, ","), "of", "in")
    two = read_two_years(scene, after)
    year = read_year(scene, after)
    if two is not None and two.year is not None:
        return Node(index, two.stop, "date.season", periods.season(two.year, code, scene.country), None, "season")
    if year is not None and 1000 <= year[0] < 2200:
        return Node(index, year[1], "date.season", periods.season(year[0], code, scene.country), None, "season")
    step = read_step(scene, after)
    if step is not None and step.precision == "year":
        base = step.period.first.year if step.period else None
        period = periods.season(base, code, scene.country) if base else None
        return Node(index, step.stop, "date.season", period, None, "season", True)
    before = scene.word(index - 1)
    asked = before in ("in", "by", "since", "until", "this", "during", "from", "before", "after", "late", "early", "mid", "of", "over")
    if not asked or (not the and before not in ("in", "by", "since", "until", "early", "late", "mid")):
        return None
    if scene.word(at + 1) == "of" or (scene.is_word(at + 1) and scene.word(at) in ("fall", "spring") and scene.word(at + 1) == "in"):
        return None
    if not the and scene.is_word(at + 1) and scene.word(at + 1) not in FUNCTION:
        return None
    if scene.word(at) in ("fall", "spring") and not the and before not in ("early", "late", "mid"):
        return None
    return Node(index, at + 1, "date.season", season_step(scene, code, 0), None, "season", True)


def read_decade(scene: Scene, index: int) -> Node | None:
    """*the 2010s*, *the 90s*, *the nineteen seventies*, *the noughties*."""
    the = scene.word(index) == "the"
    at = index + the
    at = at + 1 if scene.word(at) in ("'", "’", "‘") and scene.digits(at + 1) else at
    digits = scene.digits(at)
    start: int | None = None
    stop = at + 1
    if digits and len(digits) in (2, 4) and digits.endswith("0"):
        stop = stop + 1 if scene.word(stop) in ("'", "’") and scene.glued(stop) else stop
        if scene.word(stop) != "s" or scene.tokens[stop].start - scene.tokens[stop - 1].end > 1:
            return None
        if scene.ends(stop + 1) is False and scene.glued(stop + 1):
            return None
        spaced = not scene.glued(stop)
        if len(digits) == 4:
            start = int(digits) if 1000 <= int(digits) < 2200 else None
            if spaced and not scene.ends(stop + 1):
                return None
        else:
            asked = the or at > index or scene.word(index - 1) in ("in", "since", "early", "late", "mid")
            start = (1900 if int(digits) >= 30 else 2000) + int(digits) if asked or spaced else None
        stop += 1
    else:
        named = _decade_words(scene, at, the=the)
        if named is not None:
            start, stop = named
    if start is None:
        return None
    return Node(index, stop, "date.decade", periods.decade(start), None, "decade")


def _decade_words(scene: Scene, at: int, *, the: bool) -> tuple[int, int] | None:
    if scene.word(at) == "noughties":
        return 2000, at + 1
    century = {"nineteen": 1900, "eighteen": 1800}.get(scene.word(at))
    if century is not None:
        joined = scene.skip_dash(at + 1)
        tens = _DECADES.get(scene.word(joined))
        return (century + tens, joined + 1) if tens else None
    if scene.word(at) == "two" and scene.word(at + 1) in ("thousand", "thousands"):
        if scene.word(at + 1) == "thousands":
            return 2000, at + 2
        last = scene.skip(at + 2, "and")
        tens = {"tens": 10, **_DECADES}.get(scene.word(last))
        return (2000 + tens, last + 1) if tens else None
    if the and scene.word(at) in _DECADES and scene.word(at + 1) not in ("of",):
        return 1900 + _DECADES[scene.word(at)], at + 1
    return None


def read_century(scene: Scene, index: int) -> Node | None:
    """*the 21st century*, *the twentieth century*."""
    at = scene.skip(index, "the")
    ordinal = read_ordinal(scene, at)
    if ordinal is None:
        return None
    noun = scene.skip_dash(ordinal[1])
    if scene.word(noun) not in ("century", "centuries") or not 1 < ordinal[0] < 30:
        return None
    if scene.word(noun) == "centuries" or _idiom(scene, index, noun + 1):
        return None
    first = at if at > index and scene.word(index) == "the" else index
    return Node(first, noun + 1, "date.century", periods.century(ordinal[0]), None, "century")


def _idiom(scene: Scene, index: int, stop: int) -> bool:
    """*21st century skills*, *a partnership for the 21st century*: modern, not a time."""
    describes = scene.is_word(stop) and scene.word(stop) not in FUNCTION
    the = scene.word(index) != "the" and scene.word(index - 1) == "the"
    return describes or scene.word(index - 1 - the) == "for"


def read_month_of(scene: Scene, index: int) -> Node | None:
    """*March last year*, *june next year*, *June of 1992*."""
    month = read_month(scene, index)
    node = _month_of(scene, index, month) if month is not None else None
    return node if node is not None and node.stop > (month or (0, 0))[1] else None


def read_calendar_year(scene: Scene, index: int) -> Node | None:
    """*CY2018*, *calendar year 2008*."""
    at = index + 1
    if scene.word(index) == "calendar" and scene.word(at) == "year":
        at += 1
    elif scene.word(index) != "cy":
        return None
    digits = scene.digits(at)
    year = int(digits) + 2000 * (len(digits) == 2) if len(digits) in (2, 4) else 0
    if not 1900 <= year < 2100:
        return None
    return Node(index, at + 1, "date.year", periods.year(year), None, "year", year=year)


def read_weekend(scene: Scene, index: int) -> Node | None:
    """*the weekend*: the nearest one."""
    if scene.word(index) != "the" or scene.word(index + 1) != "weekend" or scene.word(index + 2) == "of":
        return None
    anchor = scene.anchor
    options = [weekend(scene, step) for step in (-1, 0, 1)]
    ahead = weight(scene, index, index + 2)
    period = min((p for p in options if p and anchor), key=lambda p: distance(p, anchor or p.first, ahead), default=None)
    return Node(index, index + 2, "date.relative.unit", period, None, "weekend", True)


def read_after_next(scene: Scene, index: int) -> Node | None:
    """*the week after next*."""
    at = scene.skip(index, "the")
    unit = UNITS.get(scene.word(at))
    if unit is None or (scene.word(at + 1), scene.word(at + 2)) != ("after", "next"):
        return None
    return Node(index, at + 3, "date.relative.unit", unit_period(scene, unit, 2), None, unit, True)


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
    for reader in (read_fiscal, read_quarter, read_two_years, read_decade, read_century, read_season):
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
        return Node(index, year[1], "date.written", periods.month(year[0], month[0]), None, "month", year=year[0], month=month[0])
    step = read_step(scene, at)
    if step is not None and step.precision == "year" and not step.rule.endswith("window"):
        base = step.period.first.year if step.period else None
        period = periods.month(base, month[0]) if base else None
        return Node(index, step.stop, "date.relative.month", period, None, "month", True)
    if scene.word(index) in ("may", "march") and scene.tokens[index].text.islower() and not scene.ends(month[1]):
        return None
    return settle(scene, Node(index, month[1], "date.month", None, None, "month", True, month=month[0]))


def _generic(scene: Scene, index: int) -> Node | None:
    at = scene.skip(index, "the", "my", "our")
    at = scene.skip(at, "current", "calendar")
    if scene.word(at) in _FISCAL and scene.word(at + 1) == "year":
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
        if word in ("start", "close", "end", "rest") and not of and not (
            scene.digits(after) or scene.word(after) in STEPS or scene.word(after) in MONTHS
        ):
            return None
    node = read_period(scene, after, generic=of or scene.word(at + 1) in DASHES or (part == "whole" and of), depth=1)
    if node is None:
        return None
    if part in ("early", "mid", "late") and of and word in ("early", "mid", "late") and scene.word(after) == "the" and node.precision not in ("decade", "century", "season"):
        return None
    node = settle(scene, node)
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
        return None
    inner = read_period(scene, inner_at, generic=of, depth=depth + 1)
    if inner is None or inner.stop <= inner_at:
        return None
    inner = settle(scene, inner)
    if unit and _rank_of(unit) >= _rank_of(inner.precision):
        return None
    period = None
    if inner.period is not None:
        period = _nth(inner.period, rank, number, backward=backward, unit=unit, weekday=weekday and weekday[0])
        if period is None:
            return None
    grain = "day" if weekday or unit == "day" else unit or "day"
    return Node(index, inner.stop, "date.nth", period, None, "week" if grain == "fortnight" else grain, inner.relative)


_RANKS = ("day", "weekend", "week", "fortnight", "month", "season", "quarter", "half", "year", "fiscal_year", "decade", "century")


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
    return replace(node, stop=step.stop, relative=True, year=year, period=build(year, node.month, node.day))
