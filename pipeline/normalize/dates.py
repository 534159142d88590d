"""Find dates, ranges, durations and recurrences, and what they are worth.

Spans are found by rules of our own over tokens; full dates of the rarer written forms are
resolved by dateparser from their exact span. Nothing here looks at the clock: what is relative
is counted from the anchor that the caller gives, and stays unresolved without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipeline.normalize import edtf as edtf_grammar
from pipeline.normalize.datewords import (
    DAYS,
    MONTHS,
    PARTS,
    RECURRING,
    SEASONS,
    STEPS,
    UNITS,
    WEEKDAYS,
)
from pipeline.normalize.namedays import table as named_days
from pipeline.normalize.numerals import ORDINALS, SMALL
from pipeline.normalize.periods import Period
from pipeline.normalize.ranges import days_in_a_row, join_range
from pipeline.normalize.readers import read_single
from pipeline.normalize.scene import Node, Scene

__all__ = ["Date", "find_dateline", "find_dates"]


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar expression in a text.

    Attributes:
        start: first code point, prepositions left out.
        end: one past the last.
        edtf: EDTF, ISO 8601 duration or recurrence; None when it could not be resolved.
        earliest: first day that it can mean; None for durations and when not resolved.
        latest: last day that it can mean; None likewise.
        kind: ``date``, ``range`` or ``duration`` (recurrences too).
        precision: grain of the expression.
        resolution: ``absolute``, or ``relative`` when an anchor is needed.
        anchor: the day that it was resolved against; None when absolute or not resolved.
        rule: what found it, such as ``date.relative.window``.
    """

    start: int
    end: int
    edtf: str | None
    earliest: date | None
    latest: date | None
    kind: str
    precision: str
    resolution: str
    anchor: date | None
    rule: str


def find_dates(text: str, *, anchor: date | None = None, country: str | None = None) -> list[Date]:
    """All dates, ranges, durations and recurrences in a text.

    Args:
        text: any text.
        anchor: the document's own date, which relative expressions are counted from. Without
            it their ``edtf`` is None.
        country: ISO 3166-1 alpha-2 of the document: fiscal years, the order of day and month
            in figures, hemisphere of the seasons. None is read as the United States.

    Returns:
        Dates by start, none overlapping another. Offsets are code points, end exclusive.
    """
    scene = Scene(text, anchor, country)
    return [date_ for node in _nodes(scene) if (date_ := _finish(scene, node)) is not None]


@cache
def _starters() -> frozenset[str]:
    """Words that an expression may start with."""
    return frozenset(
        {*MONTHS, *WEEKDAYS, *SEASONS, *STEPS, *DAYS, *PARTS, *RECURRING, *SMALL, *ORDINALS}
        | {
            *named_days(),
            "the",
            "a",
            "an",
            "half",
            "each",
            "every",
            "once",
            "twice",
            "fy",
            "q",
            "h",
        }
        | {
            "fiscal",
            "tax",
            "budget",
            "semi",
            "financial",
            "noughties",
            "week",
            "w",
            "final",
            "year",
            "day",
            "another",
            "all",
            "cy",
            "calendar",
            "ytd",
            "mtd",
            "qtd",
            "month",
            "quarter",
            "now",
            "'",
            "’",
            "‘",
            "full",
            "whole",
            "couple",
        }
    )


_SECOND = frozenset(
    {*MONTHS, *WEEKDAYS, *SEASONS, *STEPS, *PARTS, *ORDINALS, *SMALL, *UNITS}
    | {
        "fiscal",
        "financial",
        "noughties",
        "day",
        "final",
        "weekend",
        "'",
        "’",
        "‘",
        "twenties",
        "thirties",
        "forties",
    }
    | {"fifties", "sixties", "seventies", "eighties", "nineties", "same", "fy", "q", "h", "ides"}
)


def _nodes(scene: Scene) -> Iterator[Node]:
    starters = _starters()
    stop = 0
    for index, word in enumerate(scene.low):
        if word not in starters and not word.isdecimal():
            continue
        if index < stop or (word in ("the", "a", "an") and not _opens(scene, index + 1)):
            continue
        nodes = _read_at(scene, index)
        yield from nodes
        stop = nodes[-1].stop if nodes else stop


def _opens(scene: Scene, index: int) -> bool:
    return (
        bool(scene.digits(index))
        or scene.word(index) in _SECOND
        or scene.word(index) in named_days()
    )


def _read_at(scene: Scene, index: int) -> list[Node]:
    """The longest expression at a token, joined with what it makes a range with."""
    if index and scene.glued(index) and scene.is_word(index) and scene.digits(index - 1):
        return []
    listed = days_in_a_row(scene, index)
    if listed:
        return listed
    node = read_single(scene, index)
    if node is None:
        return []
    return [join_range(scene, node)]


def _finish(scene: Scene, node: Node) -> Date | None:
    start, end = scene.tokens.starts[node.first], scene.tokens.ends[node.stop - 1]
    if node.first < node.stop and scene.word(node.stop - 1) == "." and node.rule != "date.month":
        end = scene.tokens.ends[node.stop - 1]
    if node.duration is not None:
        if not edtf_grammar.valid(node.duration):
            return None
        return Date(
            start,
            end,
            node.duration,
            None,
            None,
            "duration",
            node.precision,
            "absolute",
            None,
            node.rule,
        )
    resolution = "relative" if node.relative else "absolute"
    period: Period | None = node.period
    if period is None:
        if scene.anchor is not None or not node.relative:
            return None
        return Date(
            start, end, None, None, None, "date", node.precision, resolution, None, node.rule
        )
    if not edtf_grammar.valid(period.edtf):
        return None
    kind = "range" if "/" in period.edtf else "date"
    anchor = scene.anchor if node.relative else None
    return Date(
        start,
        end,
        period.edtf,
        period.first,
        period.last,
        kind,
        period.precision,
        resolution,
        anchor,
        node.rule,
    )


def find_dateline(text: str) -> date | None:
    """The document's own date, from a line near the top of it; None when unsure."""
    from pipeline.normalize.dateline import read_dateline

    return read_dateline(text)
