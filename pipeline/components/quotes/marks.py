"""Pairing of quotation marks: pure text, one pass, linear.

A stretch is a run of text inside marks, within one paragraph. A quotation over several
paragraphs is a chain of stretches, each ``continues`` the one before. What a stretch means
(speech, title, term, sneer) is decided elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Span

# A mark comes first in each branch: the engine then looks for marks alone.
_DOUBLE = re.compile(r"“|”|„|‟|«|»|\"|``|''")
_OPENING = frozenset("“„‟«") | {"``"}
_CLOSING = frozenset("”»")
_SINGLE_OPEN = re.compile(r"‘(?<!\w‘)(?=[\w\[£$€])|'(?<!\w')(?=[^\W\d]|[\[£$€])")
_SINGLE_CLOSE = {"‘": re.compile(r"’(?!\w)"), "'": re.compile(r"'(?=[\s.,;:!?)\]\"”]|$)")}
_BEFORE_OPENING = frozenset("([{—–-/“‘")
# Elided beginnings that look like an opening single mark: ’90s has a digit and is no match.
_ELIDED = re.compile(r"['‘](?:em|til|tis|twas|cause|n)\b", re.IGNORECASE)
_LOOKAHEAD = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text inside one pair of marks, within one paragraph.

    Attributes:
        start: first character after the opening mark (or of the paragraph, when the marks of
            a continued quotation are not repeated).
        end: the closing mark, or the end of the paragraph when there is none.
        outer: the same with the marks.
        paragraph: index of the paragraph.
        closed: whether a closing mark was found.
        continues: whether this carries on the stretch before it, from the last paragraph.
    """

    start: int
    end: int
    outer: Span
    paragraph: int
    closed: bool
    continues: bool


def pair(text: str, paragraphs: Sequence[Span]) -> tuple[Stretch, ...]:
    """Pair the quotation marks of a text.

    Curly, low, guillemet, straight, ```` ``…'' ```` and ``''…''`` marks count as double marks;
    single marks count only outside double ones, and never when they may be an apostrophe.
    An opening mark without its partner runs to the end of its paragraph; it carries over to
    the next one if that begins with an opening mark, or (curly marks) if a closing mark comes
    before any opening one within the next three paragraphs.

    Args:
        text: canonical text.
        paragraphs: in order, not overlapping.

    Returns:
        Stretches in order of the text, not overlapping.
    """
    doubles = list(_pair_double(text, paragraphs))
    starts = [stretch.outer[0] for stretch in doubles]
    singles = [
        single
        for index, span in enumerate(paragraphs)
        for single in _pair_single(text, span, index)
        if not _touches(single.outer, doubles, starts)
    ]
    found = sorted((*doubles, *singles), key=lambda stretch: stretch.outer)
    return tuple(s for s in found if text[s.start : s.end].strip())  # marks around nothing


def _touches(span: Span, stretches: Sequence[Stretch], starts: Sequence[int]) -> bool:
    at = bisect_right(starts, span[1] - 1) - 1
    return at >= 0 and stretches[at].outer[1] > span[0]


def _pair_double(text: str, paragraphs: Sequence[Span]) -> Iterator[Stretch]:
    carried = False
    for index, (start, end) in enumerate(paragraphs):
        found = list(_within(text, (start, end), index, carried))
        carried = False
        if found and not found[-1].closed and found[-1].end == end:
            opening = text[found[-1].outer[0]]
            carried = _carries(text, paragraphs, index, curly=opening == "“")
        yield from found


def _carries(text: str, paragraphs: Sequence[Span], index: int, *, curly: bool) -> bool:
    """Whether a quotation that is open at the end of a paragraph goes on in the next."""
    if index + 1 == len(paragraphs):
        return False
    start, end = paragraphs[index + 1]
    if _mark_at(text, start, end):
        return True
    if not curly:
        return False
    last = paragraphs[min(index + _LOOKAHEAD, len(paragraphs) - 1)][1]
    found = re.compile(r"[“”]").search(text, start, last)
    return found is not None and found.group() == "”"


