"""Engines: what runs the per-document function over a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from pipeline.engines.task import Job, Outcome, Task

__all__ = ["Engine", "Job", "Outcome", "Task"]


class Engine(Protocol):
    """Runs tasks, in any order, each to exactly one outcome."""

    def process(self, job: Job, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Outcomes as they come; closing the iterator stops all work.

        Raises:
            PledgerError: the run cannot go on.
        """
        ...
