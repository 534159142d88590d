"""Pages of a damaged PDF that pdfium cannot open, read by pdfplumber, which is far slower."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from pipeline.errors import ReadError
from pipeline.readers.limits import Limits
from pipeline.readers.pdf_page import Page
from pipeline.readers.pdf_words import build_fragments, word_spans

# in sizes of the font: a gap that is a space, and a step that is another line
_SPACE = 0.2
_LINE = 0.5


def rescue_pages(data: bytes, limits: Limits, password: str | None) -> list[Page] | None:
    """Pages with text, None when this library finds none either.

    Raises:
        ReadError: ``too_large`` past the limits on pages or characters.
    """
    import pdfplumber

    try:
        with pdfplumber.open(io.BytesIO(data), password=password or "") as pdf:
            if len(pdf.pages) > limits.pages:
                return None
            pages: list[Page] = []
            characters = 0
            for number, page in enumerate(pdf.pages, 1):
                pages.append(_read(page, number))
                characters += len(pages[-1].quads)
                if characters > limits.characters:
                    raise ReadError(
                        f"has more than {limits.characters:,} characters", kind="too_large"
                    )
                page.close()
    except (ReadError, MemoryError):
        raise
    except Exception:
        # the file is known to be damaged, and pdfminer raises whatever comes to hand
        return None
    return pages if any(page.fragments for page in pages) else None


def _read(page: Any, number: int) -> Page:
    text: list[str] = []
    quads: list[tuple[float, float, float, float]] = []
    sizes: list[float] = []
    left, top = page.bbox[:2]
    previous: dict[str, Any] | None = None
    for glyph in page.chars:
        if previous is not None and (gap := _gap(previous, glyph)):
            text.append(gap)
            quads.append((0.0, 0.0, 0.0, 0.0))
            sizes.append(0.0)
        # a ligature is one glyph with several characters
        for character in glyph["text"]:
            text.append(character)
            quads.append(
                (glyph["x0"] - left, glyph["top"] - top, glyph["x1"] - left, glyph["bottom"] - top)
            )
            sizes.append(float(glyph["size"]))
        previous = glyph
    joined = "".join(text)
    array = np.array([*quads, (0.0, 0.0, 0.0, 0.0)], dtype=np.float32)
    spans = word_spans(joined)
    firsts = [first for first, _ in spans]
    fragments = build_fragments(
        joined, spans, array, array[firsts], np.array([sizes[first] for first in firsts])
    )
    return Page(number, float(page.width), float(page.height), array[:-1], fragments)


def _gap(previous: dict[str, Any], glyph: dict[str, Any]) -> str:
    """What stands between two glyphs that follow each other in the file."""
    size = max(float(glyph["size"]), 0.1)
    if abs(glyph["top"] - previous["top"]) > _LINE * size or glyph["x1"] < previous["x0"] - size:
        return "\n"
    return " " if glyph["x0"] - previous["x1"] > _SPACE * size else ""
