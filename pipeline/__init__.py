"""pledger: who promised what, and who said it, traceable to the characters.

Four verbs::

    document = pipeline.read("raw/communique.txt")   # canonical text and its map to the source
    extraction = pipeline.extract(document)          # rows of every table
    faults = pipeline.verify("processed")            # re-prove rows from text
    pipeline.write([extraction], "processed")        # Parquet tables, all or nothing

``pipeline.load()`` gives the spaCy pipeline behind them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.api import extract, load, read, verify, write
    from pipeline.extraction.extraction import Extraction
    from pipeline.model import Document

__version__ = "0.1.0"

__all__ = [
    "Document",
    "Extraction",
    "__version__",
    "extract",
    "load",
    "read",
    "verify",
    "write",
]


def __getattr__(name: str) -> object:
    # spaCy and Arrow take a second to import: only who uses them pays for them
    if name == "Document":
        from pipeline.model import Document

        return Document
    if name in __all__:
        from pipeline import api

        return getattr(api, name)
    raise AttributeError(f"module 'pipeline' has no attribute '{name}'")
