"""Which rows of a damaged Parquet file are lost, page by page.

Arrow says that a column chunk cannot be read, or that its file has changed, but not where. Each
data page has a header with the number of its values and the CRC-32 of its bytes, so the pages
of a chunk can be walked and the broken one named. Headers are Thrift compact structures; only
the fields needed here are understood, the others are skipped. See the Parquet format,
https://parquet.apache.org/docs/file-format/data-pages/.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

_STOP, _TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY = range(9)
_STRUCT = 12
_SIZE, _CRC, _DATA_V1, _DATA_V2 = 3, 4, 5, 8
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class BadPage:
    """Rows whose values in one column cannot be trusted.

    Attributes:
        first, last: rows of the file, from 0, both included.
    """

    column: str
    first: int
    last: int
    why: str


def bad_pages(path: Path) -> Iterator[BadPage]:
    """Pages whose bytes do not have the checksum in their header.

    Args:
        path: a Parquet file with flat columns whose footer can be read.
    """
    with path.open("rb") as file:
        metadata = pq.read_metadata(file)
        first = 0
        for group in range(metadata.num_row_groups):
            rows = metadata.row_group(group)
            for index in range(rows.num_columns):
                chunk = rows.column(index)
                start = chunk.data_page_offset
                if chunk.has_dictionary_page:
                    start = min(start, chunk.dictionary_page_offset)
                file.seek(start)
                data = file.read(chunk.total_compressed_size)
                yield from _walk(data, chunk.path_in_schema, first, rows.num_rows)
            first += rows.num_rows


def _walk(data: bytes, column: str, first: int, count: int) -> Iterator[BadPage]:
    position, row, end = 0, first, first + count
    while position < len(data):
        try:
            header, position = _struct(data, position)
            size, values = header[_SIZE], _values(header)
        except (IndexError, KeyError, ValueError, TypeError):
            yield BadPage(column, row, end - 1, "the header of its page is damaged")
            return
        body = data[position : position + size]
        position += size
        if _CRC in header and zlib.crc32(body) != header[_CRC] & 0xFFFFFFFF:
            # a dictionary has no rows of its own: any row of the chunk may refer to it
            rows = (row, row + values - 1) if values is not None else (first, end - 1)
            yield BadPage(column, *rows, "its page does not have the checksum in its header")
        row += values or 0
    if row != end:
        yield BadPage(column, first, end - 1, f"its pages hold {row - first} values of {count}")


def _values(header: dict[int, Any]) -> int | None:
    """Number of values of a data page; None for a dictionary."""
    for field in (_DATA_V1, _DATA_V2):
        if field in header:
            return int(header[field][1])
    return None


def _struct(data: bytes, position: int, depth: int = 0) -> tuple[dict[int, Any], int]:
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    found: dict[int, Any] = {}
    field = 0
    while True:
        byte = data[position]
        position += 1
        kind = byte & 0x0F
        if kind == _STOP:
            return found, position
        if byte >> 4:
            field += byte >> 4
        else:
            number, position = _varint(data, position)
            field = _zigzag(number)
        found[field], position = _value(data, position, kind, depth)


def _value(data: bytes, position: int, kind: int, depth: int) -> tuple[Any, int]:
    if kind in (_TRUE, _FALSE):
        return kind == _TRUE, position
    if kind == _BYTE:
        return data[position], position + 1
    if kind in (_I16, _I32, _I64):
        number, position = _varint(data, position)
        return _zigzag(number), position
    if kind == _DOUBLE:
        return None, position + 8
    if kind == _BINARY:
        length, position = _varint(data, position)
        if position + length > len(data):
            raise ValueError("past the end")
        return data[position : position + length], position + length
    if kind == _STRUCT:
        return _struct(data, position, depth + 1)
    raise ValueError(f"a page header has no field of kind {kind}")


def _varint(data: bytes, position: int) -> tuple[int, int]:
    result = shift = 0
    while shift < 70:
        byte = data[position]
        position += 1
        result |= (byte & 0x7F) << shift
        if byte < 0x80:
            return result, position
        shift += 7
    raise ValueError("a number is too long")


def _zigzag(number: int) -> int:
    return (number >> 1) ^ -(number & 1)
