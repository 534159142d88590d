"""Thrift's compact protocol, in which the footer of a Parquet file is written.

No more of it than a footer needs, without the declarations of Parquet: a structure is read as its
fields by number, whatever they mean, and written back byte for byte. So fields that a later version
of Arrow adds pass through unread.

Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

import struct
from typing import Any

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)

Struct = dict[int, tuple[int, Any]]
"""Fields by number: the type of each and its value.

Whole numbers are ``int``, binaries ``bytes``, structures :data:`Struct`; a list or set is the type
of its items and the items.
"""


class ThriftError(ValueError):
    """Bytes are not what the protocol says."""


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


def encode(value: Struct, *, after: int = 0) -> bytes:
    """The bytes of a structure.

    Args:
        value: a structure in it may be its bytes already.
        after: number of the field before the first, of a structure that goes on: these bytes
            follow those of what is before, whose last byte, which ends it, is left out.
    """
    out = bytearray()
    _write_fields(out, value, after)
    return bytes(out)


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


def _write(out: bytearray, kind: int, value: Any) -> None:
    if kind in (I16, I32, I64):
        _varint(out, value << 1 if value >= 0 else (-value << 1) - 1)
    elif kind == BINARY:
        _varint(out, len(value))
        out += value
    elif kind == STRUCT:
        if isinstance(value, bytes):
            out += value
        else:
            _write_fields(out, value, 0)
    elif kind in (LIST, SET):
        of, items = value
        if len(items) < 15:
            out.append(len(items) << 4 | of)
        else:
            out.append(15 << 4 | of)
            _varint(out, len(items))
        for item in items:
            _write(out, of, item)
    elif kind in (TRUE, FALSE, BYTE):
        out.append(value)
    else:
        out += value


def _write_fields(out: bytearray, value: Struct, last: int) -> None:
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
