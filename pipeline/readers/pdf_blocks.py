"""From lines of print to paragraphs, headings, lists and tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.model import SegmentKind
from pipeline.readers.pdf_order import Line

_MARKER = re.compile(
    r"(?:[•●○◦▪■□‣⁃∙·–—*\uf0b7\uf0a7\uf0d8-]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,6})[.)]|"
    r"\d{1,2}(?:\.\d{1,2}){1,3}\.?)(?=\s|\Z)"
)
_BARE_NUMBER = re.compile(r"(?:\d{1,3}|[ivx]{1,5}|[a-z])\Z")
_BULLET = re.compile(r"[•●○◦▪■□‣⁃∙·*\uf0b7\uf0a7\uf0d8](?=\s|\Z)")
_ENDED = re.compile(r"[.!?:;…][\"”’')\]\d]{0,4}\Z")
_STOPPED = re.compile(r"[.!?:…][\"”’')\]\d]{0,4}\Z")
_CELL_GAP = 1.6


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together; ``level`` as in ``model.Block``."""

    lines: list[Line] = field(default_factory=list)
    kind: SegmentKind = "paragraph"
    level: int = 0

    @property
    def text(self) -> str:
        """Words of all lines with a space between them."""
        return " ".join(line.text for line in self.lines)


def build_paragraphs(
    lines: Sequence[Sequence[Line]], margins: set[int], body: float
) -> list[Paragraph]:
    """Group the lines of all pages into paragraphs.

    Args:
        lines: of each page, in reading order.
        margins: ``id`` of lines that are boilerplate.
        body: size of most of the text.

    Returns:
        paragraphs in reading order; one that runs on over a page is whole, and the boilerplate
        between its parts follows it.
    """
    leading = _leading(lines)
    result: list[Paragraph] = []
    current: Paragraph | None = None
    waiting: list[Paragraph] = []
    for page in lines:
        for line in page:
            if id(line) in margins:
                _add_boilerplate(waiting, line, leading)
                continue
            previous = current.lines[-1] if current else None
            if (
                current is not None
                and previous is not None
                and _continues(current, previous, line, leading)
            ):
                current.lines.append(line)
                continue
            if current is not None:
                result.append(current)
            result.extend(waiting)
            waiting = []
            current = Paragraph([line])
    if current is not None:
        result.append(current)
    result.extend(waiting)
    _name_kinds(result, body)
    return result


def _add_boilerplate(waiting: list[Paragraph], line: Line, leading: dict[float, float]) -> None:
    if waiting:
        last = waiting[-1].lines[-1]
        step = line.top - last.top
        near = 0 < step < 1.4 * leading.get(_size(line), 1.2 * line.size)
        if last.page == line.page and near and not _MARKER.match(line.text):
            waiting[-1].lines.append(line)
            return
    waiting.append(Paragraph([line], "boilerplate"))


def _starts_item(line: Line) -> bool:
    """Whether a line starts with the mark of a list item or the number of a paragraph."""
    if _MARKER.match(line.text):
        return True
    words = line.words
    # a number without a point counts when it is set apart as marks are
    return (
        len(words) > 1
        and _BARE_NUMBER.match(words[0].text) is not None
        and words[1].x0 - words[0].x1 > 0.8 * line.size
    )


def _size(line: Line) -> float:
    return round(line.size * 2) / 2


