"""Row groups of Parquet files, taken from one file and put into another as they are.

A file is its row groups one after the other, then indexes of their pages, then a footer that says
where everything is. The bytes of a row group do not say where they stand, so a file can be made of
row groups of another one by copying these and writing indexes and footer anew. Neither Arrow nor
another library in Python does that.
"""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from pipeline.tables.footer import About, Footer, FormatError, Placed
from pipeline.tables.thrift import LIST, STRUCT, ThriftError, read_items
from pipeline.tables.varints import Numbers, read, replace

MAGIC = b"PAR1"
_TAIL = 8
_COPIED = 1 << 20
"""Bytes of an index that are copied at once."""
# OffsetIndex: a list of pages, each an offset, a size and a row after a byte with its type, and a
# byte 0; None is a number
_LIST_FIRST = 1 << 4 | LIST
_PAGE = (0x16, None, 0x15, None, 0x16, None, 0x00)


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A row group with its indexes, wherever it is going to stand.

    Attributes:
        about: its part of the footer, of the file that it is from.
        data: its bytes.
        values: the indexes of the values of its columns, one after the other.
        pages: the indexes of their pages.
        sizes: of each column, the length of the index of its pages and of that of its values.
    """

    about: About
    data: bytes
    values: bytes
    pages: bytes
    sizes: Numbers


class Source:
    """A Parquet file to take row groups from; close it, or use it as a context.

    Attributes:
        footer: its footer.

    Raises:
        FormatError: it is no Parquet file, or not laid out as Arrow does it.
        OSError: it cannot be read.
    """

    def __init__(self, file: Path | BinaryIO) -> None:
        self._file: BinaryIO = file.open("rb") if isinstance(file, Path) else file
        try:
            self.footer = Footer(_footer(self._file))
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
        return len(self.footer.groups)

    def group(self, index: int) -> RowGroup:
        """A row group.

        Raises:
            FormatError: it has no indexes, or they do not stand one after the other.
            OSError: it cannot be read.
        """
        about = self.footer.groups[index]
        starts, sizes = about.index_places()
        pages, values = (
            self._read(*of) for of in zip(starts[0].tolist(), sizes.sum(0).tolist(), strict=True)
        )
        return RowGroup(about, self._read(about.start, about.size), values, pages, sizes)

    def _read(self, start: int, size: int) -> bytes:
        self._file.seek(max(0, start))
        data = self._file.read(size)
        if start < 0 or len(data) != size:
            raise FormatError("ends too early")
        return data


class Assembly:
    """A Parquet file made of row groups.

    Indexes come after all row groups; until then they lie in files without a name beside it, so
    that memory does not grow with the table.

    Args:
        path: of the file; must not exist.
        head: footer of a file with the same columns; its row groups do not matter.
    """

    def __init__(self, path: Path, head: Footer) -> None:
        self._head = head
        self._file = path.open("xb")
        self._hash = hashlib.sha256()
        self._groups = Placed()
        self._indexes: list[BinaryIO] = []
        self.bytes = 0
        self.rows = 0
        try:
            for _ in ("values", "pages"):
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
        by = self.bytes - group.about.start
        pages, sizes = _moved_pages(group.pages, group.sizes, by)
        of_values, of_pages = self._indexes
        of_values.write(group.values)
        of_pages.write(pages)
        self._groups.add(group.about, by=by, sizes=sizes)
        self._put(group.data)
        self.rows += group.about.rows

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
        values, pages = starts
        footer = self._head.of(self._groups, self.rows, values=values, pages=pages)
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


def _footer(file: BinaryIO) -> bytes:
    end = file.seek(0, 2)
    file.seek(max(0, end - _TAIL))
    tail = file.read(_TAIL)
    size = int.from_bytes(tail[:4], "little")
    if tail[4:] != MAGIC or size + _TAIL > end:
        raise FormatError("has no footer")
    file.seek(end - _TAIL - size)
    return file.read(size)


def _moved_pages(indexes: bytes, sizes: Numbers, by: int) -> tuple[bytes, Numbers]:
    """The indexes of pages that stand elsewhere, and the sizes of all indexes then.

    Raises:
        FormatError: they are none.
    """
    if not by:
        return indexes, sizes
    ends = np.cumsum(sizes[:, 0])
    starts = ends - sizes[:, 0]
    counts, first = _page_lists(indexes, starts.tolist())
    raw = np.frombuffer(indexes, dtype=np.uint8)
    # a byte below 128 ends a number, and so is one by itself
    stops = np.flatnonzero(raw < 128)
    fields = np.searchsorted(stops, first)
    until = np.cumsum(counts)
    pages = np.repeat(fields - len(_PAGE) * (until - counts), counts)
    pages += len(_PAGE) * np.arange(len(pages))
    last = fields + len(_PAGE) * counts - 1
    if (last >= len(stops)).any() or (stops[last] >= ends).any():
        raise FormatError("an index of pages ends too early")
    for k, byte in enumerate(_PAGE):
        if byte is not None and (raw[stops[pages + k]] != byte).any():
            raise FormatError("an index of pages holds something else")
    at = stops[pages] + 1
    moved, grown = replace(indexes, at, read(indexes, at)[0] + by)
    so_far = np.concatenate(([0], np.cumsum(grown)))
    more = so_far[until] - so_far[until - counts]
    return moved, sizes + np.stack([more, np.zeros_like(more)], axis=1)


def _page_lists(indexes: bytes, starts: Sequence[int]) -> tuple[Numbers, Numbers]:
    """How many pages each index lists, and where the first of them is.

    Raises:
        FormatError: one does not begin with that list.
    """
    counts, first = [], []
    for start in starts:
        try:
            (kind, (of, count, at)) = indexes[start], read_items(indexes, start + 1)
        except (IndexError, ThriftError) as error:
            raise FormatError("an index of pages ends too early") from error
        if kind != _LIST_FIRST or of != STRUCT:
            raise FormatError("an index of pages does not begin with their list")
        counts.append(count)
        first.append(at)
    return np.array(counts), np.array(first)
