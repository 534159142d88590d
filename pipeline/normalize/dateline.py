"""Find the document's own date near the top of its text.

Signs, strongest first: words of publication before the date (*Published 3 May 2024*), a line
that is nothing but the date, a place, date and dash that open a paragraph (*GENEVA, 3 May 2024
–*), a line with place and date. Where the strongest sign that is there points to two days, the
answer is that we do not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from pipeline.normalize.dates import Date, find_dates

_HEAD = 2500
"""Characters from the top that are looked at."""

_TOP = 700
"""Characters from the top where a line with nothing but a date is the document's own."""

_LINE = 60
"""A line longer than this, date aside, is running text."""

_LABEL = 40
"""A line above the date that is shorter than this may be its label."""


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
    """A place before the date: *GENEVA,*, *1. Kuala Lumpur, Malaysia, *; or nothing."""
    return re.compile(
        r"\s{0,8}(?:[0-9]{1,2}\.\s{1,3})?"
        r"(?!(?:On|In|By|Since|From|Until|At|As|After|Before|Last|This|The|Today)\b)"
        r"(?!(?:President|Prime|Minister|Secretary|Chancellor|Senator|Ambassador|Mr|Mrs|Ms|Dr)\b)"
        r"(?:[A-Z][A-Za-z.'’-]{1,20}[ ,/]{1,3}){0,5}\(?"
    )


@cache
def _dash() -> re.Pattern[str]:
    """What ends a dateline: a dash, after the name of an agency or not."""
    return re.compile(r"\s{0,3}(?:\([A-Za-z .,/&-]{2,30}\)|\))?\s{0,3}(?:[–—]|--?\s)")


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
    """How strong a sign the place of a date is, 0 the strongest; None for no sign."""
    begin = head.rfind("\n", 0, found.start) + 1
    stop = head.find("\n", found.end)
    stop = len(head) if stop < 0 else stop
    before, after = head[begin : found.start], head[found.end : stop]
    above = head[:begin].rstrip().rsplit("\n", 1)[-1]
    label = above if len(above) < _LABEL else ""
    if _changed().search(before) or _changed().search(label):
        return None
    if _published().search(before) and len(before.split()) <= 5 and len(after.split()) <= 5:
        return 0
    placed = _place().fullmatch(before) is not None
    if placed and _dash().match(after):
        return 2
    if begin > _TOP or not _byline().fullmatch(after):
        return None
    if begin and not label and not head[:begin].endswith("\n\n"):
        return None  # the last line of a paragraph
    if any(mark in head[max(begin - _LINE * 2, 0) : begin] for mark in '”"'):
        return None  # who said it, and when
    if _byline().fullmatch(before):
        return 0 if _published().search(label) else 1
    return 3 if placed and len(before) + len(after) < _LINE else None
