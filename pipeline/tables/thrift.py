"""Thrift's compact protocol, in which the footer of a Parquet file is written.

No more of it than a footer needs, without the declarations of Parquet: a structure is read as its
fields by number, whatever they mean, and written back byte for byte. So fields that a later version
of Arrow adds pass through unread.

Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)

Struct = dict[int, tuple[int, Any]]
"""Fields by number: the type of each and its value.

Whole numbers are ``int``, binaries ``bytes``, structures :data:`Struct`; a list or set is the type
of its items and the items.
"""


Shape = Mapping[int, "Shape"]
"""Fields to look into, by number, and which of those in them."""
_WITHOUT_END = b"".join(
    b"[%s]%s|"
    % (b"".join(re.escape(bytes([s << 4 | k])) for s in range(1, 16) for k in kinds), value)
    for kinds, value in (((I16, I32, I64), rb"[\x80-\xff]*[\x00-\x7f]"), ((TRUE, FALSE), b""))
)
_NUMBERS = re.compile(b"(?:%s)*" % _WITHOUT_END[:-1], re.DOTALL)
"""Fields in a row that are numbers or true or false."""


class ThriftError(ValueError):
    """Bytes are not what the protocol says."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A structure that is not read.

    Attributes:
        start: where it begins.
        end: where it ends.
        fields: by number, the type of each and where its value begins; for a field that is looked
            into the outline of the structure, or those of the structures in the list.
    """

    start: int
    end: int
    fields: dict[int, tuple[int, Any]]


def decode(data: bytes | memoryview, start: int = 0) -> tuple[Struct, int]:
    """A structure, and where it ends.

    Raises:
        ThriftError: there is none.
    """
    reader = _Reader(data, start)
    try:
        return reader.struct(), reader.at
    except (IndexError, struct.error, RecursionError) as error:
        raise ThriftError(f"cannot be read: {error}") from error


def outline(data: bytes, start: int = 0, *, within: Shape) -> Outline:
    """A structure that is not read, which takes a fraction of the time.

    Raises:
        ThriftError: there is none.
    """
    try:
        return _Skipper(data).outline(start, within)
    except (IndexError, RecursionError) as error:
        raise ThriftError(f"cannot be read: {error}") from error


def read_items(data: bytes, start: int) -> tuple[int, int, int]:
    """Of a list, the type of its items, how many there are, and where they begin.

    Raises:
        ThriftError: there are not so many.
        IndexError: the data end.
    """
    return _Skipper(data).items(start)


def encode(value: Struct) -> bytes:
    """The bytes of a structure; a structure or a list in it may be its bytes already."""
    out = bytearray()
    _write_fields(out, value)
    return bytes(out)


def encode_list(kind: int, count: int, items: bytes) -> bytes:
    """The bytes of a list.

    Args:
        kind: type of its items.
        count: how many there are.
        items: their bytes, one after the other.
    """
    out = bytearray()
    _write_head(out, kind, count)
    return bytes(out) + items


class _Reader:
    def __init__(self, data: bytes | memoryview, at: int) -> None:
        self.data = data
        self.at = at

    def struct(self) -> Struct:
        found: Struct = {}
        number = 0
        while head := self.byte():
            step, kind = head >> 4, head & 15
            number = number + step if step else self.number()
            found[number] = (kind, None if kind in (TRUE, FALSE) else self.value(kind))
        return found

    def value(self, kind: int) -> Any:
        if kind in (I16, I32, I64):
            return self.number()
        if kind == BINARY:
            return self.take(self.varint())
        if kind == STRUCT:
            return self.struct()
        if kind in (LIST, SET):
            return self.items()
        if kind in (TRUE, FALSE, BYTE):  # a bool in a list is a byte
            return self.byte()
        if kind == DOUBLE:
            return self.take(8)
        raise ThriftError(f"has a value of type {kind}")

    def items(self) -> tuple[int, list[Any]]:
        head = self.byte()
        size, kind = head >> 4, head & 15
        if size == 15:
            size = self.varint()
        if size > len(self.data):
            raise ThriftError(f"has a list of {size} items")
        return kind, [self.value(kind) for _ in range(size)]

    def take(self, size: int) -> bytes:
        found = bytes(self.data[self.at : self.at + size])
        if len(found) != size:
            raise ThriftError("ends too early")
        self.at += size
        return found

    def byte(self) -> int:
        found = self.data[self.at]
        self.at += 1
        return found

    def varint(self) -> int:
        data, at = self.data, self.at
        byte = data[at]
        result, shift = byte & 127, 7
        while byte > 127:
            at += 1
            byte = data[at]
            result |= (byte & 127) << shift
            shift += 7
        self.at = at + 1
        return result

    def number(self) -> int:
        found = self.varint()
        return (found >> 1) ^ -(found & 1)


class _Skipper:
    """Finds where values end."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def outline(self, start: int, within: Shape) -> Outline:
        data, at, number = self.data, start, 0
        fields: dict[int, tuple[int, Any]] = {}
        while head := data[at]:
            at += 1
            step, kind = head >> 4, head & 15
            if step:
                number += step
            else:
                number, at = self.number(at)
            if number in within and kind in (STRUCT, LIST):
                value, at = self.within(at, kind, within[number])
                fields[number] = kind, value
            else:
                fields[number] = kind, at
                at = self.end(at, kind)
        return Outline(start, at + 1, fields)

    def within(self, at: int, kind: int, shape: Shape) -> tuple[Any, int]:
        if kind == STRUCT:
            found = self.outline(at, shape)
            return found, found.end
        of, count, at = self.items(at)
        if count and of != STRUCT:
            raise ThriftError("has a list of something else than structures")
        outlines = []
        for _ in range(count):
            outlines.append(self.outline(at, shape))
            at = outlines[-1].end
        return outlines, at

    def end(self, at: int, kind: int) -> int:
        """Where a value ends; a bool in a list is a byte."""
        data = self.data
        if kind in (I16, I32, I64):
            while data[at] > 127:
                at += 1
            return at + 1
        if kind == BINARY:
            size, at = self.varint(at)
            return at + size
        if kind == STRUCT:
            return self.struct(at)
        if kind in (LIST, SET):
            of, count, at = self.items(at)
            for _ in range(count):
                at = self.end(at, BYTE if of in (TRUE, FALSE) else of)
            return at
        if kind in (TRUE, FALSE):
            return at
        if kind in (BYTE, DOUBLE):
            return at + (1 if kind == BYTE else 8)
        raise ThriftError(f"has a value of type {kind}")

    def struct(self, at: int) -> int:
        """Where a structure ends."""
        data = self.data
        while True:
            if found := _NUMBERS.match(data, at):
                at = found.end()
            head = data[at]
            at += 1
            if not head:
                return at
            if head < 16:
                _, at = self.number(at)
            at = self.end(at, head & 15)

    def items(self, at: int) -> tuple[int, int, int]:
        """Of a list, the type of its items, how many there are, and where they begin."""
        head = self.data[at]
        size, at = (head >> 4, at + 1) if head < 240 else self.varint(at + 1)
        if size > len(self.data):
            raise ThriftError(f"has a list of {size} items")
        return head & 15, size, at

    def varint(self, at: int) -> tuple[int, int]:
        """A number without sign, and where it ends."""
        data, found, shift = self.data, 0, 0
        while (byte := data[at]) > 127:
            found |= (byte & 127) << shift
            shift += 7
            at += 1
        return found | byte << shift, at + 1

    def number(self, at: int) -> tuple[int, int]:
        """A number with a sign, and where it ends."""
        found, at = self.varint(at)
        return (found >> 1) ^ -(found & 1), at