def _leading(lines: Sequence[Sequence[Line]]) -> dict[float, float]:
    """Usual distance from line to line within a paragraph, by size."""
    steps: defaultdict[float, list[float]] = defaultdict(list)
    for page in lines:
        for one, other in pairwise(page):
            step = other.top - one.top
            if one.column == other.column and _alike(one, other) and 0 < step < 4 * one.size:
                steps[_size(one)].append(step)
    return {size: sorted(found)[len(found) * 2 // 5] for size, found in steps.items()}


def _alike(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= 0.1 * max(one.size, other.size) and one.bold == other.bold


def _continues(current: Paragraph, previous: Line, line: Line, leading: dict[float, float]) -> bool:
    if previous.broken:
        return True
    if is_row(previous) or is_row(line):
        return False
    text = line.text
    before = previous.text
    if _BULLET.match(text):
        return False
    if abs(previous.size - line.size) > 0.15 * max(previous.size, line.size):
        return False
    if previous.bold != line.bold and not _mixed(previous, line):
        return False
    same_flow = previous.page == line.page and previous.column == line.column
    if same_flow and line.top - previous.top > 1.3 * leading.get(_size(line), 1.3 * line.size):
        return False
    if _starts_item(line) and (_ENDED.search(before) or not _is_full(previous, line)):
        return False
    if not same_flow:
        return not _STOPPED.search(before) and (text[:1].islower() or _is_full(previous, line))
    if line.bold and previous.bold:
        return True
    if not _is_full(previous, line):
        return text[:1].islower() and not _ENDED.search(before)
    indent = line.x0 - previous.x0
    first = len(current.lines) == 1
    hanging = _starts_item(current.lines[0])
    return not (_STOPPED.search(before) and indent > 0.8 * line.size and not (first and hanging))


def _mixed(previous: Line, line: Line) -> bool:
    """Bold words inside a sentence rather than a heading above a paragraph."""
    return line.text[:1].islower() or (_is_full(previous, line) and not previous.bold)


def _is_full(previous: Line, line: Line) -> bool:
    """Whether the first word of the next line would not have fitted into this one."""
    word = line.fragments[0].words[0]
    room = previous.right - previous.x1
    return room < (word.x1 - word.x0) + 0.6 * previous.size


def is_row(line: Line) -> bool:
    """Whether a line is a row of a table: three cells or more, parted by wide gaps."""
    # a gap that parts cells parts fragments too
    return len(line.fragments) > 2 and len(cells(line)) > 2


def cells(line: Line) -> list[int]:
    """Number of the first word of each cell of a line, where wide gaps part its words."""
    starts = [0]
    number = 0
    for before, fragment in pairwise(line.fragments):
        number += len(before.words)
        marker = number == 1 and (
            _MARKER.match(before.words[0].text) or _BARE_NUMBER.match(before.words[0].text)
        )
        if fragment.x0 - before.x1 > _CELL_GAP * line.size and not marker:
            starts.append(number)
    return starts


def _name_kinds(paragraphs: list[Paragraph], body: float) -> None:
    sizes = sorted(
        {_size(p.lines[0]) for p in paragraphs if p.lines[0].size > 1.15 * body}, reverse=True
    )
    plain_bold = _mostly_bold(paragraphs)
    indents: list[float] = []
    title = _title(paragraphs, body, plain_bold)
    for paragraph in paragraphs:
        if paragraph.kind == "boilerplate":
            continue
        first = paragraph.lines[0]
        text = paragraph.text
        if any(is_row(line) for line in paragraph.lines):
            paragraph.kind = "table"
        elif _is_heading(paragraph, text, body, plain_bold):
            paragraph.kind = "heading"
            rank = sizes.index(_size(first)) if _size(first) in sizes else len(sizes)
            paragraph.level = min(rank + 1, 6)
            if paragraph is title:
                paragraph.kind, paragraph.level = "title", 1
        elif _starts_item(first):
            while indents and indents[-1] > first.x0 + 2:
                indents.pop()
            if not indents or indents[-1] < first.x0 - 2:
                indents.append(first.x0)
            paragraph.kind, paragraph.level = "list_item", min(len(indents), 6)
        else:
            indents = [] if first.x0 <= first.left + 2 else indents


def _title(paragraphs: list[Paragraph], body: float, plain_bold: bool) -> Paragraph | None:
    """The largest heading of the first page, the first of several, unless it is a mere label."""
    headings = [
        paragraph
        for paragraph in paragraphs
        if paragraph.kind != "boilerplate"
        and paragraph.lines[0].page == 1
        and not any(is_row(line) for line in paragraph.lines)
        and paragraph.text.count(" ") >= 2
        and _is_heading(paragraph, paragraph.text, body, plain_bold)
    ]
    # sizes near that of the text differ by accident, such as capitals without descenders
    return max(headings, key=lambda p: max(_size(p.lines[0]), 1.15 * body), default=None)


def _mostly_bold(paragraphs: list[Paragraph]) -> bool:
    bold = sum(len(p.text) for p in paragraphs if p.lines[0].bold)
    return bold * 3 > sum(len(p.text) for p in paragraphs)


def _is_heading(paragraph: Paragraph, text: str, body: float, plain_bold: bool) -> bool:
    if len(paragraph.lines) > 4 or len(text) > 300 or not any(map(str.isalpha, text)):
        return False
    if _BULLET.match(text):
        return False
    larger = all(line.size > 1.15 * body for line in paragraph.lines)
    bold = not plain_bold and all(line.bold for line in paragraph.lines)
    capitals = text.isupper() and len(text) > 3
    if larger:
        return not (_STOPPED.search(text) and len(text) > 150)
    return (bold or capitals) and not text.endswith((".", ";", ","))
