"""What each paragraph is, and what it hangs on: headings, stems, items, furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Block, Segment, SegmentKind, Span
from pipeline.segment.headings import is_furniture, is_heading
from pipeline.segment.inline import split_inline
from pipeline.segment.lines import paragraphs
from pipeline.segment.markers import Marker, marker_at

_STEM_END = re.compile(r"(?::|[–—-]|\b(?:following|below|to|will|shall|by))\s*$", re.IGNORECASE)
_LONG_ITEM = 600


def segment(text: str, blocks: Sequence[Block] = ()) -> tuple[Segment, ...]:
    """Segments of a text in order, not overlapping, with their parents.

    Args:
        text: canonical text.
        blocks: what the source says of its structure; empty for plain text, whose lines are
            read instead.
    """
    if blocks:
        drafts = [Draft(text, b.start, b.end, b.kind, b.level) for b in blocks]
    else:
        drafts = [Draft(text, start, end) for start, end in paragraphs(text)]
    _read_markers(drafts)
    _classify(drafts)
    return _with_parents(text, drafts)


class Draft:
    """A segment in the making."""

    __slots__ = ("body", "end", "kind", "level", "marker", "said", "start", "text")

    def __init__(
        self, text: str, start: int, end: int, said: SegmentKind | None = None, level: int = 0
    ) -> None:
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        self.text = text
        self.start = start
        self.end = end
        self.said = said
        self.level = level
        self.marker: Marker | None = None
        self.body = start
        self.kind: SegmentKind = said or "paragraph"

    @property
    def content(self) -> str:
        """Text without the marker."""
        return self.text[self.body : self.end]

    @property
    def opens(self) -> bool:
        """Whether a list may follow: it ends with a colon or in the middle of a clause."""
        return bool(_STEM_END.search(self.text, max(self.body, self.end - 30), self.end))


def _read_markers(drafts: list[Draft]) -> None:
    previous: Marker | None = None
    for draft in drafts:
        if draft.said in ("title", "heading", "table", "boilerplate"):
            continue
        marker = marker_at(draft.text, draft.start, draft.end, after=previous)
        if marker is not None and marker.body < draft.end:
            draft.marker = marker
            draft.body = marker.body
            previous = marker


def _classify(drafts: list[Draft]) -> None:
    """Give every draft its kind, in one pass with the next draft in view."""
    open_styles: list[str] = []  # marker styles of the lists that are open, outermost first
    stem_open = False
    titled = False
    for index, draft in enumerate(drafts):
        after = drafts[index + 1] if index + 1 < len(drafts) else None
        if draft.said in ("title", "heading", "table", "boilerplate", "block_quote"):
            titled = titled or draft.said == "title"
            open_styles, stem_open = [], False
            continue
        if draft.said == "list_item" or (
            draft.marker is not None and _is_item(draft, open_styles, stem_open)
        ):
            if not _has_sibling(draft, open_styles) and _is_label(draft, after):
                draft.kind, draft.level = "heading", 3
                open_styles, stem_open = [], False
                continue
            draft.kind = "list_item"
            draft.level = draft.level or _level(draft, open_styles)
            stem_open = draft.opens
            continue
        if is_furniture(draft.content):
            draft.kind = "boilerplate"
            continue
        leads = draft.opens and _leads_to_items(drafts, index)
        if not draft.said and not leads and is_heading(draft, after, first=not titled):
            draft.kind, draft.level = ("heading", 2) if titled else ("title", 1)
            titled = True
            open_styles, stem_open = [], False
            continue
        titled = titled or (len(draft.content) > 60 and draft.content[-1] in '.!?”"')
        open_styles, stem_open = [], leads
        if leads:
            draft.kind = "list_stem"


def _may_be_item(draft: Draft) -> bool:
    return draft.marker is not None or draft.said == "list_item"


def _leads_to_items(drafts: list[Draft], index: int) -> bool:
    """Whether items follow, at once or under a heading (*… in these fields:*, heading, items)."""
    following = drafts[index + 1 : index + 3]
    if not following:
        return False
    colon = drafts[index].content.endswith(":")
    label = colon and is_heading(drafts[index], following[0], first=False)
    if _may_be_item(following[0]):
        return not label
    return (
        len(following) == 2
        and colon
        and not label
        and _may_be_item(following[1])
        and is_heading(following[0], following[1], first=False)
    )


def _is_item(draft: Draft, open_styles: list[str], stem_open: bool) -> bool:
    """Whether a marked paragraph is an item of a list, not a numbered paragraph."""
    assert draft.marker is not None
    style = draft.marker.style
    if style in open_styles:
        return True
    if stem_open:
        return draft.marker.ordinal in (None, 1) or style.startswith("letter")
    if style.startswith(("number", "decimal", "upper", "Roman")):
        return False
    return draft.end - draft.start < _LONG_ITEM or draft.marker.ordinal is None


def _has_sibling(draft: Draft, open_styles: list[str]) -> bool:
    return draft.marker is not None and draft.marker.style in open_styles


def _level(draft: Draft, open_styles: list[str]) -> int:
    assert draft.marker is not None or draft.said == "list_item"
    style = draft.marker.style if draft.marker is not None else ""
    if style in open_styles:
        del open_styles[open_styles.index(style) + 1 :]
    else:
        open_styles.append(style)
    return len(open_styles)


def _is_label(draft: Draft, after: Draft | None) -> bool:
    """A bullet that only names what the paragraph under it is about."""
    content = draft.content
    return (
        after is not None
        and after.marker is None
        and after.said in (None, "paragraph")
        and len(content) <= 80
        and len(after.content) > 120
        and content[-1:].isalnum()
        and is_heading(draft, after, first=False)
    )


def _with_parents(text: str, drafts: list[Draft]) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    headings: list[tuple[int, int]] = []  # (level, index) of the headings that are open
    stack: list[tuple[int, int]] = []  # (level, index) of the stem and the items under it
    far_stem: int | None = None  # a stem whose items stand under headings of their own
    for draft in drafts:
        if draft.start == draft.end:
            continue
        heading = headings[-1][1] if headings else None
        index = len(segments)
        made = Segment(draft.start, draft.end, draft.kind, heading, draft.body, draft.level)
        if draft.kind in ("title", "heading"):
            while headings and headings[-1][0] >= draft.level:
                headings.pop()
            segments.append(replace(made, parent=headings[-1][1] if headings else None))
            headings.append((draft.level, index))
            stack = [(0, far_stem)] if far_stem is not None else []
        elif draft.kind == "list_item":
            while stack and stack[-1][0] >= draft.level:
                stack.pop()
            segments.append(replace(made, parent=stack[-1][1] if stack else heading))
            stack.append((draft.level, index))
        elif draft.kind == "boilerplate":
            segments.append(made)
        else:
            stack = [(0, index)] if draft.kind == "list_stem" else []
            far_stem = index if draft.kind == "list_stem" else None
            segments.extend(split_inline(text, made, index) or [made])
    return tuple(segments)


def body_span(piece: Segment) -> Span:
    """Span of a segment without its list marker."""
    return (piece.body if piece.body >= 0 else piece.start, piece.end)
