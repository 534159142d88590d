"""Entries of the cache to tables: a merge in order of the documents, one document at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from pipeline import schema
from pipeline.cache import Store
from pipeline.cache.entry import DamagedError, Summary
from pipeline.ledger import write_ledger
from pipeline.schema import FailureRow
from pipeline.tables import DIMENSIONS, Dimension, TableSet, Written, batch
from pipeline.tables.package import FILE_NAME as PACKAGE
from pipeline.tables.package import write_package
from pipeline.tables.publish import TEXT, place_text

Same = Callable[[Summary], "Path | None"]
"""The published text of a document, when it is the same and whole."""


class LostError(Exception):
    """Entries are damaged or gone, and must be made again.

    Attributes:
        keys: of those entries.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(f"{len(keys)} entries are lost")
        self.keys = tuple(keys)


def merge(
    folder: Path,
    *,
    documents: Iterable[Summary],
    failures: Iterable[Summary],
    store: Store,
    generation: str,
    same: Same = lambda summary: None,
) -> dict[str, Written]:
    """Write every table and text of a generation, and the description of the tables.

    Args:
        folder: to write to; empty.
        documents: what each document gave; their entries are read from ``store``.
        failures: what gave no document.
        store: that keeps the entries.
        generation: hash that names the tables.
        same: finds a text that need not be written again.

    Returns:
        files written, by path relative to the folder.

    Raises:
        LostError: after all entries were looked at, so that all are named at once.
        OSError: the disk is full, say.
    """
    ordered = sorted(documents, key=lambda s: s.document_id or "")
    dimensions = {name: Dimension(schema.table(name)) for name in DIMENSIONS}
    paths = {t: folder / f"{t.table}.parquet" for t in schema.EXTRACTED}
    outputs: dict[str, Written] = {}
    lost: list[str] = []
    (folder / TEXT).mkdir()
    with TableSet(paths, generation=generation) as tables:
        for summary in ordered:
            try:
                entry = store.get(summary.key)
            except DamagedError:
                lost.append(summary.key)
                continue
            if lost:
                continue
            tables.append({n: b for n, b in entry.batches.items() if n not in dimensions})
            for name, dimension in dimensions.items():
                if name in entry.batches:
                    dimension.append(entry.batches[name])
            name = f"{TEXT}/{summary.document_id}.txt"
            outputs[name] = _place(folder / name, entry.text, summary, same)
        if lost:
            raise LostError(lost)
        tables.append({name: d.rows() for name, d in dimensions.items()})
        tables.append({"failures": _failures(failures)})
        written = tables.close()
    written |= write_ledger(folder, generation=generation)
    outputs.update({f"{name}.parquet": w for name, w in written.items()})
    outputs[PACKAGE] = write_package(folder / PACKAGE)
    return dict(sorted(outputs.items()))


def _place(target: Path, text: str, summary: Summary, same: Same) -> Written:
    place_text(text, target, like=same(summary))
    assert summary.text_sha256 is not None
    return Written(summary.text_sha256, target.stat().st_size)


def _failures(failures: Iterable[Summary]) -> pa.RecordBatch:
    return batch(FailureRow, [FailureRow(**f.failure) for f in failures if f.failure])  # type: ignore[arg-type]
