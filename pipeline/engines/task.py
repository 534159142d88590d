"""What engines pass around: the job, its tasks, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.cache import Fingerprints
from pipeline.cache.entry import Summary
from pipeline.cache.shelf import Shelf
from pipeline.errors import FailureKind, PledgerError
from pipeline.model import Metadata
from pipeline.settings import Settings
from pipeline.storage import Remote

TRANSIENT: frozenset[FailureKind] = frozenset({"timeout", "memory", "encrypted"})
"""Kinds of failure that the next run tries again: the machine may be less busy, the password
known."""


@dataclass(frozen=True, slots=True)
class Job:
    """What all documents of a run share.

    Attributes:
        raw: the input folder, or where the inputs are in an object store.
        cache: place of the store.
        force: read files anew, whatever the store holds.
    """

    raw: Path | Remote
    cache: Path | Shelf
    settings: Settings
    fingerprints: Fingerprints
    force: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One file to process.

    Attributes:
        path: of the file below the input folder, or a whole one where ``source_path`` cannot say
            it: bytes of a name that are no text, say. A run holds all tasks, so they are small.
        sha256: of its bytes when the run was planned; None when they could not be read, or are
            those of an object that no run has read yet.
        metadata: its row of ``sources.csv``.
        version: of an object, as its store names it; None for a file.
    """

    path: str
    source_path: str
    sha256: str | None
    metadata: Metadata | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task.

    Attributes:
        seconds: spent by stage: ``recall``, ``read``, ``extract``, ``verify``, ``keep``.
        recalled: the file was not read, since an earlier run had done that.
    """

    task: Task
    summary: Summary
    seconds: Mapping[str, float] = field(default_factory=dict)
    recalled: bool = False


def failed(job: Job, task: Task, kind: FailureKind, message: str, *, stage: str) -> Summary:
    """The summary of a task that gave no document."""
    key = ""
    if task.sha256 is not None:
        key = job.fingerprints.key(task.source_path, task.sha256, task.metadata)
    row: dict[str, str | None] = {
        "source_path": task.source_path,
        "source_sha256": task.sha256,
        "stage": stage,
        "kind": kind,
        "message": message,
    }
    return Summary(
        key=key,
        source_path=task.source_path,
        source_sha256=task.sha256,
        document_id=None,
        failure=row,
    )


def explain(error: PledgerError) -> str:
    """What happened and what to do next, without the place, which the row has."""
    return f"{error.message} ({error.hint})" if error.hint else error.message
