"""How each row is found again in its source: W3C text quotes, PDF boxes, elements, links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote as percent_encode

from pipeline.extraction.mentions import Places
from pipeline.model import Box
from pipeline.schema import Row, SelectorRow

CONTEXT = 32
"""Characters of prefix and suffix."""

_TARGETS = (
    "actor_mentions",
    "amounts",
    "commitments",
    "dates",
    "quotes",
    "technology_mentions",
)
_LONG_FRAGMENT = 80
_FRAGMENT_WORDS = 5


def selector_rows(places: Places, rows: dict[str, tuple[Row, ...]]) -> tuple[SelectorRow, ...]:
    """Selectors of all rows that stand for a stretch of text."""
    found: list[SelectorRow] = []
    for table in _TARGETS:
        for row in rows.get(table, ()):
            found.extend(_selectors(places, table, row))
    return tuple(found)


def _selectors(places: Places, table: str, row: Any) -> Iterator[SelectorRow]:
    text, (start, end) = places.document.text, (row.start, row.end)
    source = places.document.source_map
    boxes: Iterable[Box | None] = source.boxes(start, end) or (None,)
    exact = text[start:end]
    for ordinal, box in enumerate(boxes):
        page = box.page if box else source.page(start)
        yield SelectorRow(
            target_table=table,
            target_id=getattr(row, row.key()[0]),
            ordinal=ordinal,
            document_id=places.document_id,
            exact=exact,
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
            page=page,
            x0=box.x0 if box else None,
            top=box.top if box else None,
            x1=box.x1 if box else None,
            bottom=box.bottom if box else None,
            path=source.path(start, end),
            link=deep_link(places.document.metadata.uri, exact, page=page),
        )


def deep_link(uri: str | None, exact: str, *, page: int | None = None) -> str | None:
    """Link to the words in the published source; None where it has no URI.

    Args:
        uri: where the document was published.
        exact: the words. Long ones are given by their first and last words, as the text
            fragment syntax has it.
        page: page of a PDF, which browsers open by number.
    """
    if uri is None:
        return None
    base = uri.partition("#")[0]
    if page is not None:
        return f"{base}#page={page}"
    words = exact.split()
    if len(exact) <= _LONG_FRAGMENT or len(words) <= 2 * _FRAGMENT_WORDS:
        return f"{base}#:~:text={_encode(words)}"
    first, last = words[:_FRAGMENT_WORDS], words[-_FRAGMENT_WORDS:]
    return f"{base}#:~:text={_encode(first)},{_encode(last)}"


def _encode(words: list[str]) -> str:
    # "-" and "," are syntax of the fragment and must be encoded too
    return percent_encode(" ".join(words), safe="").replace("-", "%2D")
