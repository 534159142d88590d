"""Engines: what runs the per-document function over a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from pipeline.engines.merge import Merge, Merged
from pipeline.engines.shards import Shard
from pipeline.engines.task import Job, Outcome, Task

__all__ = ["Engine", "Job", "Merge", "Merged", "Outcome", "Shard", "Task"]


class Engine(Protocol):
    """Runs the two stages of a batch: documents to entries, and entries to tables."""

    def process(self, job: Job, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Outcomes as they come, in any order, one a task; closing the iterator stops all work.

        Raises:
            PledgerError: the run cannot go on.
        """
        ...

    def merge(self, work: Merge, shards: Iterable[Shard]) -> Iterator[Merged]:
        """What became of each shard, in any order.

        Raises:
            OSError: a file cannot be written.
            PledgerError: the run cannot go on.
        """
        ...
