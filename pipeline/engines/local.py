"""Processes on this machine.

Each worker loads the model once and has at most two tasks: the one at work and the next, so that
it never waits for the parent and a death costs little. Results go to the cache from the worker;
only summaries pass through the pipe, so the parent stays small. A worker that dies is replaced;
its document is tried once more, since the cause may lie outside, then becomes a failure. After its
share of documents another takes its place: spaCy keeps every word that it ever met, so a worker
would grow with the corpus.
"""

from __future__ import annotations

import contextlib
import gc
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

from pipeline.engines.children import apart, end, how, start
from pipeline.engines.merge import Merge, Merged, merge_ledger, merge_shard
from pipeline.engines.shards import Shard
from pipeline.engines.task import Job, Outcome, Task, failed
from pipeline.errors import FailureKind, PledgerError, locate

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.tables import Written

_AHEAD = 2
_ATTEMPTS = 2
_FALSE_STARTS = 3
_PATIENCE = 10
"""A document may take this many times the limit on reading before its worker is stopped."""
_MEMORY = {
    # keep the memory of one batch of the network for the next: given back and fetched again each
    # time, as glibc would by itself, it costs 3 % of a run, for about 15 MB a worker
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
}
SHARE = 1_000
"""Documents that a worker does. It then knows some 45,000 words; a new one costs some seconds."""
APART = 1 << 16
"""Commitments from which on the ledger is made by a process of its own, which costs a second: what
it takes grows with them, some 200 bytes each and as much again for a while, and goes with it."""


