"""Keys of rows: derived from content alone, so that the same input gives the same keys."""

from __future__ import annotations

import re

_LETTERS = {
    "segments": "g",
    "sentences": "s",
    "actor_mentions": "o",
    "amounts": "a",
    "dates": "d",
    "technology_mentions": "t",
    "commitments": "c",
    "quotes": "q",
}

KEY = re.compile(r"[0-9a-f]{16}-[a-z]-\d+-\d+")
"""Form of every key that stands for a stretch of text."""


def row_key(table: str, document_id: str, start: int, end: int) -> str:
    """Key of the row of ``table`` that covers a span of a document.

    Safe in a URL fragment and in a file name. Offsets are code points, end exclusive.
    """
    return f"{document_id}-{_LETTERS[table]}-{start}-{end}"
