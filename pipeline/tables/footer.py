"""Footers of Parquet files: what they say of row groups, and that put together for other places.

Nearly all of it is the same wherever a row group stands. So it is kept as the bytes that it is;
only the numbers that change are looked for, and put in anew. Numbers of fields are those of
``parquet.thrift``:
https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.tables.thrift import (
    I16,
    I32,
    I64,
    LIST,
    STRUCT,
    Outline,
    Shape,
    Struct,
    ThriftError,
    decode,
    encode,
    encode_list,
    outline,
)
from pipeline.tables.varints import Numbers, read, replace

# FileMetaData
_ROWS, _GROUPS = 3, 4
# RowGroup
_COLUMNS, _GROUP_ROWS, _AT, _SIZE, _ORDINAL = 1, 3, 5, 6, 7
# ColumnChunk; an index is an offset, and its length in the field after
_META, _OFFSET_INDEX, _COLUMN_INDEX = 3, 4, 6
_INDEXES = tuple((n + k, (I64, I32)[k]) for n in (_OFFSET_INDEX, _COLUMN_INDEX) for k in (0, 1))
# ColumnMetaData; 12 holds its statistics
_PLACES = (9, 10, 11)
_STATISTICS, _MINIMUM = 12, 6
_SHAPE: Shape = {_GROUPS: {_COLUMNS: {_META: {}}}}
"""What is looked for in a footer."""


class FormatError(ValueError):
    """A file is not laid out as Arrow does it."""


@dataclass(frozen=True, slots=True)
class About:
    """What a footer says of a row group: its bytes, and where in them stands what is to change.

    Nearly all of it stays as it is wherever the row group stands, and is not read.

    Attributes:
        data: its bytes.
        rows: of the row group.
        start: where the row group stands in the file.
        size: its bytes in the file.
        places: where it says where the row group and the pages of its columns stand.
        indexes: of each column, where it says where the index of its pages stands, the length of
            that, where the index of its values stands, and the length of that; no columns when
            one of them has no indexes.
        ordinal: where it says which row group it is, if it does.
        statistics: of each column, where its statistics are; 0 when it has none.
    """

    data: bytes
    rows: int
    start: int
    size: int
    places: Numbers
    indexes: Numbers
    ordinal: Numbers
    statistics: tuple[int, ...]

    @classmethod
    def of(cls, footer: bytes, found: Outline) -> About:
        """From a footer and the outline of the row group in it."""
        columns: list[Outline] = _field(found, _COLUMNS, LIST)
        metas: list[Outline] = [_field(column, _META, STRUCT) for column in columns]
        places = [_field(m, n, I64) for m in metas for n in _PLACES if n in m.fields]
        places.append(_field(found, _AT, I64))
        try:
            indexes = [_field(column, n, kind) for column in columns for n, kind in _INDEXES]
        except FormatError:
            indexes = []
        ordinal = [_field(found, _ORDINAL, I16)] if _ORDINAL in found.fields else []
        numbers = [_field(found, n, I64) for n in (_GROUP_ROWS, _AT, _SIZE)]
        statistics = (m.fields.get(_STATISTICS, (STRUCT, found.start))[1] for m in metas)
        rows, start, size = read(footer, np.array(numbers))[0].tolist()
        return cls(
            data=footer[found.start : found.end],
            rows=rows,
            start=start,
            size=size,
            places=np.array(places) - found.start,
            indexes=np.array(indexes, dtype=np.int64).reshape(-1, len(_INDEXES)) - found.start,
            ordinal=np.array(ordinal, dtype=np.int64) - found.start,
            statistics=tuple(at - found.start for at in statistics),
        )

    def index_places(self) -> tuple[Numbers, Numbers]:
        """Where the indexes of each column stand, and their lengths: of pages and of values.

        Raises:
            FormatError: there are none, or they do not stand one after the other.
        """
        if not len(self.indexes):
            raise FormatError("a row group has no indexes")
        found = read(self.data, self.indexes.ravel())[0].reshape(self.indexes.shape)
        starts, sizes = found[:, ::2], found[:, 1::2]
        if (sizes < 0).any() or (starts[1:] != starts[:-1] + sizes[:-1]).any():
            raise FormatError("indexes do not stand one after the other")
        return starts, sizes

    def least(self, column: int) -> str:
        """The least text of a column.

        Raises:
            FormatError: it is not known.
        """
        try:
            statistics = decode(self.data, self.statistics[column] or len(self.data))[0]
            return str(statistics[_MINIMUM][1].decode())
        except (KeyError, IndexError, ThriftError, UnicodeDecodeError) as error:
            raise FormatError("the least value of a row group is not known") from error


class Placed:
    """What is said of row groups in place, in long stretches: less than an object for each."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._places, self._moved_by = array("q"), array("q")
        self._indexes, self._sizes = array("q"), array("q")
        self._ordinals, self._numbers = array("q"), array("q")
        self._count = 0

    def add(self, about: About, *, by: int, sizes: Numbers) -> None:
        """Put a row group at the end.

        Args:
            about: what the footer that it is from says of it.
            by: how many bytes farther it stands now.
            sizes: of each column, the length of the index of its pages and of that of its values.
        """
        start = len(self._data)
        self._data += about.data
        self._places.extend((about.places + start).tolist())
        self._moved_by.extend([by] * len(about.places))
        self._indexes.extend((about.indexes + start).ravel().tolist())
        self._sizes.extend(sizes.ravel().tolist())
        self._ordinals.extend((about.ordinal + start).tolist())
        self._numbers.extend([self._count] * len(about.ordinal))
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def encode(self, *, values: int, pages: int) -> bytes:
        """What a footer says of them.

        Args:
            values: where the first index of values stands.
            pages: where the first index of pages stands.
        """
        data, places = bytes(self._data), np.array(self._places)
        sizes = np.array(self._sizes).reshape(-1, 2)
        ends = np.cumsum(sizes, axis=0) + np.array((pages, values))
        indexes = np.stack([ends - sizes, sizes], axis=2).ravel()
        new = np.concatenate([read(data, places)[0] + self._moved_by, indexes, self._numbers])
        at = np.concatenate([places, self._indexes, self._ordinals])
        order = np.argsort(at)
        return replace(data, at[order], new[order])[0]


class Footer:
    """The footer of a file.

    Args:
        data: its bytes.

    Attributes:
        rows: of the table.
        groups: what it says of each row group.

    Raises:
        FormatError: it is none.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            found = outline(data, within=_SHAPE)
        except ThriftError as error:
            raise FormatError(f"its footer {error}") from error
        self.rows = int(read(data, np.array([_field(found, _ROWS, I64)]))[0][0])
        self.groups = [About.of(data, group) for group in _field(found, _GROUPS, LIST)]

    def of(self, groups: Placed, rows: int, *, values: int, pages: int) -> bytes:
        """The footer of a file with the same columns.

        Args:
            groups: its row groups, in order.
            rows: of the table.
            values: where the first index of values stands.
            pages: where the first index of pages stands.

        Raises:
            FormatError: this one is damaged.
        """
        try:
            whole: Struct = decode(self._data)[0]
        except ThriftError as error:
            raise FormatError(f"its footer {error}") from error
        about = encode_list(STRUCT, len(groups), groups.encode(values=values, pages=pages))
        return encode({**whole, _ROWS: (I64, rows), _GROUPS: (LIST, about)})


def _field(found: Outline, number: int, kind: int) -> Any:
    of, value = found.fields.get(number, (0, None))
    if of != kind:
        raise FormatError(f"field {number} of its footer is missing")
    return value
