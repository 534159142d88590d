"""The canonical text of a page, block by block, each with the elements that it came from."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.model import Block, SegmentKind
from pipeline.readers.html_body import _SILENT
from pipeline.readers.html_furniture import mark_furniture
from pipeline.readers.html_map import HtmlMap

_BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol
    option p pre section select summary table tbody td tfoot th thead tr ul video audio button
    """.split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(("ul", "ol", "menu", "dir", "dl"))
_ITEMS = frozenset(("li", "dd"))
_SPACE = re.compile(r"\s+")
# characters that nobody sees and that would split words: soft hyphen, zero-width space and joiners
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff\ud800-\udfff\x00]")
_BLANK_LINE = re.compile(r"\n[ \t\r]{0,80}\n")
_PLAIN_TAG = re.compile(r"[a-z][a-z0-9]{0,31}\Z")


@dataclass(slots=True)
class _Step:
    """An open element: its tag, its path, and how many children of each tag came so far.

    ``data`` tells a table of data from one that only arranges the page.
    """

    tag: str
    path: str
    children: dict[str, int] = field(default_factory=dict)
    count: int = 0
    data: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A text node: its string, the path of its element, whether it is chosen, and in a link."""

    text: str
    path: str
    chosen: bool = False
    linked: bool = False


@dataclass(slots=True)
class BlockWriter:
    """Collects text nodes into blocks; the only place where characters of a page are written."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    linked: list[float] = field(default_factory=list)
    pending: list[Piece] = field(default_factory=list)
    kind: SegmentKind = "paragraph"
    level: int = 0

    def add(self, piece: Piece, kind: SegmentKind, level: int) -> None:
        """Add a text node to the open block; the first one decides what the block is."""
        if not self.pending:
            self.kind, self.level = kind, level
        self.pending.append(piece)

    def space(self, path: str) -> None:
        """Add white space to the open block."""
        if self.pending:
            self.pending.append(Piece(" ", path))

    def flush(self) -> None:
        """Close the open block: white space collapsed as a browser shows it."""
        pending, self.pending = _whole(self.pending), []
        pieces: list[Piece] = []
        space = True
        for piece in pending:
            text = _SPACE.sub(" ", _UNSEEN.sub("", piece.text))
            if space:
                text = text.lstrip()
            if text:
                pieces.append(replace(piece, text=text))
                space = text.endswith(" ")
        while pieces:
            last = pieces.pop()
            if text := last.text.rstrip():
                pieces.append(replace(last, text=text))
                break
        if pieces:
            self._write(pieces)

    def _write(self, pieces: list[Piece]) -> None:
        if self.blocks:
            items = self.kind == self.blocks[-1].kind == "list_item"
            self._append("\n" if items else "\n\n")
        start = self.length
        for piece in pieces:
            self.starts.append(self.length)
            self.paths.append(piece.path)
            self._append(piece.text)
        self.blocks.append(Block(start, self.length, self.kind, self.level))
        inside = sum(len(piece.text) for piece in pieces if piece.linked)
        self.linked.append(inside / (self.length - start))

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def finish(self) -> tuple[str, tuple[Block, ...], HtmlMap]:
        """The text, its blocks and its map."""
        self.flush()
        text = "".join(self.parts)
        blocks = mark_furniture(_titled(self.blocks), text, self.linked)
        return text, blocks, HtmlMap(tuple(self.starts), tuple(self.paths))


def _titled(blocks: list[Block]) -> list[Block]:
    """The first heading of the first level is the title."""
    for number, block in enumerate(blocks):
        if block.kind == "heading" and block.level == 1:
            return [*blocks[:number], replace(block, kind="title"), *blocks[number + 1 :]]
    return blocks


def _runs_on(pending: list[Piece], text: str) -> bool:
    """Whether a sentence goes on after a line break, as in text that was wrapped by hand."""
    before = pending[-1].text.rstrip() if pending else ""
    return text.lstrip()[:1].islower() and not before.endswith((".", "!", "?", ":", ";"))


