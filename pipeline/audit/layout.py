"""A canonical text as blocks of marked pieces, ready to be printed as HTML.

Highlights overlap and cross, which nested elements cannot express. The text is therefore cut
at every border of a mark; each piece names all rows that it belongs to. Joined again, the
pieces and the gaps between blocks are the canonical text, character by character.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.audit.characters import describe, label, pieces
from pipeline.audit.corpus import Record


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch to highlight.

    Attributes:
        kind: one letter: ``c`` commitment, ``q`` quote, ``o`` actor, ``a`` amount, ``d`` date,
            ``t`` technology, ``k`` cue, ``r`` rejected sentence, ``n`` never a candidate.
        row: number of the row on the page; -1 for none.
    """

    start: int
    end: int
    kind: str
    row: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """A character drawn as a label."""

    code: int
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that share the same marks.

    Attributes:
        classes: letters of the marks, joined by spaces; ``cb`` and ``qb`` where a commitment or
            quote begins; empty for plain text.
        rows: numbers of the rows, joined by spaces.
        parts: strings and hidden characters, in order.
    """

    classes: str
    rows: str
    parts: tuple[str | Hidden, ...]


@dataclass(frozen=True, slots=True)
class LaidBlock:
    """A segment of the text, or white space between two.

    Attributes:
        kind: kind of the segment; ``gap`` for what lies between.
        level: nesting of a list item, from 1; 0 elsewhere.
    """

    kind: str
    level: int
    page: int | None
    pieces: tuple[Piece, ...]


def lay_out(text: str, segments: Sequence[Record], marks: Iterable[Mark]) -> list[LaidBlock]:
    """Cut a text into blocks and pieces.

    Args:
        text: canonical text.
        segments: rows of ``segments`` in order.
        marks: in any order; offsets are code points, end exclusive.

    Returns:
        blocks in order that together hold every character once.
    """
    ordered = sorted(marks, key=lambda m: (m.start, m.end))
    levels = _levels(segments)
    blocks: list[LaidBlock] = []
    place = 0
    cursor = _Cursor(text, ordered)
    for row in segments:
        start, end = max(row["start"], place), row["end"]
        if end <= start:
            continue
        blocks += _gap(cursor, text, place, start)
        blocks.append(
            LaidBlock(
                row["kind"], levels[row["segment_id"]], row["page"], tuple(cursor.take(start, end))
            )
        )
        place = end
    return blocks + _gap(cursor, text, place, len(text))


class _Cursor:
    """Hands out pieces from left to right, keeping the marks that are open."""

    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        self._text = text
        self._marks = marks
        self._next = 0
        self._open: list[Mark] = []

    def take(self, start: int, end: int) -> list[Piece]:
        """Pieces from ``start`` to ``end``."""
        found = []
        while start < end:
            self._admit(start)
            border = min([end, *(m.end for m in self._open)])
            if self._next < len(self._marks):
                border = min(border, self._marks[self._next].start)
            found.append(self._piece(start, border))
            start = border
        return found

    def _admit(self, place: int) -> None:
        while self._next < len(self._marks) and self._marks[self._next].start <= place:
            self._open.append(self._marks[self._next])
            self._next += 1
        self._open = [m for m in self._open if m.end > place]

    def _piece(self, start: int, end: int) -> Piece:
        # where a fact begins is marked, so that those side by side or nested can be told apart
        begins = (f"{m.kind}b" for m in self._open if m.kind in "cq" and m.start == start)
        classes = " ".join(dict.fromkeys([*(m.kind for m in self._open), *begins]))
        rows = " ".join(dict.fromkeys(str(m.row) for m in self._open if m.row >= 0))
        return Piece(classes, rows, parts(self._text[start:end]))


def parts(text: str) -> tuple[str | Hidden, ...]:
    """A text with its hidden characters told apart."""
    return tuple(
        Hidden(ord(piece), label(piece), describe(piece)) if hidden else piece
        for piece, hidden in pieces(text)
    )


def _gap(cursor: _Cursor, text: str, start: int, end: int) -> list[LaidBlock]:
    if start >= end:
        return []
    # whatever no segment holds is shown too: an audit that drops characters proves nothing
    kind = "paragraph" if text[start:end].strip() else "gap"
    return [LaidBlock(kind, 0, None, tuple(cursor.take(start, end)))]


def _levels(segments: Sequence[Record]) -> dict[str, int]:
    """Nesting of list items, by following the parents."""
    by_id = {row["segment_id"]: row for row in segments}
    levels: dict[str, int] = {}
    for row in segments:
        level = 0
        seen: set[str] = set()
        current: Record | None = row
        while current is not None and current["segment_id"] not in seen:
            seen.add(current["segment_id"])
            known = levels.get(current["segment_id"])
            if known is not None:
                level += known
                break
            level += current["kind"] == "list_item"
            current = by_id.get(current["parent_id"] or "")
        levels[row["segment_id"]] = level
    return levels