class InProcess:
    """Runs tasks one after the other in this process: no start-up cost.

    Args:
        nlp: the pipeline, when it is loaded already, as in a notebook.
    """

    def __init__(self, *, nlp: Language | None = None) -> None:
        self._nlp = nlp

    def process(self, job: Job, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Outcomes in the order of the tasks."""
        from pipeline.engines.document import DocumentFunction

        tasks = list(tasks)
        first = next(iter(tasks), None)
        with contextlib.closing(DocumentFunction(job, nlp=self._nlp, first=first)) as function:
            for task in tasks:
                yield function(task)

    def merge(self, work: Merge, shards: Iterable[Shard]) -> Iterator[Merged]:
        """What became of each shard, in their order."""
        for shard in shards:
            yield merge_shard(work, shard)

    def ledger(self, work: Merge, *, commitments: int) -> Mapping[str, Written]:
        """Files of the ledger."""
        return merge_ledger(work)


class Processes:
    """Runs tasks in worker processes.

    Args:
        workers: how many at once.
        share: documents that each does before another takes its place.
    """

    def __init__(self, workers: int, *, share: int = SHARE) -> None:
        self._count = workers
        self._share = share

    def process(self, job: Job, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Outcomes as they come."""
        pool = _Pool(job, self._count, iter(tasks), share=self._share)
        try:
            yield from pool.outcomes()
        finally:
            pool.stop()

    def merge(self, work: Merge, shards: Iterable[Shard]) -> Iterator[Merged]:
        """What became of each shard, in their order; done in this process."""
        for shard in shards:
            yield merge_shard(work, shard)

    def ledger(self, work: Merge, *, commitments: int) -> Mapping[str, Written]:
        """Files of the ledger."""
        if commitments < APART:
            return merge_ledger(work)
        return apart(merge_ledger, work, what="the ledger")


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    connection: Connection
    ready: bool = False
    tasks: deque[Task] = field(default_factory=deque)
    done: int = 0
    since: float = 0.0


class _Pool:
    def __init__(self, job: Job, count: int, tasks: Iterator[Task], *, share: int) -> None:
        self._job = job
        self._count = count
        self._share = share
        self._tasks = tasks
        self._again: deque[Task] = deque()
        self._attempts: dict[str, int] = {}
        self._workers: list[_Worker] = []
        self._false_starts = 0
        self._allowed = _PATIENCE * job.settings.limits.seconds

    def outcomes(self) -> Iterator[Outcome]:
        for _ in range(self._count):
            self._start()
        while True:
            for worker in self._workers:
                self._feed(worker)
            if not any(worker.tasks for worker in self._workers):
                return
            for worker in self._wait():
                yield from self._attend(worker)
            for worker in [w for w in self._workers if self._overdue(w)]:
                worker.process.kill()
                worker.process.join()
                yield from self._bury(worker, timed_out=True)

    def stop(self) -> None:
        for worker in self._workers:
            with contextlib.suppress(OSError):
                worker.connection.close()
            worker.process.terminate()
        for worker in self._workers:
            end(worker.process)
        self._workers.clear()

    def _start(self) -> None:
        self._workers.append(_Worker(*start(_work, self._job, self._share, environment=_MEMORY)))

    def _feed(self, worker: _Worker) -> None:
        while len(worker.tasks) < min(_AHEAD, self._share - worker.done):
            task = self._again.popleft() if self._again else next(self._tasks, None)
            if task is None:
                return
            if not worker.tasks:
                worker.since = time.monotonic()
            worker.tasks.append(task)
            # a worker that has just died is noticed when its pipe is read
            with contextlib.suppress(OSError):
                worker.connection.send(task)

    def _wait(self) -> list[_Worker]:
        by_connection: dict[Any, _Worker] = {w.connection: w for w in self._workers}
        return [by_connection[c] for c in wait(list(by_connection), timeout=1.0)]

    def _attend(self, worker: _Worker) -> Iterator[Outcome]:
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            worker.process.join(5)
            yield from self._bury(worker)
            return
        worker.since = time.monotonic()
        if isinstance(message, PledgerError):
            raise message
        if message is None:
            worker.ready = True
            self._false_starts = 0
            return
        worker.tasks.popleft()
        worker.done += 1
        if worker.done == self._share:
            self._retire(worker)
        yield message

    def _overdue(self, worker: _Worker) -> bool:
        busy = worker.ready and bool(worker.tasks)
        return busy and time.monotonic() - worker.since > self._allowed

    def _retire(self, worker: _Worker) -> None:
        """Let a worker that has done its share end, and start another."""
        self._workers.remove(worker)
        self._start()
        worker.connection.close()
        end(worker.process)

    def _bury(self, worker: _Worker, *, timed_out: bool = False) -> Iterator[Outcome]:
        """Replace a dead worker; its first task is the one that it was at."""
        self._workers.remove(worker)
        worker.connection.close()
        if not worker.ready:
            self._false_starts += 1
            if self._false_starts >= _FALSE_STARTS:
                raise PledgerError(
                    f"worker processes end as soon as they start ({how(worker.process)})",
                    hint="a script that calls run() must do so under `if __name__ == '__main__':`;"
                    " `pledger doctor` loads the same model in one process",
                )
            self._again.extendleft(reversed(worker.tasks))
        elif worker.tasks:
            task = worker.tasks.popleft()
            self._again.extendleft(reversed(worker.tasks))
            yield from self._blame(task, worker.process, timed_out=timed_out)
        self._start()

    def _blame(self, task: Task, process: BaseProcess, *, timed_out: bool) -> Iterator[Outcome]:
        tries = self._attempts[task.source_path] = self._attempts.get(task.source_path, 0) + 1
        if tries < _ATTEMPTS and not timed_out:
            self._again.append(task)
            return
        kind: FailureKind = "bug"
        if timed_out:
            kind = "timeout"
            message = f"took longer than {self._allowed:g} s; split it or raise limits.seconds"
        elif process.exitcode == -getattr(signal, "SIGKILL", 9):
            kind = "memory"
            message = "its process was killed twice, most likely for want of memory"
        else:
            message = f"its process died twice ({how(process)}); please report it with the file"
        yield Outcome(task, failed(self._job, task, kind, message, stage="extract"))


def _work(connection: Connection, job: Job, share: int) -> None:
    """Life of a worker; ends after its share, or when the parent closes its end or dies."""
    # here, since the parent has no use for spaCy
    from pipeline.engines.document import DocumentFunction

    try:
        with contextlib.closing(DocumentFunction(job)) as function:
            # lists and model live as long as the process: the collector need not walk them
            gc.collect()
            gc.freeze()
            connection.send(None)
            for _ in range(share):
                connection.send(function(connection.recv()))
    except PledgerError as error:
        with contextlib.suppress(OSError):
            connection.send(error)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent is gone
    except Exception as error:
        # no document's fault: those end in their outcome
        with contextlib.suppress(OSError):
            connection.send(
                PledgerError(f"a worker cannot go on: {locate(error)}", hint="please report it")
            )
