"""Read quarters, halves and seasons, with the year they belong to."""

from __future__ import annotations

from dataclasses import replace

from pipeline.normalize import periods
from pipeline.normalize.calendar_parts import read_ordinal, read_year
from pipeline.normalize.datewords import (
    SEASONS,
    UNITS,
)
from pipeline.normalize.lexer import DASHES
from pipeline.normalize.scene import Node, Scene
from pipeline.normalize.steps import read_step, season_step
from pipeline.normalize.years import read_fiscal, read_two_years


def read_quarter(scene: Scene, index: int) -> Node | None:
    """*Q3 2024*, *H1*, *the third quarter of 2016*, *2017-Q1*, *first half of next year*."""
    at = scene.skip(index, "the")
    if len(scene.digits(at)) > 1 and scene.word(scene.skip_dash(at + 1)) in ("q", "h"):
        return _year_then_quarter(scene, index, at)
    found = _short_part(scene, at) or _long_part(scene, at)
    if found is None:
        return None
    size, which, stop = found
    of = scene.skip(scene.skip(stop, "of", "in", ","), "-")
    with_year = _quarter_of(scene, index, of, size, which)
    if with_year is not None:
        return with_year
    ahead = _year_ahead(scene, stop)
    if ahead is not None:
        return _part_of_year(scene, index, stop, size, which, ahead)
    base = scene.anchor.year if scene.anchor else None
    generic = scene.skip(of, "the") if of > stop else of
    if scene.word(generic) == "year" and generic > stop:
        return _part_of_year(scene, index, generic + 1, size, which, base, relative=True)
    if scene.word(stop) == "of" or scene.word(stop - 1) == "half":
        return None
    short = scene.word(at) in ("q", "h") or scene.digits(at)
    before = scene.word(at - 1)
    asked = before in scene.lists.before_date or before in ("the", "our", "")
    if short and not asked:
        return None
    return _part_of_year(scene, index, stop, size, which, base, relative=True)


def _year_ahead(scene: Scene, stop: int) -> int | None:
    """The year of *Q2 2024* in *Q1 and Q2 2024*, which is that of the first quarter too."""
    at = scene.skip(stop, "and", "or", "to", "/", *DASHES)
    second = _short_part(scene, at) or _long_part(scene, at) if at > stop else None
    if second is None:
        return None
    year = read_year(scene, scene.skip(second[2], "of", "in", ","))
    return year[0] if year else None


def _year_then_quarter(scene: Scene, index: int, at: int) -> Node | None:
    """*2017-Q1*, *2018 H2*, *18q4*."""
    digits = scene.digits(at)
    year = int(digits) + (2000 if len(digits) == 2 else 0)
    found = _short_part(scene, scene.skip_dash(at + 1))
    if found is None or len(digits) not in (2, 4) or not 1900 <= year < 2100:
        return None
    if len(digits) == 2 and not scene.glued(at + 1):
        return None
    return _part_of_year(scene, index, found[2], found[0], found[1], year)


def _quarter_of(scene: Scene, index: int, of: int, size: int, which: int) -> Node | None:
    """The quarter or half of the year that is named at a token."""
    step = read_fiscal(scene, of) or read_step(scene, of)
    if step is not None and step.precision == "fiscal_year":
        period = None
        if step.period is not None:
            start = periods.add_months(step.period.first, size * (which - 1))
            grain = "quarter" if size == 3 else "half"
            period = periods.months(start.year, start.month, size, grain) if start else None
        return Node(index, step.stop, "date.quarter", period, None, "quarter", step.relative)
    year = read_year(scene, scene.skip(of, "year"))
    if year is not None:
        return _part_of_year(scene, index, year[1], size, which, year[0])
    if step is not None and step.precision == "year" and step.rule.endswith("unit"):
        base = step.period.first.year if step.period else None
        return _part_of_year(scene, index, step.stop, size, which, base, relative=True)
    return None


def _short_part(scene: Scene, at: int) -> tuple[int, int, int] | None:
    """*Q3*, *H1*, *3Q*: months, which, and the token after."""
    letter, digit = at, at + 1
    if scene.word(letter) not in ("q", "h"):
        letter, digit = at + 1, at
    size, most = {"q": (3, 4), "h": (6, 2)}.get(scene.word(letter), (0, 0))
    number = scene.digits(digit)
    if not size or len(number) != 1 or not 1 <= int(number) <= most or not scene.glued(at + 1):
        return None
    small = scene.tokens.texts[letter].islower()
    if small and (size == 6 or letter > digit):
        return None
    if letter < digit and scene.glued(at + 2) and scene.is_word(at + 2):
        return None
    return size, int(number), at + 2


