"""From plain lines to paragraphs: which lines belong together, which stand alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model import Span
from pipeline.segment.markers import marker_at

_LINE = re.compile(r"[^\n]+")
_OPEN_END = re.compile(r"[\w,\-–—&/(]$")
_LONGEST_WRAP = 120


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without the white space around it.

    Attributes:
        gap: whether a blank line stands before it.
    """

    start: int
    end: int
    gap: bool

    @property
    def width(self) -> int:
        """Code points."""
        return self.end - self.start


def read_lines(text: str) -> list[Line]:
    """All lines that are not blank."""
    lines: list[Line] = []
    last = 0
    for match in _LINE.finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        lines.append(Line(start, end, gap=text.count("\n", last, start) > 1))
        last = end
    return lines


def paragraphs(text: str) -> list[Span]:
    """Join lines into paragraphs.

    Most texts keep a paragraph on one line. A hard-wrapped text breaks its lines at a fixed
    width, so that most long lines stop in the middle of a sentence; there, a line goes on with
    the one before unless a blank line, a list marker or a short end of paragraph parts them.
    A bullet alone on its line belongs to the text after it.
    """
    lines = read_lines(text)
    width = wrap_width(text, lines)
    result: list[Span] = []
    previous: Line | None = None
    for line in lines:
        if previous is not None and _joined(text, previous, line, width):
            result[-1] = (result[-1][0], line.end)
        else:
            result.append((line.start, line.end))
        previous = line
    return result


def wrap_width(text: str, lines: list[Line]) -> int | None:
    """Width at which a text is hard-wrapped, None when it is not."""
    longest = sorted(line.width for line in lines)
    if len(longest) < 4:
        return None
    width = longest[int(len(longest) * 0.9)]
    if width > _LONGEST_WRAP or width < 40:
        return None
    full = broken = 0
    for line, after in pairwise(lines):
        if line.width < width * 0.75 or after.gap:
            continue
        full += 1
        goes_on = text[after.start].islower() or _OPEN_END.search(text[line.end - 1])
        broken += bool(goes_on)
    return width if full >= 3 and broken >= full * 0.6 else None


def _joined(text: str, previous: Line, line: Line, width: int | None) -> bool:
    alone = marker_at(text, previous.start, previous.end + 1)
    if alone is not None and alone.body >= previous.end and previous.width <= 4:
        return True
    if line.gap or width is None or marker_at(text, line.start, line.end):
        return False
    if text[line.start].islower():
        return True
    room = width - previous.width
    first_word = text.find(" ", line.start, line.end)
    needed = (first_word if first_word > 0 else line.end) - line.start
    ended = text[previous.end - 1] in '.:;!?”"’)'
    return room <= needed + 1 if ended else previous.width >= width * 0.6
