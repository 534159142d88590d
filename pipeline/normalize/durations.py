"""Read lengths of time, what is counted from a day (*two years ago*), and recurrences."""

from __future__ import annotations

from pipeline.normalize import periods
from pipeline.normalize.calendar_parts import read_day, read_year
from pipeline.normalize.datewords import (
    DAYS,
    UNITS,
    WEEKDAYS,
)
from pipeline.normalize.figures import read_figures
from pipeline.normalize.namedays import read_named_day
from pipeline.normalize.periods import DAYS_OF, MONTHS_OF, Period
from pipeline.normalize.scene import Node, Scene, settle
from pipeline.normalize.steps import read_step
from pipeline.normalize.weekdays import read_weekday_alone
from pipeline.normalize.windows import read_count, unit_period
from pipeline.normalize.written import read_written

ONE = ("a", "an", "another", "full", "whole", "all")
"""Words that make one unit a length: *a year*, *all week*."""

_AGES = frozenset(("old", "olds"))


Length = tuple[int, int]


def iso(months: int, days: int, unit: str) -> str:
    """ISO 8601 duration, in the unit that was said where one is enough."""
    if unit == "week" and not months and days % 7 == 0:
        return f"P{days // 7}W"
    years, rest = divmod(months, 12)
    text = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
    if unit == "month" and not days:
        text = f"{months}M"
    return "P" + text + (f"{days}D" if days or not text else "")


