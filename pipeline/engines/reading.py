"""Reading one file of a batch, or recalling what it gave when it was read before."""

from __future__ import annotations

from pipeline import readers
from pipeline.cache import Reading, Store
from pipeline.cache.container import DamagedError
from pipeline.engines.clock import Clock
from pipeline.engines.task import TRANSIENT, Job, Task
from pipeline.errors import ReadError
from pipeline.model import Document


class Reader:
    """Gives the document of a task; reads its file only when that was not done before.

    Not to be shared between threads.

    Args:
        job: what all documents share.
        store: keeps what was read.
    """

    def __init__(self, job: Job, store: Store) -> None:
        self._job = job
        self._store = store
        self._isolation = readers.Isolation() if job.settings.isolate else None
        self._limits = readers.Limits.of(job.settings)

    def __call__(self, task: Task, clock: Clock) -> tuple[Document | ReadError, bool]:
        """The document of a task with its row of ``sources.csv``, or why there is none.

        Returns:
            that, and whether it was recalled.

        Raises:
            OutputError: what was read cannot be kept.
        """
        with clock("recall"):
            result = self._recall(task)
        recalled = result is not None
        if result is None:
            result = self._read(task, clock)
        if isinstance(result, Document):
            result = readers.with_metadata(result, task.metadata)
        return result, recalled

    def close(self) -> None:
        """End the process that reads."""
        if self._isolation is not None:
            self._isolation.close()

    def _recall(self, task: Task) -> Document | ReadError | None:
        if task.sha256 is None or self._job.force:
            return None
        key = self._job.fingerprints.reading_key(task.source_path, task.sha256)
        try:
            return self._store.reading(key).result
        except DamagedError:
            return None

    def _read(self, task: Task, clock: Clock) -> Document | ReadError:
        result: Document | ReadError
        sha256 = task.sha256
        try:
            with clock("read"):
                read = self._isolation.read if self._isolation else readers.read_file
                result = read(
                    task.path,
                    root=self._job.raw,
                    limits=self._limits,
                    password=self._job.settings.pdf_password,
                )
            # the bytes that were read, should they have changed since the run was planned
            sha256 = result.source_sha256
        except ReadError as error:
            result = error
            if error.kind in TRANSIENT or not self._is_unchanged(task):
                return result
        if sha256 is not None:
            with clock("keep"):
                key = self._job.fingerprints.reading_key(task.source_path, sha256)
                self._store.put(Reading(key, result))
        return result

    def _is_unchanged(self, task: Task) -> bool:
        """Whether a failure is about the bytes that the run was planned for."""
        try:
            return readers.hash_file(task.path, limits=self._limits) == task.sha256
        except ReadError:
            return False
