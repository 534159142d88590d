"""``pledger schema``: the data dictionary from the declaration of the tables."""

from __future__ import annotations

from pathlib import Path

from pipeline import schema
from pipeline.audit.tables import REVIEW_TABLES
from pipeline.cli import console
from pipeline.errors import OutputError

DERIVED = REVIEW_TABLES
"""Written by `pledger review import`."""


def write_dictionary(target: Path | None) -> None:
    """Write the data dictionary as Markdown to a file, or to standard output.

    Raises:
        OutputError: the file cannot be written.
    """
    text = "\n".join(schema.markdown(DERIVED)) + "\n"
    if target is None:
        console.output().out(text, end="", highlight=False)
        return
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", where=str(target)) from error