def length_of(unit: str, count: int, half: bool) -> Length:
    """Months and days of some units, and a half of one more."""
    if unit in DAYS_OF:
        return 0, count * DAYS_OF[unit] + (DAYS_OF[unit] // 2 if half else 0)
    return count * MONTHS_OF[unit] + (MONTHS_OF[unit] // 2 if half else 0), 0


def _durgrain(unit: str) -> str:
    return {"fortnight": "week", "decade": "year", "century": "year", "quarter": "month"}.get(
        unit, unit
    )


def measure(scene: Scene, index: int) -> tuple[Length, Length, str, int] | None:
    """One number with its unit: least, most, unit, the token after."""
    if scene.word(index) == "half" and scene.word(index + 1) in ("a", "an"):
        unit = UNITS.get(scene.word(index + 2))
        if unit not in ("year", "decade", "century"):
            return None
        length = length_of(unit, 0, True)
        return length, length, unit, index + 3
    if scene.word(index) in ONE:
        return _measure_of_one(scene, index)
    count = read_count(scene, index)
    if count is None:
        return None
    low, high, at = count
    half, at = _and_a_half(scene, at)
    if (scene.word(at), scene.digits(at + 1), scene.word(at + 2)) == ("(", str(high), ")"):
        at += 3  # five (5) years
    at = scene.skip(scene.skip_dash(at), *scene.lists.length_filler)
    unit = UNITS.get(scene.word(at))
    if unit is None or low > 9999:
        return None
    if unit == "quarter" and (scene.word(at) != "quarters" or scene.word(at + 1) == "of"):
        return None
    return length_of(unit, low, half), length_of(unit, high, half), unit, at + 1


def _measure_of_one(scene: Scene, index: int) -> tuple[Length, Length, str, int] | None:
    """*a year*, *another month*, *a couple of days*, *a year and a half*."""
    at = scene.skip(index + 1, *scene.lists.length_filler)
    unit = UNITS.get(scene.word(at))
    if unit is None or scene.word(at).endswith("s"):
        return None
    half, stop = _and_a_half(scene, at + 1)
    length = length_of(unit, 1, half)
    return length, length, unit, stop


def _and_a_half(scene: Scene, at: int) -> tuple[bool, int]:
    """Whether *and a half* or ``.5`` stands at a token, and the token after it."""
    if scene.word(at) == "and" and "half" in (scene.word(at + 1), scene.word(at + 2)):
        if scene.word(at + 1) == "half":
            return True, at + 2
        return (True, at + 3) if scene.word(at + 1) == "a" else (False, at)
    if scene.word(at) == "." and scene.digits(at + 1) == "5" and scene.glued(at + 1):
        return (True, at + 2) if scene.glued(at) else (False, at)
    return False, at


def read_duration(scene: Scene, index: int) -> Node | None:
    """*six months*, *a 10-year*, *two and a half years*, *5 to 10 years*; *two years ago*."""
    compact = _compact(scene, index)
    if compact is not None:
        return compact
    if (
        index
        and scene.glued(index)
        and scene.word(index - 1) in (".", ",", "/")
        and scene.digits(index - 2)
    ):
        return None
    found = measure(scene, index)
    if found is None:
        return None
    low, high, unit, stop = found
    while low == high:
        at = scene.skip(scene.skip(stop, ","), "and")
        more = measure(scene, at) if scene.digits(at) or scene.word(at) not in ("a", "an") else None
        if more is None or more[0] != more[1] or more[2] == unit:
            break
        if at > stop and not _shifted(scene, more[3]):
            break
        low = high = (low[0] + more[0][0], low[1] + more[0][1])
        unit, stop = more[2], more[3]
    shifted = _shift(scene, index, stop, low, high, unit)
    if shifted is not None:
        return shifted
    if not _is_length(scene, index, stop):
        return None
    text = iso(*low, unit) if low == high else f"{iso(*low, unit)}/{iso(*high, unit)}"
    ahead = _ahead(scene, index, stop, low, high, unit)
    if ahead is not None:
        return ahead
    return Node(index, stop, "date.duration", None, text, _durgrain(unit))


def _compact(scene: Scene, index: int) -> Node | None:
    """*3Y*, *2W*."""
    digits = scene.digits(index)
    if (
        not digits
        or len(digits) > 2
        or not scene.glued(index + 1)
        or scene.word(index - 1) in ("$", "£")
    ):
        return None
    token = scene.tokens[index + 1]
    if token.text not in ("Y", "W") or not scene.ends(index + 2) or scene.glued(index):
        return None
    if scene.word(index - 1) not in ("for", "lasted", "of", "over", "within", "in"):
        return None
    return Node(
        index,
        index + 2,
        "date.duration",
        None,
        f"P{int(digits)}{token.text}",
        "year" if token.text == "Y" else "week",
    )


def _shifted(scene: Scene, stop: int) -> bool:
    return scene.word(stop) in ("ago", "later", "hence") or scene.word(stop) in (
        "from",
        "before",
        "after",
    )


def _is_length(scene: Scene, index: int, stop: int) -> bool:
    word, before, last = scene.word(index), scene.word(index - 1), scene.word(stop - 1)
    after = scene.skip_dash(stop)
    if scene.word(after) in _AGES or (scene.word(stop) == "of" and scene.word(stop + 1) == "age"):
        return False
    if scene.word(after) == "long" and after > stop:
        return True  # a year-long study
    if (
        word in ("a", "an")
        and before not in scene.lists.before_length
        and scene.word(stop) not in ("later", "earlier")
    ):
        return False
    if word == "all" and not (scene.ends(stop) or scene.word(stop) in ("long", "round")):
        return False
    if word in ("full", "whole") and before not in ("a", "for", "one", "the"):
        return False
    if word == "one" and last == "day" and before not in scene.lists.before_length:
        return False
    if before in ("$", "£", "€", "¥", "₹"):
        return False
    if last in ("day", "days") and scene.glued(index) and scene.word(index - 1) in ("-", "/", "–"):
        return False
    digits = scene.digits(index)
    return not (len(digits) == 4 and 1900 <= int(digits) < 2100)


def _moved(scene: Scene, base: Period, length: Length, sign: int, unit: str) -> Period | None:
    """A period some length away, at the grain of the unit or of the base, the finer of the two."""
    day = periods.add_months(base.first, sign * length[0])
    day = periods.add_days(day, sign * length[1]) if day else None
    if day is None:
        return None
    if base.precision == "year" and not length[1]:
        return periods.year(day.year) if length[0] % 12 == 0 else periods.month(day.year, day.month)
    if base.precision == "month" and not length[1]:
        return periods.month(day.year, day.month)
    return periods.day(day)


def _grained(scene: Scene, length: Length, sign: int, unit: str) -> Period | None:
    """A period some length from the anchor at the grain of the unit: *two years ago* a year."""
    if scene.anchor is None:
        return None
    day = periods.add_months(scene.anchor, sign * length[0])
    day = periods.add_days(day, sign * length[1]) if day else None
    if day is None:
        return None
    if unit in ("year", "decade", "century") and length[0] % 12 == 0 and not length[1]:
        return periods.year(day.year)
    if unit in ("month", "quarter") and not length[1]:
        return periods.month(day.year, day.month)
    return periods.day(day)


def _shift(
    scene: Scene, index: int, stop: int, low: Length, high: Length, unit: str
) -> Node | None:
    word = scene.word(stop)
    if low != high:
        return None
    if word == "ago" and scene.word(stop + 1) in ("today", "yesterday"):
        exact = _moved(scene, periods.day(scene.anchor), low, -1, unit) if scene.anchor else None
        return _node(scene, index, stop + 2, exact, "day")
    if word in ("ago", "back") and (word == "ago" or scene.ends(stop + 1)):
        return _node(scene, index, stop + 1, _grained(scene, low, -1, unit), unit)
    if word == "hence" or (word == "from" and scene.word(stop + 1) == "now"):
        return _node(scene, index, stop + 1 + (word == "from"), _grained(scene, low, 1, unit), unit)
    if word in ("'", "’") and scene.word(scene.skip(stop + 1, "s")) == "time":
        end = scene.skip(stop + 1, "s") + 1
        return _node(scene, index, end, _grained(scene, low, 1, unit), unit)
    if word in ("from", "after", "before", "since", "starting", "beginning"):
        at = scene.skip(stop + 1, "from", "on")
        at = scene.skip(at, "the") if read_day(scene, at + 1) else at
        base = read_point(scene, at)
        if base is None or (word == "from" and scene.word(base.stop) == "to"):
            return None
        base = settle(scene, base)
        period = None
        if base.period is not None and word in ("starting", "beginning"):
            last = _moved(scene, periods.day(base.period.first), low, 1, unit)
            last_day = periods.add_days(last.first, -1) if last else None
            period = periods.days(base.period.first, last_day, "day") if last_day else None
        elif base.period is not None:
            sign = -1 if word == "before" else 1
            period = _moved(scene, base.period, low, sign, unit)
        return Node(index, base.stop, "date.shift", period, None, base.precision, base.relative)
    return None


def _node(scene: Scene, index: int, stop: int, period: Period | None, unit: str) -> Node:
    grain = (
        "year"
        if unit in ("decade", "century")
        else "day"
        if unit in ("week", "fortnight")
        else unit
    )
    return Node(
        index,
        stop,
        "date.relative.ago",
        period,
        None,
        "month" if grain == "quarter" else grain,
        True,
    )


def _ahead(
    scene: Scene, index: int, stop: int, low: Length, high: Length, unit: str
) -> Node | None:
    """*will open in two years*: a point, where *the first in two years* is a length."""
    if scene.word(index - 1) != "in" or low != high or scene.anchor is None:
        return None
    if scene.word(stop) in ("time", "row") or not scene.ends(stop):
        return None
    opens = index < 2 or scene.low[index - 2] in ".\n"
    if opens and (stop == len(scene.low) or "will" in scene.low[stop : stop + 12]):
        return _node(scene, index, stop, _grained(scene, low, 1, unit), unit)
    for at in range(index - 2, max(index - 14, -1), -1):
        if scene.low[at] in ".;\n" or scene.low[at] in ("first", "most", "time", "times", "visit"):
            return None
        if scene.low[at] in scene.lists.soon:
            return _node(scene, index, stop, _grained(scene, low, 1, unit), unit)
    return None


def read_point(scene: Scene, index: int) -> Node | None:
    """A day or year that something can be counted from."""
    word = scene.word(index)
    if word in DAYS or word == "now":
        step = DAYS.get(word, 0)
        return Node(
            index, index + 1, "date.relative.day", unit_period(scene, "day", step), relative=True
        )
    if word == "the" and scene.word(index + 1) == "year":
        index += 2
    node = read_figures(scene, index) if scene.digits(index) else None
    node = (
        node
        or read_written(scene, index)
        or read_named_day(scene, index)
        or read_step(scene, index)
        or read_weekday_alone(scene, index)
    )
    if node is None and (year := read_year(scene, index)) is not None:
        node = Node(index, year[1], "date.year", periods.year(year[0]), None, "year", year=year[0])
    return node


def read_weekdays_ahead(scene: Scene, index: int) -> Node | None:
    """*three Fridays from now*, *2 Thursdays back*."""
    count = read_count(scene, index)
    if count is None or count[0] != count[1]:
        return None
    weekday = WEEKDAYS.get(scene.word(count[2]))
    if weekday is None:
        return None
    stop = count[2] + 1
    ahead = scene.word(stop) == "from" and scene.word(stop + 1) == "now"
    if not ahead and scene.word(stop) not in ("ago", "back"):
        return None
    period = None
    if scene.anchor is not None:
        if ahead:
            step = (weekday - scene.anchor.weekday() - 1) % 7 + 1 + 7 * (count[0] - 1)
        else:
            step = -((scene.anchor.weekday() - weekday - 1) % 7 + 1 + 7 * (count[0] - 1))
        period = unit_period(scene, "day", step)
    return Node(index, stop + 1 + ahead, "date.relative.weekday", period, relative=True)
