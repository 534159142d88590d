"""What lies in the input folder, or under a URL."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pipeline.engines.task import Task
from pipeline.errors import InputError, ManifestError, ReadError
from pipeline.readers import (
    Limits,
    Manifest,
    hash_file,
    load_manifest,
    read_manifest,
)
from pipeline.readers.files import MANIFEST_NAME, look_into
from pipeline.settings import Settings
from pipeline.storage import Remote
from pipeline.tables.manifest import RunManifest


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs as they were found.

    Attributes:
        raw: the folder, or the place of the objects.
        tasks: one a file that can be read, in order of the paths.
        refused: paths of what cannot be read, with the reason.
        manifest: ``sources.csv``; empty when it is broken.
        manifest_error: why it is broken.
    """

    raw: Path | Remote
    tasks: tuple[Task, ...]
    refused: tuple[tuple[str, str], ...]
    manifest: Manifest
    manifest_error: ManifestError | None

    @classmethod
    def collect(cls, raw: Path | Remote, settings: Settings) -> Inputs:
        """List the inputs, hash those that are files, and read their ``sources.csv``.

        Raises:
            InputError: they cannot be read, or there are none.
        """
        try:
            found = _listed(raw) if isinstance(raw, Remote) else _collected(raw, settings)
        except OSError as error:
            raise InputError(
                f"cannot be read: {error.strerror or error}",
                where=str(raw),
                hint="check its permissions",
            ) from error
        if not found.tasks and not found.refused:
            raise InputError(
                "holds no files",
                where=str(raw),
                hint="put articles into it: txt, html, pdf or docx",
            )
        return found

    def known_from(self, previous: RunManifest | None) -> Inputs:
        """The same, with the hashes of those objects that the last run has read already."""
        if previous is None or not isinstance(self.raw, Remote):
            return self
        hashes = {(i.source_path, i.version): i.sha256 for i in previous.inputs if i.version}
        tasks = (
            replace(t, sha256=hashes.get((t.source_path, t.version))) if t.version else t
            for t in self.tasks
        )
        return replace(self, tasks=tuple(tasks))


def _collected(raw: Path, settings: Settings) -> Inputs:
    if raw.is_dir():
        os.scandir(raw).close()
    found = look_into(raw)
    paths = [(path, name) for path, name, reason in found if reason is None]
    refused = tuple((name, reason) for _, name, reason in found if reason is not None)
    manifest, broken = Manifest(), None
    try:
        manifest = load_manifest(raw, {name for _, name in paths})
    except ManifestError as error:
        broken = error
    limits = Limits.of(settings)
    tasks = []
    for path, name in paths:
        # a name that is no text has a backslash for each byte
        plain = "\\" not in name or raw / name == Path(path)
        place = name if plain else str(Path(path).absolute())
        tasks.append(Task(place, name, _hash(path, limits), manifest.metadata(name)))
    return Inputs(raw.absolute(), tuple(tasks), refused, manifest, broken)


def _listed(raw: Remote) -> Inputs:
    versions: dict[str, str] = {}
    refused = []
    described = False
    for one in raw.objects():
        if one.name == MANIFEST_NAME:
            described = True
        elif any(step.startswith(".") and step.strip(".") for step in one.name.split("/")):
            continue  # hidden, as in a folder
        elif str(PurePosixPath("/", one.name)) != f"/{one.name}" or ".." in one.name.split("/"):
            refused.append((one.name, "has a name that is no path of a file"))
        else:
            versions[one.name] = one.version
    manifest, broken = Manifest(), None
    if described:
        try:
            data = raw.read(MANIFEST_NAME)
            manifest = read_manifest(data, versions.keys(), where=f"{raw}/{MANIFEST_NAME}")
        except ManifestError as error:
            broken = error
    tasks = (
        Task(name, name, None, manifest.metadata(name), version)
        for name, version in versions.items()
    )
    return Inputs(raw, tuple(tasks), tuple(refused), manifest, broken)


def _hash(path: str, limits: Limits) -> str | None:
    try:
        return hash_file(path, limits=limits)
    except ReadError:
        return None  # the reader will say why
