"""What a run has to do: what is known already, what changed, and which files are the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from pipeline.cache import Fingerprints, Store
from pipeline.cache.entry import Summary
from pipeline.engines.inputs import Inputs
from pipeline.engines.progress import Change
from pipeline.engines.task import Task
from pipeline.tables.manifest import RunManifest

Results = dict[str, Summary]
"""What each file gave, by source path."""


def key(task: Task, fingerprints: Fingerprints) -> str | None:
    """Key of the result of a task; None while its content is not known."""
    if task.sha256 is None:
        return None
    return fingerprints.key(task.source_path, task.sha256, task.metadata)


def recall(tasks: Iterable[Task], store: Store, fingerprints: Fingerprints) -> Results:
    """Results that the store holds."""
    keys = {key(task, fingerprints): task for task in tasks}
    found = store.summaries([k for k in keys if k is not None])
    return {t.source_path: slim(found[k], t) for k, t in keys.items() if k in found}


def slim(summary: Summary, task: Task) -> Summary:
    """The same, with the strings of its task: a run holds both for each file."""
    same = summary.source_sha256 == task.sha256
    sha256 = task.sha256 if same else summary.source_sha256
    return replace(summary, source_path=task.source_path, source_sha256=sha256)


def first_of_each(tasks: Iterable[Task]) -> list[Task]:
    """The first file of each content, in order of the paths."""
    seen: set[str] = set()
    first = []
    for task in sorted(tasks, key=lambda t: t.source_path):
        if task.sha256 is None:
            first.append(task)
        elif task.sha256 not in seen:
            seen.add(task.sha256)
            first.append(task)
    return first


def settle(
    tasks: Iterable[Task], results: Results, process: Callable[[Sequence[Task]], None]
) -> dict[str, str]:
    """Find exact duplicates; their results are dropped.

    Where the first file of a content gave no document (its name has an unknown type, say), the
    next one with the same bytes is tried.

    Args:
        tasks: all.
        results: of the first of each content, and of any others.
        process: adds the results of tasks.

    Returns:
        paths of duplicates, with the path of the document.
    """
    same: dict[str, list[Task]] = {}
    for task in sorted(tasks, key=lambda t: t.source_path):
        result = results.get(task.source_path)
        # what was read counts, should it have changed since the run was planned
        content = (result and result.source_sha256) or task.sha256
        if content is not None:
            same.setdefault(content, []).append(task)
    found: dict[str, str] = {}
    for group in same.values():
        holder: str | None = None
        for task in group:
            path = task.source_path
            if holder is not None:
                results.pop(path, None)
                found[path] = holder
                continue
            if path not in results:
                process([task])
            if results[path].failure is None:
                holder = path
    return found


def changes(inputs: Inputs, previous: RunManifest | None) -> dict[Change, int]:
    """Inputs by what happened to their bytes, and to their row of ``sources.csv``."""
    before = {} if previous is None else {i.source_path: i for i in previous.inputs}
    count: dict[Change, int] = {"new": 0, "changed": 0, "gone": 0, "unchanged": 0}
    paths = {path for path, _ in inputs.refused}
    for task in inputs.tasks:
        paths.add(task.source_path)
        old = before.get(task.source_path)
        if old is None:
            count["new"] += 1
        elif (old.sha256, old.metadata) != (task.sha256, described(task)):
            count["changed"] += 1
        else:
            count["unchanged"] += 1
    count["gone"] = len(before.keys() - paths)
    return count


def described(task: Task) -> str | None:
    """Hash of the row of ``sources.csv``, to see that it changed."""
    if task.metadata is None:
        return None
    return hashlib.sha256(repr(task.metadata).encode()).hexdigest()[:16]
