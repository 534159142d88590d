"""From canonical text back to the elements of a page."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from pipeline.model import Box, Span


@dataclass(frozen=True, slots=True)
class HtmlMap:
    """Elements of an HTML text.

    Attributes:
        starts: first code point of each stretch that comes from one text node, ascending.
        paths: XPath of the element that holds that text node, one a stretch.
    """

    starts: tuple[int, ...]
    paths: tuple[str, ...]

    def page(self, offset: int) -> int | None:
        """No pages."""
        return None

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """No boxes."""
        return ()

    def path(self, start: int, end: int) -> str | None:
        """XPath of the smallest element that holds the whole span."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = bisect_right(self.starts, max(start, end - 1))
        found = set(self.paths[first:last])
        if not found:
            return None
        steps = [path.split("/") for path in found]
        common: list[str] = []
        for names in zip(*steps, strict=False):
            if len(set(names)) > 1:
                break
            common.append(names[0])
        return "/".join(common)

    def source_bytes(self, start: int, end: int) -> Span | None:
        """None: entities and markup stand between the characters."""
        return None
