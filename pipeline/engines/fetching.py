"""From an object store to a folder: the published tables as every other command reads them."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pipeline.engines.output import FolderOutput
from pipeline.engines.remote import RemoteOutput, object_of
from pipeline.errors import OutputError, SettingsError
from pipeline.storage import Remote, open_place
from pipeline.tables.manifest import RunManifest
from pipeline.tables.target import FolderTarget
from pipeline.tables.written import digest

_AT_ONCE = 16


def fetch(url: str, folder: Path) -> RunManifest:
    """Copy the published tables and texts of an object store to a folder, all or nothing.

    What the folder held is replaced in one step; texts that are there already are not copied.

    Args:
        url: of the tables, as given to ``pledger run``.
        folder: the output folder; made when it is missing.

    Returns:
        what is published there.

    Raises:
        SettingsError: the URL has no scheme, or what it needs is not installed.
        OutputError: nothing is published there, an object is not what was written, the store
            cannot be reached, or the folder cannot be written.
    """
    place = open_place(url)
    if not isinstance(place, Remote):
        raise SettingsError("is no URL", where=url, hint="such as s3://bucket/processed")
    source = RemoteOutput(place)
    said, manifest = source.current(), source.previous()
    if said is None or manifest is None:
        raise OutputError("nothing is published here", where=url, hint="`pledger run` does that")
    output = FolderOutput(folder)
    output.prepare()
    with output.lock():
        before = output.previous()
        outputs = {} if before is None else before.outputs
        damaged = frozenset() if before is None else output.damaged(before)
        if outputs == manifest.outputs and not damaged and output.is_whole():
            return manifest
        known = {n: w.sha256 for n, w in outputs.items() if n not in damaged}
        try:
            target = output.begin(manifest.generation)
            assert isinstance(target, FolderTarget)
            copy = _Copy(place, said["tables"], manifest, target, known)
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                for _ in pool.map(copy, manifest.outputs):
                    pass
            output.publish(target, manifest)
        except OSError as error:
            raise OutputError(
                f"cannot be copied: {error.strerror or error}",
                where=url,
                hint="try again; the tables that were in the folder are in place",
            ) from error
    return manifest


@dataclass(frozen=True, slots=True)
class _Copy:
    """Copies one output, unless the folder has it."""

    place: Remote
    generation: str
    manifest: RunManifest
    target: FolderTarget
    known: Mapping[str, str]

    def __call__(self, name: str) -> None:
        written = self.manifest.outputs[name]
        path = self.target.folder / name
        path.parent.mkdir(exist_ok=True)
        if self.known.get(name) == written.sha256 and self.target.link(name, path):
            return
        self.place.fetch(object_of(name, written.sha256, self.generation), path)
        if digest(path) != written.sha256:
            raise OSError(None, f"{name} is not what was written")
