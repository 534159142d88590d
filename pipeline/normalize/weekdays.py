"""Read days of the week and of the month that leave the rest to the context: *on Wednesday*."""

from __future__ import annotations

from datetime import timedelta

from pipeline.normalize import periods
from pipeline.normalize.calendar_parts import read_day, read_ordinal, read_weekday
from pipeline.normalize.datewords import (
    MONTHS,
    STEPS,
    UNITS,
    WEEKDAYS,
)
from pipeline.normalize.periods import Period
from pipeline.normalize.scene import Node, Scene, build, distance, lookback, weight
from pipeline.normalize.windows import unit_period

_BEFORE_DAY = frozenset("on by until till before after since from for".split())


def read_weekday_alone(scene: Scene, index: int) -> Node | None:
    """*Wednesday*, *Tuesday the 19th*, *Monday of next week*, *Friday after next*."""
    weekday = read_weekday(scene, index)
    if weekday is None:
        return None
    number, stop = weekday
    at = scene.skip(scene.skip(stop, "of", "-"), "the")
    if scene.word(at) in STEPS and UNITS.get(scene.word(at + 1)) == "week":
        period = None
        week = unit_period(scene, "week", STEPS[scene.word(at)])
        if week is not None:
            period = periods.day(week.first + timedelta(days=number))
        return Node(index, at + 2, "date.relative.weekday", period, relative=True)
    if scene.word(stop) == "after" and scene.word(stop + 1) == "next":
        step = 7 + (number - scene.anchor.weekday() - 1) % 7 + 1 if scene.anchor else 0
        return Node(
            index, stop + 2, "date.relative.weekday", unit_period(scene, "day", step), relative=True
        )
    day = read_ordinal(scene, scene.skip(stop, "the"))
    if day is None and scene.digits(stop) and scene.ends(stop + 1):
        day = read_day(scene, stop)
    if day is not None and 1 <= day[0] <= 31 and not _continues_as_name(scene, day[1]):
        return Node(
            index, day[1], "date.relative.weekday", day_near(scene, day[0], number), relative=True
        )
    if _habit(scene, index) or _name_of_day(scene, index):
        return None
    token = scene.tokens[index]
    name = token.lower.endswith(("day", "days"))
    if token.lower.endswith("days"):
        return None
    if not name and not (
        (scene.word(index - 1) in scene.lists.before_date or index == 0)
        and (scene.ends(stop) or token.lower in ("tue", "thu"))
    ):
        return None
    if name and scene.glued(index) and scene.word(index - 1) in ("-", "_", "@", "#"):
        return None
    if token.text.islower() and token.lower in ("sun", "sat", "mon", "wed") and index:
        return None
    return Node(
        index,
        stop,
        "date.relative.weekday",
        _nearest_weekday(scene, number, index, stop),
        relative=True,
    )


def _habit(scene: Scene, index: int) -> bool:
    """*open Monday to Friday*: office hours, not five days."""
    joined = ("to", "through", "-", "–")
    if scene.word(index) == "monday" and scene.word(index + 1) in joined:
        last = scene.word(index + 2)
        before = scene.word(index - 1)
        said = before in ("from", "between") or before in STEPS
        return last in ("friday", "sunday") and not said
    if scene.word(index - 1) in joined and scene.word(index - 2) == "monday":
        return _habit(scene, index - 2)
    return False


def _name_of_day(scene: Scene, index: int) -> bool:
    """*Small Business Saturday*, *Cyber Monday*: a name, unless its word opens the sentence."""
    if not scene.capital(index - 1) or scene.word(index - 1) in scene.lists.before_date:
        return False
    return index > 1 and scene.is_word(index - 2)


def _continues_as_name(scene: Scene, index: int) -> bool:
    return scene.is_word(index) and (
        scene.word(index) in MONTHS or scene.word(index) in WEEKDAYS or scene.capital(index)
    )


def _nearest_weekday(scene: Scene, weekday: int, first: int, stop: int) -> Period | None:
    anchor = scene.anchor
    if anchor is None:
        return None
    back = (anchor.weekday() - weekday) % 7
    forth = (weekday - anchor.weekday()) % 7
    before = lookback(scene, first)
    if before is not None and before > 1:
        return unit_period(scene, "day", -back)
    ahead = min(weight(scene, first, stop), 1.0)
    return unit_period(scene, "day", forth if forth * ahead <= back else -back)


def day_near(scene: Scene, number: int, weekday: int | None) -> Period | None:
    """The day of a month nearest to the anchor, on a weekday if one is given."""
    anchor = scene.anchor
    if anchor is None:
        return None
    best: tuple[float, Period] | None = None
    for step in range(-7, 8):
        first = periods.add_months(anchor.replace(day=1), step)
        period = build(first.year, first.month, number) if first else None
        if period is None or (weekday is not None and period.first.weekday() != weekday):
            continue
        rank = distance(period, anchor, 0.5)
        if best is None or rank < best[0]:
            best = (rank, period)
    return best[1] if best else None


def read_ordinal_day(scene: Scene, index: int) -> Node | None:
    """*on the 18th*, where no noun follows that the ordinal counts."""
    before = scene.word(index - 1)
    if scene.word(index) != "the" or (before and before not in _BEFORE_DAY):
        return None
    if not scene.digits(index + 1) and scene.word(index - 1) not in ("on", "by", "until"):
        return None
    day = read_ordinal(scene, index + 1)
    if day is None or not 1 <= day[0] <= 31 or not scene.ends(day[1]):
        return None
    return Node(index, day[1], "date.relative.day", day_near(scene, day[0], None), relative=True)
