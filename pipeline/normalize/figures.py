"""Read dates in figures: ``2024-05-01``, ``31/12/2028``, ``23/Sep/2020``, ``2024-W07``."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache

import dateparser

from pipeline.normalize import periods
from pipeline.normalize.calendar_parts import century_of, is_numbered
from pipeline.normalize.datewords import (
    MONTHS,
    WEEKDAYS,
)
from pipeline.normalize.scene import DASHES, Node, Scene, build

_ASKS_FOR_DAY = frozenset(
    "on by until till before after since from between back to date dated".split()
)


_MONTH_FIRST = frozenset(("US", "PH"))


_FIGURES = r"""
    (?P<week>(?P<y8>[12][0-9]{3})-W(?P<w8>[0-5][0-9]))(?![0-9A-Za-z])
  |     (?P<iso>(?P<y1>[12][0-9]{3})(?P<s1>[-/.\u2010\u2011])(?P<m1>[0-9]{1,2})(?P=s1)(?P<d1>[0-9]{1,2}))(?![0-9])
  | (?P<spaced>(?P<y2>[12][0-9]{3})[ ](?P<m2>0[1-9]|1[0-2])[ ](?P<d2>0[1-9]|[12][0-9]|3[01]))(?![0-9]|[.,][0-9])
  | (?P<compact>(?P<y3>20[0-9]{2}|19[0-9]{2})(?P<m3>0[1-9]|1[0-2])(?P<d3>0[1-9]|[12][0-9]|3[01]))(?![0-9])
  | (?P<short>(?P<a>[0-9]{1,2})(?P<s2>[-/.])(?P<b>[0-9]{1,2})(?P=s2)(?P<y4>[12][0-9]{3}|[0-9]{2}))(?![0-9])
  | (?P<daymonth>(?P<a7>[0-9]{1,2})/(?P<b7>[0-9]{1,2}))(?![0-9/.,%])
  | (?P<month>(?P<m5>[0-9]{1,2})/(?P<y5>(?:19|20)[0-9]{2}))(?![0-9/])
  | (?P<yearmonth>(?P<y6>(?:19|20)[0-9]{2})[-/](?P<m6>[0-9]{1,2}))(?![0-9/-])
"""


@cache
def _figures() -> re.Pattern[str]:
    return re.compile(_FIGURES, re.VERBOSE)


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
    settings = {"DATE_ORDER": order, "REQUIRE_PARTS": ["day", "month", "year"]}
    try:
        found = dateparser.parse(span, languages=["en"], settings=settings)  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return None
    return found.date() if found else None


def read_figures(scene: Scene, index: int) -> Node | None:
    """A date in figures: ``2024-05-01``, ``31/12/2028``, ``3/2015``."""
    token = scene.tokens[index]
    if token.kind != "digits" or len(token.text) > 8 or is_numbered(scene, index):
        return None
    if index and scene.glued(index) and scene.word(index - 1) not in "-([\"'“‘=~—–:":
        return None
    mixed = _mixed().match(scene.text, token.start)
    if mixed is not None:
        return _through_parser(scene, index, mixed.group(), mixed.end())
    match = _figures().match(scene.text, token.start)
    if match is None:
        return None
    stop = _token_after(scene, index, match.end())
    if stop < len(scene.tokens) and scene.glued(stop) and scene.is_word(stop):
        return None
    groups = {key: value for key, value in match.groupdict().items() if value is not None}
    if "week" in groups:
        return _iso_week(index, _token_after(scene, index, match.end()), groups)
    if "daymonth" in groups:
        return _day_and_month(scene, index, stop, groups)
    if "month" in groups or "yearmonth" in groups:
        return _year_month(scene, index, stop, groups)
    if "short" in groups:
        period = _short(scene, groups)
    else:
        key = next(k for k in "123" if f"y{k}" in groups)
        period = build(*(int(groups[part + key]) for part in "ymd"))
    if period is None:
        return None
    return Node(index, stop, "date.figures", period=period)


def read_mixed(scene: Scene, index: int) -> Node | None:
    """A date in figures with its month in letters first: *Sep-23-2020*."""
    if scene.word(index + 1) not in ("-", "/", ".") or not scene.glued(index + 1):
        return None
    mixed = _mixed().match(scene.text, scene.tokens[index].start)
    if mixed is None:
        return None
    return _through_parser(scene, index, mixed.group(), mixed.end())


def _iso_week(index: int, stop: int, groups: dict[str, str]) -> Node | None:
    try:
        monday = date.fromisocalendar(int(groups["y8"]), int(groups["w8"]), 1)
    except ValueError:
        return None
    return Node(index, stop, "date.figures", periods.week(monday), None, "week")


def _year_month(scene: Scene, index: int, stop: int, groups: dict[str, str]) -> Node | None:
    year, month = (int(groups["y5"]), int(groups["m5"])) if "month" in groups else (
        int(groups["y6"]), int(groups["m6"])
    )  # fmt: skip
    if "yearmonth" in groups and len(groups["m6"]) == 2 and month == (year + 1) % 100:
        return None  # two years in a row, not a year and a month
    if scene.glued(stop) and scene.word(stop) in DASHES and scene.digits(stop + 1):
        return None
    period = periods.month(year, month) if 1 <= month <= 12 else None
    return (
        Node(index, stop, "date.figures", period=period, year=year, month=month) if period else None
    )


def _day_and_month(scene: Scene, index: int, stop: int, groups: dict[str, str]) -> Node | None:
    """*on 22/04*: a fraction unless the word before asks for a date."""
    first, second = int(groups["a7"]), int(groups["b7"])
    before = scene.word(index - 1)
    ranged = before in DASHES and scene.digits(index - 2) != ""
    asked = before in _ASKS_FOR_DAY or before in WEEKDAYS or ranged or index == 0
    if not asked or (first, second) in ((9, 11), (24, 7), (50, 50)):
        return None
    month_first = scene.country is None or scene.country in _MONTH_FIRST
    month, day = (first, second) if month_first else (second, first)
    if month > 12:
        month, day = day, month
    if build(2024, month, day) is None or day == 0:
        return None
    return Node(index, stop, "date.figures", None, None, "day", month=month, day=day)


def _short(scene: Scene, groups: dict[str, str]) -> periods.Period | None:
    first, second, year = int(groups["a"]), int(groups["b"]), groups["y4"]
    if len(year) == 2 and (
        groups["s2"] == "." or (groups["s2"] == "-" and len(groups["a"]) > 1 and first > 31)
    ):
        return None
    full = century_of(int(year)) if len(year) == 2 else int(year)
    month_first = scene.country is None or scene.country in _MONTH_FIRST
    if groups["s2"] == ".":
        month_first = False
    if month_first:
        return build(full, first, second) if first <= 12 else build(full, second, first)
    return build(full, second, first) if second <= 12 else build(full, first, second)


def _through_parser(scene: Scene, index: int, span: str, end: int) -> Node | None:
    order = "MDY" if scene.country is None or scene.country in _MONTH_FIRST else "DMY"
    parts = re.split("[-/.]", span)
    if len(parts[0]) == 4:
        order = "YMD" if parts[1].isalpha() else "YDM"
    elif parts[0].isalpha():
        order = "MYD" if len(parts[1]) == 4 else "MDY"
    else:
        order = "DMY"
    day = _parse("-".join(parts), order)
    if day is None:
        return None
    stop = _token_after(scene, index, end)
    return Node(index, stop, "date.figures", period=periods.day(day))


def _token_after(scene: Scene, index: int, end: int) -> int:
    while index < len(scene.tokens) and scene.tokens[index].start < end:
        index += 1
    return index
