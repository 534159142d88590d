"""A table as it was published before, to make the next one of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.schema import Row
from pipeline.tables.buckets import DIGITS, bits_for, limits
from pipeline.tables.rowgroups import RowGroup, Source


class PublishedTable:
    """A table whose rows belong to documents, as it was published before.

    Args:
        path: of its file.
        table: whose rows it holds.
        most: rows of a row group, on average, by which it was divided.

    Attributes:
        bits: binary digits of an id that say in which row groups a document is.

    Raises:
        FormatError: it cannot be used.
        OSError: it cannot be read.
    """

    def __init__(self, path: Path, table: type[Row], *, most: int) -> None:
        self._table = table
        self._path = path
        self._source = Source(path)
        try:
            footer = self._source.footer
            self.bits = bits_for(footer.rows, most)
            column = table.arrow_schema().names.index(table.order[0])
            self._first = [int(group.least(column)[:DIGITS], 16) for group in footer.groups]
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._source.close()

    def groups(self, bucket: int) -> Iterator[RowGroup]:
        """The row groups of a bucket."""
        low, high = limits(bucket, self.bits)
        for index in range(bisect_left(self._first, low), bisect_left(self._first, high)):
            yield self._source.group(index)

    def rows(self, bucket: int, bits: int) -> BucketRows:
        """The rows of a bucket, however the table is divided."""
        low, high = limits(bucket, bits)
        # the row group before may end with rows of this bucket
        first = max(0, bisect_left(self._first, low) - (bits != self.bits))
        indexes = range(first, bisect_left(self._first, high))
        if not indexes:
            return BucketRows(self._table)
        with pq.ParquetFile(self._path) as file:
            found = file.read_row_groups(list(indexes))
        rows = BucketRows(self._table, found.cast(self._table.arrow_schema()))
        if low:
            rows.before(f"{low:0{DIGITS}x}")
        if high < 1 << 4 * DIGITS:
            return BucketRows(self._table, rows.before(f"{high:0{DIGITS}x}"))
        return rows


class BucketRows:
    """Rows of a bucket, taken from its beginning to its end."""

    def __init__(self, table: type[Row], rows: pa.Table | None = None) -> None:
        self._rows = table.arrow_schema().empty_table() if rows is None else rows.combine_chunks()
        self._keys = self._rows[table.order[0]].combine_chunks()
        self._at = 0

    def before(self, document_id: str) -> pa.Table:
        """Rows of documents that come before this one, and were not taken yet."""
        return self._take(self._find(document_id))

    def skip(self, document_id: str) -> None:
        """Leave out the rows of this document."""
        # no id has a character as great as this
        self._at = max(self._at, self._find(f"{document_id}\U0010ffff"))

    def rest(self) -> pa.Table:
        """All rows that were not taken yet."""
        return self._take(self._rows.num_rows)

    def _take(self, end: int) -> pa.Table:
        start, self._at = self._at, max(self._at, end)
        return self._rows.slice(start, self._at - start)

    def _find(self, key: str) -> int:
        return bisect_left(range(self._rows.num_rows), key, key=lambda i: self._keys[i].as_py())
