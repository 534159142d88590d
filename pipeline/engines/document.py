"""One file in, one entry of the cache out: the function that every engine runs."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping

import pyarrow as pa
from spacy.language import Language

from pipeline import readers, schema
from pipeline.cache import Entry, Store
from pipeline.cache.entry import Summary
from pipeline.engines.task import TRANSIENT, Job, Outcome, Task, explain, failed
from pipeline.errors import PledgerError, ReadError, VerifyError
from pipeline.extraction import extract, load_pipeline
from pipeline.extraction.extraction import Extraction
from pipeline.model import Document
from pipeline.tables import batch
from pipeline.verification.rows import check_document

LANGUAGE = "en"


class DocumentFunction:
    """Reads, extracts, verifies and keeps one document a call.

    Loads the model once; not to be shared between threads.

    Args:
        job: what all documents share.
        nlp: the pipeline, when it is loaded already.

    Raises:
        PledgerError: the model or a rule cannot be loaded.
    """

    def __init__(self, job: Job, *, nlp: Language | None = None) -> None:
        self._job = job
        self._store = Store(job.cache)
        self._nlp = nlp or load_pipeline(job.settings)
        self._isolation = readers.Isolation() if job.settings.isolate else None
        self._limits = readers.Limits.of(job.settings)

    def __call__(self, task: Task) -> Outcome:
        """Process one file; whatever is wrong with it ends in the outcome.

        Raises:
            VerifyError: a row does not agree with the text; the run must not go on.
            OutputError: the result cannot be kept.
        """
        clock = _Clock()
        document: Document | None = None
        try:
            with clock("read"):
                document = self._read(task)
            with clock("extract"):
                extraction = extract(document, self._nlp, settings=self._job.settings)
                batches = {
                    t.table: batch(t, extraction.rows.get(t.table, ())) for t in schema.EXTRACTED
                }
        except ReadError as error:
            entry = Entry(failed(self._job, task, error.kind, explain(error), stage=error.stage))
        except PledgerError:
            raise
        except MemoryError:
            message = "needs more memory than there is; split the file or raise the limit"
            stage = "extract" if document else "read"
            entry = Entry(failed(self._job, task, "memory", message, stage=stage))
        except Exception as error:
            # a bug met by one document must not cost the others
            stage = "extract" if document else "read"
            entry = Entry(failed(self._job, task, "bug", locate(error), stage=stage))
        else:
            with clock("verify"):
                prove(extraction, batches)
            entry = self._entry(task, document, extraction, batches)
        with clock("keep"):
            self._keep(entry)
        return Outcome(task, entry.summary, clock.seconds)

    def close(self) -> None:
        """End the process that reads."""
        if self._isolation is not None:
            self._isolation.close()

    def _read(self, task: Task) -> Document:
        read = self._isolation.read if self._isolation else readers.read_file
        document = read(
            task.path,
            root=self._job.raw,
            metadata=task.metadata,
            limits=self._limits,
            password=self._job.settings.pdf_password,
        )
        language = document.metadata.language
        if language not in (None, LANGUAGE):
            raise ReadError(
                f"is in another language than English ({language})",
                kind="unsupported",
                hint="say `en` in the column language of sources.csv if that is wrong",
            )
        return document

    def _entry(
        self,
        task: Task,
        document: Document,
        extraction: Extraction,
        batches: Mapping[str, pa.RecordBatch],
    ) -> Entry:
        documents = batches["documents"]
        summary = Summary(
            # the bytes that were read, should they have changed since the run was planned
            key=self._job.fingerprints.key(task.source_path, document.source_sha256, task.metadata),
            source_path=task.source_path,
            source_sha256=document.source_sha256,
            document_id=document.document_id,
            text_sha256=documents["text_sha256"][0].as_py(),
            rows={name: b.num_rows for name, b in batches.items()},
            notes=extraction.notes,
        )
        return Entry(summary, extraction.text, batches)

    def _keep(self, entry: Entry) -> None:
        failure = entry.summary.failure
        if entry.summary.key and (failure is None or failure["kind"] not in TRANSIENT):
            self._store.put(entry)


def locate(error: Exception) -> str:
    """A bug in one line: type, message, and the innermost place in this package."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if "/pipeline/" in f.filename.replace("\\", "/")] or frames
    place = ""
    if own:
        name = own[-1].filename.replace("\\", "/").rpartition("/pipeline/")[2]
        place = f" at pipeline/{name}:{own[-1].lineno}"
    text = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {text}{place} (please report it with the file)"


def prove(extraction: Extraction, batches: Mapping[str, pa.RecordBatch]) -> None:
    """Check the rows of a document before they are kept.

    Raises:
        VerifyError: a row does not agree with the text.
    """
    columns = {name: b.to_pydict() for name, b in batches.items() if b.num_rows}
    faults = check_document(extraction.document_id, extraction.text, columns)
    if faults:
        more = f" and {len(faults) - 1} more" if len(faults) > 1 else ""
        raise VerifyError(
            f"{faults[0]}{more}",
            where=extraction.document_id,
            hint="this is a bug; the tables of the last run were left as they are",
        )


class _Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage = ""
        self._start = 0.0

    def __call__(self, stage: str) -> _Clock:
        self._stage = stage
        return self

    def __enter__(self) -> None:
        self._start = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.seconds[self._stage] = time.perf_counter() - self._start
