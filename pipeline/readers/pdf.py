"""PDF: text in reading order, with the page and box of every character."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from pipeline.errors import ReadError
from pipeline.model import Block, Metadata
from pipeline.readers.language import language_of_tag
from pipeline.readers.limits import Limits
from pipeline.readers.pdf_blocks import Paragraph, build_paragraphs, cells, is_row
from pipeline.readers.pdf_map import PdfMap
from pipeline.readers.pdf_margins import body_size, find_margins
from pipeline.readers.pdf_order import Line, order_lines
from pipeline.readers.pdf_page import Page, read_page

Read = tuple[str, tuple[Block, ...], PdfMap, Metadata, int, tuple[str, ...]]

_DATE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")
_NO_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint)|untitled|slide \d|document\d)"
    r"|\.(?:docx?|pdf|pptx?|xlsx?|indd|qxd|rtf|txt|p65)\Z",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
# a soft hyphen that is printed is a hyphen
_LIGATURES[0xAD] = "-"
_UNSEEN = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF])


def read_pdf(data: bytes, name: str, limits: Limits, password: str | None = None) -> Read:
    """Canonical text, blocks, map, metadata, page count and notes of a PDF.

    Raises:
        ReadError: ``encrypted`` without the right password, ``malformed``, ``too_large`` past
            the limit on pages or characters, ``no_text`` for scans.
    """
    document = _open(data, name, password)
    try:
        count = len(document)
        if count > limits.pages:
            raise ReadError(
                f"says that it has {count:,} pages, the limit is {limits.pages:,}",
                kind="too_large",
                where=name,
                hint="raise the limit on pages in pledger.toml if you trust the file",
            )
        pages, notes = _read_pages(document, name, limits)
        metadata = _metadata(document)
    finally:
        document.close()
    lines = [order_lines(page) for page in pages]
    margins = find_margins(pages, lines)
    paragraphs = build_paragraphs(lines, margins, body_size(lines))
    text, blocks, source_map = _Writer(pages, paragraphs).write()
    if metadata.title is None:
        titles = (text[block.start : block.end] for block in blocks if block.kind == "title")
        metadata = replace(metadata, title=next(titles, None))
    return text, blocks, source_map, metadata, count, notes


def _open(data: bytes, name: str, password: str | None) -> Any:
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        document = pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise ReadError(
                "is encrypted" if password is None else "is encrypted with another password",
                kind="encrypted",
                where=name,
                hint="set pdf_password in pledger.toml, or save a copy without a password",
            ) from error
        raise ReadError(
            f"cannot be opened as a PDF: {error}", kind="malformed", where=name
        ) from error
    if len(document) == 0:
        document.close()
        raise ReadError("is a PDF without pages", kind="malformed", where=name)
    return document


def _read_pages(document: Any, name: str, limits: Limits) -> tuple[list[Page], tuple[str, ...]]:
    import pypdfium2

    pages: list[Page] = []
    broken: list[int] = []
    characters = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            broken.append(index + 1)
            continue
        try:
            pages.append(read_page(page, index + 1))
            characters += len(pages[-1].quads)
        except pypdfium2.PdfiumError:
            broken.append(index + 1)
        finally:
            page.close()
        if characters > limits.characters:
            raise ReadError(
                f"has more than {limits.characters:,} characters",
                kind="too_large",
                where=name,
                hint="raise the limit on characters in pledger.toml",
            )
    silent = [page.number for page in pages if not page.fragments]
    if len(silent) == len(pages):
        if broken:
            raise ReadError("has no page that can be read", kind="malformed", where=name)
        images = any(page.images for page in pages)
        raise ReadError(
            "has no text, only images: a scan" if images else "has no text",
            kind="no_text",
            where=name,
            hint="run text recognition (OCR) on it first" if images else "",
        )
    notes: list[str] = []
    if broken:
        notes.append(f"damaged and left out: {_ranges(broken)}")
    if silent:
        notes.append(f"no text: {_ranges(silent)}")
    return pages, tuple(notes)


def _ranges(numbers: Sequence[int]) -> str:
    """Page numbers for reading, such as ``pages 2-4, 7``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [f"{first}-{last}" if last > first else f"{first}" for first, last in runs[:20]]
    rest = " and more" if len(runs) > 20 else ""
    return f"{'page' if len(numbers) == 1 else 'pages'} {', '.join(shown)}{rest}"


class _Writer:
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


def _metadata(document: Any) -> Metadata:
    import pypdfium2

    try:
        found = document.get_metadata_dict(skip_empty=True)
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return Metadata()
    published_on = _date(found.get("CreationDate", ""))
    return Metadata(
        title=_title(found.get("Title")),
        author=_clean(found.get("Author")),
        published_on=published_on,
        published_on_source="metadata" if published_on else None,
        language=language_of_tag(found.get("Lang")),
    )


def _title(value: str | None) -> str | None:
    """The title that the file gives itself, unless it is the name of a file or of a program."""
    title = _clean(value)
    return None if title is None or " " not in title or _NO_TITLE.search(title) else title


def _clean(value: str | None) -> str | None:
    printable = "".join(c for c in value or "" if c.isprintable() or c.isspace())
    return " ".join(printable.split()) or None


def _date(value: str) -> date | None:
    match = _DATE.match(value)
    if match is None or match.group(3) is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
