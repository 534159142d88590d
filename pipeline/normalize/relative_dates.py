"""Read expressions that are counted from the document's own date: *next year*, *this week*."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.normalize import periods
from pipeline.normalize.calendar_parts import read_day, read_month, read_weekday, read_year
from pipeline.normalize.datewords import (
    DAYS,
    FISCAL,
    SEASONS,
    STEPS,
    UNITS,
)
from pipeline.normalize.lexer import DASHES
from pipeline.normalize.numerals import read_small
from pipeline.normalize.periods import DAYS_OF, MONTHS_OF, Period
from pipeline.normalize.scene import Node, Scene, distance, weight


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


def read_today(scene: Scene, index: int) -> Node | None:
    """*today*, *tomorrow*, *the day after tomorrow*, *this morning*, *last night*."""
    at = scene.skip(index, "the")
    if scene.word(at) == "day" and scene.word(at + 1) in ("after", "before"):
        base = scene.word(at + 2)
        if base in ("tomorrow", "tmrw", "yesterday", "today"):
            step = DAYS[base] + (1 if scene.word(at + 1) == "after" else -1)
            return _day(scene, index, at + 3, step)
        return None
    if at > index:
        return None
    word = scene.word(index)
    if word in DAYS:
        return _day(scene, index, index + 1, DAYS[word])
    if word == "this" and scene.word(index + 1) in ("morning", "afternoon", "evening"):
        return _day(scene, index, index + 2, 0)
    if word == "last" and scene.word(index + 1) in ("night", "evening"):
        return _day(scene, index, index + 2, -1)
    return None


def _day(scene: Scene, first: int, stop: int, step: int) -> Node:
    return Node(first, stop, "date.relative.day", unit_period(scene, "day", step), relative=True)


def read_step(scene: Scene, index: int, *, rolling: bool = True) -> Node | None:
    """*next year*, *the past 12 months*, *last March*, *this Friday*, *next financial year*.

    Args:
        scene: the text.
        index: first token.
        rolling: read *the next year* as a window from the anchor; without it as the calendar
            year, as in *the end of the next year*. Counted windows are then not read at all.
    """
    the = scene.word(index) == "the"
    at = index + the
    word = scene.word(at)
    if word not in STEPS:
        return None
    step = STEPS[word]
    at += 1
    moving = word == "past"
    if word == "this" and scene.word(at) in ("past", "last", "coming", "next", "current", "same"):
        moving = scene.word(at) in ("past", "coming")
        step, at = STEPS[scene.word(at)], at + 1
    count = read_count(scene, at) if step and rolling else None
    if count is not None:
        return _read_window(scene, index, count, step, the=the)
    if scene.word(at) in FISCAL and scene.word(at + 1) in ("year", "years"):
        return _fiscal_step(scene, index, at, step)
    at = scene.skip(at, "calendar", "full")
    target = scene.word(at)
    unit = UNITS.get(target)
    if unit is not None and (not target.endswith("s") or target == "yrs"):
        at += 1
        window_ = moving or (
            the and word in ("next", "last", "coming") and unit not in ("day", "quarter")
        )
        if unit == "day" and (the or word in ("same", "last", "past", "following", "previous")):
            return None
        if (
            word in ("following", "preceding")
            and rolling
            and (the or scene.word(index - 1) == "the")
        ):
            return None  # counted from something in the story, not from the document
        if (
            scene.capital(at - 1)
            and scene.capital(index)
            and index
            and scene.word(index - 1) not in ".\n"
        ):
            return None  # a title, such as a box headed "Most Read This Week"
        if unit == "week" and (named := _week_then_day(scene, index, at, step)) is not None:
            return named
        if window_ and rolling and step and unit != "quarter":
            return Node(
                index,
                at,
                "date.relative.window",
                window(scene, unit, 1, 1, step),
                None,
                grain(unit),
                True,
            )
        return Node(
            index, at, "date.relative.unit", unit_period(scene, unit, step), None, grain(unit), True
        )
    if target == "weekend":
        return Node(
            index, at + 1, "date.relative.unit", weekend(scene, step), None, "weekend", True
        )
    return _step_named(scene, index, at, word, step)


def _week_then_day(scene: Scene, index: int, at: int, step: int) -> Node | None:
    """*next week Monday*, *this week on Friday*."""
    after = scene.skip(at, "on", "-", "–")
    weekday = read_weekday(scene, after)
    if weekday is None:
        return None
    week = unit_period(scene, "week", step)
    period = periods.day(week.first + timedelta(days=weekday[0])) if week else None
    return Node(index, weekday[1], "date.relative.weekday", period, relative=True)


def grain(unit: str) -> str:
    """The code of a unit in the dates table."""
    return "week" if unit == "fortnight" else unit


def _step_named(scene: Scene, index: int, at: int, word: str, step: int) -> Node | None:
    """*next March*, *last summer*, *this Friday*."""
    anchor = scene.anchor
    month = read_month(scene, at)
    modal = scene.word(at) in ("may", "march") and scene.tokens[at].text.islower()
    if (
        month is not None
        and modal
        and not (scene.ends(month[1]) or scene.word(month[1]) in scene.lists.before_date)
    ):
        return None
    if month is not None:
        if read_year(scene, month[1]) is not None or read_day(scene, month[1]) is not None:
            return None
        period = None
        if anchor is not None:
            year = anchor.year
            if step > 0 and month[0] <= anchor.month:
                year += 1
            elif step < 0 and month[0] >= anchor.month:
                year -= 1
            period = periods.month(year, month[0])
        return Node(index, month[1], "date.relative.month", period, None, "month", True)
    season = SEASONS.get(scene.word(at))
    if season is not None:
        return Node(
            index,
            at + 1,
            "date.relative.season",
            season_step(scene, season, step),
            None,
            "season",
            True,
        )
    weekday = read_weekday(scene, at)
    if (weekday is not None and scene.word(at) not in ("sun", "sat", "mon", "wed")) or (
        weekday is not None and scene.ends(weekday[1])
    ):
        assert weekday is not None
        period = _weekday_step(scene, weekday[0], word, step, index)
        return Node(index, weekday[1], "date.relative.weekday", period, relative=True)
    return None


def season_step(scene: Scene, code: int, step: int) -> Period | None:
    """The season before or after the anchor, or with step 0 the nearest one."""
    anchor = scene.anchor
    if anchor is None:
        return None
    options = [periods.season(anchor.year + k, code, scene.country) for k in (-2, -1, 0, 1, 2)]
    known = [option for option in options if option is not None]
    if step > 0:
        return next((p for p in known if p.first > anchor), None)
    if step < 0:
        return next((p for p in reversed(known) if p.last < anchor), None)
    return min(known, key=lambda p: distance(p, anchor, 0.5), default=None)


def _weekday_step(scene: Scene, weekday: int, word: str, step: int, index: int) -> Period | None:
    anchor = scene.anchor
    if anchor is None:
        return None
    monday = periods.add_days(anchor, -anchor.weekday())
    if monday is None:
        return None
    if word in ("past", "coming", "upcoming"):
        back = (anchor.weekday() - weekday - 1) % 7 + 1
        forth = (weekday - anchor.weekday() - 1) % 7 + 1
        moved = periods.add_days(anchor, -back if word == "past" else forth)
    elif step == 0:
        moved = periods.add_days(monday, weekday)
        if moved is not None and moved < anchor and weight(scene, index, index + 2) <= 0.5:
            moved = periods.add_days(moved, 7)
    else:
        moved = periods.add_days(monday, 7 * step + weekday)
    return periods.day(moved) if moved else None


def _fiscal_step(scene: Scene, index: int, at: int, step: int) -> Node:
    financial = scene.word(at) != "fiscal"
    period = None
    if scene.anchor is not None:
        period = periods.fiscal_of(scene.anchor, scene.country, financial=financial, step=step)
    return Node(index, at + 2, "date.relative.fiscal", period, None, "fiscal_year", True)


def _read_window(
    scene: Scene, index: int, count: tuple[int, int, int], step: int, *, the: bool
) -> Node | None:
    low, high, at = count
    at = scene.skip_dash(at)
    at = scene.skip(at, "calendar", "full", "working", "business")
    fiscal = scene.word(at) in FISCAL
    at += fiscal
    unit = UNITS.get(scene.word(at))
    if unit is None:
        return None
    if scene.word(at + 1) == "of" and scene.word(at + 2) != "the":
        pass
    period = window(scene, unit, low, high, 1 if step > 0 else -1)
    return Node(index, at + 1, "date.relative.window", period, None, grain(unit), True)


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


def read_after_next(scene: Scene, index: int) -> Node | None:
    """*the week after next*."""
    at = scene.skip(index, "the")
    unit = UNITS.get(scene.word(at))
    if unit is None or (scene.word(at + 1), scene.word(at + 2)) != ("after", "next"):
        return None
    return Node(index, at + 3, "date.relative.unit", unit_period(scene, unit, 2), None, unit, True)


def read_weekend(scene: Scene, index: int) -> Node | None:
    """*the weekend*: the nearest one."""
    if (
        scene.word(index) != "the"
        or scene.word(index + 1) != "weekend"
        or scene.word(index + 2) == "of"
    ):
        return None
    anchor = scene.anchor
    options = [weekend(scene, step) for step in (-1, 0, 1)]
    ahead = weight(scene, index, index + 2)
    period = min(
        (p for p in options if p and anchor),
        key=lambda p: distance(p, anchor or p.first, ahead),
        default=None,
    )
    return Node(index, index + 2, "date.relative.unit", period, None, "weekend", True)
