"""What one input gave: a summary, the canonical text, and rows as Arrow record batches.

Record batches are stored without their schema, which is the one that the program declares; the
key of an entry covers the version of the schema, so that no other one can be met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from pipeline import schema
from pipeline.cache.container import DamagedError, Sections, pack, unpack, unpack_about

KIND = "entry"


@dataclass(frozen=True, slots=True)
class Summary:
    """What an entry is about, readable without its body.

    Attributes:
        key: everything that the result depends on, hashed.
        source_sha256: of the file that was read; None when it could not be.
        document_id: None for a failure.
        counts: rows of each table, in the order of ``schema.EXTRACTED``; empty for a failure. A run
            holds all summaries, so they are small.
        failure: the row of ``failures``, by column; None for a document.
        notes: what the reader found odd.
    """

    key: str
    source_path: str
    source_sha256: str | None
    document_id: str | None
    text_sha256: str | None = None
    counts: tuple[int, ...] = ()
    failure: Mapping[str, str | None] | None = None
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> dict[str, int]:
        """Number of rows by table, of those that have any."""
        found = zip(schema.EXTRACTED, self.counts, strict=bool(self.counts))
        return {t.table: count for t, count in found if count}


def counts(batches: Mapping[str, pa.RecordBatch]) -> tuple[int, ...]:
    """Rows of each table, in the order of ``schema.EXTRACTED``."""
    return tuple(batches[t.table].num_rows if t.table in batches else 0 for t in schema.EXTRACTED)


@dataclass(frozen=True, slots=True)
class Entry:
    """A summary with its canonical text and rows by table."""

    summary: Summary
    text: str = ""
    batches: Mapping[str, pa.RecordBatch] = field(default_factory=dict)

    def encode(self) -> bytes:
        """The bytes of the file."""
        about = {name: getattr(self.summary, name) for name in Summary.__slots__}
        sections: Sections = [
            ("", self.text.encode()),
            *((name, b.serialize()) for name, b in self.batches.items() if b.num_rows),
        ]
        return pack(KIND, about, sections)


def decode_summary(data: bytes) -> Summary:
    """The summary of an entry, from the bytes up to its body.

    Raises:
        DamagedError: the file is not an entry of this format.
    """
    return _summary(unpack_about(data, KIND))


def decode_entry(data: bytes) -> Entry:
    """A whole entry.

    Raises:
        DamagedError: it is not an entry of this format, or not the one that was written.
    """
    about, sections = unpack(data, KIND)
    try:
        text = sections.pop("").to_pybytes().decode()
        batches = {
            name: pa.ipc.read_record_batch(content, schema.table(name).arrow_schema())
            for name, content in sections.items()
        }
    except (pa.ArrowException, KeyError, ValueError) as error:
        raise DamagedError(f"its content cannot be read: {error}") from error
    return Entry(_summary(about), text, batches)


def _summary(data: Mapping[str, Any]) -> Summary:
    try:
        lists = {name: tuple(data[name]) for name in ("counts", "notes")}
        return Summary(**{**data, **lists})
    except (TypeError, KeyError) as error:
        raise DamagedError(f"its summary cannot be read: {error}") from error
