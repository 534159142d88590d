"""Days that have a name: *Christmas*, *Earth Day 2010*, *Easter*.

Names and when they fall come from ``models/lexicons/named_days.csv``: a month and day, days
from Easter, or the nth or last weekday of a month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from dateutil.easter import easter

from pipeline.lexicon.rows import load_rows
from pipeline.normalize import periods
from pipeline.normalize.calendar_parts import read_year
from pipeline.normalize.datewords import STEPS
from pipeline.normalize.edtf import month_end
from pipeline.normalize.lexer import tokens
from pipeline.normalize.periods import Period
from pipeline.normalize.scene import Node, Scene, distance, weight
from pipeline.settings import models_folder

_RULE = (
    r"(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3][0-9])|easter(?P<offset>[+-][0-9]{1,2})"
    r"|(?:nth-(?P<nth>[1-5])|last)-(?P<weekday>[0-6])-(?P<of>0[1-9]|1[0-2])"
)


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A row of ``named_days.csv``.

    Attributes:
        name: the name.
        rule: ``12-25``, ``easter+1``, ``nth-4-3-11`` (4th Thursday of November) or
            ``last-0-05`` (last Monday of May).
    """

    name: str
    rule: str

    def __post_init__(self) -> None:
        if re.fullmatch(_RULE, self.rule) is None:
            raise ValueError(f"{self.rule!r} is not like 12-25, easter+1, nth-4-3-11 or last-0-05")


@cache
def table(folder: Path | None = None) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Names by their first word, longest first, each with its rule.

    Raises:
        RuleError: the file is missing or a row is not valid.
    """
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    path = (folder or models_folder()) / "lexicons" / "named_days.csv"
    for row in load_rows(path, NamedDay, key=lambda r: r.name):
        words = tuple(tokens(row.name).low)
        by_first.setdefault(words[0], []).append((words, row.rule))
    return {
        first: tuple(sorted(some, key=lambda r: -len(r[0]))) for first, some in by_first.items()
    }


@cache
def falls(rule: str, year: int) -> date | None:
    """The day that a rule gives in a year; None where it does not exist."""
    match = re.fullmatch(_RULE, rule)
    if match is None or not 1583 <= year <= 4099:
        return None
    if match["month"]:
        try:
            return date(year, int(match["month"]), int(match["day"]))
        except ValueError:
            return None
    if match["offset"]:
        sunday: date = easter(year)
        return sunday + timedelta(days=int(match["offset"]))
    month, weekday = int(match["of"]), int(match["weekday"])
    if match["nth"]:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (int(match["nth"]) - 1))
    last = month_end(year, month)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def read_named_day(scene: Scene, index: int) -> Node | None:
    """A named day, with the year or *next* and *last* that go with it."""
    at = scene.skip(index, "the")
    step = STEPS.get(scene.word(at), 0) if scene.word(at) in STEPS else None
    name_at = at + (step is not None)
    for words, rule in table().get(scene.word(name_at), ()):
        stop = name_at + len(words)
        if (
            tuple(scene.low[name_at:stop]) != words
            and tuple("'" if w == "’" else w for w in scene.low[name_at:stop]) != words
        ):
            continue
        if (
            len(words) == 1
            and scene.tokens.texts[name_at].islower()
            and name_at
            and scene.word(name_at) not in ("christmas", "easter")
        ):
            return None
        year = read_year(scene, scene.skip(scene.skip(stop, ","), "of", "in"))
        if year is not None and step is None:
            day = falls(rule, year[0])
            return Node(index, year[1], "date.named", periods.day(day)) if day else None
        period = _stepped(scene, rule, step) if step else _near(scene, rule, index, stop)
        if scene.word(stop) == "weekend" and period is not None:
            saturday = period.first - timedelta(days=(period.first.weekday() - 5) % 7)
            period = periods.days(
                saturday, max(period.first, saturday + timedelta(days=1)), "weekend"
            )
            stop += 1
        return Node(index, stop, "date.named", period, relative=True)
    return None


def _near(scene: Scene, rule: str, first: int, stop: int) -> Period | None:
    if scene.anchor is None:
        return None
    ahead = weight(scene, first, stop)
    days = [falls(rule, scene.anchor.year + step) for step in (-1, 0, 1)]
    options = [periods.day(day) for day in days if day is not None]
    anchor = scene.anchor
    return min(options, key=lambda p: distance(p, anchor, ahead), default=None)


def _stepped(scene: Scene, rule: str, step: int) -> Period | None:
    if scene.anchor is None:
        return None
    days = [falls(rule, scene.anchor.year + k) for k in (-1, 0, 1)]
    if step > 0:
        found = next((day for day in days if day and day > scene.anchor), None)
    else:
        found = next((day for day in reversed(days) if day and day < scene.anchor), None)
    return periods.day(found) if found else None
