"""Word documents (Office Open XML): paragraphs of the main part, each with its element."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date

from lxml import etree

from pipeline.errors import ReadError
from pipeline.model import Block, Metadata, SegmentKind
from pipeline.readers.html_map import HtmlMap
from pipeline.readers.limits import Limits

_MAIN = "word/document.xml"
_CORE = "docProps/core.xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_HEADING = re.compile(r"heading\s?([1-9])", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_docx(
    data: bytes, name: str, limits: Limits
) -> tuple[str, tuple[Block, ...], HtmlMap, Metadata]:
    """Canonical text, blocks, map and metadata of a Word document.

    Deleted text, comments, headers, footers and notes are left out; numbers that Word makes for
    lists are not characters of the file and are not made up. Paths are XPaths into
    ``word/document.xml`` without names: ``/*[1]/*[1]/*[3]``.

    Raises:
        ReadError: ``malformed`` when it is no such document, ``too_large`` when it expands past
            the limit or is nested too deeply, ``unsupported`` when the archive holds something
            else.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if _MAIN not in archive.namelist():
                raise ReadError(
                    "is an archive or an Office document other than Word",
                    kind="unsupported",
                    where=name,
                    hint="save it as PDF, HTML or text",
                )
            main = _part(archive, _MAIN, name, limits)
            core = _part(archive, _CORE, name, limits) if _CORE in archive.namelist() else None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError) as error:
        raise ReadError(f"is a damaged archive: {error}", kind="malformed", where=name) from error
    except RuntimeError as error:
        # what zipfile raises for a password
        raise ReadError("is encrypted", kind="encrypted", where=name) from error
    text, blocks, source_map = _write(_parse(main, name), limits, name)
    return text, blocks, source_map, _metadata(core, name)


def _part(archive: zipfile.ZipFile, part: str, name: str, limits: Limits) -> bytes:
    with archive.open(part) as file:
        content = file.read(limits.bytes + 1)
    if len(content) > limits.bytes:
        raise ReadError(
            f"expands to more than the limit of {limits.bytes:,} bytes",
            kind="too_large",
            where=name,
            hint="raise the limit on size in pledger.toml if you trust the file",
        )
    return content


def _parse(part: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(part, parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error).lower():
            # libxml2 has a limit of its own
            raise ReadError("is nested too deeply", kind="too_large", where=name) from error
        raise ReadError(f"cannot be parsed: {error}", kind="malformed", where=name) from error


def _write(
    root: etree._Element, limits: Limits, name: str
) -> tuple[str, tuple[Block, ...], HtmlMap]:
    parts: list[str] = []
    blocks: list[Block] = []
    starts: list[int] = []
    paths: list[str] = []
    length = 0
    counts: list[int] = [0]
    trail: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            trail.pop()
            counts.pop()
            continue
        counts[-1] += 1
        trail.append(f"*[{counts[-1]}]")
        counts.append(0)
        if len(trail) > limits.depth:
            raise ReadError("is nested too deeply", kind="too_large", where=name)
        if element.tag != f"{_WORD}p":
            continue
        content = _content(element)
        if not content:
            continue
        kind, level = _kind(element)
        gap = ""
        if blocks:
            gap = "\n" if kind == blocks[-1].kind == "list_item" else "\n\n"
        parts += [gap, content]
        start = length + len(gap)
        length = start + len(content)
        starts.append(start)
        paths.append("/" + "/".join(trail))
        blocks.append(Block(start, length, kind, level))
    return "".join(parts), tuple(blocks), HtmlMap(tuple(starts), tuple(paths))


def _content(paragraph: etree._Element) -> str:
    pieces: list[str] = []
    for element in paragraph.iter(f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr"):
        if _owner(element) is not paragraph:
            # a text box has paragraphs of its own
            continue
        pieces.append((element.text or "") if element.tag == f"{_WORD}t" else " ")
    return _SPACE.sub(" ", _UNSEEN.sub("", "".join(pieces))).strip()


def _owner(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(f"{_WORD}p"), None)


def _kind(paragraph: etree._Element) -> tuple[SegmentKind, int]:
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    named = str(style.get(f"{_WORD}val", "")) if style is not None else ""
    if match := _HEADING.match(named):
        return "heading", min(int(match.group(1)), 6)
    if named.lower() == "title":
        return "title", 1
    numbering = paragraph.find(f"{_WORD}pPr/{_WORD}numPr")
    if numbering is not None or named.lower().startswith("list"):
        level = numbering.find(f"{_WORD}ilvl") if numbering is not None else None
        depth = str(level.get(f"{_WORD}val", "0")) if level is not None else "0"
        return "list_item", min(int(depth) + 1, 9) if depth.isdigit() else 1
    if next(paragraph.iterancestors(f"{_WORD}tc"), None) is not None:
        return "table", 0
    return ("block_quote", 0) if "quote" in named.lower() else ("paragraph", 0)


def _metadata(core: bytes | None, name: str) -> Metadata:
    if core is None:
        return Metadata()
    root = _parse(core, name)
    created = root.findtext(f"{_TERMS}created") or ""
    published_on = None
    if _DATE.match(created):
        try:
            published_on = date.fromisoformat(created[:10])
        except ValueError:
            published_on = None
    return Metadata(
        title=_clean(root.findtext(f"{_DC}title")),
        author=_clean(root.findtext(f"{_DC}creator")),
        published_on=published_on,
        published_on_source="metadata" if published_on else None,
    )


def _clean(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None
