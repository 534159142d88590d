"""Read dates with the month in letters: *Friday 16 April 2021*, *May 4th*, *in March*."""

from __future__ import annotations

from dataclasses import replace

from pipeline.normalize.calendar_parts import (
    is_numbered,
    read_day,
    read_month,
    read_ordinal,
    read_weekday,
    read_year,
)
from pipeline.normalize.datewords import (
    MONTHS,
    WEEKDAYS,
)
from pipeline.normalize.figures import read_mixed
from pipeline.normalize.lexer import DASHES
from pipeline.normalize.numerals import ORDINALS, read_small
from pipeline.normalize.scene import Node, Scene, build

_AMBIGUOUS = frozenset(("may", "march", "mar", "jan", "dec", "jun", "sep", "apr", "aug"))


_PLAIN = frozenset("january february september october november december sept".split())


def read_written(scene: Scene, index: int) -> Node | None:
    """A date with its month in letters, from the weekday on: *Friday 16 April 2021*."""
    if scene.word(index) in MONTHS and (mixed := read_mixed(scene, index)) is not None:
        return mixed
    weekday = read_weekday(scene, index)
    at = index
    if weekday is not None:
        at = scene.skip(weekday[1], ",")
        at = scene.skip(at, "-") if scene.word(at) == "-" and scene.glued(at) else at
    the = scene.word(at) == "the" and (weekday is not None or read_day(scene, at + 1) is not None)
    at += the
    if the and weekday is None and scene.digits(at) and read_ordinal(scene, at) is None:
        index = at  # *the 22 May* is *22 May*, but *the 1st of May* keeps its article
    node = _day_month(scene, index, at) or _month_day(scene, index, at) or _year_first(scene, at)
    if node is None:
        return None
    return node if weekday is None else replace(node, weekday=weekday[0])


def _finish_written(
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
    if day is None or (
        scene.is_word(at) and scene.word(at) not in ORDINALS and not _spelled(scene, day[1])
    ):
        return None
    after = scene.skip(day[1], "day")
    of = scene.word(after) == "of"
    after = scene.skip(after, "of")
    after = scene.skip_dash(after) if scene.word(after) in DASHES else after
    if at and is_numbered(scene, at) and not of:
        return None
    month = read_month(scene, after)
    if month is None:
        return None
    name = scene.tokens[after]
    doubtful = name.text.islower() and name.lower in ("may", "march", "mar") and day[1] - at < 2
    if doubtful and not of and read_year(scene, scene.skip(month[1], ",")) is None:
        return None
    return _finish_written(scene, first, month[1], month[0], day[0], short=True)


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
    if day is not None and not (
        name.lower in ("may", "march") and name.text.islower() and not _dated(scene, at)
    ):
        node = _finish_written(scene, first, day[1], month[0], day[0])
        if node is not None:
            return _trailing_weekday(scene, node)
    joint = month[1]
    if scene.word(joint) in ("-", "/") and scene.glued(joint) and len(scene.digits(joint + 1)) == 4:
        joint += 1
    node = _finish_written(
        scene, first, joint, month[0], None, short=joint == month[1] and _dated(scene, at)
    )
    if node is None:
        return None
    if node.year is None:
        if not _month_alone(scene, at):
            return None
        node = Node(first, month[1], "date.month", None, None, "month", True, month=month[0])
    elif (
        name.text.islower()
        and name.lower in ("may", "march")
        and not _dated(scene, at)
        and first == at
    ):
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
    return replace(node, stop=weekday[1], weekday=weekday[0])


def _year_first(scene: Scene, at: int) -> Node | None:
    """*2017 April*, *2015 June 3*."""
    if len(scene.digits(at)) != 4:
        return None
    year = int(scene.digits(at))
    month = read_month(scene, at + 1) if 1900 <= year < 2100 else None
    if month is None or is_numbered(scene, at):
        return None
    if scene.tokens.low[at + 1] in ("may", "march") and scene.tokens.texts[at + 1].islower():
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
    return (
        at == 0
        or scene.word(at - 1) in scene.lists.before_date
        or scene.word(at - 1) in WEEKDAYS
        or scene.word(at - 1) == ","
    )


def _month_alone(scene: Scene, at: int) -> bool:
    """Whether a month that stands alone is one, and not a verb or a name."""
    token, before, after = scene.tokens[at], scene.word(at - 1), scene.word(at + 1)
    expects = scene.lists.before_date
    if after in _PAIRS and scene.word(at + 2) in MONTHS:
        return token.text[0].isupper() or before in expects
    if token.lower in _PLAIN:
        return len(token.lower) > 4 or before in expects
    if (scene.glued(at) and before in _BINDERS) or (scene.glued(at + 1) and after in _BINDERS[:3]):
        return False
    asked = before in expects or (before == "the" and scene.word(at - 2) in expects)
    asked = asked or (at == 0 and scene.ends(at + 1))
    if token.lower in ("may", "march"):
        return _modal_month(scene, at, asked=asked)
    vague = before in _VAGUE
    if token.lower in _AMBIGUOUS:
        return asked and not (vague and scene.capital(at + 1))
    if (vague or not asked) and scene.capital(at + 1) and after not in MONTHS:
        return False
    named = at > 1 and scene.capital(at - 1) and scene.word(at - 2) not in ".\n"
    return asked or (token.text[0].isupper() and not named)


_BINDERS = ("-", "_", "@", "/", "'", "’")
_PAIRS = (*DASHES, "/", "to", "and", "through")
_VAGUE = ("and", "or", "to", "by", "from", "of", "for", "as", "with", "about")
_NO_VERB = ("in", "since", "until", "last", "next", "early", "mid", "late", "of", "by")
_VERB_TOO = ("and", "or", "as", "to", "from", "about", "around", "for", "through", "between")


def _modal_month(scene: Scene, at: int, *, asked: bool) -> bool:
    """Whether *may* or *march* is the month: *in may*, *since March*, *April and May*."""
    before = scene.word(at - 1)
    if scene.tokens.texts[at].islower() and before not in _NO_VERB:
        return at == 0 and scene.ends(at + 1)
    if before in _VERB_TOO:
        return scene.word(at - 2) in MONTHS
    return asked
