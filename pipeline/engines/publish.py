"""Tables from extractions in hand, without an input folder: the verb ``write``."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from pipeline import schema
from pipeline.cache import Entry, Store
from pipeline.cache.entry import Summary, counts
from pipeline.engines.document import prove
from pipeline.engines.local import InProcess
from pipeline.engines.merge import Merge, merge
from pipeline.engines.output import FolderOutput
from pipeline.errors import OutputError
from pipeline.extraction import Extraction
from pipeline.schema import DocumentRow
from pipeline.tables import batch
from pipeline.tables.manifest import Input, RunManifest
from pipeline.tables.publish import OutputFolder


def write_tables(extractions: Iterable[Extraction], processed: Path) -> None:
    """Write the tables of these documents, all or nothing; what the folder held is replaced.

    Args:
        extractions: at most one a document; taken one at a time, so that any number will do.
        processed: the output folder.

    Raises:
        VerifyError: a row does not agree with its text; the folder is left as it was.
        OutputError: the folder cannot be written, or a document comes twice.
    """
    started = datetime.now(UTC)
    folder = OutputFolder(processed)
    output = FolderOutput(processed)
    output.prepare()
    with folder.lock():
        store = Store(folder.state / "written")
        try:
            summaries, inputs = _keep(extractions, store)
            keys = "\n".join(sorted(s.key for s in summaries))
            generation = hashlib.sha256(keys.encode()).hexdigest()
            work = Merge(output.begin(generation), store, generation)
            outputs = merge(work, InProcess(), documents=summaries, failures=())
            manifest = RunManifest(
                generation=generation,
                fingerprints={},
                settings={},
                inputs=inputs,
                outputs=outputs,
                clock={"finished_at": started.isoformat(timespec="seconds")},
            )
            output.publish(work.target, manifest)
        except OSError as error:
            raise OutputError(
                f"cannot be written: {error.strerror or error}", where=str(processed)
            ) from error
        finally:
            shutil.rmtree(folder.state / "written", ignore_errors=True)


def _keep(
    extractions: Iterable[Extraction], store: Store
) -> tuple[list[Summary], tuple[Input, ...]]:
    summaries: dict[str, Summary] = {}
    inputs = []
    for extraction in extractions:
        batches = {t.table: batch(t, extraction.rows.get(t.table, ())) for t in schema.EXTRACTED}
        prove(extraction, batches)
        (row,) = extraction.rows["documents"]
        assert isinstance(row, DocumentRow)
        if row.document_id in summaries:
            raise OutputError("comes twice", where=row.source_path, hint="write it once")
        content = hashlib.sha256(extraction.text.encode())
        for rows in batches.values():
            content.update(rows.serialize())
        summary = Summary(
            key=content.hexdigest()[:40],
            source_path=row.source_path,
            source_sha256=row.source_sha256,
            document_id=row.document_id,
            text_sha256=row.text_sha256,
            counts=counts(batches),
            notes=extraction.notes,
        )
        store.put(Entry(summary, extraction.text, batches))
        summaries[row.document_id] = summary
        inputs.append(
            Input(row.source_path, row.source_sha256, "document", row.document_id, summary.key)
        )
    return list(summaries.values()), tuple(sorted(inputs, key=lambda i: i.source_path))
