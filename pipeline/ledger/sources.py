"""Rows of the tables that the ledger is made of, read side by side, some documents at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline import schema
from pipeline.errors import OutputError
from pipeline.tables.arrow import ID_LENGTH
from pipeline.tables.layout import batches, exists, file_name
from pipeline.tables.memory import give_back


class Cursor:
    """Reads a table from its first document to its last.

    Rows are in order of their documents in every table, and keys begin with the document.

    Args:
        processed: folder of the tables.
        table: name.
        columns: to read; the first begins with the id of the document, and orders the rows.

    Raises:
        OutputError: the table is missing.
    """

    def __init__(self, processed: Path, table: str, columns: Sequence[str]) -> None:
        if not exists(processed, table):
            where = str(processed / file_name(table))
            raise OutputError("is missing", where=where, hint="`pledger run` makes it")
        declared = schema.table(table).arrow_schema()
        self._schema = pa.schema([declared.field(name) for name in columns])
        self._batches = batches(processed, table, columns=columns)
        self._waiting = self._schema.empty_table()
        self._read()

    def blocks(self) -> Iterator[pa.Table]:
        """All rows, a few thousand at a time, every document whole."""
        while self._waiting.num_rows:
            yield self.through(self._last())
            give_back()

    def rest(self) -> pa.Table:
        """All rows that were not read yet."""
        while self._read():
            pass
        return self._waiting

    def through(self, document_id: str) -> pa.Table:
        """The rows from where it stands to the end of this document."""
        while self._waiting.num_rows and self._last() <= document_id and self._read():
            pass
        own = pc.utf8_slice_codeunits(self._waiting.column(0), 0, ID_LENGTH)
        count = pc.sum(pc.less_equal(own, document_id)).as_py() or 0
        found, self._waiting = self._waiting.slice(0, count), self._waiting.slice(count)
        return found

    def _read(self) -> bool:
        """Whether there was more to read."""
        batch = next(self._batches, None)
        if batch is None:
            return False
        rows = pa.Table.from_batches([batch]).select(self._schema.names)
        self._waiting = pa.concat_tables([self._waiting, rows.cast(self._schema)])
        return True

    def _last(self) -> str:
        key: str = self._waiting.column(0)[-1].as_py()
        return key[:ID_LENGTH]
