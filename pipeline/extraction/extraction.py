"""All rows of one document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.schema import Row


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that one document gives.

    Attributes:
        document_id: key of the document.
        text: its canonical text.
        rows: rows by table name, each in the table's order; the dimensions (``actors``,
            ``technologies``) hold the rows that this document refers to.
        notes: what the reader found odd.
    """

    document_id: str
    text: str
    rows: Mapping[str, tuple[Row, ...]]
    notes: tuple[str, ...] = ()
