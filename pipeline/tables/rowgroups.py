"""Row groups of Parquet files, taken from one file and put into another as they are.

A file is its row groups one after the other, then indexes of their pages, then a footer that says
where everything is. The bytes of a row group do not say where they stand, so a file can be made of
row groups of another one by copying these and writing indexes and footer anew. Neither Arrow nor
another library in Python does that. Numbers of fields are those of ``parquet.thrift``:
https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
"""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from pipeline.tables.thrift import I16, I32, I64, LIST, STRUCT, Struct, ThriftError, decode, encode

MAGIC = b"PAR1"
_TAIL = 8
_COPIED = 1 << 20
"""Bytes of an index that are copied at once."""
# FileMetaData
_ROWS, _GROUPS = 3, 4
# RowGroup
_COLUMNS, _GROUP_ROWS, _AT, _SIZE, _ORDINAL = 1, 3, 5, 6, 7
# ColumnChunk; an index is an offset, and its length in the field after
_META, _OFFSET_INDEX, _COLUMN_INDEX = 3, 4, 6
# ColumnMetaData; 12 holds its statistics
_PLACES = (9, 10, 11)
_STATISTICS, _MINIMUM = 12, 6
# OffsetIndex: a list of pages, each an offset, a size and a row after a byte with its type, and a
# byte 0; None is a number
_PAGE = (0x16, None, 0x15, None, 0x16, None, 0x00)


