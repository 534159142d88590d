"""Read parts of a longer time: *early 2026*, *the end of the decade*, *the first week of May*."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pipeline.normalize import periods
from pipeline.normalize.calendar_parts import read_month, read_year
from pipeline.normalize.datewords import (
    FISCAL,
    MONTHS,
    PARTS,
    STEPS,
    UNITS,
)
from pipeline.normalize.lexer import DASHES
from pipeline.normalize.periods import Period
from pipeline.normalize.scene import Node, Scene, build, settle
from pipeline.normalize.steps import read_step
from pipeline.normalize.subdivisions import read_quarter, read_season
from pipeline.normalize.windows import unit_period
from pipeline.normalize.years import (
    read_century,
    read_decade,
    read_fiscal,
    read_two_years,
    read_year_alone,
)


def read_period(
    scene: Scene, index: int, *, generic: bool = False, nested: bool = False
) -> Node | None:
    """Any expression that *the end of* or *early* may stand before.

    Args:
        scene: the text.
        index: first token.
        generic: accept *the year*, *the decade*, *year* for the ones that hold the anchor.
        nested: inside another expression, where a number of four figures is a year.
    """
    if index >= len(scene.tokens):
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
    year = read_year(scene, scene.skip(index, "year")) if nested or scene.digits(index) else None
    if year is not None and 1500 <= year[0] < 2200:
        return Node(index, year[1], "date.year", periods.year(year[0]), None, "year", year=year[0])
    return read_generic(scene, index) if generic else None


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
        and scene.tokens.texts[index].islower()
        and not scene.ends(month[1])
    ):
        return None
    return Node(index, month[1], "date.month", None, None, "month", True, month=month[0])


def read_month_of(scene: Scene, index: int) -> Node | None:
    """*March last year*, *june next year*, *June of 1992*."""
    month = read_month(scene, index)
    node = _month_of(scene, index, month) if month is not None else None
    return node if node is not None and node.stop > (month or (0, 0))[1] else None


def read_generic(scene: Scene, index: int) -> Node | None:
    """*the year*, *the current decade*, *year*: the one that holds the anchor."""
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
    at = scene.skip(index, "the")
    word = scene.word(at)
    if word == "year" and scene.word(at + 1) in (*DASHES, "'", "’"):
        return _year_end(scene, index, at)
    part = PARTS.get(word)
    if part is None:
        return None
    after = scene.skip(scene.skip_dash(at + 1), "of", "in", "on", "-")
    joint = scene.word(after - 1)
    of = joint in ("of", "in")
    after = scene.skip(after, "around")
    if not _part_joins(scene, word, joint, after):
        return None
    node = read_period(scene, after, generic=of or scene.word(at + 1) in DASHES, nested=True)
    if node is None:
        return None
    loose = node.precision not in ("decade", "century", "season")
    if of and loose and word in _ADJECTIVES and scene.word(after) == "the":
        return None  # *late in the year* says less than *late 2024*
    # the words round the whole expression say where a month without a year lies, not "early"
    node = settle(scene, replace(node, first=index))
    period = None if node.period is None else _take(scene, node.period, part)
    if node.precision == "season" and word in _ADJECTIVES:
        period = node.period
    if node.period is not None and period is None:
        return None
    return Node(index, node.stop, "date.part", period, None, node.precision, node.relative)


_ADJECTIVES = ("early", "mid", "late")


def _part_joins(scene: Scene, word: str, joint: str, after: int) -> bool:
    """Whether a word for a part goes with what follows: *end of*, *end 2025*, *late in*."""
    if joint == "in":
        return word in ("later", "earlier", "early", "late")
    if joint == "of" or word in ("early", "mid", "late", "later", "earlier"):
        return True
    if word != "end":
        return False  # *starting next week* is no part of it
    following = scene.word(after)
    return bool(scene.digits(after)) or following in STEPS or following in MONTHS


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