def _write(out: bytearray, kind: int, value: Any) -> None:
    if kind in (I16, I32, I64):
        _varint(out, value << 1 if value >= 0 else (-value << 1) - 1)
    elif kind == BINARY:
        _varint(out, len(value))
        out += value
    elif kind in (STRUCT, LIST) and isinstance(value, bytes):
        out += value
    elif kind == STRUCT:
        _write_fields(out, value)
    elif kind in (LIST, SET):
        of, items = value
        _write_head(out, of, len(items))
        for item in items:
            _write(out, of, item)
    elif kind in (TRUE, FALSE, BYTE):
        out.append(value)
    else:
        out += value


def _write_head(out: bytearray, kind: int, count: int) -> None:
    """Write what comes before the items of a list."""
    if count < 15:
        out.append(count << 4 | kind)
    else:
        out.append(15 << 4 | kind)
        _varint(out, count)


def _write_fields(out: bytearray, value: Struct) -> None:
    last = 0
    for number, (of, content) in value.items():
        step = number - last
        if 0 < step < 16:
            out.append(step << 4 | of)
        else:
            out.append(of)
            _write(out, I16, number)
        last = number
        if of not in (TRUE, FALSE):
            _write(out, of, content)
    out.append(0)


def _varint(out: bytearray, value: int) -> None:
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
