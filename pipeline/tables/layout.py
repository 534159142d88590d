"""Where the rows of a table lie: one file, or a folder of parts under the same name.

::

    processed/commitments.parquet                       one file
    processed/commitments.parquet/part-00000.parquet    parts, in order of their names

A run on one machine writes files, a cluster writes parts. Everything in this program that reads a
table does so through this module, and so need not know which of the two it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

SUFFIX = ".parquet"
_ROWS = 4096
_BUFFER = 1 << 16


def file_name(table: str, part: int | None = None) -> str:
    """Name of a table, or of one of its parts, relative to the output folder."""
    return f"{table}{SUFFIX}" if part is None else f"{table}{SUFFIX}/part-{part:05d}{SUFFIX}"


def table_of(name: str) -> str | None:
    """The table that a file of an output folder belongs to; None for another file."""
    first, _, rest = name.partition("/")
    if not first.endswith(SUFFIX) or (rest and not rest.endswith(SUFFIX)):
        return None
    return first.removesuffix(SUFFIX)


def parts(processed: Path, table: str) -> list[Path]:
    """Files of a table in the order of its rows.

    Where the table is missing, this is the one file that should be there; a folder without
    parts gives none.
    """
    path = processed / file_name(table)
    return sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path]


def exists(processed: Path, table: str) -> bool:
    """Whether a table is there."""
    return any(path.is_file() for path in parts(processed, table))


def read(
    processed: Path,
    table: str,
    *,
    columns: Sequence[str] | None = None,
    where: pc.Expression | None = None,
) -> pa.Table:
    """A whole table, or some of its columns and rows.

    Raises:
        OSError: it is missing, or cannot be read.
        pyarrow.ArrowException: it is no Parquet file.
    """
    files = parts(processed, table)
    if not files:
        raise FileNotFoundError(2, "No such file", str(processed / file_name(table)))
    wanted = None if columns is None else list(columns)
    found = [pq.read_table(path, columns=wanted, filters=where) for path in files]
    return found[0] if len(found) == 1 else pa.concat_tables(found)


def batches(
    processed: Path, table: str, *, columns: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """Rows of a table a few thousand at a time.

    Raises:
        OSError: it is missing, or cannot be read.
        pyarrow.ArrowException: it is no Parquet file.
    """
    wanted = None if columns is None else list(columns)
    for path in parts(processed, table):
        # in one thread and through small buffers: many tables are open at once
        with pq.ParquetFile(path, pre_buffer=False, buffer_size=_BUFFER) as file:
            yield from file.iter_batches(_ROWS, columns=wanted, use_threads=False)
