"""What is known of a file once it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.tables.layout import table_of


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written.

    Attributes:
        rows: of a table; None for a text.
    """

    sha256: str
    bytes: int
    rows: int | None = None


def rows_by_table(outputs: Mapping[str, Written]) -> dict[str, int]:
    """Rows by table, whether it is one file or many, of files by path."""
    found: dict[str, int] = {}
    for name, written in outputs.items():
        if written.rows is not None and (table := table_of(name)) is not None:
            found[table] = found.get(table, 0) + written.rows
    return found


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
