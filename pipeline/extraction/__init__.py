"""From a document to rows: runs the pipeline and gives everything found its key."""

from __future__ import annotations

from pipeline.extract.dimensions import technology_rows
from pipeline.extract.extraction import Extraction
from pipeline.extract.pipeline import extract, extract_many, load_pipeline, make_doc

__all__ = [
    "Extraction",
    "extract",
    "extract_many",
    "load_pipeline",
    "make_doc",
    "technology_rows",
]
