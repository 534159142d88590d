"""The batch: an input folder to tables, doing only what changed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from pipeline.cache import Fingerprints, Store
from pipeline.cache.fingerprint import fingerprints, rules_of
from pipeline.engines import Engine, Job, Task
from pipeline.engines.inputs import Inputs
from pipeline.engines.merge import LostError
from pipeline.engines.output import Output, open_output
from pipeline.engines.plan import Results, changes, first_of_each, recall, settle, slim
from pipeline.engines.progress import Observer, Plan, Report, Silent
from pipeline.engines.publishing import Damaged, Publication
from pipeline.engines.task import failed
from pipeline.errors import OutputError, PledgerError
from pipeline.process import collected_rarely
from pipeline.settings import Settings, models_folder
from pipeline.storage import open_place
from pipeline.tables.manifest import RunManifest

_IN_PROCESS = 16
"""Fewer documents than this are done in this process: a worker takes seconds to start."""
_REPAIRS = 3


def run(
    raw: Path | str,
    processed: Path | str,
    *,
    settings: Settings | None = None,
    force: bool = False,
    observer: Observer | None = None,
    engine: Engine | None = None,
) -> Report:
    """Process an input folder into tables.

    Args:
        raw: folder with articles and perhaps ``sources.csv``, or a URL such as
            ``s3://bucket/articles``.
        processed: folder for the tables, made when it is missing, or a URL.
        settings: of the run; defaults when None.
        force: process every file anew, whatever the cache holds.
        observer: is told how it goes.
        engine: what runs the documents; by default the one that the settings name.

    Raises:
        InputError: the input folder cannot be used, or is empty.
        OutputError: the output folder cannot be written, or another run is at work in it.
        SettingsError: what a URL or the engine needs is not installed.
        RuleError, ModelError: a rule or the model cannot be loaded.
        VerifyError: a row does not agree with its text. As with every error, the tables of
            the last run are left as they were.
    """
    started = datetime.now(UTC)
    clock = time.monotonic()
    settings = settings or Settings()
    inputs = Inputs.collect(open_place(raw), settings)
    output = open_output(processed)
    output.prepare()
    with output.lock() as lock, collected_rarely():
        batch = _Batch(inputs, output, settings, observer or Silent(), engine, force=force)
        return batch.run(started=started, clock=clock, crashed=lock.stale)


class _Batch:
    """One run: inputs, what is known of them, and what comes of them."""

    def __init__(
        self,
        inputs: Inputs,
        output: Output,
        settings: Settings,
        observer: Observer,
        engine: Engine | None,
        *,
        force: bool,
    ) -> None:
        self._inputs = inputs
        self._output = output
        self._settings = settings
        self._observer = observer
        self._engine = engine
        self._crashed = False
        cache = output.cache()
        self._store = Store(cache)
        self._fingerprints: Fingerprints = fingerprints(settings)
        self._job = Job(inputs.raw, cache, settings, self._fingerprints, force)
        self._results: Results = {}
        self._stages: dict[str, float] = {}
        self._recalled = self._read = 0

    def run(self, *, started: datetime, clock: float, crashed: bool) -> Report:
        """Process what changed, then write and publish."""
        self._crashed = crashed
        self._store.sweep()
        previous = self._output.previous()
        self._inputs = self._inputs.known_from(previous)
        tasks = self._inputs.tasks
        known = {} if self._job.force else recall(tasks, self._store, self._fingerprints)
        todo = [t for t in first_of_each(tasks) if t.source_path not in known]
        plan = Plan(changes(self._inputs, previous), len(todo))
        self._observer.planned(plan)
        self._results.update(known)
        with self._look_at(previous, early=len(todo) <= _IN_PROCESS) as damaged:
            self._process(todo)
            duplicates = settle(tasks, self._results, self._process)
            self._refuse()
            self._observer.writing()
            manifest = self._publish(
                Publication(
                    self._inputs,
                    self._output,
                    self._store,
                    previous,
                    damaged,
                    self._settings,
                    self._fingerprints,
                    self._job.force,
                    started,
                    clock,
                ),
                duplicates,
            )
        return Report(
            plan=plan,
            counts={**manifest.rows(), **manifest.counts()},
            published=manifest is not previous,
            failures=tuple(s for _, s in sorted(self._results.items()) if s.failure is not None),
            problems=self._inputs.manifest.problems,
            manifest_error=self._inputs.manifest_error,
            seconds=time.monotonic() - clock,
            stages=self._stages,
            read=self._read,
            recalled=self._recalled,
        )

    @contextmanager
    def _look_at(self, previous: RunManifest | None, *, early: bool) -> Iterator[Damaged]:
        """Which published files are damaged, to be asked for when it matters.

        Early, they are read while the model is loaded. After a long run that would be long ago.
        """
        if previous is None:
            yield frozenset
        elif early:
            with ThreadPoolExecutor(1) as pool:
                yield pool.submit(self._output.damaged, previous).result
        else:
            yield partial(self._output.damaged, previous)

    def _process(self, todo: Sequence[Task]) -> None:
        if not todo:
            return
        tasks = {task.source_path: task for task in todo}
        for outcome in self._choose_engine(len(todo)).process(self._job, todo):
            task = tasks[outcome.task.source_path]
            self._results[task.source_path] = slim(outcome.summary, task)
            self._recalled += outcome.recalled
            self._read += not outcome.recalled
            for stage, seconds in outcome.seconds.items():
                self._stages[stage] = self._stages.get(stage, 0.0) + seconds
            self._observer.done(outcome)

    def _choose_engine(self, count: int) -> Engine:
        if self._engine is not None:
            return self._engine
        if self._settings.engine == "ray":
            from pipeline.engines.ray import Ray

            return Ray()
        from pipeline.engines.local import SHARE, InProcess, Processes

        workers = min(self._settings.workers or os.cpu_count() or 1, count)
        # after a crash in this process the next run takes a worker, which only costs itself
        own = count <= (SHARE if workers == 1 else _IN_PROCESS) and not self._crashed
        if own and self._fingerprints.rules == _rules_here(models_folder(self._settings)):
            return InProcess()
        return Processes(workers)

    def _refuse(self) -> None:
        for path, reason in self._inputs.refused:
            task = Task(path, path, None)
            self._results[path] = failed(self._job, task, "unsupported", reason, stage="read")

    def _publish(self, publication: Publication, duplicates: dict[str, str]) -> RunManifest:
        engine = self._choose_engine(max(1, len(self._results)))
        for _ in range(_REPAIRS):
            try:
                return publication.publish(self._results, duplicates, engine)
            except LostError as lost:
                self._repair(lost)
        raise OutputError(
            "entries of the cache are damaged as soon as they are written",
            where=self._output.name,
            hint="check the disk",
        )

    def _repair(self, lost: LostError) -> None:
        tasks = {t.source_path: t for t in self._inputs.tasks}
        again = []
        for path, summary in self._results.items():
            if summary.key in lost.keys:
                self._store.drop(summary.key)
                again.append(tasks[path])
        self._process(again)


@cache
def _rules_here(models: Path) -> str:
    """Rules as they were when this process first used them, which is how it remembers them."""
    return rules_of(models)


__all__ = ["Observer", "Plan", "PledgerError", "Report", "Silent", "run"]
