"""The tables of a ``processed/`` folder, document by document.

Nothing but the published files is read, so any folder with tables of this schema will do,
whichever run or engine wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline import schema
from pipeline.errors import InputError
from pipeline.tables.layout import exists, file_name, read

Record = dict[str, Any]
"""One row, column by column."""

_ID_LENGTH = 16


class Corpus:
    """Read-only view of a ``processed/`` folder.

    Args:
        processed: folder of the tables.

    Raises:
        InputError: there is no ``documents`` table in it.
    """

    def __init__(self, processed: Path) -> None:
        self.folder = processed
        self._tables: dict[str, pa.Table] = {}
        self._extents: dict[str, dict[str, tuple[int, int]]] = {}
        if not exists(processed, "documents"):
            raise InputError(
                "holds no documents.parquet",
                where=str(processed),
                hint="run `pledger run` first, or name the folder with --processed",
            )

    @cached_property
    def documents(self) -> dict[str, Record]:
        """Rows of ``documents`` by ``document_id``, in order."""
        return {row["document_id"]: row for row in self.table("documents").to_pylist()}

    def table(self, name: str) -> pa.Table:
        """A whole table; empty when its file is missing.

        Raises:
            InputError: the file is no Parquet file.
        """
        if name not in self._tables:
            self._tables[name] = self._load(name)
        return self._tables[name]

    def rows(self, name: str, document_id: str) -> list[Record]:
        """Rows of one document, in the order of the table."""
        first, last = self._extent(name).get(document_id, (0, 0))
        rows: list[Record] = self.table(name).slice(first, last - first).to_pylist()
        return rows

    def text(self, document_id: str) -> str:
        """Canonical text of a document.

        Raises:
            InputError: it is missing.
        """
        path = self.folder / "text" / f"{document_id}.txt"
        try:
            return path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"cannot be read: {error}", where=str(path), hint="run `pledger run` again"
            ) from error

    def find(self, row_id: str) -> tuple[str, Record] | None:
        """Table and row that have this key; None when there is none."""
        document_id = row_id[:_ID_LENGTH]
        for name, key in keyed_tables():
            for row in self.rows(name, document_id):
                if row[key] == row_id:
                    return name, row
        return None

    def _load(self, name: str) -> pa.Table:
        if not exists(self.folder, name):
            return schema.table(name).arrow_schema().empty_table()
        try:
            loaded = read(self.folder, name)
        except (OSError, pa.ArrowException) as error:
            where = str(self.folder / file_name(name))
            raise InputError(
                f"is not a Parquet file: {error}", where=where, hint="run `pledger run` again"
            ) from error
        return loaded

    def _extent(self, name: str) -> dict[str, tuple[int, int]]:
        """First and last row of each document; rows of one document stand together."""
        if name not in self._extents:
            self._extents[name] = dict(self._runs(name))
        return self._extents[name]

    def _runs(self, name: str) -> Iterator[tuple[str, tuple[int, int]]]:
        loaded = self.table(name)
        if not loaded.num_rows:
            return
        owners = _owners(loaded)
        if np.any(owners[1:] < owners[:-1]):
            order = np.argsort(owners, kind="stable")
            self._tables[name] = loaded.take(pa.array(order))
            owners = owners[order]
        cuts = np.flatnonzero(owners[1:] != owners[:-1]) + 1
        edges = [0, *cuts.tolist(), len(owners)]
        for first, last in pairwise(edges):
            yield str(owners[first]), (first, last)


def keyed_tables() -> Iterator[tuple[str, str]]:
    """Tables whose rows stand for a stretch of text, with the name of their key."""
    for table in schema.TABLES:
        key = table.key()
        names = {c.name for c in table.columns()}
        if len(key) == 1 and {"start", "document_id"} <= names:
            yield table.table, key[0]


def _owners(table: pa.Table) -> Any:
    """Document of each row; bridges begin their first key with it."""
    name = "document_id" if "document_id" in table.column_names else table.column_names[0]
    column = np.asarray(table.column(name).to_pylist(), dtype=str)
    return column.astype(f"<U{_ID_LENGTH}")
