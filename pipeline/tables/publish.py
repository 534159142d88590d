"""The output folder: how a run replaces all tables in one step.

A reader must never see the tables of two runs together, nor half a table, even when the run
is killed between two system calls. Files cannot be renamed several at a time, and a folder
cannot be renamed over a full one, so the files that readers open are links that never change::

    processed/commitments.parquet -> .pledger/current/commitments.parquet
    processed/text                -> .pledger/current/text
    processed/manifest.json       -> .pledger/current/manifest.json
    processed/.pledger/current    -> generations/<id>

A run writes a whole new generation beside the old one and flushes it to the disk; then one
``rename`` of the link ``current`` publishes everything at once. There is no moment in between,
so there is no journal to replay: whatever a killed run leaves is an unfinished folder that the
next run removes. The generation before stays until the next publication, so that a reader that
has followed the link still finds its files.

Links are relative and stay inside the folder, hence work on local disks, on NFS, and on Samba
shares, where the server follows them and Windows clients see plain files. Where the file
system has no symbolic links (some network drives, FAT), the files are renamed into place one by
one, the manifest last; each Parquet file names its generation in its metadata, so that
``pledger verify`` finds a publication that was cut off, and the next run completes it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.schema import TABLES
from pipeline.tables.layout import file_name
from pipeline.tables.lock import Lock
from pipeline.tables.package import FILE_NAME as PACKAGE
from pipeline.tables.target import TEXT, text_name

STATE = ".pledger"
MANIFEST = "manifest.json"
PUBLISHED = (*(file_name(t.table) for t in TABLES), TEXT, PACKAGE, MANIFEST)
"""Everything that a generation holds, by name; a table may be a file or a folder of parts."""


class OutputFolder:
    """A ``processed/`` folder.

    Args:
        path: the folder; made by :meth:`prepare`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.state = path / STATE
        self.generations = self.state / "generations"
        self.cache = self.state / "cache"
        self._current = self.state / "current"

    def prepare(self) -> None:
        """Make the folder and what is needed inside.

        Raises:
            OutputError: it cannot be written.
        """
        try:
            self.generations.mkdir(parents=True, exist_ok=True)
            self.cache.mkdir(exist_ok=True)
            probe = self.state / "probe"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise OutputError(
                f"cannot be written: {error.strerror}",
                where=str(self.path),
                hint="check that it is a folder that you may write to",
            ) from error

    def lock(self) -> Lock:
        """The lock that a run holds."""
        return Lock(self.state / "lock")

    def text(self, document_id: str) -> Path:
        """The published canonical text of a document."""
        return self.path / text_name(document_id)

    def current(self) -> str | None:
        """Id of the published generation; None before the first."""
        try:
            if self._current.is_symlink():
                return os.readlink(self._current).rpartition("/")[2]
            return self._current.read_text(encoding="utf-8").strip() or None
        except OSError:
            return None

    def folder(self, generation: str) -> Path:
        """Where the files of a generation are."""
        return self.generations / generation

    def begin(self, generation: str) -> Path:
        """An empty folder for the files of a new generation.

        Unfinished folders of runs that died, and generations older than the published one,
        are removed: hold the lock.

        Args:
            generation: content hash that names it; the same content may be published again.
        """
        current = self.current()
        for path in self.generations.iterdir():
            if path.name != current:
                shutil.rmtree(path)
        serial = int(current.partition("-")[0]) + 1 if current else 1
        target = self.folder(f"{serial:08d}-{generation[:16]}")
        target.mkdir()
        return target

    def publish(self, folder: Path) -> None:
        """Make a finished generation the one that readers see.

        Args:
            folder: from :meth:`begin`, now holding every name of :data:`PUBLISHED`.
        """
        _flush_all(_unflushed(folder))
        _flush(self.generations)
        if self._has_links():
            # the first time the links dangle until `current` exists: all appear at once
            for name in PUBLISHED:
                _replace_by_link(self.path / name, f"{STATE}/current/{name}", self.state)
            _flush(self.path)
            _replace_by_link(self._current, f"generations/{folder.name}", self.state)
        else:
            self._move(folder)
        _flush(self.state)

    def linked(self) -> bool:
        """Whether readers see the current generation under all of its names."""
        generation = self.current()
        if generation is None:
            return False
        if not self._current.is_symlink():
            return all((self.path / name).exists() for name in PUBLISHED)
        return all(_target(self.path / name) == f"{STATE}/current/{name}" for name in PUBLISHED)

    def _has_links(self) -> bool:
        probe = self.state / "probe"
        try:
            probe.unlink(missing_ok=True)
            probe.symlink_to("generations")
            works = probe.is_dir()
            probe.unlink()
        except (OSError, NotImplementedError):
            return False
        return works

    def _move(self, folder: Path) -> None:
        texts = self.path / TEXT
        texts.mkdir(exist_ok=True)
        for path in sorted((folder / TEXT).iterdir()):
            os.replace(path, texts / path.name)
        for name in _gone(self.path / MANIFEST, folder / MANIFEST):
            (self.path / name).unlink(missing_ok=True)
        for name in PUBLISHED:
            if name != TEXT:
                _clear(self.path / name, self.state, whole=(folder / name).is_dir())
                os.replace(folder / name, self.path / name)
        temporary = self.state / "current.new"
        temporary.write_text(folder.name, encoding="utf-8")
        os.replace(temporary, self._current)


def _gone(old: Path, new: Path) -> list[str]:
    """Texts that the old manifest names and the new one does not."""
    try:
        before, after = (json.loads(p.read_bytes())["outputs"] for p in (old, new))
    except (OSError, ValueError, KeyError):
        return []
    return [name for name in before if name.startswith(f"{TEXT}/") and name not in after]


def _target(path: Path) -> str | None:
    try:
        return os.readlink(path)
    except OSError:
        return None


def _replace_by_link(path: Path, target: str, scratch: Path) -> None:
    if _target(path) == target:
        return
    _clear(path, scratch)
    temporary = scratch / "link.new"
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    os.replace(temporary, path)


def _clear(path: Path, scratch: Path, *, whole: bool = False) -> None:
    """Take a real folder out of the way; a file or link is replaced in one step anyway.

    With ``whole``, files and links go as well: a folder cannot be renamed over them.
    """
    if whole and (path.is_file() or path.is_symlink()):
        path.unlink()
    elif path.is_dir() and not path.is_symlink():
        away = scratch / "away"
        shutil.rmtree(away, ignore_errors=True)
        path.rename(away)
        shutil.rmtree(away)


def _unflushed(folder: Path) -> Iterator[Path]:
    """Folders, and files that have no other name: those that do were published before."""
    with os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                yield from _unflushed(Path(entry.path))
            elif entry.stat(follow_symlinks=False).st_nlink < 2:
                yield Path(entry.path)
    yield folder


def _flush_all(paths: Iterable[Path]) -> None:
    # the file system groups flushes that wait together into one commit
    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(_flush, paths):
            pass


def _flush(path: Path) -> None:
    """Have a file or folder on the disk before anything refers to it."""
    if os.name == "nt" and path.is_dir():
        return
    with contextlib.suppress(PermissionError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
