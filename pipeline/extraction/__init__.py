"""From a document to rows: runs the pipeline and gives everything found its key."""

from __future__ import annotations

from pipeline.extraction.dimensions import technology_rows
from pipeline.extraction.extraction import Extraction
from pipeline.extraction.pipeline import extract, extract_many, load_pipeline, make_doc

__all__ = [
    "Extraction",
    "extract",
    "extract_many",
    "load_pipeline",
    "make_doc",
    "technology_rows",
]
