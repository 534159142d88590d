"""One file in, one entry of the cache out: the function that every engine runs."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
from spacy.language import Language

from pipeline import schema
from pipeline.cache import Entry, Store
from pipeline.cache.entry import Summary, counts
from pipeline.engines.clock import Clock
from pipeline.engines.reading import Reader
from pipeline.engines.task import TRANSIENT, Job, Outcome, Task, explain, failed
from pipeline.errors import PledgerError, ReadError, VerifyError, locate
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
        first: the first task, where it is known: what reads it starts while the model is loaded.

    Raises:
        PledgerError: the model or a rule cannot be loaded.
    """

    def __init__(self, job: Job, *, nlp: Language | None = None, first: Task | None = None) -> None:
        self._job = job
        self._store = Store(job.cache)
        self._reader = Reader(job, self._store)
        if first is not None:
            self._reader.prepare(first)
        try:
            self._nlp = nlp or load_pipeline(job.settings)
        except BaseException:
            self._reader.close()
            raise

    def __call__(self, task: Task) -> Outcome:
        """Process one file; whatever is wrong with it ends in the outcome.

        Raises:
            VerifyError: a row does not agree with the text; the run must not go on.
            OutputError: the result cannot be kept.
        """
        clock = Clock()
        stage, recalled = "read", False
        try:
            read = self._reader(task, clock)
            task, document, recalled = read.task, read.result, read.recalled
            if isinstance(document, ReadError):
                raise document
            check_language(document)
            stage = "extract"
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
            entry = Entry(failed(self._job, task, "memory", message, stage=stage))
        except Exception as error:
            # a bug met by one document must not cost the others
            message = f"{locate(error)} (please report it with the file)"
            entry = Entry(failed(self._job, task, "bug", message, stage=stage))
        else:
            with clock("verify"):
                prove(extraction, batches)
            entry = self._entry(task, document, extraction, batches)
        with clock("keep"):
            self._keep(entry)
        return Outcome(task, entry.summary, clock.seconds, recalled=recalled)

    def close(self) -> None:
        """End the process that reads."""
        self._reader.close()

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
            counts=counts(batches),
            notes=extraction.notes,
        )
        return Entry(summary, extraction.text, batches)

    def _keep(self, entry: Entry) -> None:
        failure = entry.summary.failure
        if entry.summary.key and (failure is None or failure["kind"] not in TRANSIENT):
            self._store.put(entry)


def check_language(document: Document) -> None:
    """Refuse what is not in the language of the model.

    Raises:
        ReadError: it is in another one.
    """
    language = document.metadata.language
    if language not in (None, LANGUAGE):
        raise ReadError(
            f"is in another language than English ({language})",
            kind="unsupported",
            hint="say `en` in the column language of sources.csv if that is wrong",
        )


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
