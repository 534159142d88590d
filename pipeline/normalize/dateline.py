"""Find the document's own date near the top of its text.

Three signs, strongest first: words of publication before the date (*Published 3 May 2024*),
a line that is nothing but the date, a place and a dash (*GENEVA, 3 May 2024 –*). Where the
strongest sign that is there points to two days, the answer is that we do not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from pipeline.normalize.dates import Date, find_dates

_HEAD = 2500
"""Characters from the top that are looked at."""

_LINE = 120
"""A line longer than this is running text."""


@cache
def _published() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:published|posted|issued|released|release|press release|date|dated|publication date"
        r"|for immediate release|first published|date of issue|release date)\b[^\n]{0,24}$",
        re.IGNORECASE,
    )


@cache
def _changed() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:updated|modified|accessed|retrieved|amended|valid|effective|last)\b", re.I
    )


@cache
def _byline() -> re.Pattern[str]:
    """What may stand beside the date on a line of its own."""
    return re.compile(
        r"(?:[\s,.;:|()\[\]·•–—-]|\b(?:by|on|at|am|pm|a\.m\.|p\.m\.|gmt|est|edt|bst|sgt|ist|cet|utc|"
        r"embargoed|until|news|press|statement|speech|article|report|read|minutes?|min)\b|[0-9]{1,2}[:.][0-9]{2})*",
        re.IGNORECASE,
    )


@cache
def _place() -> re.Pattern[str]:
    """A place in capitals, or one or two capitalised words, up to the date."""
    return re.compile(r"^\s*(?:[A-Z][A-Za-z.'’-]{1,20}[ ,/]{1,3}){1,5}[(–—-]?\s*$")


@cache
def _dash() -> re.Pattern[str]:
    return re.compile(r"^\s{0,3}(?:\([A-Za-z .,/&-]{2,30}\)\s{0,3})?\)?\s{0,3}(?:[–—:]|--?\s)")


def read_dateline(text: str) -> date | None:
    """The document's own date; None when no sign gives one, or when signs disagree.

    Args:
        text: canonical text of a document.
    """
    ranked: dict[int, set[date]] = {}
    for rank, day in _candidates(text[:_HEAD]):
        ranked.setdefault(rank, set()).add(day)
    if not ranked:
        return None
    days = ranked[min(ranked)]
    return days.pop() if len(days) == 1 else None


def _candidates(head: str) -> Iterator[tuple[int, date]]:
    for found in find_dates(head):
        if found.precision != "day" or found.kind != "date" or found.resolution != "absolute":
            continue
        if found.earliest is None:
            continue
        rank = _rank(head, found)
        if rank is not None:
            yield rank, found.earliest


def _rank(head: str, found: Date) -> int | None:
    begin = head.rfind("\n", 0, found.start) + 1
    stop = head.find("\n", found.end)
    stop = len(head) if stop < 0 else stop
    before, after = head[begin : found.start], head[found.end : stop]
    if _changed().search(before):
        return None
    if _published().search(before) and len(before) <= 60:
        return 0
    if (
        len(before) + len(after) < _LINE
        and _byline().fullmatch(before)
        and _byline().fullmatch(after)
    ):
        above = head[:begin].rstrip().rsplit("\n", 1)[-1]
        if _changed().search(above) and len(above) < 40:
            return None
        return 0 if len(above) < 40 and _published().search(above) else 1
    if _place().match(before) and _dash().match(after):
        return 2
    return None
