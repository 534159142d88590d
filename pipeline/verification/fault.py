"""What verification finds wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not agree with the text, the schema or another table.

    Attributes:
        where: table, or file relative to the output folder.
        why: what disagrees, with both values.
        key: of the row; None when it is about the whole file.
        column: that is wrong, when it is one.
        document_id: of the document that the row belongs to.
    """

    where: str
    why: str
    key: str | None = None
    column: str | None = None
    document_id: str | None = None

    def __str__(self) -> str:
        name = self.where if self.column is None else f"{self.where}.{self.column}"
        row = "" if self.key is None else f" row {self.key}"
        return f"{name}{row}: {self.why}"


def shorten(value: object, length: int = 60) -> str:
    """A value for a message, cut in the middle when it is long."""
    text = repr(value)
    if len(text) <= length:
        return text
    half = (length - 1) // 2
    return f"{text[:half]}…{text[-half:]}"
