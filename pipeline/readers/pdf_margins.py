"""Running heads, running feet, page numbers and footnotes: on the page, not of the text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.readers.pdf_order import Line
from pipeline.readers.pdf_page import Page

_DEPTH = 8
_ZONE = 0.17
_NUMBERS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[\[(–—-]?\s?(?:page|p\.|pg\.?)?\s?(?:\d{1,4}|[ivxl]{1,6})\s?(?:(?:of|/|\|)\s?\d{1,4})?\s?[\])–—-]?\Z",
    re.IGNORECASE,
)
# a line of a table of contents: dots that lead to a page number
_CONTENTS = re.compile(r"(?:\. ?){6,200}\s{0,3}(?:\d{1,4}|[ivxl]{1,6})\Z")
_NOTE = re.compile(r"(?:\[?\d{1,3}[\].)]?|[*†‡§¹²³⁴-⁹])\s?[A-Za-z“\"‘(]")


def find_margins(pages: Sequence[Page], lines: Sequence[Sequence[Line]]) -> set[int]:
    """``id`` of each line that is not of the text.

    These are running heads and feet, page numbers, footnotes, lines of a table of contents, and
    what runs up or down the side of a page.
    """
    found = {
        id(line) for page_lines in lines for line in page_lines if not line.fragments[0].upright
    }
    if len(found) * 4 > sum(map(len, lines)):
        found.clear()
    body = body_size(lines)
    repeated = _repeated(pages, lines, body)
    for page, page_lines in zip(pages, lines, strict=True):
        for edge in _edges(page, page_lines):
            outermost = True
            for line in edge:
                number = _PAGE_NUMBER.match(line.text) is not None
                own = number and _NUMBERS.findall(line.text)[:1] == [str(page.number)]
                if own or (number and outermost) or _key(line, body) in repeated:
                    found.add(id(line))
                else:
                    outermost = False
        found.update(id(line) for line in page_lines if _CONTENTS.search(line.text))
    for page, page_lines in zip(pages, lines, strict=True):
        rest = [line for line in page_lines if id(line) not in found]
        found.update(id(line) for line in _footnotes(page, rest, body))
    return found


def body_size(lines: Sequence[Sequence[Line]]) -> float:
    """The size in which most characters are set; 0 without text."""
    weight: Counter[float] = Counter()
    for line in (line for page in lines for line in page):
        weight[round(line.size * 2) / 2] += len(line.text)
    return weight.most_common(1)[0][0] if weight else 0.0


def _edges(page: Page, lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Lines in the margins, from the edge inwards."""
    flat = sorted(lines, key=lambda line: line.top)
    height = page.height
    head = [line for line in flat[:_DEPTH] if line.bottom < _ZONE * height]
    foot = [line for line in reversed(flat[-_DEPTH:]) if line.top > (1 - _ZONE) * height]
    return head, foot


def _key(line: Line, body: float) -> str:
    """What stays the same of a running head from page to page; empty for rows of numbers."""
    text = line.text
    if line.size > 1.15 * body:
        # numbered headings at the top of pages differ in nothing but their number
        return " ".join(text.split())
    digits = sum(map(len, _NUMBERS.findall(text)))
    if digits > sum(map(str.isalpha, text)):
        return ""
    return _NUMBERS.sub("#", " ".join(text.lower().split()))


def _repeated(pages: Sequence[Page], lines: Sequence[Sequence[Line]], body: float) -> set[str]:
    """Texts that stand in the margin of several pages at the same height, numbers apart."""
    places: defaultdict[tuple[str, bool], list[float]] = defaultdict(list)
    for page, page_lines in zip(pages, lines, strict=True):
        for foot, edge in enumerate(_edges(page, page_lines)):
            for line in edge:
                if key := _key(line, body):
                    places[key, bool(foot)].append(line.top)
    least = max(2, min(len(pages) // 8, 10))
    repeated: set[str] = set()
    for (key, _), tops in places.items():
        tops.sort()
        middle = tops[len(tops) // 2]
        if sum(abs(top - middle) < 8 for top in tops) >= least:
            repeated.add(key)
    return repeated


def _footnotes(page: Page, lines: Sequence[Line], body: float) -> list[Line]:
    """Small print at the foot of a column that starts with a mark."""
    found: list[Line] = []
    columns: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        columns[line.column].append(line)
    for column in columns.values():
        small: list[Line] = []
        for line in reversed(column):
            if line.size > 0.92 * body or line.top < 0.4 * page.height:
                break
            small.append(line)
        small.reverse()
        starts = [n for n, line in enumerate(small) if _NOTE.match(line.text)]
        if starts and len(small) < len(lines):
            found.extend(small[starts[0] :])
    return found