def _long_part(scene: Scene, at: int) -> tuple[int, int, int] | None:
    ordinal = read_ordinal(scene, at)
    if ordinal is None and scene.word(at) == "quarter" and len(scene.digits(at + 1)) == 1:
        number = int(scene.digits(at + 1))
        of = scene.word(at + 2) in ("of", "in") or len(scene.digits(at + 2)) == 4
        return (3, number, at + 2) if of and 1 <= number <= 4 else None
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
    scene: Scene,
    first: int,
    stop: int,
    size: int,
    which: int,
    year: int | None,
    *,
    relative: bool = False,
) -> Node:
    precision = "quarter" if size == 3 else "half"
    period = None
    if year is not None:
        period = periods.quarter(year, which) if size == 3 else periods.half(year, which)
    return Node(first, stop, f"date.{precision}", period, None, precision, relative)


def read_quarter_of_next(scene: Scene, index: int) -> Node | None:
    """*next year's first quarter*, *this year’s second half*."""
    step = read_step(scene, index, rolling=False)
    if step is None or step.precision != "year" or scene.word(step.stop) not in ("'", "’"):
        return None
    if scene.word(step.stop + 1) != "s":
        return None
    inner = read_quarter(scene, step.stop + 2) or _half(scene, step.stop + 2)
    if inner is None:
        return None
    period = None
    if step.period is not None and inner.period is not None:
        moved = periods.add_months(inner.period.first.replace(year=step.period.first.year), 0)
        size = 6 if inner.precision == "half" else 3
        period = periods.months(moved.year, moved.month, size, inner.precision) if moved else None
    return replace(inner, first=index, period=period, relative=True)


def _half(scene: Scene, index: int) -> Node | None:
    ordinal = read_ordinal(scene, index)
    if ordinal is None or not 1 <= ordinal[0] <= 2 or scene.word(ordinal[1]) != "half":
        return None
    period = periods.half(scene.anchor.year, ordinal[0]) if scene.anchor else None
    return Node(index, ordinal[1] + 1, "date.half", period, None, "half", True)


def read_season(scene: Scene, index: int) -> Node | None:
    """*spring 2024*, *the fall of 2022*, *the autumn*."""
    at = scene.skip(index, "the")
    code = SEASONS.get(scene.word(at))
    if code is None:
        return _year_then_season(scene, index)
    after = scene.skip(scene.skip(at + 1, ","), "of", "in")
    two = read_two_years(scene, after)
    year = read_year(scene, after)
    base, stop, relative = None, at + 1, False
    if two is not None and two.year is not None:
        base, stop = two.year, two.stop
    elif year is not None and 1000 <= year[0] < 2200:
        base, stop = year
    else:
        step = read_step(scene, after)
        if step is None or step.precision != "year":
            return _season_alone(scene, index, at, code)
        base, stop, relative = step.period.first.year if step.period else None, step.stop, True
    period = periods.season(base, code, scene.country) if base else None
    return Node(index, stop, "date.season", period, None, "season", relative)


_BEFORE_SEASON = ("in", "by", "since", "until", "early", "mid", "late")
_BEFORE_THE_SEASON = (*_BEFORE_SEASON, "during", "from", "before", "after", "of", "over", "this")


def _season_alone(scene: Scene, index: int, at: int, code: int) -> Node | None:
    """*in the summer*, *by winter*: where the words round it ask for a time."""
    the, before, after = at > index, scene.word(index - 1), scene.word(at + 1)
    if before not in (_BEFORE_THE_SEASON if the else _BEFORE_SEASON) or after == "of":
        return None
    if scene.capital(at) and scene.capital(at + 1):
        return None  # the Summer Budget
    if scene.word(at) in ("fall", "spring"):
        if after == "in" or (not the and before not in ("early", "mid", "late")):
            return None
    elif not the and scene.is_word(at + 1) and after not in scene.lists.after_one_unit:
        return None
    return Node(index, at + 1, "date.season", season_step(scene, code, 0), None, "season", True)


def _year_then_season(scene: Scene, index: int) -> Node | None:
    """*2016 spring*."""
    digits, code = scene.digits(index), SEASONS.get(scene.word(index + 1))
    if code is None or len(digits) != 4 or not 1900 <= int(digits) < 2100:
        return None
    period = periods.season(int(digits), code, scene.country)
    return Node(index, index + 2, "date.season", period, None, "season")
