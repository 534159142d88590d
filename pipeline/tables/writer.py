"""Parquet files written as results arrive, so that memory does not grow with the corpus.

Rows wait until a row group is full. Where one ends depends on the rows alone, however they arrived,
so equal rows give equal files. Documents are spread over row groups by the first digits of their
id, which is a hash: a changed document changes the row group that it was in and the one that it is
in now, and no other. So a table is made from the one published before, of which all other row
groups are copied as they are: publishing costs what changed.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.errors import OutputError
from pipeline.schema import Row
from pipeline.tables.arrow import copied
from pipeline.tables.buckets import bits_for, bucket_of
from pipeline.tables.memory import Freed
from pipeline.tables.published import BucketRows, PublishedTable
from pipeline.tables.rowgroups import Assembly, Source
from pipeline.tables.written import Written

ROWS_A_GROUP = 8_192
"""Rows of a row group, at most; where documents are spread over them, on average less than that and
more than half of it, and at most twice as many."""
ROWS_A_PAGE = 256
"""Small, since a damaged page costs all of its rows."""
_UNIQUE = frozenset({"text", "exact", "prefix", "suffix", "link", "message"})
_TOGETHER = 32
"""Documents whose entries are kept in memory before their rows are copied out."""
_AT_ONCE = 2
"""Tables that are encoded at once."""
GENERATION = b"pledger.generation"


class TableWriter:
    """One Parquet file, written row group by row group.

    Args:
        path: of the file; must not exist.
        table: whose rows it holds.
        generation: named in the metadata of the file, so that files of two runs that were
            mixed by hand can be told apart.
        rows: how many there will be, for a table whose rows belong to documents: these are then
            spread over row groups by their ids. None for another table.
        base: the same table as it was published before, for one whose rows belong to documents:
            only documents that are not as they are there need be given, in order of their ids.
        freed: is told of memory that is needed no longer.

    Raises:
        FormatError: the base cannot be used.
    """

    def __init__(
        self,
        path: Path,
        table: type[Row],
        *,
        generation: str,
        rows: int | None = None,
        base: Path | None = None,
        freed: Freed | None = None,
    ) -> None:
        self.path = path
        self._table = table
        schema = table.arrow_schema()
        self._schema = schema.with_metadata({**schema.metadata, GENERATION: generation.encode()})
        self._bits = None if rows is None else bits_for(rows, ROWS_A_GROUP)
        self._most = ROWS_A_GROUP if rows is None else 2 * ROWS_A_GROUP
        self._base = None if base is None else PublishedTable(base, table, most=ROWS_A_GROUP)
        self._old = BucketRows(table)
        self._bucket = -1
        self._freed = freed or Freed()
        self._waiting: list[pa.RecordBatch] = []
        self._count = 0
        self._last: tuple[Any, ...] | None = None
        try:
            with self._encode([]) as empty:
                self._out = Assembly(path, empty.footer)
        except BaseException:
            self._close_base()
            raise

    @property
    def rows(self) -> int:
        """Rows in the file and waiting."""
        return self._out.rows + self._count

    def append(self, rows: pa.RecordBatch) -> None:
        """Add rows that belong to no document, which must come after those already added.

        Raises:
            OutputError: they do not, which would break the order of the table.
        """
        assert self._bits is None
        if rows.num_rows:
            self._append(rows)

    def extend(self, documents: Iterable[tuple[str, pa.RecordBatch | None]]) -> None:
        """Add documents, which must come after those already added, in order of their ids.

        Their rows are copied, so that the entries that these came from can go.

        Raises:
            OutputError: as :meth:`append`.
        """
        assert self._bits is not None
        bits = self._bits
        with_rows = ((bucket_of(i, bits), rows) for i, rows in documents if rows)
        for bucket, found in groupby(with_rows, key=itemgetter(0)):
            self._turn(bucket)
            self._append(copied([rows for _, rows in found]))

    def replace(self, document_id: str, rows: pa.RecordBatch | None) -> None:
        """Add a document, in place of its rows in the base; None leaves these out."""
        assert self._bits is not None
        self._turn(bucket_of(document_id, self._bits))
        self._keep(self._old.before(document_id))
        self._old.skip(document_id)
        if rows is not None and rows.num_rows:
            self._append(copied([rows]))

    def close(self) -> Written:
        """Write what waits and finish the file."""
        self._turn(1 << (self._bits or 0))
        self._close_base()
        sha256 = self._out.close()
        return Written(sha256, self._out.bytes, self._out.rows)

    def abandon(self) -> None:
        """Close the file without caring for what is in it."""
        self._close_base()
        self._out.abandon()

    def _close_base(self) -> None:
        if self._base is not None:
            self._base.close()

    def _turn(self, bucket: int) -> None:
        """Finish the bucket at hand and copy those between, when another one is to be filled."""
        if bucket == self._bucket:
            return
        self._keep(self._old.rest())
        self._flush(everything=True)
        if self._base is not None and self._bits is not None:
            for between in range(self._bucket + 1, bucket):
                self._copy(self._base, between, self._bits)
            if bucket >> self._bits == 0:
                self._old = self._base.rows(bucket, self._bits)
        self._bucket = bucket

    def _copy(self, base: PublishedTable, bucket: int, bits: int) -> None:
        if bits == base.bits:
            for group in base.groups(bucket):
                self._out.add(group)
            self._last = None
        else:  # so many rows came or went that they lie in other row groups now
            self._keep(base.rows(bucket, bits).rest())
            self._flush(everything=True)

    def _keep(self, rows: pa.Table) -> None:
        for batch in rows.to_batches():
            self._append(batch)

    def _append(self, rows: pa.RecordBatch) -> None:
        self._check_order(rows)
        self._waiting.append(rows)
        self._count += rows.num_rows
        if self._count >= self._most:
            self._flush(everything=False)

    def _check_order(self, rows: pa.RecordBatch) -> None:
        first, last = (
            tuple((v is not None, v) for v in (rows[n][i].as_py() for n in self._table.order))
            for i in (0, rows.num_rows - 1)
        )
        after = self._last
        if self._bits is not None:  # documents, which are in order as such
            keys = rows[self._table.order[0]]
            falls = pc.index(pc.less(keys[1:], keys[:-1]), True).as_py()
            if falls >= 0:
                after, first = keys[falls].as_py(), keys[falls + 1].as_py()
        if after is not None and first < after:
            raise OutputError(
                f"rows of {self._table.table} are not in order: {first} after {after}",
                where=str(self.path),
                hint="this is a bug; every key must begin with the id of its document",
            )
        self._last = last

    def _flush(self, *, everything: bool) -> None:
        waiting = pa.Table.from_batches(self._waiting, schema=self._schema)
        surplus = 0 if everything else waiting.num_rows % self._most
        ready = waiting.num_rows - surplus
        starts = range(0, ready, self._most)
        groups = [waiting.slice(start, min(self._most, ready - start)) for start in starts]
        self._waiting = waiting.slice(ready).combine_chunks().to_batches()
        self._count = surplus
        del waiting
        while groups:
            # no row is there twice while its group is encoded
            group = groups.pop(0).combine_chunks()
            with self._encode(group.to_batches()) as encoded:
                size = group.nbytes
                del group
                self._out.add(encoded.group(0))
            self._freed(size)

    def _encode(self, batches: list[pa.RecordBatch]) -> Source:
        """A file of these rows alone."""
        names, key = self._schema.names, self._table.key()
        made = pa.BufferOutputStream()
        with pq.ParquetWriter(
            made,
            self._schema,
            compression="snappy",
            # what hardly repeats gains nothing, and a damaged dictionary costs a whole column
            use_dictionary=[n for n in names if n not in _UNIQUE and key != (n,)],
            write_page_checksum=True,
            write_page_index=True,
            max_rows_per_page=ROWS_A_PAGE,
            sorting_columns=[
                pq.SortingColumn(names.index(n), nulls_first=True) for n in self._table.order
            ],
        ) as writer:
            if batches:
                rows = pa.Table.from_batches(batches, schema=self._schema)
                writer.write_table(rows, row_group_size=rows.num_rows)
        return Source(io.BytesIO(made.getvalue()))


class TableSet:
    """Writers of several tables, closed together; use it as a context.

    Tables are encoded beside each other, and while the next documents are read: Arrow lets go of
    Python's lock meanwhile.

    Args:
        paths: file of each table.
        generation: as for :class:`TableWriter`.
        rows: as for :class:`TableWriter`, by table name.
        bases: as for :class:`TableWriter`, by table name; one that is missing has no rows. None
            when every document is going to be put.
    """

    def __init__(
        self,
        paths: Mapping[type[Row], Path],
        *,
        generation: str,
        rows: Mapping[str, int] | None = None,
        bases: Mapping[str, Path] | None = None,
    ) -> None:
        self._writers: dict[str, TableWriter] = {}
        self._pool = ThreadPoolExecutor(_AT_ONCE)
        self._based = bases is not None
        self._documents: list[tuple[str, Mapping[str, pa.RecordBatch]]] = []
        self._work: list[Future[None]] = []
        freed = Freed()
        try:
            for table, path in paths.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                self._writers[table.table] = TableWriter(
                    path,
                    table,
                    generation=generation,
                    rows=None if rows is None else rows.get(table.table, 0),
                    base=None if bases is None else bases.get(table.table),
                    freed=freed,
                )
        except BaseException:
            self._abandon()
            raise

    def __enter__(self) -> TableSet:
        return self

    def __exit__(self, *exception: object) -> None:
        self._abandon()

    def append(self, batches: Mapping[str, pa.RecordBatch]) -> None:
        """Add rows to their tables."""
        for name, rows in batches.items():
            if name in self._writers:
                self._writers[name].append(rows)

    def put(self, document_id: str, batches: Mapping[str, pa.RecordBatch]) -> None:
        """Add a document, in place of its rows in the bases; without rows, it is left out."""
        if self._based:
            self._work = [
                self._pool.submit(writer.replace, document_id, batches.get(name))
                for name, writer in self._writers.items()
            ]
            self._finish()
        else:
            self._documents.append((document_id, batches))
            if len(self._documents) >= _TOGETHER:
                self._extend()

    def close(self) -> dict[str, Written]:
        """Finish all files; what each holds, by table name."""
        self._extend()
        self._finish()
        work = {name: self._pool.submit(w.close) for name, w in self._writers.items()}
        written = {name: done.result() for name, done in work.items()}
        self._writers.clear()
        return written

    def _extend(self) -> None:
        """Have the documents that wait written once those before are."""
        documents, self._documents = self._documents, []
        self._finish()
        if documents:
            self._work = [
                self._pool.submit(writer.extend, [(i, found.get(name)) for i, found in documents])
                for name, writer in self._writers.items()
            ]

    def _finish(self) -> None:
        for done in self._work:
            done.result()
        self._work = []

    def _abandon(self) -> None:
        self._pool.shutdown()
        for writer in self._writers.values():
            writer.abandon()
        self._writers.clear()
