"""From results to published tables."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import chain

from pipeline.cache import Fingerprints, Store
from pipeline.engines import Engine
from pipeline.engines.inputs import Inputs
from pipeline.engines.merge import Merge, merge
from pipeline.engines.output import Output
from pipeline.engines.plan import Results, described
from pipeline.engines.shards import Before
from pipeline.engines.task import Task
from pipeline.errors import OutputError
from pipeline.settings import Settings
from pipeline.tables.layout import table_of
from pipeline.tables.manifest import Input, RunManifest
from pipeline.tables.written import Written

Damaged = Callable[[], frozenset[str]]
"""Gives the published files that are not what was written."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What one run publishes, and where.

    Attributes:
        damaged: which files of ``previous`` must not be used.
        anew: what is published must not be used to make tables of.
        started, clock: when the run began, as time of day and as monotonic seconds.
    """

    inputs: Inputs
    output: Output
    store: Store
    previous: RunManifest | None
    damaged: Damaged
    settings: Settings
    fingerprints: Fingerprints
    anew: bool
    started: datetime
    clock: float

    def publish(
        self, results: Results, duplicates: Mapping[str, str], engine: Engine
    ) -> RunManifest:
        """Write the tables of these results and make them the ones that readers see.

        Returns:
            what is published now; ``previous`` when that is the same already.

        Raises:
            LostError: entries must be made again.
            OutputError: the tables cannot be written; those of the last run are in place.
        """
        inputs = self._listed(results, duplicates)
        generation = self._generation(inputs, results)
        before = self.previous
        damaged = self.damaged()
        if before is not None and self._stands(before, generation) and not damaged:
            return before
        try:
            work = Merge(
                self.output.begin(generation),
                self.store,
                generation,
                part_rows=self.settings.part_rows if self.settings.in_parts else None,
            )
            outputs = merge(
                work,
                engine,
                documents=(s for s in results.values() if s.failure is None),
                failures=(s for s in results.values() if s.failure is not None),
                before=None if before is None else self._before(before, damaged),
            )
            manifest = self._manifest(generation, inputs, outputs)
            self.output.publish(work.target, manifest)
        except OSError as error:
            raise OutputError(
                f"cannot be written: {error.strerror or error}",
                where=self.output.name,
                hint="make room or check permissions; the tables of the last run are in place",
            ) from error
        return manifest

    def _stands(self, before: RunManifest, generation: str) -> bool:
        parts = any("/" in name for name in before.outputs if table_of(name) is not None)
        return (
            before.generation == generation
            and parts == self.settings.in_parts
            and self.output.is_whole()
        )

    def _before(self, before: RunManifest, damaged: frozenset[str]) -> Before:
        """What is published, as far as tables and texts can be made of it."""
        written = before.fingerprints.get("tables") == self.fingerprints.tables
        return Before.of(before, damaged, tables=written and not self.anew)

    def _listed(self, results: Results, duplicates: Mapping[str, str]) -> tuple[Input, ...]:
        tasks = {t.source_path: t for t in self.inputs.tasks}
        inputs = []
        for path, s in results.items():
            task: Task | None = tasks.get(path)
            inputs.append(
                Input(
                    source_path=path,
                    sha256=s.source_sha256,
                    status="document" if s.failure is None else "failure",
                    document_id=s.document_id,
                    key=s.key or None,
                    notes=s.notes,
                    metadata=None if task is None else described(task),
                    version=None if task is None else task.version,
                )
            )
        for path, first in duplicates.items():
            sha256 = results[first].source_sha256
            task = tasks[path]
            inputs.append(
                Input(
                    path,
                    sha256,
                    "duplicate",
                    same_as=first,
                    metadata=described(task),
                    version=task.version,
                )
            )
        return tuple(sorted(inputs, key=lambda i: i.source_path))

    def _generation(self, inputs: tuple[Input, ...], results: Results) -> str:
        """Hash of everything that the tables are made of."""
        failures = [s.failure for _, s in sorted(results.items()) if s.failure is not None]
        found = hashlib.sha256()
        listed = ({name: getattr(i, name) for name in Input.__slots__} for i in inputs)
        for part in chain([asdict(self.fingerprints)], listed, failures):
            found.update(json.dumps(part, ensure_ascii=False).encode() + b"\n")
        return found.hexdigest()

    def _manifest(
        self, generation: str, inputs: tuple[Input, ...], outputs: Mapping[str, Written]
    ) -> RunManifest:
        problems = [str(p) for p in self.inputs.manifest.problems]
        if self.inputs.manifest_error is not None:
            problems.insert(0, str(self.inputs.manifest_error))
        return RunManifest(
            generation=generation,
            fingerprints=asdict(self.fingerprints),
            settings=self.settings.model_dump(mode="json", exclude={"pdf_password"}),
            inputs=inputs,
            outputs=outputs,
            problems=tuple(problems),
            clock={
                "started_at": self.started.isoformat(timespec="seconds"),
                "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "seconds": round(time.monotonic() - self.clock, 3),
            },
        )
