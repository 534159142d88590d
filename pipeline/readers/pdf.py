"""PDF: text in reading order, with the page and box of every character."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pipeline.errors import ReadError
from pipeline.model import Block, Metadata
from pipeline.readers.language import language_of_tag
from pipeline.readers.limits import Limits
from pipeline.readers.pdf_blocks import build_paragraphs
from pipeline.readers.pdf_map import PdfMap
from pipeline.readers.pdf_margins import body_size, find_margins
from pipeline.readers.pdf_order import order_lines
from pipeline.readers.pdf_page import Page, read_page
from pipeline.readers.pdf_writer import TextWriter

Read = tuple[str, tuple[Block, ...], PdfMap, Metadata, int, tuple[str, ...]]

# pdfplumber is slow and may be slowed further by design
_RESCUED_BYTES = 5_000_000
_DATE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")
_NO_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint)|untitled|slide \d|document\d)"
    r"|\.(?:docx?|pdf|pptx?|xlsx?|indd|qxd|rtf|txt|p65)\Z",
    re.IGNORECASE,
)


def read_pdf(data: bytes, name: str, limits: Limits, password: str | None = None) -> Read:
    """Canonical text, blocks, map, metadata, page count and notes of a PDF.

    Raises:
        ReadError: ``encrypted`` without the right password, ``malformed``, ``too_large`` past
            the limit on pages or characters, ``no_text`` for scans.
    """
    try:
        pages, count, metadata, notes = _read_with_pdfium(data, name, limits, password)
    except ReadError as error:
        rescued = None
        if error.kind == "malformed" and len(data) <= _RESCUED_BYTES:
            from pipeline.readers.pdf_rescue import rescue_pages

            rescued = rescue_pages(data, limits, password)
        if rescued is None:
            raise
        pages, count, metadata = rescued, len(rescued), Metadata()
        notes = ("damaged; read by pdfplumber, since pdfium cannot",)
    lines = [order_lines(page) for page in pages]
    margins = find_margins(pages, lines)
    paragraphs = build_paragraphs(lines, margins, body_size(lines))
    text, blocks, source_map = TextWriter(pages, paragraphs).write()
    if metadata.title is None:
        titles = (text[block.start : block.end] for block in blocks if block.kind == "title")
        metadata = replace(metadata, title=next(titles, None))
    return text, blocks, source_map, metadata, count, notes


def _read_with_pdfium(
    data: bytes, name: str, limits: Limits, password: str | None
) -> tuple[list[Page], int, Metadata, tuple[str, ...]]:
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
        return pages, count, _metadata(document), notes
    finally:
        document.close()


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
