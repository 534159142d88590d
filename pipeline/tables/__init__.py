"""Tables: rows to Arrow, Arrow to Parquet, and their publication in one step."""

from __future__ import annotations

from pipeline.tables.arrow import DIMENSIONS, DOCUMENT_TABLES, batch, from_columns
from pipeline.tables.dimension import Dimension
from pipeline.tables.lock import Lock
from pipeline.tables.manifest import Input, RunManifest
from pipeline.tables.publish import OutputFolder
from pipeline.tables.writer import TableSet, TableWriter
from pipeline.tables.written import Written

__all__ = [
    "DIMENSIONS",
    "DOCUMENT_TABLES",
    "Dimension",
    "Input",
    "Lock",
    "OutputFolder",
    "RunManifest",
    "TableSet",
    "TableWriter",
    "Written",
    "batch",
    "from_columns",
]
