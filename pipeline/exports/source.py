"""The tables that an export is made of."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import OutputError
from pipeline.schema import TABLES
from pipeline.tables.layout import exists, file_name


def check_tables(processed: Path) -> None:
    """All tables are there; nothing is begun where one is not.

    Raises:
        OutputError: a table is missing.
    """
    for table in TABLES:
        if not exists(processed, table.table):
            where = str(processed / file_name(table.table))
            raise OutputError("is missing", where=where, hint="`pledger run` makes it")
