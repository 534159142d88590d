"""What one input gave, as one file: a header in JSON, then Arrow record batches and the text.

The layout is ``magic, header length, header, body``. The body is the concatenation of sections,
compressed with Zstandard; the header names them with their lengths and holds the SHA-256 of the
body. Record batches are stored without their schema, which is the one that the program declares;
the key of an entry covers the version of the schema, so that no other one can be met.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import pyarrow as pa

from pipeline import schema

FORMAT = 1
_MAGIC = b"pledger-entry\n"
_LARGEST_HEADER = 1 << 20
_ALIGN = 64
"""Arrow wants its buffers at multiples of this."""


class DamagedError(Exception):
    """An entry is not what it should be; it is made anew, never trusted."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What an entry is about, readable without its body.

    Attributes:
        key: everything that the result depends on, hashed.
        source_sha256: of the file that was read; None when it could not be.
        document_id: None for a failure.
        rows: number of rows by table.
        failure: the row of ``failures``, by column; None for a document.
        notes: what the reader found odd.
    """

    key: str
    source_path: str
    source_sha256: str | None
    document_id: str | None
    text_sha256: str | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    failure: Mapping[str, str | None] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A summary with its canonical text and rows by table."""

    summary: Summary
    text: str = ""
    batches: Mapping[str, pa.RecordBatch] = field(default_factory=dict)

    def encode(self) -> bytes:
        """The bytes of the file."""
        sections: list[tuple[str, bytes | pa.Buffer]] = [("", self.text.encode())]
        sections += [(name, b.serialize()) for name, b in self.batches.items() if b.num_rows]
        plain = b"".join(bytes(content) + bytes(-len(content) % _ALIGN) for _, content in sections)
        body = pa.Codec("zstd", compression_level=1).compress(plain, asbytes=True)
        header = json.dumps(
            {
                "format": FORMAT,
                "sha256": hashlib.sha256(body).hexdigest(),
                "size": len(plain),
                "sections": [[name, len(content)] for name, content in sections],
                "summary": _to_json(self.summary),
            },
            ensure_ascii=False,
        ).encode()
        return b"".join((_MAGIC, len(header).to_bytes(4, "big"), header, body))


def read_summary(file: BinaryIO) -> Summary:
    """The summary of an entry, without its body.

    Raises:
        DamagedError: the file is not an entry of this format.
    """
    return _from_json(_header(file)["summary"])


def read_entry(file: BinaryIO) -> Entry:
    """A whole entry, its body checked against the hash in its header.

    Raises:
        DamagedError: it is not an entry of this format, or not the one that was written.
    """
    header = _header(file)
    body = file.read()
    if hashlib.sha256(body).hexdigest() != header["sha256"]:
        raise DamagedError("its content does not have the hash that its header says")
    summary = _from_json(header["summary"])
    try:
        plain = pa.Codec("zstd").decompress(body, decompressed_size=header["size"])
        return _sections(plain, header["sections"], summary)
    except (pa.ArrowException, KeyError, TypeError, ValueError, UnicodeDecodeError) as error:
        raise DamagedError(f"its content cannot be read: {error}") from error


def _sections(plain: pa.Buffer, sections: list[list[Any]], summary: Summary) -> Entry:
    text, batches, start = "", {}, 0
    for name, length in sections:
        content = plain.slice(start, length)
        start += length + -length % _ALIGN
        if name:
            declared = schema.table(name).arrow_schema()
            batches[name] = pa.ipc.read_record_batch(content, declared)
        else:
            text = content.to_pybytes().decode()
    return Entry(summary, text, batches)


def _header(file: BinaryIO) -> dict[str, Any]:
    if file.read(len(_MAGIC)) != _MAGIC:
        raise DamagedError("it does not begin like an entry")
    length = int.from_bytes(file.read(4), "big")
    if length > _LARGEST_HEADER:
        raise DamagedError("its header is too long")
    try:
        header = json.loads(file.read(length))
        if header["format"] == FORMAT:
            return dict(header)
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedError(f"its header cannot be read: {error}") from error
    raise DamagedError(f"it has format {header['format']}, not {FORMAT}")


def _to_json(summary: Summary) -> dict[str, Any]:
    return {name: getattr(summary, name) for name in Summary.__slots__}


def _from_json(data: Any) -> Summary:
    try:
        return Summary(**{**data, "notes": tuple(data["notes"])})
    except (TypeError, KeyError) as error:
        raise DamagedError(f"its summary cannot be read: {error}") from error
