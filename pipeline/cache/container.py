"""The file that everything in the cache is kept in: a header in JSON, then sections of bytes.

The layout is ``magic, length of the header, SHA-256 of the header, header, body``. The body is the
concatenation of sections, compressed with Zstandard; the header names them with their lengths and
holds the SHA-256 of the body. Nothing in a file is believed before its hash was checked, so what
a damaged disk, another program or another version has left is made anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

FORMAT = 2
_MAGIC = b"pledger-entry\n"
_DIGEST = hashlib.sha256().digest_size
_START = len(_MAGIC) + 4 + _DIGEST
_ALIGN = 64
"""Arrow wants its buffers at multiples of this."""

Sections = Sequence[tuple[str, "bytes | pa.Buffer"]]


class DamagedError(Exception):
    """A file of the cache is not what it should be; it is made anew, never trusted."""


def pack(kind: str, about: Mapping[str, Any], sections: Sections) -> bytes:
    """The bytes of a file.

    Args:
        kind: what it holds, so that one kind is never taken for another.
        about: what can be read without the body.
        sections: named contents.
    """
    plain = b"".join(bytes(content) + bytes(-len(content) % _ALIGN) for _, content in sections)
    body = pa.Codec("zstd", compression_level=1).compress(plain, asbytes=True)
    header = json.dumps(
        {
            "format": FORMAT,
            "kind": kind,
            "sha256": hashlib.sha256(body).hexdigest(),
            "size": len(plain),
            "sections": [[name, len(content)] for name, content in sections],
            "about": about,
        },
        ensure_ascii=False,
    ).encode()
    length = len(header).to_bytes(4, "big")
    return b"".join((_MAGIC, length, hashlib.sha256(header).digest(), header, body))


def header_size(data: bytes) -> int:
    """Bytes up to the body, as the first bytes of a file say.

    Raises:
        DamagedError: they do not begin a file of the cache.
    """
    if len(data) < _START or not data.startswith(_MAGIC):
        raise DamagedError("it does not begin like an entry")
    return _START + int.from_bytes(data[len(_MAGIC) : len(_MAGIC) + 4], "big")


def unpack_about(data: bytes, kind: str) -> dict[str, Any]:
    """What a file is about, from its bytes up to the body or more.

    Raises:
        DamagedError: it is not a file of this kind and format.
    """
    about = _header(data, kind)["about"]
    if not isinstance(about, dict):
        raise DamagedError("its header is not that of an entry")
    return about


def unpack(data: bytes, kind: str) -> tuple[dict[str, Any], dict[str, pa.Buffer]]:
    """What a file is about, and its sections by name, checked against the hash in its header.

    Raises:
        DamagedError: it is not a file of this kind and format, or not the one that was written.
    """
    header = _header(data, kind)
    body = memoryview(data)[header_size(data) :]
    if hashlib.sha256(body).hexdigest() != header["sha256"]:
        raise DamagedError("its content does not have the hash that its header says")
    try:
        plain = pa.Codec("zstd").decompress(body, decompressed_size=header["size"])
        sections, start = {}, 0
        for name, length in header["sections"]:
            sections[name] = plain.slice(start, length)
            start += length + -length % _ALIGN
    except (pa.ArrowException, KeyError, TypeError, ValueError) as error:
        raise DamagedError(f"its content cannot be read: {error}") from error
    return header["about"], sections


def _header(data: bytes, kind: str) -> dict[str, Any]:
    header = data[_START : header_size(data)]
    if hashlib.sha256(header).digest() != data[_START - _DIGEST : _START]:
        raise DamagedError("its header does not have the hash before it")
    try:
        found = json.loads(header)
        if (found["format"], found["kind"]) == (FORMAT, kind):
            return dict(found)
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedError(f"its header cannot be read: {error}") from error
    raise DamagedError(f"it is {found['kind']} {found['format']}, not {kind} {FORMAT}")
