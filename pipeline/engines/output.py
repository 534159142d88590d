"""The output of a run: what it holds, and how the next generation replaces it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from pipeline.cache.shelf import FolderShelf, Shelf
from pipeline.errors import OutputError
from pipeline.storage import Remote, open_place
from pipeline.tables.layout import parts
from pipeline.tables.manifest import RunManifest, load
from pipeline.tables.publish import MANIFEST, OutputFolder
from pipeline.tables.target import TEXT, FolderTarget, Target
from pipeline.tables.written import digest


class Held(Protocol):
    """A lock that is held."""

    @property
    def stale(self) -> bool:
        """Whether the holder before died before it let go."""
        ...


class Output(Protocol):
    """A place for tables: a folder, or a prefix of an object store."""

    @property
    def name(self) -> str:
        """As the user named it."""
        ...

    def prepare(self) -> None:
        """Make sure that it can be written.

        Raises:
            OutputError: it cannot.
        """
        ...

    def lock(self) -> AbstractContextManager[Held]:
        """Held during a run; entering raises OutputError while another run holds it."""
        ...

    def cache(self) -> Path | Shelf:
        """Where entries and readings are kept, as every worker sees it."""
        ...

    def previous(self) -> RunManifest | None:
        """What is published; None when nothing is, or it must not be trusted."""
        ...

    def damaged(self, previous: RunManifest) -> frozenset[str]:
        """Published files that are not what was written."""
        ...

    def is_whole(self) -> bool:
        """Whether readers see the published generation under all of its names."""
        ...

    def begin(self, generation: str) -> Target:
        """Take the files of a new generation; what runs that died have left is removed.

        Raises:
            OSError: it cannot be written.
        """
        ...

    def publish(self, target: Target, manifest: RunManifest) -> None:
        """Make a finished generation the one that readers see, in one step.

        Raises:
            OSError: it cannot be written.
            OutputError: the lock was lost.
        """
        ...


class FolderOutput:
    """A folder of this machine, or of a disk that all workers see.

    Args:
        path: the folder.
    """

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._folder = OutputFolder(path)

    def prepare(self) -> None:
        """As :meth:`Output.prepare`."""
        self._folder.prepare()

    def lock(self) -> AbstractContextManager[Held]:
        """As :meth:`Output.lock`."""
        return self._folder.lock()

    def cache(self) -> Path | Shelf:
        """As :meth:`Output.cache`."""
        return FolderShelf(self._folder.cache.absolute())

    def previous(self) -> RunManifest | None:
        """As :meth:`Output.previous`."""
        try:
            return load(self._folder.path / MANIFEST)
        except OutputError:
            return None

    def damaged(self, previous: RunManifest) -> frozenset[str]:
        """As :meth:`Output.damaged`; parts that nobody wrote count as well."""
        path = self._folder.path
        found = {name for name, w in previous.outputs.items() if _differs(path / name, w.sha256)}
        for table in previous.rows():
            there = {p.relative_to(path).as_posix() for p in parts(path, table)}
            found |= there - previous.outputs.keys()
        return frozenset(found)

    def is_whole(self) -> bool:
        """As :meth:`Output.is_whole`."""
        return self._folder.linked()

    def begin(self, generation: str) -> Target:
        """As :meth:`Output.begin`."""
        folder = self._folder.begin(generation)
        (folder / TEXT).mkdir()
        current = self._folder.current()
        before = None if current is None else self._folder.folder(current).absolute()
        return FolderTarget(folder.absolute(), self._folder.path.absolute(), before)

    def publish(self, target: Target, manifest: RunManifest) -> None:
        """As :meth:`Output.publish`."""
        assert isinstance(target, FolderTarget)
        target.tidy()
        manifest.write(target.folder / MANIFEST)
        self._folder.publish(target.folder)


def open_output(where: Path | str) -> Output:
    """The output that a path or URL names.

    Raises:
        SettingsError: what reaches this kind of store is not installed.
    """
    from pipeline.engines.remote import RemoteOutput

    place = open_place(where)
    return RemoteOutput(place) if isinstance(place, Remote) else FolderOutput(place)


def _differs(path: Path, sha256: str) -> bool:
    try:
        return digest(path) != sha256
    except OSError:
        return True
