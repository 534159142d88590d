"""Read what lies a step from the document's own date: *next year*, *last March*, *tomorrow*."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from pipeline.normalize import periods
from pipeline.normalize.calendar_parts import read_day, read_month, read_weekday, read_year
from pipeline.normalize.datewords import DAYS, FISCAL, SEASONS, STEPS, UNITS
from pipeline.normalize.figures import read_figures
from pipeline.normalize.periods import Period
from pipeline.normalize.scene import Node, Scene, build, distance, lookback, weight
from pipeline.normalize.windows import grain, read_count, unit_period, weekend, window
from pipeline.normalize.written import read_written


def read_today(scene: Scene, index: int) -> Node | None:
    """*today*, *tomorrow*, *the day after tomorrow*, *this morning*, *last night*.

    Not where it means the age (*the workplace of tomorrow*); *now* only as an end of a range.
    """
    before, word = scene.word(index - 1), scene.word(index)
    if before == "of" and scene.word(index - 2) != "as":
        return None
    at = scene.skip(index, "the")
    if scene.word(at) == "day" and scene.word(at + 1) in ("after", "before"):
        base = scene.word(at + 2)
        if base not in DAYS:
            return None
        step = DAYS[base] + (1 if scene.word(at + 1) == "after" else -1)
        return _day(scene, index, at + 3, step)
    if word in DAYS:
        return _day(scene, index, index + 1, DAYS[word])
    if word == "now" and before in ("between", "from", "to"):
        return _day(scene, index, index + 1, 0)
    if word == "this" and scene.word(index + 1) in ("morning", "afternoon", "evening"):
        return _day(scene, index, index + 2, 0)
    if word == "last" and scene.word(index + 1) in ("night", "evening"):
        return _day(scene, index, index + 2, -1)
    return None


def _day(scene: Scene, first: int, stop: int, step: int) -> Node:
    return Node(first, stop, "date.relative.day", unit_period(scene, "day", step), relative=True)


def read_to_date(scene: Scene, index: int) -> Node | None:
    """*year to date*, *YTD*, *month to date*."""
    short = {"ytd": "year", "mtd": "month", "qtd": "quarter"}.get(scene.word(index))
    unit, stop = short or "", index + 1
    if short is None and scene.word(index) in ("year", "month", "quarter"):
        at = scene.skip_dash(index + 1)
        if scene.word(at) != "to" or scene.word(scene.skip_dash(at + 1)) != "date":
            return None
        unit, stop = scene.word(index), scene.skip_dash(at + 1) + 1
    if not unit or read_year(scene, stop) is not None:
        return None
    whole = unit_period(scene, unit, 0)
    period = None
    if whole is not None and scene.anchor is not None:
        period = periods.days(whole.first, scene.anchor, unit)
    return Node(index, stop, "date.relative.to_date", period, None, unit, True)


@dataclass(frozen=True, slots=True)
class _Step:
    """The word that steps: *next*, *the last*, *this coming*.

    Attributes:
        index: first token of the expression.
        at: the token after the word.
        word: the word.
        step: units forward, or back when negative.
        the: whether *the* stands before it.
    """

    index: int
    at: int
    word: str
    step: int
    the: bool


def _step(scene: Scene, index: int) -> _Step | None:
    the = scene.word(index) == "the"
    at = index + the
    word = scene.word(at)
    if word not in STEPS:
        return None
    if word == "this" and scene.word(at + 1) in ("past", "last", "coming", "next", "current"):
        at += 1
        word = scene.word(at)
    return _Step(index, at + 1, word, STEPS[word], the)


def read_step(scene: Scene, index: int, *, rolling: bool = True) -> Node | None:
    """*next year*, *the past 12 months*, *last March*, *this Friday*, *next financial year*.

    Args:
        scene: the text.
        index: first token.
        rolling: read *the next year* as a window from the anchor; without it as the calendar
            year, as in *the end of the next year*. Counted windows are then not read at all.
    """
    step = _step(scene, index)
    if step is None:
        return None
    count = read_count(scene, step.at) if step.step and rolling else None
    if count is not None:
        return _window(scene, step, count) or _named(scene, step)
    if scene.word(step.at) in FISCAL and scene.word(step.at + 1) in ("year", "years"):
        return _fiscal(scene, step)
    step = replace(step, at=scene.skip(step.at, "calendar", "full"))
    target = scene.word(step.at)
    unit = UNITS.get(target)
    if unit is not None and (not target.endswith("s") or target == "yrs"):
        return _unit(scene, step, unit, rolling=rolling)
    if target == "weekend":
        period = weekend(scene, step.step)
        return Node(index, step.at + 1, "date.relative.unit", period, None, "weekend", True)
    return _named(scene, step)


def _unit(scene: Scene, step: _Step, unit: str, *, rolling: bool) -> Node | None:
    """*next year*, *this week*; *the next year* and *past year* as windows."""
    stop = step.at + 1
    if unit == "day" and (step.the or step.word not in ("next", "this")):
        return None
    the = step.the or scene.word(step.index - 1) == "the"
    if step.word in ("following", "preceding") and rolling and the:
        return None  # counted from something in the story, not from the document
    inside = step.index > 0 and scene.word(step.index - 1) not in ".\n"
    if inside and scene.capital(step.at) and scene.capital(step.index):
        return None  # a title, such as a box headed "Most Read This Week"
    if unit == "week" and (named := _day_of_week(scene, step, stop)) is not None:
        return named
    moving = step.word == "past" or (
        step.the and step.word in ("next", "last", "coming") and unit != "day"
    )
    if moving and rolling and unit != "quarter":
        period, rule = window(scene, unit, 1, 1, step.step), "date.relative.window"
    else:
        period, rule = unit_period(scene, unit, step.step), "date.relative.unit"
    return Node(step.index, stop, rule, period, None, grain(unit), True)


def _day_of_week(scene: Scene, step: _Step, stop: int) -> Node | None:
    """*next week Monday*, *this week on Friday*."""
    weekday = read_weekday(scene, scene.skip(stop, "on", "-", "–"))
    if weekday is None:
        return None
    week = unit_period(scene, "week", step.step)
    period = periods.day(week.first + timedelta(days=weekday[0])) if week else None
    return Node(step.index, weekday[1], "date.relative.weekday", period, relative=True)


def _window(scene: Scene, step: _Step, count: tuple[int, int, int]) -> Node | None:
    low, high, at = count
    at = scene.skip(scene.skip_dash(at), "calendar", "full", "working", "business")
    at += scene.word(at) in FISCAL
    unit = UNITS.get(scene.word(at))
    if unit is None:
        return None
    period = window(scene, unit, low, high, step.step)
    return Node(step.index, at + 1, "date.relative.window", period, None, grain(unit), True)


def _fiscal(scene: Scene, step: _Step) -> Node:
    financial = scene.word(step.at) != "fiscal"
    period = None
    if scene.anchor is not None:
        period = periods.fiscal_of(scene.anchor, scene.country, financial=financial, step=step.step)
    stop = step.at + 2
    return Node(step.index, stop, "date.relative.fiscal", period, None, "fiscal_year", True)


def _named(scene: Scene, step: _Step) -> Node | None:
    """*next March*, *last summer*, *this Friday*, *this Friday 14 June*."""
    dated = _dated(scene, step)
    if dated is not None:
        return dated
    month = read_month(scene, step.at)
    if month is not None:
        return _month(scene, step, *month)
    season = SEASONS.get(scene.word(step.at))
    if season is not None:
        period = season_step(scene, season, step.step)
        stop = step.at + 1
        return Node(step.index, stop, "date.relative.season", period, None, "season", True)
    weekday = read_weekday(scene, step.at)
    if weekday is None:
        return None
    if scene.word(step.at) in ("sun", "sat", "mon", "wed") and not scene.ends(weekday[1]):
        return None
    period = _weekday(scene, step, weekday[0])
    return Node(step.index, weekday[1], "date.relative.weekday", period, relative=True)


def _dated(scene: Scene, step: _Step) -> Node | None:
    """*this Friday 14 June*, *next 6th of April*: the date says more than the step."""
    node = read_written(scene, step.at)
    if node is None:
        weekday = read_weekday(scene, step.at)
        at = scene.skip(weekday[1], ",") if weekday else step.at
        node = read_figures(scene, at) if weekday and scene.digits(at) else None
    if node is None or node.day is None or node.month is None:
        return None
    anchor, period = scene.anchor, node.period
    if period is None and anchor is not None and step.step:
        years = (anchor.year - 1, anchor.year, anchor.year + 1)
        options = [p for y in years if (p := build(y, node.month, node.day))]
        after = [p for p in options if p.first > anchor]
        before = [p for p in options if p.last < anchor]
        period = after[0] if step.step > 0 and after else before[-1] if before else None
    return replace(node, first=step.index, period=period)


def _month(scene: Scene, step: _Step, month: int, stop: int) -> Node | None:
    token = scene.tokens[step.at]
    modal = token.lower in ("may", "march") and token.text.islower()
    if modal and not scene.ends(stop) and scene.word(stop) not in scene.lists.before_date:
        return None
    if read_year(scene, stop) is not None or read_day(scene, stop) is not None:
        return None
    period = None
    if scene.anchor is not None:
        year = scene.anchor.year
        if step.step > 0 and month <= scene.anchor.month:
            year += 1
        elif step.step < 0 and month >= scene.anchor.month:
            year -= 1
        period = periods.month(year, month)
    return Node(step.index, stop, "date.relative.month", period, None, "month", True)


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


def _weekday(scene: Scene, step: _Step, weekday: int) -> Period | None:
    """*next Friday* is next week's; *this coming Friday* the one that comes first."""
    anchor = scene.anchor
    if anchor is None:
        return None
    if step.word in ("past", "coming", "upcoming"):
        back = (anchor.weekday() - weekday - 1) % 7 + 1
        forth = (weekday - anchor.weekday() - 1) % 7 + 1
        return unit_period(scene, "day", -back if step.word == "past" else forth)
    days = 7 * step.step + weekday - anchor.weekday()
    if step.step == 0 and days < 0 and (lookback(scene, step.index) or 0) < 1:
        days += 7
    return unit_period(scene, "day", days)


def read_after_next(scene: Scene, index: int) -> Node | None:
    """*the week after next*, *the week before last*."""
    at = scene.skip(index, "the")
    unit = UNITS.get(scene.word(at))
    step = {("after", "next"): 2, ("before", "last"): -2}.get(
        (scene.word(at + 1), scene.word(at + 2))
    )
    if unit is None or step is None:
        return None
    period = unit_period(scene, unit, step)
    return Node(index, at + 3, "date.relative.unit", period, None, grain(unit), True)


def read_weekend(scene: Scene, index: int) -> Node | None:
    """*the weekend*: the one before after *over* or a past tense, else the coming one."""
    if (scene.word(index), scene.word(index + 1)) != ("the", "weekend"):
        return None
    if scene.word(index + 2) == "of":
        return None
    past = scene.word(index - 1) == "over" or weight(scene, index, index + 2) > 1
    on_it = scene.anchor is not None and scene.anchor.weekday() > 4
    period = weekend(scene, -1 if past and not on_it else 0)
    return Node(index, index + 2, "date.relative.unit", period, None, "weekend", True)
