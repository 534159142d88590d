"""From canonical text back to pages and glyphs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.model import Box, Span

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class PdfMap:
    """Pages and boxes of a PDF text.

    Arrays are kept as bytes, little-endian, so that the map can be sent between processes.

    Attributes:
        glyphs: int32 for each code point of the text: its glyph, or -1 where a space or a line
            end was put in.
        quads: float32 x 4 for each glyph: x0, top, x1, bottom in points from the top left.
        lines: int32 for each glyph: number of its line of print, counted over the document.
        line_pages: int32 for each line of print: its page, from 1.
    """

    glyphs: bytes
    quads: bytes
    lines: bytes
    line_pages: bytes

    @cached_property
    def _glyphs(self) -> Integers:
        return np.frombuffer(self.glyphs, dtype="<i4")

    @cached_property
    def _quads(self) -> Floats:
        return np.frombuffer(self.quads, dtype="<f4").reshape(-1, 4)

    @cached_property
    def _lines(self) -> Integers:
        return np.frombuffer(self.lines, dtype="<i4")

    @cached_property
    def _line_pages(self) -> Integers:
        return np.frombuffer(self.line_pages, dtype="<i4")

    def __getstate__(self) -> tuple[bytes, bytes, bytes, bytes]:
        return self.glyphs, self.quads, self.lines, self.line_pages

    def __setstate__(self, state: tuple[bytes, bytes, bytes, bytes]) -> None:
        for name, value in zip(("glyphs", "quads", "lines", "line_pages"), state, strict=True):
            object.__setattr__(self, name, value)

    def page(self, offset: int) -> int | None:
        """Page of the character, or of the nearest one before it that is printed."""
        glyphs = self._glyphs
        if not 0 <= offset < len(glyphs):
            return None
        near = glyphs[offset : offset + 8]
        printed = near[near >= 0]
        if not len(printed):
            before = glyphs[: offset + 1]
            printed = before[before >= 0][-1:]
        if not len(printed):
            return None
        return int(self._line_pages[self._lines[printed[0]]])

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """One box for each line of print that the span touches, in order of the text."""
        glyphs = self._glyphs[start:end]
        glyphs = glyphs[glyphs >= 0]
        if not len(glyphs):
            return ()
        lines = self._lines[glyphs]
        quads = self._quads[glyphs]
        cuts = np.flatnonzero(np.diff(lines)) + 1
        first = np.concatenate(([0], cuts))
        low = np.minimum.reduceat(quads, first)
        high = np.maximum.reduceat(quads, first)
        return tuple(
            Box(int(self._line_pages[line]), *(round(float(v), 2) for v in quad))
            for line, quad in zip(
                lines[first], np.column_stack((low[:, :2], high[:, 2:])), strict=True
            )
        )

    def path(self, start: int, end: int) -> str | None:
        """No elements."""
        return None

    def source_bytes(self, start: int, end: int) -> Span | None:
        """None: the text of a PDF is not in its bytes."""
        return None
