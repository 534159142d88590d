"""The records within a span, and the technology areas of some mentions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from pipeline.model import Span

_BESIDE = re.compile(
    r"\b(?:in addition to|on top of|over and above|supplementing|complementing|adding to|"
    r"compared (?:to|with)|building on|estimated to be worth)\s+"
    r"(?:(?![a-z]+ing\b)[a-z’'-]+\s+){0,3}$",
    re.I,
)
_BEFORE = 60  # characters


def beside(text: str, start: int) -> bool:
    """Whether the sum at ``start`` is another one, that a commitment adds to or is held against."""
    return _BESIDE.search(text[max(0, start - _BEFORE) : start]) is not None


class Within:
    """Finds the records that start within a span, by bisection."""

    def __init__(self, records: Sequence[Any]) -> None:
        self._records = records
        self._starts = [r.start for r in records]

    def inside(self, start: int, end: int) -> list[Any]:
        """Records from ``start`` to ``end``."""
        at = bisect_left(self._starts, start)
        found = []
        while at < len(self._records) and self._starts[at] < end:
            if self._records[at].end <= end:
                found.append(self._records[at])
            at += 1
        return found


def areas_within(
    mentions: Sequence[Any],
) -> tuple[tuple[str, str | None, Span | None], ...]:
    """Areas of the mentions, first mention each; cross-cutting only where nothing else is."""
    found: dict[str, tuple[str, str | None, Span | None]] = {}
    for mention in mentions:
        found.setdefault(
            mention.area, (mention.area, mention.sub_area, (mention.start, mention.end))
        )
    if len(found) > 1:
        found.pop("XCT", None)
    return tuple(found.values())
