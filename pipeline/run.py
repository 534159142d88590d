"""The batch: an input folder to tables, doing only what changed."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from pipeline.cache import Fingerprints, Store
from pipeline.cache.entry import Summary
from pipeline.cache.fingerprint import fingerprints
from pipeline.engines import Engine, Job, Task
from pipeline.engines.inputs import Inputs
from pipeline.engines.merge import LostError, merge
from pipeline.engines.progress import Change, Observer, Plan, Report, Silent
from pipeline.engines.task import failed
from pipeline.errors import OutputError, PledgerError
from pipeline.settings import Settings
from pipeline.tables.manifest import Input, RunManifest, load
from pipeline.tables.publish import MANIFEST, OutputFolder
from pipeline.tables.writer import Written, digest

_IN_PROCESS = 16
"""Fewer documents than this are done in this process: a worker takes seconds to start."""
_REPAIRS = 3


def run(
    raw: Path,
    processed: Path,
    *,
    settings: Settings | None = None,
    force: bool = False,
    observer: Observer | None = None,
    engine: Engine | None = None,
) -> Report:
    """Process an input folder into tables.

    Args:
        raw: folder with articles and perhaps ``sources.csv``.
        processed: folder for the tables; made when it is missing.
        settings: of the run; defaults when None.
        force: process every file anew, whatever the cache holds.
        observer: is told how it goes.
        engine: what runs the documents; by default the one that the settings name.

    Raises:
        InputError: the input folder cannot be used, or is empty.
        OutputError: the output folder cannot be written, or another run is at work in it.
        RuleError, ModelError: a rule or the model cannot be loaded.
        VerifyError: a row does not agree with its text. As with every error, the tables of
            the last run are left as they were.
    """
    started = datetime.now(UTC)
    clock = time.monotonic()
    settings = settings or Settings()
    inputs = Inputs.collect(raw, settings)
    folder = OutputFolder(processed)
    folder.prepare()
    with folder.lock() as lock:
        batch = _Batch(inputs, folder, settings, observer or Silent(), engine, crashed=lock.stale)
        return batch.run(force=force, started=started, clock=clock)


class _Batch:
    """One run: inputs, what is known of them, and what comes of them."""

    def __init__(
        self,
        inputs: Inputs,
        folder: OutputFolder,
        settings: Settings,
        observer: Observer,
        engine: Engine | None,
        *,
        crashed: bool,
    ) -> None:
        self._inputs = inputs
        self._folder = folder
        self._settings = settings
        self._observer = observer
        self._engine = engine
        self._crashed = crashed
        self._store = Store(folder.cache)
        self._fingerprints: Fingerprints = fingerprints(settings)
        self._job = Job(
            inputs.raw.absolute(), folder.cache.absolute(), settings, self._fingerprints
        )
        self._previous = _previous(folder)
        self._results: dict[str, Summary] = {}
        self._stages: dict[str, float] = {}

    def run(self, *, force: bool, started: datetime, clock: float) -> Report:
        """Process what changed, then write and publish."""
        self._store.sweep()
        known = {} if force else self._known()
        primary, later = self._groups()
        todo = [t for t in primary if t.source_path not in known]
        plan = Plan(self._changes(), len(todo))
        self._observer.planned(plan)
        self._results.update(known)
        self._process(todo)
        duplicates = self._duplicates(later, known)
        self._observer.writing()
        manifest = self._write(duplicates, started=started, clock=clock)
        counts = self._counts(manifest)
        return Report(
            plan=plan,
            counts=counts,
            published=manifest is not self._previous,
            failures=tuple(s for _, s in sorted(self._results.items()) if s.failure is not None),
            problems=self._inputs.manifest.problems,
            manifest_error=self._inputs.manifest_error,
            seconds=time.monotonic() - clock,
            stages=self._stages,
        )

    # -- what is known -----------------------------------------------------------------

    def _key(self, task: Task) -> str | None:
        if task.sha256 is None:
            return None
        return self._fingerprints.key(task.source_path, task.sha256, task.metadata)

    def _known(self) -> dict[str, Summary]:
        """Results that the cache holds, by source path."""
        known = {}
        for task in self._inputs.tasks:
            key = self._key(task)
            summary = self._store.summary(key) if key else None
            if summary is not None:
                known[task.source_path] = summary
        return known

    def _groups(self) -> tuple[list[Task], dict[str, list[Task]]]:
        """First file of each content, and the others by the path of the first."""
        first: dict[str, Task] = {}
        primary: list[Task] = []
        later: dict[str, list[Task]] = {}
        for task in sorted(self._inputs.tasks, key=lambda t: t.source_path):
            if task.sha256 is not None and task.sha256 in first:
                later.setdefault(first[task.sha256].source_path, []).append(task)
                continue
            if task.sha256 is not None:
                first[task.sha256] = task
            primary.append(task)
        return primary, later

    def _changes(self) -> dict[Change, int]:
        """Inputs by what happened to their bytes, and to their row of ``sources.csv``."""
        before = {} if self._previous is None else {i.source_path: i for i in self._previous.inputs}
        count: dict[Change, int] = {"new": 0, "changed": 0, "gone": 0, "unchanged": 0}
        paths = set()
        for task in self._inputs.tasks:
            paths.add(task.source_path)
            old = before.get(task.source_path)
            if old is None:
                count["new"] += 1
            elif (old.sha256, old.metadata) != (task.sha256, _described(task)):
                count["changed"] += 1
            else:
                count["unchanged"] += 1
        refused = {path for path, _ in self._inputs.refused}
        count["gone"] = len(set(before) - paths - refused)
        return count

    # -- processing --------------------------------------------------------------------

    def _process(self, todo: Sequence[Task]) -> None:
        if not todo:
            return
        outcomes = self._choose_engine(len(todo)).process(self._job, todo)
        for outcome in outcomes:
            self._results[outcome.task.source_path] = outcome.summary
            for stage, seconds in outcome.seconds.items():
                self._stages[stage] = self._stages.get(stage, 0.0) + seconds
            self._observer.done(outcome)

    def _choose_engine(self, count: int) -> Engine:
        if self._engine is not None:
            return self._engine
        if self._settings.engine == "ray":
            from pipeline.engines.ray import Ray

            return Ray()
        from pipeline.engines.local import InProcess, Processes

        workers = min(self._settings.workers or os.cpu_count() or 1, count)
        # after a crash in this process the next run takes a worker, which only costs itself
        if (workers == 1 or count <= _IN_PROCESS) and not self._crashed:
            return InProcess()
        return Processes(workers)

    def _duplicates(
        self, later: Mapping[str, list[Task]], known: Mapping[str, Summary]
    ) -> dict[str, str]:
        """Paths of exact duplicates, with the path of the document.

        Where the first file gave no document (its name has an unknown type, say), the next
        one with the same bytes is tried.
        """
        found: dict[str, str] = {}
        for first, tasks in sorted(later.items()):
            holder = first
            for task in tasks:
                if self._results[holder].failure is None:
                    found[task.source_path] = holder
                    continue
                if task.source_path in known:
                    self._results[task.source_path] = known[task.source_path]
                else:
                    self._process([task])
                holder = task.source_path
        return found

    # -- writing -----------------------------------------------------------------------

    def _write(
        self, duplicates: Mapping[str, str], *, started: datetime, clock: float
    ) -> RunManifest:
        for path in duplicates:
            self._results.pop(path, None)
        for path, reason in self._inputs.refused:
            task = Task(self._inputs.raw / path, path, None)
            self._results[path] = failed(self._job, task, "unsupported", reason, stage="read")
        damaged = _damaged(self._folder, self._previous)
        for _ in range(_REPAIRS):
            inputs = self._listed(duplicates)
            generation = self._generation(inputs)
            if self._is_published(generation, damaged):
                assert self._previous is not None
                return self._previous
            try:
                return self._publish(generation, inputs, damaged, started=started, clock=clock)
            except LostError as lost:
                self._repair(lost)
        raise OutputError(
            "entries of the cache are damaged as soon as they are written",
            where=str(self._folder.cache),
            hint="check the disk",
        )

    def _is_published(self, generation: str, damaged: frozenset[str]) -> bool:
        return (
            self._previous is not None
            and self._previous.generation == generation
            and not damaged
            and self._folder.linked()
        )

    def _publish(
        self,
        generation: str,
        inputs: tuple[Input, ...],
        damaged: frozenset[str],
        *,
        started: datetime,
        clock: float,
    ) -> RunManifest:
        before = {} if self._previous is None else self._previous.outputs

        def same(summary: Summary) -> Path | None:
            name = f"text/{summary.document_id}.txt"
            old = before.get(name)
            if old is None or name in damaged or old.sha256 != summary.text_sha256:
                return None
            return self._folder.path / name

        summaries = self._results.values()
        try:
            target = self._folder.begin(generation)
            outputs = merge(
                target,
                documents=[s for s in summaries if s.failure is None],
                failures=[s for s in summaries if s.failure is not None],
                store=self._store,
                generation=generation,
                same=same,
            )
            manifest = self._manifest(generation, inputs, outputs, started=started, clock=clock)
            manifest.write(target / MANIFEST)
            self._folder.publish(target)
        except OSError as error:
            raise OutputError(
                f"cannot be written: {error.strerror or error}",
                where=str(self._folder.path),
                hint="make room or check permissions; the tables of the last run are in place",
            ) from error
        return manifest

    def _repair(self, lost: LostError) -> None:
        tasks = {t.source_path: t for t in self._inputs.tasks}
        again = []
        for path, summary in self._results.items():
            if summary.key in lost.keys:
                self._store.drop(summary.key)
                again.append(tasks[path])
        self._process(again)

    def _listed(self, duplicates: Mapping[str, str]) -> tuple[Input, ...]:
        described = {t.source_path: _described(t) for t in self._inputs.tasks}
        hashes = {t.source_path: t.sha256 for t in self._inputs.tasks}
        inputs = [
            Input(
                source_path=path,
                sha256=s.source_sha256,
                status="document" if s.failure is None else "failure",
                document_id=s.document_id,
                key=s.key or None,
                notes=s.notes,
                metadata=described.get(path),
            )
            for path, s in self._results.items()
        ]
        inputs += [
            Input(path, hashes[path], "duplicate", same_as=first, metadata=described.get(path))
            for path, first in duplicates.items()
        ]
        return tuple(sorted(inputs, key=lambda i: i.source_path))

    def _generation(self, inputs: Iterable[Input]) -> str:
        """Hash of everything that the tables are made of."""
        failures = [s.failure for _, s in sorted(self._results.items()) if s.failure is not None]
        parts = [asdict(self._fingerprints), [asdict(i) for i in inputs], failures]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()

    def _manifest(
        self,
        generation: str,
        inputs: tuple[Input, ...],
        outputs: Mapping[str, Written],
        *,
        started: datetime,
        clock: float,
    ) -> RunManifest:
        problems = [str(p) for p in self._inputs.manifest.problems]
        if self._inputs.manifest_error is not None:
            problems.insert(0, str(self._inputs.manifest_error))
        settings = self._settings.model_dump(mode="json", exclude={"pdf_password"})
        return RunManifest(
            generation=generation,
            fingerprints=asdict(self._fingerprints),
            settings=settings,
            inputs=inputs,
            outputs=outputs,
            problems=tuple(problems),
            clock={
                "started_at": started.isoformat(timespec="seconds"),
                "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "seconds": round(time.monotonic() - clock, 3),
            },
        )

    def _counts(self, manifest: RunManifest) -> dict[str, int]:
        rows = {
            name.removesuffix(".parquet"): w.rows
            for name, w in manifest.outputs.items()
            if w.rows is not None
        }
        return {**rows, **manifest.counts()}


def _described(task: Task) -> str | None:
    """Hash of the row of ``sources.csv``, to see that it changed."""
    if task.metadata is None:
        return None
    return hashlib.sha256(repr(task.metadata).encode()).hexdigest()[:16]


def _previous(folder: OutputFolder) -> RunManifest | None:
    try:
        return load(folder.path / MANIFEST)
    except OutputError:
        return None  # the first run, or one that must not be trusted


def _damaged(folder: OutputFolder, previous: RunManifest | None) -> frozenset[str]:
    """Published files that are not what was written."""
    if previous is None:
        return frozenset()
    return frozenset(
        name for name, w in previous.outputs.items() if _differs(folder.path / name, w.sha256)
    )


def _differs(path: Path, sha256: str) -> bool:
    try:
        return digest(path) != sha256
    except OSError:
        return True


__all__ = ["Observer", "Plan", "PledgerError", "Report", "Silent", "run"]