class FormatError(ValueError):
    """A file is not laid out as Arrow does it."""


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A row group with its indexes, wherever it is going to stand.

    Attributes:
        about: its part of the footer, with offsets in the file that it is from.
        data: its bytes.
        indexes: of each column, the index of its values and that of its pages.
    """

    about: Struct
    data: bytes
    indexes: tuple[tuple[bytes, bytes], ...]


class Source:
    """A Parquet file to take row groups from; close it, or use it as a context.

    Raises:
        FormatError: it is no Parquet file, or not laid out as Arrow does it.
        OSError: it cannot be read.
    """

    def __init__(self, file: Path | BinaryIO) -> None:
        self._file: BinaryIO = file.open("rb") if isinstance(file, Path) else file
        try:
            self.footer = _footer(self._file)
            kind, self._groups = _field(self.footer, _GROUPS, LIST)
            if self._groups and kind != STRUCT:
                raise FormatError("row groups are no structures")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __len__(self) -> int:
        return len(self._groups)

    @property
    def rows(self) -> int:
        """Rows of all groups."""
        return int(_field(self.footer, _ROWS, I64))

    def group(self, index: int) -> RowGroup:
        """A row group.

        Raises:
            FormatError: it has no indexes.
            OSError: it cannot be read.
        """
        about = self._groups[index]
        indexes = tuple(
            tuple(
                self._read(_field(c, n, I64), c[n + 1][1]) for n in (_COLUMN_INDEX, _OFFSET_INDEX)
            )
            for c in _columns(about)
        )
        return RowGroup(about, self._read(about[_AT][1], about[_SIZE][1]), indexes)  # type: ignore[arg-type]

    def least(self, index: int, column: int) -> str:
        """The least text of a column in a row group.

        Raises:
            FormatError: it is not known.
        """
        try:
            statistics = _columns(self._groups[index])[column][_META][1][_STATISTICS][1]
            return str(statistics[_MINIMUM][1].decode())
        except (KeyError, IndexError, UnicodeDecodeError) as error:
            raise FormatError("the least value of a row group is not known") from error

    def _read(self, start: int, size: int) -> bytes:
        self._file.seek(start)
        data = self._file.read(size)
        if len(data) != size:
            raise FormatError("ends too early")
        return data


@dataclass(frozen=True, slots=True)
class _Placed:
    """What the footer says of a row group in place, encoded: structures are far larger.

    Attributes:
        columns: each up to where its indexes are named.
        rest: fields after the columns.
        sizes: bytes of the indexes of each column, that of its values and that of its pages.
    """

    columns: tuple[bytes, ...]
    rest: bytes
    sizes: npt.NDArray[np.int32]

    @classmethod
    def of(cls, about: Struct, sizes: Sequence[tuple[int, int]]) -> _Placed:
        before = (
            {number: field for number, field in column.items() if number <= _META}
            for column in _columns(about)
        )
        rest = {number: field for number, field in about.items() if number > _COLUMNS}
        return cls(
            tuple(encode(column)[:-1] for column in before),
            encode(rest, after=_COLUMNS),
            np.array(sizes, dtype=np.int32),
        )

    def about(self, starts: list[int]) -> bytes:
        """All that the footer says.

        Args:
            starts: where the first index of each kind stands; those after the last one's then.
        """
        columns = []
        for column, (values, pages) in zip(self.columns, self.sizes.tolist(), strict=True):
            indexes: Struct = {
                _OFFSET_INDEX: (I64, starts[1]),
                _OFFSET_INDEX + 1: (I32, pages),
                _COLUMN_INDEX: (I64, starts[0]),
                _COLUMN_INDEX + 1: (I32, values),
            }
            columns.append(column + encode(indexes, after=_META))
            starts[0] += values
            starts[1] += pages
        return encode({_COLUMNS: (LIST, (STRUCT, columns))})[:-1] + self.rest


class Assembly:
    """A Parquet file made of row groups.

    Indexes come after all row groups; until then they lie in files without a name beside it, so
    that memory does not grow with the table.

    Args:
        path: of the file; must not exist.
        head: footer of a file with the same columns; its row groups do not matter.
    """

    def __init__(self, path: Path, head: Struct) -> None:
        self._head = head
        self._file = path.open("xb")
        self._hash = hashlib.sha256()
        self._groups: list[_Placed] = []
        self._indexes: list[BinaryIO] = []
        self.bytes = 0
        self.rows = 0
        try:
            for _ in (_COLUMN_INDEX, _OFFSET_INDEX):
                self._indexes.append(_nameless(path.parent))
            self._put(MAGIC)
        except BaseException:
            self.abandon()
            raise

    def add(self, group: RowGroup) -> None:
        """Put a row group at the end.

        Raises:
            OSError: the disk is full, say.
        """
        by = self.bytes - int(_field(group.about, _AT, I64))
        of_values, of_pages = self._indexes
        sizes = [
            (of_values.write(values), of_pages.write(_moved_pages(pages, by)))
            for values, pages in group.indexes
        ]
        self._groups.append(_Placed.of(_moved(group.about, by, len(self._groups)), sizes))
        self._put(group.data)
        self.rows += group.about[_GROUP_ROWS][1]

    def close(self) -> str:
        """Write indexes and footer; the SHA-256 of the file, in hexadecimal.

        Raises:
            OSError: the disk is full, say.
        """
        starts = []
        for index in self._indexes:
            starts.append(self.bytes)
            index.seek(0)
            while data := index.read(_COPIED):
                self._put(data)
            index.close()
        groups = [group.about(starts) for group in self._groups]
        footer = encode({**self._head, _ROWS: (I64, self.rows), _GROUPS: (LIST, (STRUCT, groups))})
        self._put(footer + len(footer).to_bytes(4, "little") + MAGIC)
        self._file.close()
        return self._hash.hexdigest()

    def abandon(self) -> None:
        """Close the file without caring for what is in it."""
        for file in (self._file, *self._indexes):
            with contextlib.suppress(OSError):  # on a full disk
                file.close()

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._hash.update(data)
        self.bytes += len(data)


def _nameless(folder: Path) -> BinaryIO:
    return tempfile.TemporaryFile(dir=folder)


def _footer(file: BinaryIO) -> Struct:
    end = file.seek(0, 2)
    file.seek(max(0, end - _TAIL))
    tail = file.read(_TAIL)
    size = int.from_bytes(tail[:4], "little")
    if tail[4:] != MAGIC or size + _TAIL > end:
        raise FormatError("has no footer")
    file.seek(end - _TAIL - size)
    try:
        return decode(file.read(size))[0]
    except ThriftError as error:
        raise FormatError(f"its footer {error}") from error


def _field(struct: Struct, number: int, kind: int) -> Any:
    found, value = struct.get(number, (0, None))
    if found != kind:
        raise FormatError(f"field {number} of its footer is missing")
    return value


def _columns(group: Struct) -> list[Struct]:
    columns: list[Struct] = _field(group, _COLUMNS, LIST)[1]
    return columns


def _moved(group: Struct, by: int, ordinal: int) -> Struct:
    """A row group that stands elsewhere; where its indexes stand comes later."""
    columns = []
    for column in _columns(group):
        meta = dict(column[_META][1])
        for place in _PLACES:
            if place in meta:
                meta[place] = (I64, meta[place][1] + by)
        columns.append({**column, _META: (STRUCT, meta)})
    return {
        **group,
        _COLUMNS: (LIST, (STRUCT, columns)),
        _AT: (I64, group[_AT][1] + by),
        **({_ORDINAL: (I16, ordinal)} if _ORDINAL in group else {}),
    }


def _moved_pages(index: bytes, by: int) -> bytes:
    """An index of pages that stand elsewhere.

    Raises:
        FormatError: it is not one.
    """
    if not by:
        return index
    if index[:1] != b"\x19":
        raise FormatError("an index of pages does not begin with their list")
    start = 2
    count = index[1] >> 4
    if count == 15:  # or more: the next number
        (count,), size = _varints(index[start:], most=1)
        start += size
    numbers, size = _varints(index[start:], most=len(_PAGE) * int(count))
    if len(numbers) != len(_PAGE) * count:
        raise FormatError("an index of pages ends too early")
    pages = numbers.reshape(-1, len(_PAGE))
    if not (pages[:, ::2] == _PAGE[::2]).all():
        raise FormatError("an index of pages holds something else")
    pages[:, 1] += 2 * by  # signed numbers are stored doubled
    return index[:start] + _bytes(numbers) + index[start + size :]


def _varints(data: bytes, *, most: int) -> tuple[npt.NDArray[np.int64], int]:
    """Numbers of variable length, and the bytes that they take.

    A byte below 128 ends a number, and so is one by itself.
    """
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(raw < 128)[:most]
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts + 1
    found = np.zeros(len(ends), dtype=np.int64)
    for k in range(int(lengths.max(initial=0))):
        more = lengths > k
        found[more] |= (raw[starts[more] + k] & 127).astype(np.int64) << (7 * k)
    return found, int(lengths.sum())


def _bytes(numbers: npt.NDArray[np.int64]) -> bytes:
    """Numbers of variable length as bytes."""
    lengths = np.ones(len(numbers), dtype=np.int64)
    for k in range(1, 9):
        lengths += numbers >= 1 << (7 * k)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    out = np.zeros(int(starts[-1]), dtype=np.uint8)
    for k in range(int(lengths.max(initial=0))):
        more = lengths > k
        high = np.where(lengths[more] > k + 1, 128, 0)
        out[starts[:-1][more] + k] = ((numbers[more] >> (7 * k)) & 127) | high
    return out.tobytes()
