"""Reading one file of a batch, or recalling what it gave when it was read before."""

from __future__ import annotations

import contextlib
import errno
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import readers
from pipeline.cache import Reading, Store
from pipeline.cache.container import DamagedError
from pipeline.engines.clock import Clock
from pipeline.engines.task import TRANSIENT, Job, Task
from pipeline.errors import InputError, ReadError
from pipeline.model import Document
from pipeline.storage import Remote


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a file.

    Attributes:
        task: the one given, with the hash of what was read.
        result: the document with its row of ``sources.csv``, or why there is none.
        recalled: the file was not read, since an earlier run had done that.
    """

    task: Task
    result: Document | ReadError
    recalled: bool


def fetch(raw: Remote, name: str, path: Path, *, most: int) -> None:
    """Copy an object to a file; one that is gone or kept from us leaves none.

    Raises:
        InputError: the store cannot be reached, which is no fault of the object.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        raw.fetch(name, path, most=most)
    except OSError as error:
        own = isinstance(error, FileNotFoundError | PermissionError)
        if not own and error.errno != errno.ENAMETOOLONG:
            raise InputError(
                f"cannot be fetched: {error.strerror or error}",
                where=f"{raw}/{name}",
                hint="try again; what was done is kept",
            ) from error


class Reader:
    """Gives the document of a task; reads its file only when that was not done before.

    Objects of a store are copied to the disk of the worker, one at a time. Not to be shared
    between threads.

    Args:
        job: what all documents share.
        store: keeps what was read.
    """

    def __init__(self, job: Job, store: Store) -> None:
        self._job = job
        self._store = store
        self._isolation = readers.Isolation() if job.settings.isolate else None
        self._limits = readers.Limits.of(job.settings)

    def __call__(self, task: Task, clock: Clock) -> Read:
        """Read the file of a task, or recall it.

        Raises:
            OutputError: what was read cannot be kept.
        """
        with clock("recall"):
            result = self._recall(task)
        if result is None:
            with self._at_hand(task, clock) as (there, root):
                if there.sha256 != task.sha256:
                    with clock("recall"):
                        result = self._recall(there)
                task = replace(task, sha256=there.sha256)
                if result is None:
                    return Read(task, self._described(self._read(there, root, clock), task), False)
        return Read(task, self._described(result, task), True)

    def prepare(self, task: Task) -> None:
        """Have the process that reads start, if this task is going to need it."""
        if self._isolation is not None and self._recall(task) is None:
            self._isolation.prepare(self._limits)

    def close(self) -> None:
        """End the process that reads."""
        if self._isolation is not None:
            self._isolation.close()

    def _described(self, result: Document | ReadError, task: Task) -> Document | ReadError:
        if isinstance(result, ReadError):
            return result
        return readers.with_metadata(result, task.metadata)

    def _recall(self, task: Task) -> Document | ReadError | None:
        if task.sha256 is None or self._job.force:
            return None
        key = self._job.fingerprints.reading_key(task.source_path, task.sha256)
        try:
            return self._store.reading(key).result
        except DamagedError:
            return None

    @contextlib.contextmanager
    def _at_hand(self, task: Task, clock: Clock) -> Iterator[tuple[Task, Path]]:
        """The task with a file that can be opened, and the folder that its path begins with."""
        raw = self._job.raw
        if isinstance(raw, Path):
            yield task, raw
            return
        with tempfile.TemporaryDirectory(prefix="pledger-") as made:
            root = Path(made)
            path = root / task.source_path
            sha256: str | None = None
            with clock("fetch"):
                fetch(raw, task.source_path, path, most=self._limits.bytes + 1)
                with contextlib.suppress(ReadError):  # the reader will say why
                    sha256 = readers.hash_file(path, limits=self._limits)
            yield replace(task, sha256=sha256), root

    def _read(self, task: Task, root: Path, clock: Clock) -> Document | ReadError:
        result: Document | ReadError
        sha256 = task.sha256
        try:
            with clock("read"):
                read = self._isolation.read if self._isolation else readers.read_file
                result = read(
                    root / task.path,
                    root=root,
                    limits=self._limits,
                    password=self._job.settings.pdf_password,
                )
            # the bytes that were read, should they have changed since the run was planned
            sha256 = result.source_sha256
        except ReadError as error:
            result = error
            if error.kind in TRANSIENT or not self._is_unchanged(task, root):
                return result
        if sha256 is not None:
            with clock("keep"):
                key = self._job.fingerprints.reading_key(task.source_path, sha256)
                self._store.put(Reading(key, result))
        return result

    def _is_unchanged(self, task: Task, root: Path) -> bool:
        """Whether a failure is about the bytes that the run was planned for."""
        try:
            return readers.hash_file(root / task.path, limits=self._limits) == task.sha256
        except ReadError:
            return False
