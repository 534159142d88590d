"""Parquet files written as results arrive, so that memory does not grow with the corpus.

Every table has one open writer. Rows wait until a row group is full; a row group always has
the same number of rows however the rows arrived, so equal rows give equal files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import OutputError
from pipeline.schema import Row

ROWS_A_GROUP = 32_768
ROWS_A_PAGE = 256
"""Small, since a damaged page costs all of its rows."""
_UNIQUE = frozenset({"text", "exact", "prefix", "suffix", "link", "message"})
_PACK = 64
"""Documents whose entries are kept in memory before their rows are copied out."""
GENERATION = b"pledger.generation"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written.

    Attributes:
        rows: of a table; None for a text.
    """

    sha256: str
    bytes: int
    rows: int | None = None


class TableWriter:
    """One Parquet file, written row group by row group.

    Args:
        path: of the file; must not exist.
        table: whose rows it holds.
        generation: named in the metadata of the file, so that files of two runs that were
            mixed by hand can be told apart.
    """

    def __init__(self, path: Path, table: type[Row], *, generation: str) -> None:
        self.path = path
        self._table = table
        schema = table.arrow_schema()
        self._schema = schema.with_metadata({**schema.metadata, GENERATION: generation.encode()})
        self._loose: list[pa.RecordBatch] = []
        self._packed: list[pa.RecordBatch] = []
        self._count = 0
        self._last: tuple[Any, ...] | None = None
        self.rows = 0
        names = schema.names
        self._writer = pq.ParquetWriter(
            path,
            self._schema,
            compression="snappy",
            # what hardly repeats gains nothing, and a damaged dictionary costs a whole column
            use_dictionary=[n for n in names if n not in _UNIQUE and table.key() != (n,)],
            write_page_checksum=True,
            write_page_index=True,
            max_rows_per_page=ROWS_A_PAGE,
            sorting_columns=[
                pq.SortingColumn(names.index(n), nulls_first=True) for n in table.order
            ],
        )

    def append(self, rows: pa.RecordBatch) -> None:
        """Add rows, which must come after those already added.

        Raises:
            OutputError: they do not, which would break the order of the table.
        """
        if not rows.num_rows:
            return
        rows = rows.replace_schema_metadata(self._schema.metadata)
        self._check_order(rows)
        self._loose.append(rows)
        self._count += rows.num_rows
        self.rows += rows.num_rows
        if self._count >= ROWS_A_GROUP:
            self._flush(everything=False)

    def pack(self) -> None:
        """Copy the rows that wait, so that the entries that they came from can go."""
        if len(self._loose) == 1:
            self._loose.append(self._loose[0].slice(0, 0))  # a single batch would not be copied
        if self._loose:
            self._packed.append(pa.concat_batches(self._loose))
            self._loose = []

    def close(self) -> Written:
        """Write what waits and finish the file."""
        self._flush(everything=True)
        self._writer.close()
        return Written(digest(self.path), self.path.stat().st_size, self.rows)

    def abandon(self) -> None:
        """Close the file without caring for what is in it."""
        self._writer.close()

    def _check_order(self, rows: pa.RecordBatch) -> None:
        first, last = (
            tuple((v is not None, v) for v in (rows[n][i].as_py() for n in self._table.order))
            for i in (0, rows.num_rows - 1)
        )
        if self._last is not None and first < self._last:
            raise OutputError(
                f"rows of {self._table.table} are not in order: {first} after {self._last}",
                where=str(self.path),
                hint="this is a bug; every key must begin with the id of its document",
            )
        self._last = last

    def _flush(self, *, everything: bool) -> None:
        if not self._count and not (everything and not self.rows):
            return
        batches = [*self._packed, *self._loose]
        waiting = pa.Table.from_batches(batches, schema=self._schema)
        surplus = 0 if everything else waiting.num_rows % ROWS_A_GROUP
        ready = waiting.num_rows - surplus
        for start in range(0, ready, ROWS_A_GROUP):
            group = waiting.slice(start, min(ROWS_A_GROUP, ready - start))
            self._writer.write_table(group, row_group_size=ROWS_A_GROUP)
        self._packed = waiting.slice(ready).combine_chunks().to_batches()
        self._loose = []
        self._count = surplus


class TableSet:
    """Writers of several tables, closed together.

    Args:
        paths: file of each table.
        generation: as for :class:`TableWriter`.
    """

    def __init__(self, paths: Mapping[type[Row], Path], *, generation: str) -> None:
        self._writers: dict[str, TableWriter] = {}
        self._documents = 0
        try:
            for table, path in paths.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                self._writers[table.table] = TableWriter(path, table, generation=generation)
        except BaseException:
            self._abandon()
            raise

    def __enter__(self) -> TableSet:
        return self

    def __exit__(self, *exception: object) -> None:
        self._abandon()

    def append(self, batches: Mapping[str, pa.RecordBatch]) -> None:
        """Add the rows of one document to their tables."""
        for name, rows in batches.items():
            if name in self._writers:
                self._writers[name].append(rows)
        self._documents += 1
        if self._documents % _PACK == 0:
            for writer in self._writers.values():
                writer.pack()

    def close(self) -> dict[str, Written]:
        """Finish all files; what each holds, by table name."""
        return {name: self._writers.pop(name).close() for name in list(self._writers)}

    def _abandon(self) -> None:
        for writer in self._writers.values():
            writer.abandon()
        self._writers.clear()


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
