"""Statements set off without marks: the paragraphs under *Ann Lee said:*."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.components.quotes.frames import Paragraph

BLOCKS = frozenset(("paragraph", "block_quote"))
"""Kinds of segments that may be what somebody says."""
_FIRST = re.compile(
    r"\b(?:I|I[’'](?:m|ve|d|ll)|[Mm]e|[Mm]y|[Ww]e|[Ww]e[’'](?:re|ve|d|ll)|[Oo]ur|us)\b"
)
_ALONE = re.compile(r"\b(?:I|I[’'](?:m|ve|d|ll)|[Mm]e|[Mm]y)\b")
_REPORTS = re.compile(r"\b(?:said|says|told|added|according to|announced)\b")
_MARKED = re.compile(r"[“”\"«»„]")
_LEADS_ON = re.compile(r"[,:]$")
_MOST = 5


def first_person(text: str, part: Paragraph) -> bool:
    """Whether a paragraph speaks of itself as *I* or *we*."""
    return _FIRST.search(text, part.start, part.end) is not None


def speaks_alone(text: str, part: Paragraph) -> bool:
    """Whether a paragraph of whole sentences speaks of itself as *I*."""
    whole = text[part.end - 1 : part.end] in ".!?"
    return whole and _ALONE.search(text, part.start, part.end) is not None


def block_end(text: str, parts: Sequence[Paragraph], first: int, *, own: bool) -> int:
    """Index of the paragraph after a block that begins with the paragraph ``first``.

    A block goes on while its paragraphs say *I* or *we*. Where a heading closes the section
    within a few paragraphs, none of them in marks, all of them belong to it.

    Args:
        text: canonical text.
        parts: the paragraphs.
        first: the first paragraph of the block.
        own: whether every paragraph must be in the first person.
    """
    if parts[first].kind == "block_quote":
        last = first + 1
        while last < len(parts) and parts[last].kind == "block_quote":
            last += 1
        return last
    last = personal = first + 1
    while last < len(parts) and last < first + _MOST and _plain(text, parts[last]):
        if personal == last and first_person(text, parts[last]):
            personal += 1
        last += 1
    closed = last < len(parts) and parts[last].kind in ("heading", "title")
    return last if closed and not own else personal


def _plain(text: str, part: Paragraph) -> bool:
    """Whether a paragraph has no marks, reports nothing and leads up to nothing."""
    if part.kind != "paragraph" or _MARKED.search(text, part.start, part.end):
        return False
    if _REPORTS.search(text, part.start, part.end):
        return False
    return _LEADS_ON.search(text[part.end - 1 : part.end]) is None
