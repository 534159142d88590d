"""Read what comes again: *annually*, *every two years*, *twice a year*."""

from __future__ import annotations

from pipeline.normalize.calendar_parts import read_weekday
from pipeline.normalize.datewords import (
    RECURRING,
    UNITS,
)
from pipeline.normalize.durations import iso, length_of, measure
from pipeline.normalize.lexer import DASHES
from pipeline.normalize.scene import Node, Scene


def read_recurrence(scene: Scene, index: int) -> Node | None:
    """*annually*, *each year*, *every two years*, *twice a year*, *every Monday*."""
    word = scene.word(index)
    if word in RECURRING:
        return _read_adverb(scene, index)
    if word in ("semi", "half", "twice"):
        at = scene.skip_dash(index + 1)
        if scene.word(at) in ("annually", "yearly"):
            return _recurring(index, at + 1, "P6M")
    if word in ("once", "twice"):
        return _times(scene, index)
    if word not in ("each", "every"):
        return None
    at = index + 1
    if scene.word(at) == "other" and (unit := UNITS.get(scene.word(at + 1))):
        return _recurring(index, at + 2, iso(*length_of(unit, 2, False), unit))
    at = scene.skip(at, "calendar", "financial", "fiscal", "single", "successive")
    unit = UNITS.get(scene.word(at))
    if unit is not None and not scene.word(at).endswith("s"):
        if scene.word(at + 1) == "of":
            return None
        return _recurring(index, at + 1, iso(*length_of(unit, 1, False), unit))
    weekday = read_weekday(scene, at)
    if weekday is not None:
        return _recurring(index, weekday[1], "P1W")
    found = measure(scene, at)
    if found is not None and found[0] == found[1] and word == "every":
        return _recurring(index, found[3], iso(*found[0], found[2]))
    return None


_ONCE = {"year": "P1Y", "quarter": "P3M", "month": "P1M", "week": "P1W", "day": "P1D"}


def _times(scene: Scene, index: int) -> Node | None:
    """*once a month*, *twice a year*."""
    if scene.word(index + 1) not in ("a", "every", "each", "per"):
        return None
    table = _ONCE if scene.word(index) == "once" else {"year": "P6M"}
    text = table.get(UNITS.get(scene.word(index + 2), ""))
    return _recurring(index, index + 3, text) if text else None


def _read_adverb(scene: Scene, index: int) -> Node | None:
    """*annually*; *quarterly* where it is no adjective; not the tail of *bi-monthly*."""
    if scene.word(index - 1) in DASHES and scene.glued(index) and scene.glued(index - 1):
        return None
    sure = scene.word(index) in ("annually", "yearly", "biannually", "biennially")
    if not sure and not _adverb(scene, index):
        return None
    return _recurring(index, index + 1, RECURRING[scene.word(index)])


def _adverb(scene: Scene, index: int) -> bool:
    """Whether *quarterly* stands after what it describes, not before it."""
    if not scene.ends(index + 1) or scene.word(index + 1) in DASHES:
        return False
    return scene.word(index - 1) not in ("the", "a", "an", "")


def _recurring(first: int, stop: int, text: str) -> Node:
    grain = {"Y": "year", "M": "month", "W": "week", "D": "day"}[text[-1]]
    return Node(first, stop, "date.recurrence", None, f"R/{text}", grain)