def _whole(pending: list[Piece]) -> list[Piece]:
    """The chosen nodes of a block and those that belong to the same sentence.

    A link that was left out between chosen nodes would tear a hole into the sentence; where most
    of a block is chosen, so is its beginning and end.
    """
    chosen = [number for number, piece in enumerate(pending) if piece.chosen]
    if not chosen:
        return []
    kept = pending[chosen[0] : chosen[-1] + 1]
    if 2 * sum(len(piece.text) for piece in kept) >= sum(len(piece.text) for piece in pending):
        kept = pending
    return kept


def write_blocks(
    body: etree._Element, base: str, chosen: Collection[int]
) -> tuple[str, tuple[Block, ...], HtmlMap]:
    """Build the canonical text of the chosen text nodes of a page.

    Args:
        body: element whose text nodes are counted.
        base: XPath of ``body``.
        chosen: positions of text nodes in the order of ``html_body.text_nodes``.
    """
    writer = BlockWriter()
    stack: list[_Step] = []
    silent = 0
    number = -1
    breaks = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            stack.append(_Step(tag, base) if not stack else _step(stack[-1], tag))
            silent += tag in _SILENT
            if tag in _BLOCKS:
                writer.flush()
                stack[-1].data = tag == "table" and _is_data(element)
            breaks = breaks + 1 if tag == "br" else breaks
            text, step = element.text if tag else None, stack[-1]
        else:
            silent -= tag in _SILENT
            if tag in _BLOCKS:
                writer.flush()
            stack.pop()
            if not stack:
                break
            text, step = element.tail, stack[-1]
        if silent or not text or text.isspace():
            if text and not silent:
                writer.space(step.path)
            continue
        number += 1
        if breaks and (breaks > 1 or not _runs_on(writer.pending, text)):
            writer.flush()
        elif breaks:
            writer.space(step.path)
        breaks = 0
        _add(writer, stack, text, number in chosen)
    return writer.finish()


def _add(writer: BlockWriter, stack: list[_Step], text: str, chosen: bool) -> None:
    linked = any(step.tag == "a" for step in stack)
    kind, level = _kind(stack)
    parts = _BLANK_LINE.split(text) if any(step.tag == "pre" for step in stack) else [text]
    for number, part in enumerate(parts):
        if number:
            writer.flush()
        writer.add(Piece(part, stack[-1].path, chosen, linked), kind, level)


def _step(parent: _Step, tag: str) -> _Step:
    """Step into a child; paths are counted here because lxml counts siblings anew each time."""
    if not tag:
        return _Step("", parent.path)
    parent.count += 1
    nth = parent.children[tag] = parent.children.get(tag, 0) + 1
    if _PLAIN_TAG.match(tag):
        return _Step(tag, f"{parent.path}/{tag}[{nth}]")
    # a name with a colon is a namespace to XPath
    return _Step(tag, f"{parent.path}/*[{parent.count}]")


def _kind(stack: list[_Step]) -> tuple[SegmentKind, int]:
    lists = sum(step.tag in _LISTS for step in stack)
    for step in reversed(stack):
        if step.tag in _HEADINGS:
            return "heading", _HEADINGS[step.tag]
        if step.tag in _ITEMS:
            return "list_item", max(lists, 1)
        if step.tag == "blockquote":
            return "block_quote", 0
        if step.tag == "table":
            return ("table" if step.data else "paragraph"), 0
    return "paragraph", 0


def _is_data(table: etree._Element) -> bool:
    """Whether a table holds data in rows and columns, not the layout of a page."""
    rows = widest = cells = 0
    for element in table.iter("tr", "td", "th", "table", "h1", "h2", "h3", "p"):
        if element.tag == "tr":
            rows, cells = rows + 1, 0
        elif element.tag in ("td", "th"):
            cells += 1
            widest = max(widest, cells)
        elif element is not table and (element.tag != "p" or element.getprevious() is not None):
            return False
    return rows > 1 and widest > 1
