"""A Ray cluster, for what one machine does not manage.

The same per-document function runs as Ray tasks, and so do the shards of a publication, each of
which writes its own parts of the tables. A worker process loads the model once and keeps it for
its next tasks. Results go to the cache and to the output, so these must be places that every node
sees: a shared disk, or an object store. Only summaries come back. Ray repeats tasks of workers and
nodes that are lost; a document that has lost its worker that often becomes a failure.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from pipeline.engines.document import DocumentFunction
from pipeline.engines.merge import Merge, Merged, merge_ledger, merge_shard
from pipeline.engines.shards import Shard
from pipeline.engines.task import Job, Outcome, Task, failed
from pipeline.errors import OutputError, PledgerError, SettingsError, locate
from pipeline.tables import Written

_AHEAD = 2
_RETRIES = 3
_SHARE = 1_000
"""Tasks that a worker process does before another takes its place, as on one machine."""
T = TypeVar("T")


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
        for task, result in self._map(_work, job, tasks):
            if isinstance(result, Lost):
                times = f"{_RETRIES + 1} times ({result.why})"
                message = f"its worker was lost {times}; look at the memory"
                yield Outcome(task, failed(job, task, "memory", message, stage="extract"))
                continue
            assert isinstance(result, Outcome)
            yield result

    def merge(self, work: Merge, shards: Iterable[Shard]) -> Iterator[Merged]:
        """What became of each shard, as they come."""
        for shard, result in self._map(_merge, work, shards):
            smaller = ", or make parts smaller: part_rows"
            merged = _survived(result, f"part {shard.number}", otherwise=smaller)
            assert isinstance(merged, Merged)
            yield merged

    def ledger(self, work: Merge, *, commitments: int) -> Mapping[str, Written]:
        """Files of the ledger, made by a worker."""
        ((_, result),) = self._map(_ledger, work, [None])
        files = _survived(result, f"the ledger of {commitments} commitments")
        assert isinstance(files, dict)
        return files

    def _map(
        self, function: Callable[[Any, T], object], shared: object, items: Iterable[T]
    ) -> Iterator[tuple[T, object]]:
        """Items with their results, as they come, never more under way than the cluster needs."""
        ray = self._ray
        if not ray.is_initialized():
            ray.init(address=self._address, include_dashboard=False, log_to_driver=False)
        remote = ray.remote(
            num_cpus=1, max_retries=_RETRIES, max_calls=_SHARE, scheduling_strategy="SPREAD"
        )
        work, everywhere = remote(function), ray.put(shared)
        slots = _AHEAD * max(1, int(ray.cluster_resources().get("CPU", os.cpu_count() or 1)))
        waiting, running = iter(items), dict[Any, T]()
        try:
            while True:
                while len(running) < slots:
                    try:
                        item = next(waiting)
                    except StopIteration:
                        break
                    running[work.remote(everywhere, item)] = item
                if not running:
                    return
                (done,), _ = ray.wait(list(running), num_returns=1)
                yield running.pop(done), self._result(done)
        finally:
            for reference in running:
                ray.cancel(reference, force=True)

    def _result(self, reference: Any) -> object:
        try:
            result = self._ray.get(reference)
        except self._ray.exceptions.RayError as error:
            return Lost(type(error).__name__)
        if isinstance(result, PledgerError | OSError):
            raise result
        return result


class Lost:
    """A task that lost its worker too often.

    Args:
        why: name of Ray's error.
    """

    def __init__(self, why: str) -> None:
        self.why = why


def _survived(result: object, what: str, *, otherwise: str = "") -> object:
    """A result, unless its worker was lost too often."""
    if isinstance(result, Lost):
        raise OutputError(
            f"the worker of {what} was lost {_RETRIES + 1} times ({result.why})",
            hint=f"look at the memory of the nodes{otherwise}",
        )
    return result


def _work(job: Job, task: Task) -> Outcome | PledgerError:
    try:
        return _function(job)(task)
    except PledgerError as error:
        return error  # Ray would wrap it into an error of its own
    except Exception as error:
        return PledgerError(f"a worker cannot go on: {locate(error)}", hint="please report it")


def _merge(work: Merge, shard: Shard) -> Merged | PledgerError | OSError:
    return _made(lambda: merge_shard(work, shard))


def _ledger(work: Merge, _: None) -> Mapping[str, Written] | PledgerError | OSError:
    return _made(lambda: merge_ledger(work))


def _made(make: Callable[[], T]) -> T | PledgerError | OSError:
    try:
        return make()
    except (PledgerError, OSError) as error:
        return error
    except Exception as error:
        return PledgerError(f"a worker cannot go on: {locate(error)}", hint="please report it")


@lru_cache(maxsize=1)
def _function(job: Job) -> DocumentFunction:
    return DocumentFunction(job)
