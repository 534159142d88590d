"""Lists inside one paragraph, as in *The Parties will: (a) publish …; (b) open …*."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.model import Segment
from pipeline.segment.markers import roman_value

_INLINE = re.compile(
    r"(?<=[\s;:,])\(?(?:(?P<roman>[ivx]{1,5})|(?P<letter>[a-z])|(?P<number>\d{1,2}))\)\s+"
)
_GOVERNS = re.compile(
    r"(?::|\b(?:will|shall|to|agree to|agreed to|intend to|following))\s*$", re.IGNORECASE
)
_LONGEST_CUE = 40


def split_inline(text: str, piece: Segment, index: int) -> list[Segment]:
    """Stem and items of a paragraph that holds a whole list; empty when it holds none.

    The words before the first marker must govern what follows (end with a colon, a modal or
    *to*), and the markers must count up from one. Enumerations in the middle of a noun phrase
    stay as they are.

    Args:
        text: canonical text.
        piece: the paragraph.
        index: index that its first segment will have; items name it as their parent.
    """
    if text.count(")", piece.body, piece.end) < 2:
        return []
    markers = [
        m
        for m in _INLINE.finditer(text, piece.body, piece.end)
        if m.group().startswith("(") or text[m.start() - 1].isspace()
    ]
    if len(markers) < 2:
        return []
    first = markers[0]
    if not _GOVERNS.search(text, max(piece.body, first.start() - _LONGEST_CUE), first.start()):
        return []
    run = [first]
    for marker in markers[1:]:
        if _ordinal(marker, run[-1]) == len(run) + 1:
            run.append(marker)
    if len(run) < 2 or _ordinal(first, None) != 1:
        return []
    segments = [replace(piece, end=_rstrip(text, piece.start, first.start()), kind="list_stem")]
    ends = [m.start() for m in run[1:]] + [piece.end]
    for marker, end in zip(run, ends, strict=True):
        stop = _rstrip(text, marker.end(), end)
        segments.append(Segment(marker.start(), stop, "list_item", index, marker.end(), 1))
    return segments


def _ordinal(marker: re.Match[str], before: re.Match[str] | None) -> int:
    kind = marker.lastgroup
    value = marker.group(kind or 0)
    if kind == "number":
        return int(value)
    roman_run = before is None or before.lastgroup == "roman"
    if kind == "roman" and (roman_run or len(value) > 1):
        return roman_value(value)
    return ord(value[0]) - ord("a") + 1


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
