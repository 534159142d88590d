"""What tests of tables share: rows of their own, and publications of a few documents."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.cache import Entry, Store
from pipeline.cache.entry import Summary, counts
from pipeline.engines.local import InProcess
from pipeline.engines.merge import Merge, merge
from pipeline.schema import ActorRow, AmountRow, QuoteSpanRow
from pipeline.tables import OutputFolder, batch
from pipeline.tables.publish import MANIFEST
from pipeline.tables.target import FolderTarget

DOCUMENT = "00112233aabbccdd"
FLAT_TYPES = {
    pa.string(),
    pa.bool_(),
    pa.int32(),
    pa.int64(),
    pa.float64(),
    pa.date32(),
    pa.decimal128(18, 2),
}
"""Column types that every tool reads."""


def amount(at: int, *, document: str = DOCUMENT, **values: Any) -> AmountRow:
    known = {
        "amount_id": f"{document}-a-{at}-{at + 3}",
        "document_id": document,
        "sentence_id": None,
        "start": at,
        "end": at + 3,
        "text": "€10",
        "currency": "EUR",
        "minimum": Decimal("10"),
        "maximum": None,
        "qualifier": "at_least",
        "period": None,
        "page": None,
        "rule": "money",
    }
    return AmountRow(**{**known, **values})


def actor(actor_id: str, **values: Any) -> ActorRow:
    known = {"name": actor_id.title(), "type": "state", "country": None}
    rest = {"organisation_type": None, "parent_id": None}
    return ActorRow(actor_id=actor_id, **{**known, **rest, **values})


def entry(document_id: str, text: str) -> Entry:
    rows = [amount(0, document=document_id, text=text[:3])]
    span = QuoteSpanRow(
        quote_id=f"{document_id}-q-0-3", document_id=document_id, ordinal=0, start=0, end=3,
        text=text[:3],
    )  # fmt: skip
    batches = {
        "amounts": batch(AmountRow, rows),
        "quote_spans": batch(QuoteSpanRow, [span]),
        "actors": batch(ActorRow, [actor("norway")]),
    }
    summary = Summary(
        key=f"{document_id}ff",
        source_path=f"{document_id}.txt",
        source_sha256=document_id * 4,
        document_id=document_id,
        text_sha256="0",
        counts=counts(batches),
    )
    return Entry(summary, text, batches)


def fill(
    folder: OutputFolder, texts: dict[str, str], generation: str, *, part_rows: int | None = None
) -> Path:
    """A generation of a few documents, finished but for its publication."""
    store = Store(folder.cache)
    entries = [entry(name, text) for name, text in texts.items()]
    for one in entries:
        store.put(one)
    target = folder.begin(generation)
    (target / "text").mkdir()
    work = Merge(FolderTarget(target), store, generation, part_rows)
    merge(work, InProcess(), documents=[e.summary for e in entries], failures=())
    (target / MANIFEST).write_text(json.dumps({"generation": generation, "outputs": {}}))
    return target
