"""Glyphs, words and fragments of lines on one PDF page, as pdfium sees them."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Quads = npt.NDArray[np.float32]

# pdfium puts U+FFFE where a word was broken at the end of a line
BROKEN = "\ufffe"
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\uffff"
JOINER = "\u2060"
_WORD = re.compile(f"[^\\s{BROKEN}\x00]+")
_BOLD = re.compile(r"bold|black|heavy|semib|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600
# a gap this wide, in sizes of the font, ends a fragment; wider than any space of justified text
_FRAGMENT_GAP = 1.3


@dataclass(slots=True)
class Word:
    """A run of glyphs without white space.

    Attributes:
        first, last: glyphs of the page, end exclusive.
        size: height of the font's line on this page; a measure to compare, not the nominal size.
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


@dataclass(slots=True)
class Page:
    """One page: quads of all glyphs, and the fragments in the order of the content stream."""

    number: int
    width: float
    height: float
    quads: Quads
    fragments: list[Fragment] = field(default_factory=list)
    images: bool = False


def read_page(page: Any, number: int) -> Page:
    """Read the glyphs of an open ``pypdfium2.PdfPage``.

    Returns:
        coordinates in points from the top left corner of the page as it is shown: cropped and
        turned as the file says.
    """
    import pypdfium2.raw as raw

    width, height = page.get_size()
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value
        text = _characters(textpage, count)
        box, loose_box = _prototypes()
        glyphs = np.zeros((count + 1, 4))
        base = glyphs.ctypes.data
        for index in range(count):
            at = base + 32 * index
            box(handle, index, at, at + 8, at + 16, at + 24)
        quads = _turn(glyphs, page)
        words = _words(text, quads, loose_box, handle, page)
        fragments = _fragments(words, text)
        for fragment in fragments:
            first, last = fragment.words[0].first, fragment.words[-1].first
            fragment.bold = _is_bold(raw, textpage.raw, first) and (
                first == last or _is_bold(raw, textpage.raw, last)
            )
    finally:
        textpage.close()
    result = Page(number, width, height, quads[:count], fragments)
    if not fragments:
        result.images = any(True for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,)))
    return result


@lru_cache(maxsize=1)
def _prototypes() -> tuple[Callable[..., int], Callable[..., int]]:
    """The two calls made for each glyph, taking plain addresses: three times faster so."""
    import pypdfium2.raw as raw

    address, number = ctypes.c_void_p, ctypes.c_int

    def bind(function: Any, *arguments: Any) -> Callable[..., int]:
        where = ctypes.cast(function, address).value
        assert where is not None
        return ctypes.CFUNCTYPE(number, *arguments)(where)

    return (
        bind(raw.FPDFText_GetCharBox, address, number, address, address, address, address),
        bind(raw.FPDFText_GetLooseCharBox, address, number, address),
    )


def _characters(textpage: Any, count: int) -> str:
    """One character for each glyph index."""
    text: str = textpage.get_text_range() if count else ""
    if len(text) == count:
        return text
    import pypdfium2.raw as raw

    # characters past the first plane take two indices, odd ones none; ask one by one
    codes = [raw.FPDFText_GetUnicode(textpage.raw, index) for index in range(count)]
    found: list[str] = []
    high = 0
    for code in codes:
        if high and 0xDC00 <= code <= 0xDFFF:
            # the pair stands at its first index, its second is dropped when words are written
            found[-1] = chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00))
            found.append(JOINER)
            high = 0
            continue
        high = code if 0xD800 <= code <= 0xDBFF else 0
        ordinary = 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
        found.append(chr(code) if ordinary else "\ufffd")
    return "".join(found)


def _turn(glyphs: npt.NDArray[np.float64], page: Any) -> Quads:
    """From PDF coordinates (left, right, bottom, top) to x0, top, x1, bottom as shown."""
    left, bottom, right, top = page.get_bbox()
    x0, x1, y0, y1 = glyphs.T
    columns = {
        90: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
        180: (right - x1, y0 - bottom, right - x0, y1 - bottom),
        270: (top - y1, right - x1, top - y0, right - x0),
    }.get(page.get_rotation(), (x0 - left, top - y1, x1 - left, top - y0))
    return np.stack(columns, axis=1).astype(np.float32)


def _words(
    text: str, quads: Quads, loose_box: Callable[..., int], handle: int | None, page: Any
) -> list[Word]:
    spans = [match.span() for match in _WORD.finditer(text) if match.group().strip(_UNSEEN)]
    if not spans:
        return []
    edges = np.array(spans, dtype=np.intp).ravel()
    low = np.minimum.reduceat(quads, edges)[::2].tolist()
    high = np.maximum.reduceat(quads, edges)[::2].tolist()
    loose = np.zeros((len(spans), 4), dtype=np.float32)
    base = loose.ctypes.data
    for number, (first, _) in enumerate(spans):
        loose_box(handle, first, base + 16 * number)
    # FS_RECTF is left, top, right, bottom
    turned = _turn(loose[:, [0, 2, 3, 1]].astype(np.float64), page).tolist()
    words: list[Word] = []
    for (first, last), near, far, rect in zip(spans, low, high, turned, strict=True):
        size = max(rect[3] - rect[1], far[3] - near[1], 0.1)
        top, bottom = min(rect[1], near[1]), max(rect[3], far[3])
        words.append(Word(text[first:last], first, last, near[0], top, far[2], bottom, size))
    return words


def _fragments(words: list[Word], text: str) -> list[Fragment]:
    fragments: list[Fragment] = []
    current: list[Word] = []
    for word in words:
        if current:
            last = current[-1]
            between = text[last.last : word.first]
            if (
                "\n" in between
                or "\r" in between
                or BROKEN in between
                or word.x0 - last.x1 > _FRAGMENT_GAP * max(last.size, word.size)
                or word.x1 < last.x0
                or not _level(last, word)
                or _is_vertical(last) != _is_vertical(word)
            ):
                fragments.append(_fragment(current, broken=BROKEN in between))
                current = []
        current.append(word)
    if current:
        fragments.append(_fragment(current, broken=text[current[-1].last :].startswith(BROKEN)))
    return fragments


def _level(one: Word, other: Word) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.4 * min(one.bottom - one.top, other.bottom - other.top)


def _fragment(words: list[Word], *, broken: bool) -> Fragment:
    sizes = sorted(word.size for word in words)
    return Fragment(
        words,
        min(word.x0 for word in words),
        min(word.top for word in words),
        max(word.x1 for word in words),
        max(word.bottom for word in words),
        sizes[len(sizes) // 2],
        broken=broken,
        upright=not all(map(_is_vertical, words)),
    )


def _is_vertical(word: Word) -> bool:
    length = word.last - word.first
    return length > 2 and word.bottom - word.top > max(2.5 * (word.x1 - word.x0), 3 * length)


def _is_bold(raw: Any, textpage: Any, index: int) -> bool:
    if raw.FPDFText_GetFontWeight(textpage, index) >= _BOLD_WEIGHT:
        return True
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, index, buffer, len(buffer), ctypes.byref(flags))
    return bool(_BOLD.search(buffer.value.decode("latin-1")))
