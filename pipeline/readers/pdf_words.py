"""From glyphs to words, and from words to fragments of lines; whole pages at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Quads = npt.NDArray[np.float32]
Reals = npt.NDArray[np.float64]

# pdfium puts U+FFFE where a word was broken at the end of a line
BROKEN = "\ufffe"
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\uffff"
_WORD = re.compile(f"[^\\s{BROKEN}\x00]+")
_BROKEN = re.compile(BROKEN)
_LINE_END = re.compile(f"[\r\n{BROKEN}]")
# a gap this wide, in sizes of the font, ends a fragment; wider than any space of justified text
_FRAGMENT_GAP = 1.3


@dataclass(slots=True)
class Word:
    """A run of glyphs without white space.

    Attributes:
        first, last: glyphs of the page, end exclusive.
        size: of the font in points, as it is printed.
    """

    text: str
    first: int
    last: int
    x0: float
    top: float
    x1: float
    bottom: float
    size: float


@dataclass(slots=True)
class Fragment:
    """Words side by side on one line.

    Attributes:
        broken: the last word goes on in the next line.
        upright: false for text that runs up or down the page.
    """

    words: list[Word]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False
    broken: bool = False
    upright: bool = True

    @property
    def middle(self) -> float:
        """Height of the middle of the line."""
        return (self.top + self.bottom) / 2


def word_spans(text: str) -> list[tuple[int, int]]:
    """Glyphs of each run without white space in which something can be seen."""
    return [match.span() for match in _WORD.finditer(text) if match.group().strip(_UNSEEN)]


def build_fragments(
    text: str, spans: list[tuple[int, int]], quads: Quads, loose: Quads, sizes: Reals
) -> list[Fragment]:
    """Words side by side, in the order of the content stream.

    Args:
        text: one character for each glyph of the page.
        spans: glyphs of each word, from ``word_spans``.
        quads: x0, top, x1, bottom of each glyph, and one row more.
        loose: the same for the first glyph of each word, with the height of its font.
        sizes: size of the font of each word; 0 where it is not known.
    """
    if not spans:
        return []
    edges = np.array(spans, dtype=np.intp)
    low = np.minimum.reduceat(quads, edges.ravel())[::2].astype(np.float64)
    high = np.maximum.reduceat(quads, edges.ravel())[::2].astype(np.float64)
    x0, x1 = low[:, 0], high[:, 2]
    top, bottom = np.minimum(low[:, 1], loose[:, 1]), np.maximum(high[:, 3], loose[:, 3])
    height = bottom - top
    sizes = np.where((sizes >= 1) & (sizes <= 1000), sizes, np.maximum(height, 0.1))
    length = edges[:, 1] - edges[:, 0]
    vertical = (length > 2) & (height > np.maximum(2.5 * (x1 - x0), 3 * length))
    broken = _between(text, _BROKEN, edges)
    boxes = np.stack((x0, top, x1, bottom), axis=1)
    apart = _between(text, _LINE_END, edges)[:-1] | (vertical[1:] != vertical[:-1])
    apart |= _apart(boxes, sizes)
    words = [
        Word(text[first:last], first, last, box[0], box[1], box[2], box[3], size)
        for (first, last), box, size in zip(spans, boxes.tolist(), sizes.tolist(), strict=True)
    ]
    starts = np.concatenate(([0], np.flatnonzero(apart) + 1))
    stops = [*starts[1:].tolist(), len(words)]
    low, high = np.minimum.reduceat(boxes, starts), np.maximum.reduceat(boxes, starts)
    extents = np.column_stack((low[:, :2], high[:, 2:])).tolist()
    fragments: list[Fragment] = []
    for first, last, box in zip(starts.tolist(), stops, extents, strict=True):
        inside = words[first:last]
        size = sorted(word.size for word in inside)[len(inside) // 2]
        fragment = Fragment(inside, box[0], box[1], box[2], box[3], size)
        fragment.broken, fragment.upright = bool(broken[last - 1]), not vertical[first]
        fragments.append(fragment)
    return fragments


def _apart(boxes: Reals, sizes: Reals) -> npt.NDArray[np.bool_]:
    """For each word but the last, whether the next one is not beside it on its line."""
    x0, top, x1, bottom = boxes.T
    height = bottom - top
    shared = np.minimum(bottom[1:], bottom[:-1]) - np.maximum(top[1:], top[:-1])
    gap = _FRAGMENT_GAP * np.maximum(sizes[1:], sizes[:-1])
    found: npt.NDArray[np.bool_] = (
        (x0[1:] - x1[:-1] > gap)
        | (x1[1:] < x0[:-1])
        | (shared <= 0.4 * np.minimum(height[1:], height[:-1]))
    )
    return found


def _between(
    text: str, pattern: re.Pattern[str], edges: npt.NDArray[np.intp]
) -> npt.NDArray[np.bool_]:
    """For each word, whether the pattern is found between it and the next one or the end."""
    marks = np.array([match.start() for match in pattern.finditer(text)], dtype=np.intp)
    following = np.append(edges[1:, 0], len(text))
    found: npt.NDArray[np.bool_] = np.searchsorted(marks, edges[:, 1]) != np.searchsorted(
        marks, following
    )
    return found
