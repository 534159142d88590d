"""Read years: alone, two in a row, fiscal and calendar years, decades, centuries."""

from __future__ import annotations

from pipeline.normalize import periods
from pipeline.normalize.calendar_parts import continues, is_numbered, read_ordinal, read_year_words
from pipeline.normalize.datewords import DECADES, FISCAL, MONTHS
from pipeline.normalize.lexer import DASHES
from pipeline.normalize.scene import Node, Scene


def read_year_alone(scene: Scene, index: int) -> Node | None:
    """A year by itself, where nothing says that the number counts or names something."""
    expects = scene.lists.before_year
    words = read_year_words(scene, index)
    if words is not None:
        if scene.word(index - 1) not in expects and index:
            return None
        period = periods.year(words[0])
        return Node(index, words[1], "date.year", period, None, "year", year=words[0])
    digits = scene.digits(index)
    if len(digits) != 4 or continues(scene, index + 1) or is_numbered(scene, index):
        return None
    year, before = int(digits), scene.word(index - 1)
    strong = before in expects or before == "year"
    if not 1900 <= year < 2100 and not (strong and 1000 <= year < 2200):
        return None
    if scene.glued(index) and (
        before not in _OPENS_YEAR or (before in "/:,." and scene.glued(index - 1))
    ):
        return None
    if _beside_sign(scene, index) or _in_a_chain(scene, index, year):
        return None
    if not strong and _counts(scene, index, year):
        return None
    stop = index + 1
    if scene.word(stop) in ("ad", "ce") and scene.tokens.texts[stop].isupper():
        stop += 1
    return Node(index, stop, "date.year", periods.year(year), None, "year", year=year)


_OPENS_YEAR = "([“\"'‘-–—/,=~;:"
_SIGNS = ("$", "£", "€", "¥", "₹", "₩", "+", "#", "%", "°")
_SYMBOLS = ("MW", "GW", "kW", "MHz", "GHz", "km", "kg", "m", "nm", "K", "W", "C", "BC", "BCE")
_MEASURING = (
    *("than", "over", "nearly", "almost", "least", "about", "some", "approximately"),
    *("around", "additional", "another", "extra", "roughly"),
)


def _beside_sign(scene: Scene, index: int) -> bool:
    """*$2,000*, *2020%*, *2000 MW*."""
    before, after = scene.word(index - 1), scene.word(index + 1)
    if before in _SIGNS[:8] or before == "no" or after in _SIGNS[:3] or after in _SIGNS[8:]:
        return True
    return scene.is_word(index + 1) and scene.tokens.texts[index + 1] in _SYMBOLS


def _in_a_chain(scene: Scene, index: int, year: int) -> bool:
    """Whether the number is joined to others, as in *138-2010-2015*, but is no range of years."""
    after = scene.word(index + 1)
    if after in ("-", "/", "–") and scene.glued(index + 1) and scene.glued(index + 2):
        second = scene.digits(index + 2)
        if second and not (len(second) == 4 and year < int(second) < 2200 and after != "/"):
            return True
    if scene.word(index - 1) not in DASHES or not scene.glued(index):
        return False
    if not scene.glued(index - 1):
        return False
    left = scene.digits(index - 2)
    if left:
        chained = scene.glued(index - 2) and scene.word(index - 3) in (*DASHES, "/", ".")
        return chained or not (len(left) == 4 and 1900 <= int(left) < year)
    named = scene.word(index - 2) not in ("pre", "post", "mid", *MONTHS)
    return scene.is_word(index - 2) and named


def _counts(scene: Scene, index: int, year: int) -> bool:
    """Whether the number says how many: *2000 people*, *about 2020 sites*."""
    before, after = scene.word(index - 1), scene.word(index + 1)
    if after in scene.lists.counted or scene.digits(index + 1):
        return True
    if not scene.is_word(index + 1):
        return False
    if before in _MEASURING:
        return after not in scene.lists.before_date
    plural = after.endswith("s") and after not in ("was", "is", "has", "as", "this", "its", "us")
    return year % 100 == 0 and plural and not scene.capital(index + 1)


def read_two_years(scene: Scene, index: int) -> Node | None:
    """*2024-25*, *2023/24*: two years in a row, written as one."""
    first = scene.digits(index)
    if (
        len(first) != 4
        or scene.word(index + 1) not in ("-", "/", "–", "‑", "‐")
        or not scene.glued(index + 1)
    ):
        return None
    second = scene.digits(index + 2)
    if not scene.glued(index + 2) or len(second) != 2 or not 1900 <= int(first) < 2100:
        return None
    follows = (int(first) + 1) % 100 == int(second)
    later = int(second) > int(first) % 100 and (int(second) > 12 or scene.word(index + 1) == "–")
    if not (follows or later) or (scene.glued(index + 3) and scene.word(index + 3) in ("-", "/")):
        return None
    last = int(first) + (int(second) - int(first)) % 100
    period = periods.make(f"{first}/{last:04d}", "year")
    rule = "date.years" if follows else "date.range"
    return Node(index, index + 3, rule, period, None, "year", year=int(first) if follows else None)


def read_calendar_year(scene: Scene, index: int) -> Node | None:
    """*CY2018*, *calendar year 2008*."""
    at = index + 1
    if scene.word(index) == "calendar" and scene.word(at) == "year":
        at += 1
    elif scene.word(index) != "cy":
        return None
    digits = scene.digits(at)
    year = int(digits) + 2000 * (len(digits) == 2) if len(digits) in (2, 4) else 0
    if not 1900 <= year < 2100:
        return None
    return Node(index, at + 1, "date.year", periods.year(year), None, "year", year=year)


