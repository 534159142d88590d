"""Glyphs on one PDF page, as pdfium sees them."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.readers.pdf_words import Fragment, Quads, build_fragments, word_spans

JOINER = "\u2060"
_BOLD = re.compile(r"bold|black|heavy|semib|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600


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
        calls = _prototypes()
        glyphs = np.zeros((count + 1, 4))
        base = glyphs.ctypes.data
        for index in range(count):
            at = base + 32 * index
            calls.box(handle, index, at, at + 8, at + 16, at + 24)
        quads = _turn(glyphs, page)
        fragments = _fragments(text, quads, calls, handle, page)
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


@dataclass(frozen=True, slots=True)
class _Calls:
    """Calls made for each glyph or word, taking plain addresses: three times faster so."""

    box: Callable[..., int]
    loose_box: Callable[..., int]
    matrix: Callable[..., int]
    font_size: Callable[..., float]


@lru_cache(maxsize=1)
def _prototypes() -> _Calls:
    import pypdfium2.raw as raw

    address, number = ctypes.c_void_p, ctypes.c_int

    def bind(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
        where = ctypes.cast(function, address).value
        assert where is not None
        return ctypes.CFUNCTYPE(result, address, number, *arguments)(where)

    return _Calls(
        box=bind(raw.FPDFText_GetCharBox, number, address, address, address, address),
        loose_box=bind(raw.FPDFText_GetLooseCharBox, number, address),
        matrix=bind(raw.FPDFText_GetMatrix, number, address),
        font_size=bind(raw.FPDFText_GetFontSize, ctypes.c_double),
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


def _fragments(
    text: str, quads: Quads, calls: _Calls, handle: int | None, page: Any
) -> list[Fragment]:
    spans = word_spans(text)
    loose = np.zeros((len(spans), 4), dtype=np.float32)
    base = loose.ctypes.data
    for number, (first, _) in enumerate(spans):
        calls.loose_box(handle, first, base + 16 * number)
    sizes = np.array(_sizes(spans, loose, calls, handle))
    # FS_RECTF is left, top, right, bottom
    turned = _turn(loose[:, [0, 2, 3, 1]].astype(np.float64), page)
    return build_fragments(text, spans, quads, turned, sizes)


def _sizes(
    spans: list[tuple[int, int]],
    loose: npt.NDArray[np.float32],
    calls: _Calls,
    handle: int | None,
) -> list[float]:
    """Size of the font of each word; asked for only where the height of the line changes."""
    matrix = np.zeros(6, dtype=np.float32)
    heights = np.round(abs(loose[:, 1] - loose[:, 3]), 2).tolist()
    sizes: list[float] = []
    known = -1.0
    for (first, _), height in zip(spans, heights, strict=True):
        if height != known:
            known = height
            calls.matrix(handle, first, matrix.ctypes.data)
            # FS_MATRIX is a, b, c, d, e, f; c and d carry the height of a glyph
            size = calls.font_size(handle, first) * math.hypot(matrix[2], matrix[3])
        sizes.append(size)
    return sizes


def _is_bold(raw: Any, textpage: Any, index: int) -> bool:
    if raw.FPDFText_GetFontWeight(textpage, index) >= _BOLD_WEIGHT:
        return True
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, index, buffer, len(buffer), ctypes.byref(flags))
    return bool(_BOLD.search(buffer.value.decode("latin-1")))
