"""Read days, months and years as a calendar writes them, in words or in figures."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache

import dateparser

from pipeline.normalize import periods
from pipeline.normalize.datewords import BEFORE_DATES, MONTHS, NUMBERED, WEEKDAYS
from pipeline.normalize.numerals import ORDINALS, SMALL, read_small, read_words
from pipeline.normalize.scene import DASHES, Node, Scene, build

_ASKS_FOR_DAY = frozenset("on by until till before after since from between back to date dated".split())
_SUFFIXES = frozenset(("st", "nd", "rd", "th"))
_MONTH_FIRST = frozenset(("US", "PH"))
_AMBIGUOUS = frozenset(("may", "march", "mar", "jan", "dec", "jun", "sep", "apr", "aug"))
_FULL = frozenset(
    "january february march april may june july august september october november december".split()
)
_PLAIN = frozenset("january february september october november december sept".split())
_STRONG = frozenset("in since by until till during from before after of circa through early".split())

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


# -- parts


def read_weekday(scene: Scene, index: int) -> tuple[int, int] | None:
    """A weekday: its number and the token after it and its dot."""
    number = WEEKDAYS.get(scene.word(index))
    if number is None:
        return None
    short = not scene.word(index).endswith(("day", "days"))
    stop = index + 1
    if short and scene.word(stop) == "." and scene.glued(stop):
        stop += 1
    return number, stop


def read_month(scene: Scene, index: int) -> tuple[int, int] | None:
    """A month by name: its number and the token after it and its dot."""
    number = MONTHS.get(scene.word(index))
    if number is None:
        return None
    stop = index + 1
    if scene.word(stop) == "." and scene.glued(stop):
        if scene.word(index) not in _FULL:
            return number, stop + 1
    return number, stop


def read_ordinal(scene: Scene, index: int) -> tuple[int, int] | None:
    """*19th*, *first*, *twenty-first*: the number and the token after it."""
    digits = scene.digits(index)
    if digits and len(digits) <= 2 and scene.word(index + 1) in _SUFFIXES:
        if scene.tokens[index + 1].start - scene.tokens[index].end <= 1:
            return int(digits), index + 2
        return None
    word = scene.word(index)
    if word in ORDINALS:
        return ORDINALS[word], index + 1
    tens = SMALL.get(word, 0)
    if tens in (20, 30):
        at = scene.skip_dash(index + 1)
        unit = ORDINALS.get(scene.word(at), 0)
        if 0 < unit < 10:
            return tens + unit, at + 1
    return None


def read_day(scene: Scene, index: int, *, words: bool = False) -> tuple[int, int] | None:
    """A day of the month: *5*, *05*, *5th*, *fifth*; with ``words`` also *five*."""
    ordinal = read_ordinal(scene, index)
    if ordinal is not None:
        return ordinal if 1 <= ordinal[0] <= 31 else None
    digits = scene.digits(index)
    if digits and len(digits) <= 2 and 1 <= int(digits) <= 31:
        following = scene.word(index + 1)
        if following in (".", ",", ":") and scene.glued(index + 1) and (
            scene.digits(index + 2) and scene.glued(index + 2)
        ):
            return None
        if following == "%" or (scene.glued(index + 1) and scene.is_word(index + 1)):
            return None
        return int(digits), index + 1
    if words and (small := read_small(scene.tokens, index)) and 1 <= small[0] <= 31:
        return small
    return None


def read_year(scene: Scene, index: int, *, short: bool = False) -> tuple[int, int] | None:
    """A year that stands where one is expected.

    Args:
        scene: the text.
        index: first token.
        short: accept two figures, as after *14th April*.
    """
    digits = scene.digits(index)
    if len(digits) == 4 and 1000 <= int(digits) <= 2999 and not _continues(scene, index + 1):
        stop = index + 1
        if scene.word(stop) in ("ad", "ce") and scene.tokens[stop].text.isupper():
            stop += 1
        return int(digits), stop
    if scene.word(index) in "'’‘" and len(scene.digits(index + 1)) == 2 and scene.glued(index + 1):
        return _century(int(scene.digits(index + 1))), index + 2
    if short and len(digits) == 2 and scene.ends(index + 1) and not _continues(scene, index + 1):
        return _century(int(digits)), index + 1
    return read_year_words(scene, index)


def _century(two: int) -> int:
    return 2000 + two if two < 50 else 1900 + two


def _continues(scene: Scene, index: int) -> bool:
    """Whether a number goes on: *2,024*, *2024.5*, *2024m*."""
    if scene.word(index) in (",", ".", ":") and scene.glued(index):
        return bool(scene.digits(index + 1)) and scene.glued(index + 1)
    return scene.glued(index) and scene.is_word(index) and scene.word(index) not in ("ad", "ce")


def read_year_words(scene: Scene, index: int) -> tuple[int, int] | None:
    """*nineteen ninety-six*, *two thousand and fifteen*, *seventeen hundred thirty three*."""
    first = read_small(scene.tokens, index)
    if first is None:
        return None
    value, stop = first
    if value in (1, 2) and scene.word(stop) == "thousand":
        number = read_words(scene.tokens, index)
        if number is not None and number.value == int(number.value) < 2200:
            return int(number.value), number.stop
        return None
    if not 10 <= value <= 21:
        return None
    at = scene.skip_dash(stop)
    if scene.word(at) == "hundred":
        at = scene.skip(at + 1, "and")
        rest = read_small(scene.tokens, at)
        return (value * 100 + rest[0], rest[1]) if rest else None
    rest = read_small(scene.tokens, at)
    if rest is not None and rest[0] >= 10 and value >= 16:
        return value * 100 + rest[0], rest[1]
    return None


# -- whole dates


def read_figures(scene: Scene, index: int) -> Node | None:
    """A date in figures: ``2024-05-01``, ``31/12/2028``, ``3/2015``."""
    token = scene.tokens[index]
    if token.kind != "digits" or len(token.text) > 8 or _numbered(scene, index):
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
    return Node(index, stop, "date.figures", period=period, year=year, month=month) if period else None


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
    if len(year) == 2 and (groups["s2"] == "." or (groups["s2"] == "-" and len(groups["a"]) > 1 and first > 31)):
        return None
    full = _century(int(year)) if len(year) == 2 else int(year)
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


def _numbered(scene: Scene, index: int) -> bool:
    """Whether the number before us is called a number: *page 2019*, *No. 2020-03*."""
    at = index - 1
    while at >= 0 and scene.word(at) in (".", "#", "°", "(", ")", "eu", "ec", "§", "[") and index - at < 5:
        if scene.word(at) in ("#", "§"):
            return True
        at -= 1
    return scene.word(at) in NUMBERED


def read_written(scene: Scene, index: int) -> Node | None:
    """A date with its month in letters, from the weekday on: *Friday 16 April 2021*."""
    if scene.word(index) in MONTHS and scene.word(index + 1) in ("-", "/", ".") and scene.glued(index + 1):
        mixed = _mixed().match(scene.text, scene.tokens[index].start)
        if mixed is not None:
            return _through_parser(scene, index, mixed.group(), mixed.end())
    weekday = read_weekday(scene, index)
    at = index
    if weekday is not None:
        at = scene.skip(weekday[1], ",")
        at = scene.skip(at, "-") if scene.word(at) == "-" and scene.glued(at) else at
    at = scene.skip(at, "the") if weekday or read_day(scene, at + 1) else at
    node = _day_month(scene, index, at) or _month_day(scene, index, at) or _year_first(scene, at)
    if node is None:
        return None
    return node if weekday is None else _with_weekday(node, weekday[0])


def _with_weekday(node: Node, weekday: int) -> Node:
    return Node(
        node.first, node.stop, node.rule, node.period, None, node.precision, node.relative,
        node.year, node.month, node.day, weekday,
    )  # fmt: skip


def _finish(
    scene: Scene, first: int, stop: int, month: int, day: int | None, *, short: bool = False
) -> Node | None:
    """Take the year after a day or month, if there is one."""
    at = scene.skip(stop, ",")
    at = scene.skip(at, "of", "in")
    at = scene.skip(at, "the") if scene.word(at + 1) == "year" else at
    at = scene.skip(at, "year")
    year = read_year(scene, at, short=short and at <= stop + 1)
    if year is not None and not (at > stop + 1 and day is None and scene.word(stop) == ","):
        period = build(year[0], month, day)
        if period is None:
            return None
        return Node(first, year[1], "date.written", period, year=year[0], month=month, day=day)
    if day is not None and build(2024, month, day) is None:
        return None
    precision = "month" if day is None else "day"
    return Node(first, stop, "date.written", None, None, precision, month=month, day=day)


def _day_month(scene: Scene, first: int, at: int) -> Node | None:
    day = read_day(scene, at, words=True)
    if day is None or (scene.is_word(at) and scene.word(at) not in ORDINALS and not _spelled(scene, day[1])):
        return None
    after = scene.skip(day[1], "day")
    of = scene.word(after) == "of"
    after = scene.skip(after, "of")
    after = scene.skip_dash(after) if scene.word(after) in DASHES else after
    if at and _numbered(scene, at) and not of:
        return None
    month = read_month(scene, after)
    if month is None:
        return None
    name = scene.tokens[after]
    if name.lower in ("may", "march", "mar") and name.text.islower() and not of and day[1] - at < 2:
        if read_year(scene, scene.skip(month[1], ",")) is None:
            return None
    return _finish(scene, first, month[1], month[0], day[0], short=True)


def _spelled(scene: Scene, at: int) -> bool:
    """Whether a month follows, so that *five* may be a day."""
    return scene.word(at) in MONTHS or scene.word(scene.skip(at, "of")) in MONTHS


def _month_day(scene: Scene, first: int, at: int) -> Node | None:
    month = read_month(scene, at)
    if month is None:
        return None
    stop = scene.skip(month[1], ",") if read_ordinal(scene, month[1] + 1) else month[1]
    stop = scene.skip(stop, "the") if read_day(scene, stop + 1) else stop
    day = read_day(scene, stop) or _word_day(scene, stop)
    name = scene.tokens[at]
    if day is not None and not (name.lower in ("may", "march") and name.text.islower() and not _dated(scene, at)):
        node = _finish(scene, first, day[1], month[0], day[0])
        if node is not None:
            return _trailing_weekday(scene, node)
    joint = month[1]
    if scene.word(joint) in ("-", "/") and scene.glued(joint) and len(scene.digits(joint + 1)) == 4:
        joint += 1
    node = _finish(scene, first, joint, month[0], None, short=joint == month[1] and _dated(scene, at))
    if node is None:
        return None
    if node.year is None:
        if not _month_alone(scene, at):
            return None
        node = Node(first, month[1], "date.month", None, None, "month", True, month=month[0])
    elif name.text.islower() and name.lower in ("may", "march") and not _dated(scene, at) and first == at:
        return None
    return node


def _word_day(scene: Scene, at: int) -> tuple[int, int] | None:
    """*February twenty second* is an ordinal; *jan twenty two* a number."""
    small = read_small(scene.tokens, at)
    if small is None or not 1 <= small[0] <= 31 or scene.word(small[1]) in ("thousand", "hundred"):
        return None
    return small


def _trailing_weekday(scene: Scene, node: Node) -> Node:
    weekday = read_weekday(scene, scene.skip(node.stop, ","))
    if weekday is None or node.stop == scene.skip(node.stop, ",") or not scene.ends(weekday[1]):
        return node
    return _with_weekday(
        Node(node.first, weekday[1], node.rule, node.period, None, node.precision,
             node.relative, node.year, node.month, node.day),
        weekday[0],
    )  # fmt: skip


def _year_first(scene: Scene, at: int) -> Node | None:
    """*2017 April*, *2015 June 3*."""
    if len(scene.digits(at)) != 4:
        return None
    year = int(scene.digits(at))
    month = read_month(scene, at + 1) if 1900 <= year < 2100 else None
    if month is None or _numbered(scene, at):
        return None
    if scene.tokens[at + 1].lower in ("may", "march") and scene.tokens[at + 1].text.islower():
        return None
    day = read_day(scene, month[1])
    if day is not None and scene.ends(day[1]):
        period = build(year, month[0], day[0])
        if period is not None:
            return Node(at, day[1], "date.written", period, year=year, month=month[0], day=day[0])
    if read_year(scene, month[1]) is not None:
        return None
    period = build(year, month[0], None)
    return Node(at, at + 2, "date.written", period, None, "month", year=year, month=month[0])


def _dated(scene: Scene, at: int) -> bool:
    """Whether the word before a month asks for a date."""
    return at == 0 or scene.word(at - 1) in BEFORE_DATES or scene.word(at - 1) in WEEKDAYS or scene.word(at - 1) == ","


def _month_alone(scene: Scene, at: int) -> bool:
    """Whether a month that stands alone is one, and not a verb or a name."""
    token = scene.tokens[at]
    before = scene.word(at - 1)
    if scene.word(at + 1) in (*DASHES, "/", "to", "and", "through") and scene.word(at + 2) in MONTHS:
        return token.text[0].isupper() or before in BEFORE_DATES
    if scene.glued(at) and before in ("-", "/", "_", "'", "’") and token.lower not in _PLAIN:
        return False
    if scene.glued(at + 1) and scene.word(at + 1) in ("-", "_", "@") and token.lower not in _PLAIN:
        return scene.word(at + 2) in MONTHS
    if token.lower in _PLAIN:
        return len(token.lower) > 4 or before in BEFORE_DATES
    asked = before in BEFORE_DATES or (before == "the" and scene.word(at - 2) in BEFORE_DATES)
    asked = asked or at == 0 and scene.ends(at + 1)
    if token.lower in ("may", "march"):
        if token.text.islower() and before not in ("in", "since", "until", "last", "next", "early", "mid", "late", "of", "by"):
            return at == 0 and scene.ends(at + 1)
        if before in ("and", "or", "as", "to", "from", "about", "around", "for", "through", "between"):
            return scene.word(at - 2) in MONTHS or scene.word(at + 1) in ("to", "and", *DASHES) and scene.word(at + 2) in MONTHS
        return asked
    vague = before in ("and", "or", "to", "by", "from", "of", "for", "as", "with", "about")
    if token.lower in _AMBIGUOUS and token.lower != "august":
        return asked and not (vague and scene.capital(at + 1))
    if (vague or not asked) and scene.capital(at + 1) and scene.word(at + 1) not in MONTHS:
        return False
    if not asked and before and scene.capital(at - 1) and at > 1 and scene.word(at - 2) not in ".\n":
        return False
    return asked or token.text[0].isupper()


def read_year_alone(scene: Scene, index: int) -> Node | None:
    """A year by itself, where nothing says that the number counts or names something."""
    words = read_year_words(scene, index)
    if words is not None:
        if scene.word(index - 1) not in _STRONG and not scene.ends(words[1]):
            return None
        if scene.word(index - 1) not in _STRONG and index:
            return None
        return Node(index, words[1], "date.year", periods.year(words[0]), None, "year", year=words[0])
    digits = scene.digits(index)
    if len(digits) != 4 or _continues(scene, index + 1) or _numbered(scene, index):
        return None
    year, before = int(digits), scene.word(index - 1)
    strong = before in _STRONG or (before == "year" )
    if not 1900 <= year < 2100 and not (strong and 1000 <= year < 2200):
        return None
    if scene.glued(index) and before not in "([“\"'‘-–—/,=~;:":
        return None
    if scene.glued(index) and before in "/:,." and scene.glued(index - 1):
        return None
    if not _year_context(scene, index, strong=strong):
        return None
    stop = index + 1
    if scene.word(stop) in ("ad", "ce") and scene.tokens[stop].text.isupper():
        stop += 1
    return Node(index, stop, "date.year", periods.year(year), None, "year", year=year)


def _year_context(scene: Scene, index: int, *, strong: bool) -> bool:
    before, after = scene.word(index - 1), scene.word(index + 1)
    year = int(scene.digits(index))
    if before in ("$", "£", "€", "¥", "₹", "+", "no", "#", "₩") or after in ("%", "°", "€", "£", "$"):
        return False
    if after in ("-", "/", "–") and scene.glued(index + 1) and scene.glued(index + 2):
        second = scene.digits(index + 2)
        if second and not (len(second) == 4 and year < int(second) < 2200 and after != "/"):
            return False
    if before in DASHES and scene.glued(index) and scene.glued(index - 1):
        left = scene.digits(index - 2)
        if left and not (len(left) == 4 and 1900 <= int(left) < year):
            return False
        if left and scene.glued(index - 2) and scene.word(index - 3) in (*DASHES, "/", "."):
            return False
        if scene.is_word(index - 2) and scene.word(index - 2) not in ("pre", "post", "mid", *MONTHS):
            return False
    if not strong and (after in _COUNTED or scene.digits(index + 1)):
        return False
    if scene.is_word(index + 1) and scene.tokens[index + 1].text in ("MW", "GW", "kW", "MHz", "GHz", "km", "kg", "m", "nm", "K", "W", "C", "BC", "BCE"):
        return False
    if not strong and scene.is_word(index + 1) and not scene.capital(index + 1):
        plural = after.endswith("s") and after not in ("was", "is", "has", "as", "this", "its", "us")
        if year % 100 == 0 and plural:
            return False
    if before in ("than", "over", "nearly", "almost", "least", "about", "some", "approximately", "around", "additional", "another", "extra", "roughly") and scene.is_word(index + 1) and not strong:
        return after in BEFORE_DATES
    return True


_COUNTED = frozenset(
    "people jobs companies firms students participants members million billion percent per "
    "workers employees countries projects tonnes tons metres meters miles km kilometres "
    "kilometers hours minutes seconds days weeks months years units vehicles homes businesses "
    "delegates researchers scientists scholarships visas troops soldiers respondents dollars "
    "pounds euros yen megawatts gigawatts patients cases deaths pages words samples".split()
)