def _mark_at(text: str, start: int, end: int) -> str:
    """The opening mark that a paragraph begins with, or nothing."""
    while start < end and text[start].isspace():
        start += 1
    found = _DOUBLE.match(text, start, end)
    if found is None or found.group() in _CLOSING:
        return ""
    return found.group()


def _within(text: str, span: Span, index: int, carried: bool) -> Iterator[Stretch]:
    start, end = span
    first = start
    opened: tuple[int, int] | None = None  # of the opening mark
    continues = carried
    if carried:
        while first < end and text[first].isspace():
            first += 1
        mark = _mark_at(text, first, end)
        opened = (first, first + len(mark))
        first = opened[1]
    last_straight = text.rfind('"', first, end)
    last_curly = text.rfind("”", first, end)
    nested = False
    inner = False
    for found in _DOUBLE.finditer(text, first, end):
        at, after, mark = found.start(), found.end(), found.group()
        if opened is None:
            if _opens(text, at, after, mark, span):
                opened = (at, after)
            continue
        straight = text[opened[0]] == '"'
        within = mark == '"' and text[opened[0]] == "“" and last_curly > at
        if within and (inner or (last_straight > at and _only_opens(text, at, after, span))):
            inner = not inner  # a straight quotation inside a curly one
            continue
        if mark == "“" and text[opened[0]] == "„" and not text[at - 1].isspace():
            yield Stretch(opened[1], at, (opened[0], after), index, True, continues)
            opened, continues = None, False
            continue
        if straight and mark in _OPENING and last_straight > at:
            nested = True  # a curly quotation inside a straight one
            continue
        if nested and mark in _CLOSING:
            nested = False
            continue
        if mark in _OPENING or (mark == '"' and straight and _only_opens(text, at, after, span)):
            if text[opened[1] : at].strip():
                yield Stretch(opened[1], at, (opened[0], at), index, False, continues)
            opened = (at, after)
        else:
            yield Stretch(opened[1], at, (opened[0], after), index, True, continues)
            opened = None
        continues = False
        nested = inner = False
    if opened is not None and text[opened[1] : end].strip():
        yield Stretch(opened[1], end, (opened[0], end), index, False, continues)


def _opens(text: str, at: int, after: int, mark: str, span: Span) -> bool:
    if mark in _OPENING:
        return True
    tight = after < span[1] and not text[after].isspace()
    before = text[at - 1] if at > span[0] else " "
    if mark in _CLOSING:  # typed for an opening one
        return (
            mark == "”" and at > span[0] and before.isspace() and text[after : after + 1].isalnum()
        )
    if mark == "''":
        return tight and (before.isspace() or before in _BEFORE_OPENING)
    if before.isdigit() and not (after < span[1] and text[after].isalnum()):
        return False  # inches
    return tight or before.isspace()


def _only_opens(text: str, at: int, after: int, span: Span) -> bool:
    """A straight mark that cannot close: blank before, a letter after."""
    return (
        at > span[0]
        and text[at - 1].isspace()
        and after < span[1]
        and (text[after].isalpha() or text[after] in "[$£€")
    )


def _pair_single(text: str, span: Span, index: int) -> Iterator[Stretch]:
    """Single marks of one paragraph.

    Before the next opening mark, the first closing mark after sentence punctuation is
    preferred, then the first that does not follow an ``s`` (``workers’``), then the first.
    """
    start, end = span
    opening = [
        found.start()
        for found in _SINGLE_OPEN.finditer(text, start, end)
        if not _ELIDED.match(text, found.start())
    ]
    done = start
    for position, at in enumerate(opening):
        if at < done:
            continue
        limit = opening[position + 1] if position + 1 < len(opening) else end
        close = _single_close(text, at, limit)
        if close is not None:
            yield Stretch(at + 1, close, (at, close + 1), index, True, False)
            done = close


def _single_close(text: str, at: int, limit: int) -> int | None:
    first = not_plural = None
    for found in _SINGLE_CLOSE[text[at]].finditer(text, at + 2, limit):
        close = found.start()
        if text[close - 1] in ".,!?…":
            return close
        if first is None:
            first = close
        if not_plural is None and text[close - 1] != "s":
            not_plural = close
    return first if not_plural is None else not_plural
