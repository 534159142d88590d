"""Reading order of a page: columns left to right, lines top to bottom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.readers.pdf_page import Page
from pipeline.readers.pdf_words import Fragment, Word

_GRID = 2.0
_LEAST_LINES = 4
_LEAST_CHARACTERS = 14
_DEEPEST = 4


@dataclass(slots=True)
class Line:
    """A line of print: fragments side by side.

    Attributes:
        left, right: edges of the column that it stands in.
        column: number of the column on its page, in reading order.
        text: words with a space between them.
    """

    fragments: list[Fragment]
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    broken: bool
    text: str
    left: float = 0.0
    right: float = 0.0
    column: int = 0

    @property
    def words(self) -> list[Word]:
        """Words from left to right."""
        return [word for fragment in self.fragments for word in fragment.words]


def order_lines(page: Page) -> list[Line]:
    """Lines of a page in the order in which one reads them."""
    upright = [fragment for fragment in page.fragments if fragment.upright]
    if 2 * len(upright) < len(page.fragments):
        # a page turned without saying so; nothing better than the order of its content
        upright = page.fragments
    groups = _flow(upright, 0)
    if len(upright) < len(page.fragments):
        groups.extend([fragment] for fragment in page.fragments if not fragment.upright)
    lines: list[Line] = []
    for number, group in enumerate(groups):
        rows = _rows(group, page.number)
        left = min(row.x0 for row in rows)
        right = max(row.x1 for row in rows)
        for row in rows:
            row.left, row.right, row.column = left, right, number
        lines.extend(rows)
    return lines


def _flow(fragments: list[Fragment], depth: int) -> list[list[Fragment]]:
    """Groups of fragments in reading order; within a group lines follow each other."""
    gutter = _gutter(fragments) if depth < _DEEPEST else None
    if gutter is None:
        return [fragments] if fragments else []
    spanning = sorted(
        (f for f in fragments if f.x0 < gutter < f.x1), key=lambda fragment: fragment.middle
    )
    tops = np.array([fragment.middle for fragment in spanning])
    bands: list[tuple[list[Fragment], list[Fragment]]] = [
        ([], []) for _ in range(len(spanning) + 1)
    ]
    for fragment in fragments:
        if fragment.x0 < gutter < fragment.x1:
            continue
        band = int(np.searchsorted(tops, fragment.middle))
        bands[band][int(fragment.x0 >= gutter)].append(fragment)
    groups: list[list[Fragment]] = []
    across: list[Fragment] = []
    for number, (left, right) in enumerate(bands):
        if left or right:
            if across:
                groups.append(across)
                across = []
            groups.extend(_flow(left, depth + 1))
            groups.extend(_flow(right, depth + 1))
        if number < len(spanning):
            across.append(spanning[number])
    if across:
        groups.append(across)
    return groups


def _gutter(fragments: list[Fragment]) -> float | None:
    """Where a blank strip parts two columns of prose, None when there is none."""
    if len(fragments) < 2 * _LEAST_LINES:
        return None
    x0 = np.array([fragment.x0 for fragment in fragments])
    x1 = np.array([fragment.x1 for fragment in fragments])
    low, high = float(x0.min()), float(x1.max())
    cells = int((high - low) / _GRID) + 2
    if cells < 20 or cells > 100_000:
        return None
    # how many fragments cover each cell of the grid
    change = np.zeros(cells + 1)
    np.add.at(change, ((x0 - low) / _GRID).astype(int), 1)
    np.add.at(change, np.minimum(((x1 - low) / _GRID).astype(int) + 1, cells), -1)
    cover = np.cumsum(change)[:cells]
    free = cover <= max(1.0, 0.15 * len(fragments))
    free[: int(cells * 0.15)] = free[int(cells * 0.85) :] = False
    best: tuple[float, float] | None = None
    edges = np.flatnonzero(np.diff(np.concatenate(([0], free.astype(int), [0]))))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        # the emptiest part of a strip, where a heading may reach into it
        inside = cover[first:last]
        least = float(inside.min())
        width = float((inside == least).sum()) * _GRID
        middle = low + _GRID * (first + float(np.flatnonzero(inside == least).mean()) + 0.5)
        score = width - 3 * least
        if width >= 2 * _GRID and _is_prose(fragments, middle) and (not best or score > best[0]):
            best = (score, middle)
    return best[1] if best else None


def _is_prose(fragments: list[Fragment], gutter: float) -> bool:
    sides = (
        [fragment for fragment in fragments if fragment.x1 <= gutter],
        [fragment for fragment in fragments if fragment.x0 >= gutter],
    )
    if min(map(len, sides)) < _LEAST_LINES:
        return False
    (top, bottom), (other_top, other_bottom) = (
        (min(f.top for f in side), max(f.bottom for f in side)) for side in sides
    )
    shared = min(bottom, other_bottom) - max(top, other_top)
    if shared <= 0.4 * min(bottom - top, other_bottom - other_top):
        return False
    prose = [_looks_like_prose(side) for side in sides]
    # beside a column of prose stands a figure, whose labels keep to no line of it
    return all(prose) or (any(prose) and _aligned(*sides) < 0.5)


def _looks_like_prose(side: list[Fragment]) -> bool:
    lengths = sorted(sum(len(word.text) + 1 for word in f.words) for f in side)
    if lengths[len(lengths) // 2] < _LEAST_CHARACTERS:
        return False
    widths = sorted(fragment.x1 - fragment.x0 for fragment in side)
    extent = max(f.x1 for f in side) - min(f.x0 for f in side)
    return widths[len(widths) // 2] >= 0.3 * extent


def _aligned(left: list[Fragment], right: list[Fragment]) -> float:
    """Share of the fragments of the shorter side that stand on a line of the other one."""
    short, long = sorted((left, right), key=len)
    heights = np.sort([fragment.middle for fragment in long])
    middles = np.array([fragment.middle for fragment in short])
    near = np.clip(np.searchsorted(heights, middles), 1, len(heights) - 1)
    distance = np.minimum(abs(heights[near] - middles), abs(heights[near - 1] - middles))
    return float((distance < 1.0).mean())


def _rows(fragments: list[Fragment], page: int) -> list[Line]:
    rows: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda f: (f.middle, f.x0)):
        if rows and _same_row(rows[-1], fragment):
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return [_line(sorted(row, key=lambda f: f.x0), page) for row in rows]


def _same_row(row: list[Fragment], fragment: Fragment) -> bool:
    widest = max(row, key=lambda other: other.x1 - other.x0)
    overlap = min(widest.bottom, fragment.bottom) - max(widest.top, fragment.top)
    if overlap < 0.5 * min(widest.bottom - widest.top, fragment.bottom - fragment.top):
        return False
    slack = 0.3 * fragment.size
    return all(fragment.x0 >= other.x1 - slack or fragment.x1 <= other.x0 + slack for other in row)


def _line(fragments: list[Fragment], page: int) -> Line:
    widest = max(fragments, key=lambda fragment: fragment.x1 - fragment.x0)
    return Line(
        fragments,
        page,
        fragments[0].x0,
        min(fragment.top for fragment in fragments),
        max(fragment.x1 for fragment in fragments),
        max(fragment.bottom for fragment in fragments),
        widest.size,
        all(fragment.bold for fragment in fragments),
        fragments[-1].broken,
        " ".join(word.text for fragment in fragments for word in fragment.words),
    )
