"""Read dates in figures: ``2024-05-01``, ``31/12/2028``, ``23/Sep/2020``, ``2024-W07``."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache

import dateparser

from pipeline.normalize import periods
from pipeline.normalize.calendar_parts import century_of, is_numbered
from pipeline.normalize.datewords import MONTHS, WEEKDAYS
from pipeline.normalize.lexer import DASHES
from pipeline.normalize.periods import Period
from pipeline.normalize.scene import Node, Scene, build

_MONTH_FIRST = ("US", "PH")
_YEAR = "(?P<year>[12][0-9]{3})"
_MONTH, _DAY = "(?P<month>0[1-9]|1[0-2])", "(?P<day>0[1-9]|[12][0-9]|3[01])"
_LOOSE = "(?P<{}>[0-9]{{1,2}})"

_SHAPES: dict[str, str] = {
    "week": _YEAR + "-W(?P<week>[0-5][0-9])(?![0-9A-Za-z])",
    "whole": _YEAR
    + "(?P<sep>[-/.‐‑])"
    + _LOOSE.format("month")
    + "(?P=sep)"
    + _LOOSE.format("day")
    + "(?![0-9])",
    "spaced": _YEAR + f" {_MONTH} {_DAY}(?![0-9]|[.,][0-9])",
    "compact": "(?P<year>20[0-9]{2}|19[0-9]{2})" + _MONTH + _DAY + "(?![0-9])",
    "either": _LOOSE.format("first")
    + "(?P<sep>[-/.])"
    + _LOOSE.format("second")
    + "(?P=sep)(?P<year>[12][0-9]{3}|[0-9]{2})(?![0-9])",
    "no_year": _LOOSE.format("first") + "/" + _LOOSE.format("second") + "(?![0-9/.,%])",
    "month_year": _LOOSE.format("month") + "[-/](?P<year>(?:19|20)[0-9]{2})(?![0-9/])",
    "year_month": "(?P<year>(?:19|20)[0-9]{2})[-/]" + _LOOSE.format("month") + "(?![0-9/-])",
}


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern)) for name, pattern in _SHAPES.items())


@cache
def _mixed() -> re.Pattern[str]:
    """A day with its month in letters between figures: ``23/Sep/2020``, ``Sep-23-2020``."""
    names = "|".join(sorted(MONTHS, key=len, reverse=True))
    return re.compile(
        rf"(?:[0-9]{{1,4}}(?P<s>[-/.])(?:{names})(?P=s)[0-9]{{1,4}}"
        rf"|[0-9]{{4}}(?P<t>[-/.])[0-9]{{1,2}}(?P=t)(?:{names})"
        rf"|(?:{names})(?P<u>[-/.])[0-9]{{1,4}}(?P=u)[0-9]{{1,4}})(?![0-9A-Za-z])",
        re.IGNORECASE,
    )


@lru_cache(maxsize=4096)
def _parse(span: str, order: str) -> date | None:
    """A full date through dateparser: exact span, English, order fixed, no clock needed."""
    try:
        found = dateparser.parse(
            span,
            languages=["en"],
            settings={"DATE_ORDER": order, "REQUIRE_PARTS": ["day", "month", "year"]},
        )
    except (ValueError, OverflowError):
        return None
    return found.date() if found else None


def read_figures(scene: Scene, index: int) -> Node | None:
    """A date that starts with figures.

    Days and months that could be either way round are taken month first in documents of the
    United States and of no known country, day first elsewhere and after points.
    """
    if not 0 < len(scene.digits(index)) <= 8 or is_numbered(scene, index):
        return None
    if index and scene.glued(index) and scene.word(index - 1) not in "-([\"'“‘=~—–:":
        return None
    start = scene.tokens.starts[index]
    mixed = _mixed().match(scene.text, start)
    if mixed is not None:
        return _through_parser(scene, index, mixed.group(), mixed.end())
    for shape, pattern in _shapes():
        match = pattern.match(scene.text, start)
        if match is None:
            continue
        stop = _token_after(scene, index, match.end())
        timed = scene.word(stop) == "t" and scene.digits(stop + 1) != ""  # 2024-05-01T10:00
        if scene.glued(stop) and scene.is_word(stop) and not timed:
            return None
        return _read_shape(scene, index, stop, shape, match.groupdict())
    return None


def read_mixed(scene: Scene, index: int) -> Node | None:
    """A date with its month in letters first: *Sep-23-2020*."""
    if scene.word(index + 1) not in ("-", "/", ".") or not scene.glued(index + 1):
        return None
    mixed = _mixed().match(scene.text, scene.tokens.starts[index])
    if mixed is None:
        return None
    return _through_parser(scene, index, mixed.group(), mixed.end())


def _read_shape(
    scene: Scene, index: int, stop: int, shape: str, groups: dict[str, str]
) -> Node | None:
    if shape == "no_year":
        return _day_and_month(scene, index, stop, int(groups["first"]), int(groups["second"]))
    if shape in ("month_year", "year_month"):
        return _year_month(scene, index, stop, shape, groups)
    period: Period | None
    if shape == "week":
        period = _iso_week(int(groups["year"]), int(groups["week"]))
    elif shape == "either":
        period = _either_way(scene, groups)
    else:
        period = build(int(groups["year"]), int(groups["month"]), int(groups["day"]))
    return Node(index, stop, "date.figures", period) if period else None


def _iso_week(year: int, number: int) -> Period | None:
    try:
        return periods.week(date.fromisocalendar(year, number, 1))
    except ValueError:
        return None


def _year_month(
    scene: Scene, index: int, stop: int, shape: str, groups: dict[str, str]
) -> Node | None:
    year, month = int(groups["year"]), int(groups["month"])
    if shape == "year_month" and len(groups["month"]) == 2 and month == (year + 1) % 100:
        return None  # two years in a row, not a year and a month
    if scene.glued(stop) and scene.word(stop) in DASHES and scene.digits(stop + 1):
        return None
    period = periods.month(year, month) if 1 <= month <= 12 else None
    if period is None:
        return None
    return Node(index, stop, "date.figures", period, year=year, month=month)


def _month_first(scene: Scene) -> bool:
    return scene.country is None or scene.country in _MONTH_FIRST


def _day_and_month(scene: Scene, index: int, stop: int, first: int, second: int) -> Node | None:
    """*on 22/04*: a fraction unless the word before asks for a date."""
    before = scene.word(index - 1)
    ranged = before in DASHES and scene.digits(index - 2) != ""
    ranged = ranged or (scene.word(stop) in DASHES and scene.word(stop + 2) == "/")
    asked = before in scene.lists.before_day or before in WEEKDAYS or ranged or index == 0
    if not asked or (first, second) in ((9, 11), (24, 7), (50, 50)):
        return None
    month, day = (first, second) if _month_first(scene) else (second, first)
    if month > 12:
        month, day = day, month
    if day == 0 or build(2024, month, day) is None:
        return None
    return Node(index, stop, "date.figures", month=month, day=day)


def _either_way(scene: Scene, groups: dict[str, str]) -> Period | None:
    first, second, year = int(groups["first"]), int(groups["second"]), groups["year"]
    if len(year) == 2 and groups["sep"] == ".":
        return None  # a section or a version
    full = century_of(int(year)) if len(year) == 2 else int(year)
    month_first = _month_first(scene) and groups["sep"] != "."
    month, day = (first, second) if month_first else (second, first)
    return build(full, month, day) if month <= 12 else build(full, day, month)


def _through_parser(scene: Scene, index: int, span: str, end: int) -> Node | None:
    parts = re.split("[-/.]", span)
    if parts[0].isalpha():
        order = "MYD" if len(parts[1]) == 4 else "MDY"
    elif len(parts[0]) == 4:
        order = "YMD" if parts[1].isalpha() else "YDM"
    else:
        order = "DMY"
    day = _parse("-".join(parts), order)
    if day is None:
        return None
    return Node(index, _token_after(scene, index, end), "date.figures", periods.day(day))


def _token_after(scene: Scene, index: int, end: int) -> int:
    while index < len(scene.tokens) and scene.tokens.starts[index] < end:
        index += 1
    return index
