"""Engines: what runs the per-document function over a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from pipeline.engines.merge import Merge, Merged
from pipeline.engines.shards import Shard
from pipeline.engines.task import Job, Outcome, Task
from pipeline.tables import Written

__all__ = ["Engine", "Job", "Merge", "Merged", "Outcome", "Shard", "Task"]


class Engine(Protocol):
    """Runs the stages of a batch: documents to entries, these to tables, tables to the ledger."""

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

    def ledger(self, work: Merge, *, commitments: int) -> Mapping[str, Written]:
        """Files of the ledger, by path relative to the output folder.

        Args:
            work: whose tables are in place.
            commitments: how many there are.

        Raises:
            OSError: a file cannot be written.
            PledgerError: the run cannot go on.
        """
        ...
