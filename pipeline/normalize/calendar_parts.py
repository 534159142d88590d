"""Read the parts of a date: weekdays, months, ordinals, days of the month, years."""

from __future__ import annotations

from pipeline.normalize.datewords import (
    MONTHS,
    WEEKDAYS,
)
from pipeline.normalize.numerals import ORDINALS, SMALL, read_small, read_words
from pipeline.normalize.scene import FIGURE, Scene

_SUFFIXES = frozenset(("st", "nd", "rd", "th"))


_FULL = frozenset(
    "january february march april may june july august september october november december".split()
)


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
    if scene.word(stop) == "." and scene.glued(stop) and scene.word(index) not in _FULL:
        return number, stop + 1
    return number, stop


ORDINAL_OPENS = frozenset((*ORDINALS, "twenty", "thirty", FIGURE))
"""What :func:`read_ordinal` can begin with."""


def read_ordinal(scene: Scene, index: int) -> tuple[int, int] | None:
    """*19th*, *first*, *twenty-first*: the number and the token after it."""
    digits = scene.digits(index)
    if digits and len(digits) <= 2 and scene.word(index + 1) in _SUFFIXES:
        if scene.tokens.starts[index + 1] - scene.tokens.ends[index] <= 1:
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
        if (
            following in (".", ",", ":")
            and scene.glued(index + 1)
            and (scene.digits(index + 2) and scene.glued(index + 2))
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
    if len(digits) == 4 and 1000 <= int(digits) <= 2999 and not continues(scene, index + 1):
        stop = index + 1
        if scene.word(stop) in ("ad", "ce") and scene.tokens.texts[stop].isupper():
            stop += 1
        return int(digits), stop
    if scene.word(index) in "'’‘" and len(scene.digits(index + 1)) == 2 and scene.glued(index + 1):
        return century_of(int(scene.digits(index + 1))), index + 2
    if short and len(digits) == 2 and scene.ends(index + 1) and not continues(scene, index + 1):
        return century_of(int(digits)), index + 1
    return read_year_words(scene, index)


def century_of(two: int) -> int:
    """The year that two figures stand for: below 50 this century, else the last."""
    return 2000 + two if two < 50 else 1900 + two


def continues(scene: Scene, index: int) -> bool:
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


def is_numbered(scene: Scene, index: int) -> bool:
    """Whether the number before us is called a number: *page 2019*, *No. 2020-03*."""
    at = index - 1
    while (
        at >= 0
        and scene.word(at) in (".", "#", "°", "(", ")", "eu", "ec", "§", "[")
        and index - at < 5
    ):
        if scene.word(at) in ("#", "§"):
            return True
        at -= 1
    return scene.word(at) in scene.lists.numbered
