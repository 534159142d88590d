"""Tables from extractions in hand, for who uses the library without the batch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa

from pipeline import schema
from pipeline.errors import VerifyError
from pipeline.extraction.extraction import Extraction
from pipeline.schema import DocumentRow
from pipeline.tables import (
    DIMENSIONS,
    Dimension,
    Input,
    OutputFolder,
    RunManifest,
    TableSet,
    Written,
    batch,
)
from pipeline.tables.publish import MANIFEST, TEXT, place_text
from pipeline.verification.rows import check_document


def write_tables(extractions: Iterable[Extraction], processed: Path) -> None:
    """Write the tables of some documents, all or nothing.

    Every row is proved from its text first. Whatever the folder held before is replaced.

    Args:
        extractions: in any order, each document once.
        processed: the output folder; made when it is missing.

    Raises:
        VerifyError: a row does not agree with its text; the folder is left as it was.
        OutputError: the folder cannot be written, or a run is at work in it.
    """
    ordered = sorted(extractions, key=lambda e: e.document_id)
    batches = [_batches(extraction) for extraction in ordered]
    generation = _generation(ordered)
    folder = OutputFolder(processed)
    folder.prepare()
    with folder.lock():
        target = folder.begin(generation)
        outputs = _write(target, ordered, batches, generation)
        inputs = tuple(sorted(map(_input, ordered), key=lambda i: i.source_path))
        RunManifest(generation, {}, {}, inputs, outputs).write(target / MANIFEST)
        folder.publish(target)


def _batches(extraction: Extraction) -> Mapping[str, pa.RecordBatch]:
    found = {t.table: batch(t, extraction.rows.get(t.table, ())) for t in schema.TABLES}
    columns = {name: b.to_pydict() for name, b in found.items() if b.num_rows}
    faults = check_document(extraction.document_id, extraction.text, columns)
    if faults:
        raise VerifyError(
            str(faults[0]), where=extraction.document_id, hint="write the rows as extract gave them"
        )
    return found


def _generation(ordered: list[Extraction]) -> str:
    digest = hashlib.sha256()
    for extraction in ordered:
        for name, rows in sorted(extraction.rows.items()):
            digest.update(f"{name}{rows!r}".encode())
    return digest.hexdigest()


def _write(
    target: Path,
    ordered: list[Extraction],
    batches: list[Mapping[str, pa.RecordBatch]],
    generation: str,
) -> dict[str, Written]:
    dimensions = {name: Dimension(schema.table(name)) for name in DIMENSIONS}
    paths = {t: target / f"{t.table}.parquet" for t in schema.TABLES}
    outputs: dict[str, Written] = {}
    (target / TEXT).mkdir()
    with TableSet(paths, generation=generation) as tables:
        for extraction, found in zip(ordered, batches, strict=True):
            tables.append({n: b for n, b in found.items() if n not in dimensions})
            for name, dimension in dimensions.items():
                dimension.append(found[name])
            name = f"{TEXT}/{extraction.document_id}.txt"
            place_text(extraction.text, target / name)
            data = extraction.text.encode("utf-8")
            outputs[name] = Written(hashlib.sha256(data).hexdigest(), len(data))
        tables.append({name: d.rows() for name, d in dimensions.items()})
        outputs.update({f"{n}.parquet": w for n, w in tables.close().items()})
    return dict(sorted(outputs.items()))


def _input(extraction: Extraction) -> Input:
    (row,) = extraction.rows["documents"]
    assert isinstance(row, DocumentRow)
    return Input(row.source_path, row.source_sha256, "document", row.document_id)