def read_fiscal(scene: Scene, index: int) -> Node | None:
    """*FY2025/26*, *fiscal year 2024*, *the 2024-25 financial year*."""
    at = scene.skip(index, "the")
    word = scene.word(at)
    leading = read_two_years(scene, at)
    leading = leading if leading and leading.year else None
    number = scene.digits(at)
    if leading is not None or (len(number) == 4 and 1900 <= int(number) < 2100):
        stop = leading.stop if leading else at + 1
        if scene.word(stop) in FISCAL and scene.word(stop + 1) == "year":
            return _fiscal(
                scene, index, stop + 2, int(number), leading is not None, scene.word(stop)
            )
        return None
    kind = word
    if word == "fy":
        at += 1
    elif word in FISCAL and scene.word(at + 1) in ("year", "years"):
        at += 2
    elif word == "fiscal" and scene.digits(at + 1):
        at += 1
    else:
        return None
    at = scene.skip(scene.skip(at, "'", "’"), "of")
    number = scene.digits(at)
    if len(number) not in (2, 4):
        return None
    year = int(number) if len(number) == 4 else 2000 + int(number)
    stop, double = at + 1, False
    if scene.word(stop) in ("/", *DASHES) and scene.glued(stop) and scene.digits(stop + 1):
        second = scene.digits(stop + 1)
        if len(second) in (2, 4) and int(second) % 100 == (year + 1) % 100:
            stop, double = stop + 2, True
    return _fiscal(scene, index, stop, year, double, kind)


def _fiscal(scene: Scene, first: int, stop: int, year: int, double: bool, kind: str) -> Node:
    period = periods.fiscal(
        year, scene.country, double=double, financial=kind not in ("fiscal", "fy")
    )
    return Node(first, stop, "date.fiscal", period, None, "fiscal_year", year=year)


def read_decade(scene: Scene, index: int) -> Node | None:
    """*the 2010s*, *the 90s*, *the nineteen seventies*, *the noughties*."""
    the = scene.word(index) == "the"
    at = index + the
    at = at + 1 if scene.word(at) in ("'", "’", "‘") and scene.digits(at + 1) else at
    digits = scene.digits(at)
    start: int | None = None
    stop = at + 1
    if digits and len(digits) in (2, 4) and digits.endswith("0"):
        stop = stop + 1 if scene.word(stop) in ("'", "’") and scene.glued(stop) else stop
        if scene.word(stop) != "s" or scene.tokens.starts[stop] - scene.tokens.ends[stop - 1] > 1:
            return None
        if scene.ends(stop + 1) is False and scene.glued(stop + 1):
            return None
        spaced = not scene.glued(stop)
        if len(digits) == 4:
            start = int(digits) if 1000 <= int(digits) < 2200 else None
            if spaced and not scene.ends(stop + 1):
                return None
        else:
            asked = (
                the
                or at > index
                or scene.word(index - 1) in ("in", "since", "early", "late", "mid")
            )
            start = (1900 if int(digits) >= 30 else 2000) + int(digits) if asked or spaced else None
        stop += 1
    else:
        named = _decade_words(scene, at, the=the)
        if named is not None:
            start, stop = named
    if start is None:
        return None
    if start % 100 == 0 and start < 2000:  # the 1800s are a century
        return Node(index, stop, "date.century", periods.century(start // 100 + 1), None, "century")
    return Node(index, stop, "date.decade", periods.decade(start), None, "decade")


def _decade_words(scene: Scene, at: int, *, the: bool) -> tuple[int, int] | None:
    if scene.word(at) == "noughties":
        return 2000, at + 1
    century = {"nineteen": 1900, "eighteen": 1800}.get(scene.word(at))
    if century is not None:
        joined = scene.skip_dash(at + 1)
        tens = DECADES.get(scene.word(joined))
        return (century + tens, joined + 1) if tens else None
    if scene.word(at) == "two" and scene.word(at + 1) in ("thousand", "thousands"):
        if scene.word(at + 1) == "thousands":
            return 2000, at + 2
        last = scene.skip(at + 2, "and")
        tens = {"tens": 10, **DECADES}.get(scene.word(last))
        return (2000 + tens, last + 1) if tens else None
    if the and scene.word(at) in DECADES and scene.word(at + 1) not in ("of",):
        return 1900 + DECADES[scene.word(at)], at + 1
    return None


def read_century(scene: Scene, index: int) -> Node | None:
    """*the 21st century*, *the twentieth century*."""
    at = scene.skip(index, "the")
    ordinal = read_ordinal(scene, at)
    if ordinal is None:
        return None
    noun = scene.skip_dash(ordinal[1])
    if scene.word(noun) not in ("century", "centuries") or not 1 < ordinal[0] < 30:
        return None
    if scene.word(noun) == "centuries" or _idiom(scene, index, noun + 1):
        return None
    first = at if at > index and scene.word(index) == "the" else index
    return Node(first, noun + 1, "date.century", periods.century(ordinal[0]), None, "century")


def _idiom(scene: Scene, index: int, stop: int) -> bool:
    """*21st century skills*, *a partnership for the 21st century*: modern, not a time."""
    describes = scene.is_word(stop) and scene.word(stop) not in scene.lists.after_one_unit
    the = scene.word(index) != "the" and scene.word(index - 1) == "the"
    return describes or scene.word(index - 1 - the) == "for"
