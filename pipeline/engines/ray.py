"""A Ray cluster, for what one machine does not manage.

The same per-document function runs as Ray tasks. A worker process loads the model once and keeps
it for its next tasks. Results go to the cache, so the input and output folders must be paths
that every node sees; only summaries come back. Ray repeats tasks of workers and nodes that are
lost; a document that has lost its worker that often becomes a failure.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from pipeline.engines.document import DocumentFunction, locate
from pipeline.engines.task import Job, Outcome, Task, failed
from pipeline.errors import PledgerError, SettingsError

_AHEAD = 2
_RETRIES = 3


class Ray:
    """Runs tasks on a Ray cluster.

    Args:
        address: of the cluster, such as ``ray://head:10001`` or ``auto``; None uses the one that
            this process is connected to, or else starts one on this machine.

    Raises:
        SettingsError: Ray is not installed.
    """

    def __init__(self, *, address: str | None = None) -> None:
        self._address = address
        try:
            import ray
        except ImportError as error:
            raise SettingsError(
                "the engine 'ray' is not installed", hint="pip install 'pledger[ray]'"
            ) from error
        self._ray: Any = ray

    def process(self, job: Job, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Outcomes as they come."""
        ray = self._ray
        if not ray.is_initialized():
            ray.init(address=self._address, include_dashboard=False, log_to_driver=False)
        work = ray.remote(num_cpus=1, max_retries=_RETRIES, scheduling_strategy="SPREAD")(_work)
        shared = ray.put(job)
        slots = _AHEAD * max(1, int(ray.cluster_resources().get("CPU", os.cpu_count() or 1)))
        waiting, running = iter(tasks), dict[Any, Task]()
        try:
            while True:
                while len(running) < slots and (task := next(waiting, None)) is not None:
                    running[work.remote(shared, task)] = task
                if not running:
                    return
                (done,), _ = ray.wait(list(running), num_returns=1)
                yield self._outcome(job, running.pop(done), done)
        finally:
            for reference in running:
                ray.cancel(reference, force=True)

    def _outcome(self, job: Job, task: Task, reference: Any) -> Outcome:
        try:
            result = self._ray.get(reference)
        except self._ray.exceptions.RayError as error:
            kind = type(error).__name__
            message = f"its worker was lost {_RETRIES + 1} times ({kind}); look at the memory"
            return Outcome(task, failed(job, task, "memory", message, stage="extract"))
        if isinstance(result, PledgerError):
            raise result
        assert isinstance(result, Outcome)
        return result


def _work(job: Job, task: Task) -> Outcome | PledgerError:
    try:
        return _function(job)(task)
    except PledgerError as error:
        return error  # Ray would wrap it into an error of its own
    except Exception as error:
        return PledgerError(f"a worker cannot go on: {locate(error)}")


@lru_cache(maxsize=1)
def _function(job: Job) -> DocumentFunction:
    return DocumentFunction(job)
