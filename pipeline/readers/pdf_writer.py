"""From paragraphs of a PDF to canonical text, keeping the glyph of each character."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Sequence

import numpy as np

from pipeline.model import Block
from pipeline.readers.pdf_blocks import Paragraph, cells, is_row
from pipeline.readers.pdf_map import PdfMap
from pipeline.readers.pdf_order import Line
from pipeline.readers.pdf_page import Page

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
# a soft hyphen that is printed is a hyphen
_LIGATURES[0xAD] = "-"
_UNSEEN = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF])


class TextWriter:
    """Writes paragraphs as canonical text and keeps the glyph of each character."""

    def __init__(self, pages: Sequence[Page], paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._bases: dict[int, int] = {}
        total = 0
        quads = bytearray()
        for page in pages:
            self._bases[page.number] = total
            total += len(page.quads)
            quads += page.quads.astype("<f4", copy=False).tobytes()
            # a long document would otherwise hold every box three times over
            page.quads = page.quads[:0].copy()
        self._quads = bytes(quads)
        self._lines = np.full(total, -1, dtype="<i4")
        self._line_pages: list[int] = []
        self._parts: list[str] = []
        self._glyphs = array("i")
        self._words = _vocabulary(paragraphs)

    def write(self) -> tuple[str, tuple[Block, ...], PdfMap]:
        """The text, its blocks and its map."""
        blocks: list[Block] = []
        for paragraph in self._paragraphs:
            if not any(word.text.translate(_UNSEEN) for li in paragraph.lines for word in li.words):
                continue
            if blocks:
                items = paragraph.kind == blocks[-1].kind == "list_item"
                self._fill("\n" if items else "\n\n")
            start = len(self._glyphs)
            self._paragraph(paragraph)
            blocks.append(Block(start, len(self._glyphs), paragraph.kind, paragraph.level))
        source_map = PdfMap(
            np.frombuffer(self._glyphs, dtype=np.intc).astype("<i4").tobytes(),
            self._quads,
            self._lines.tobytes(),
            np.array(self._line_pages, dtype="<i4").tobytes(),
        )
        return "".join(self._parts), tuple(blocks), source_map

    def _fill(self, text: str) -> None:
        self._parts.append(text)
        self._glyphs.extend([-1] * len(text))

    def _paragraph(self, paragraph: Paragraph) -> None:
        lines = paragraph.lines
        glue = True
        for number, line in enumerate(lines):
            if not glue:
                self._fill(" ")
            following = lines[number + 1] if number + 1 < len(lines) else None
            glue = self._line(line, following)

    def _word(self, text: str, glyph: int) -> None:
        if text.isascii():
            self._parts.append(text)
            self._glyphs.extend(range(glyph, glyph + len(text)))
            return
        for number, character in enumerate(text, glyph):
            written = character.translate(_LIGATURES).translate(_UNSEEN)
            self._parts.append(written)
            self._glyphs.extend([number] * len(written))

    def _line(self, line: Line, following: Line | None) -> bool:
        """Write a line; True when the next one goes on in the same word."""
        base = self._bases[line.page]
        words = line.words
        starts = set(cells(line)[1:]) if is_row(line) else set()
        number = len(self._line_pages)
        self._line_pages.append(line.page)
        for index, word in enumerate(words):
            if index:
                self._fill("\t" if index in starts else " ")
            self._lines[base + word.first : base + word.last] = number
            text = word.text
            last = index == len(words) - 1
            hyphen = ""
            if last and following is not None:
                text, hyphen = self._end_of_line(text, line.broken, following)
            self._word(text, base + word.first)
            if last and following is not None and hyphen:
                if hyphen == "-":
                    glyph = base + word.first + len(text)
                    self._parts.append("-")
                    self._glyphs.append(glyph)
                    self._lines[glyph] = number
                return True
        return False

    def _end_of_line(self, text: str, broken: bool, following: Line) -> tuple[str, str]:
        """The last word of a line without its hyphen, and what to do with the hyphen.

        Returns:
            the text, and ``""`` (no hyphen here), ``"-"`` (it stays) or ``"join"`` (it goes).
        """
        if not broken:
            if len(text) > 1 and text.endswith(("–", "—", "/")):
                # a dash or a slash between two words stands without a space before and after
                return text, "join"
            if not (text.endswith(("-", "\u00ad", "‐")) and text[-2:-1].isalpha()):
                return text, ""
            text = text[:-1]
        head = _last(_TOKEN.findall(text))
        tail = _TOKEN.match(following.words[0].text)
        if not head or tail is None:
            return text, "-"
        joined, hyphenated = (head + tail.group()).lower(), f"{head}-{tail.group()}".lower()
        if self._words[hyphenated] > self._words[joined]:
            return text, "-"
        if self._words[joined] == 0 and (tail.group()[0].isupper() or "-" in head):
            return text, "-"
        return text, "join"


def _last(found: list[str]) -> str:
    return found[-1] if found else ""


def _vocabulary(paragraphs: Sequence[Paragraph]) -> Counter[str]:
    """How often each word stands in the document on one line; decides about hyphens."""
    return Counter(
        token.lower()
        for paragraph in paragraphs
        for line in paragraph.lines
        for token in _TOKEN.findall(line.text)
    )
