"""From a document to rows: runs the pipeline and gives everything found its key."""

from __future__ import annotations

from pipeline.extract.extraction import Extraction

__all__ = ["Extraction"]
