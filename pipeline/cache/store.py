"""The folder that keeps entries, one file each, named by its key."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.cache.entry import DamagedError, Entry, Summary, read_entry, read_summary
from pipeline.errors import OutputError

_SUFFIX = ".entry"
_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Usage:
    """How much is kept.

    Attributes:
        used: entries, and their bytes, that the published tables are made of.
        unused: the others, left by earlier inputs, rules or versions.
    """

    used: int
    used_bytes: int
    unused: int
    unused_bytes: int


@dataclass(frozen=True, slots=True)
class Store:
    """Entries by key. Safe to use from several processes at once."""

    folder: Path

    def path(self, key: str) -> Path:
        """File of an entry."""
        return self.folder / key[:2] / f"{key}{_SUFFIX}"

    def put(self, entry: Entry) -> None:
        """Keep an entry; a reader sees it whole or not at all.

        Raises:
            OutputError: it cannot be written, as when the disk is full.
        """
        target = self.path(entry.summary.key)
        temporary = target.with_name(f"{target.name}.{secrets.token_hex(4)}{_UNFINISHED}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(entry.encode())
            os.replace(temporary, target)
        except OSError as error:
            try:
                temporary.unlink(missing_ok=True)
            finally:
                raise OutputError(
                    f"cannot be written: {error.strerror}",
                    where=str(target),
                    hint="make room, or write to another folder",
                ) from error

    def summary(self, key: str) -> Summary | None:
        """What is kept under a key; None when nothing is, or it is damaged."""
        try:
            with self.path(key).open("rb") as file:
                summary = read_summary(file)
        except (OSError, DamagedError):
            return None
        return summary if summary.key == key else None

    def get(self, key: str) -> Entry:
        """The entry under a key.

        Raises:
            DamagedError: there is none, or it is not what was kept.
        """
        try:
            with self.path(key).open("rb") as file:
                entry = read_entry(file)
        except OSError as error:
            raise DamagedError(f"cannot be read: {error.strerror}") from error
        if entry.summary.key != key:
            raise DamagedError("it belongs to another key")
        return entry

    def drop(self, key: str) -> None:
        """Forget an entry."""
        self.path(key).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what writers that died have left."""
        for path in self.folder.glob(f"*/*{_UNFINISHED}"):
            path.unlink(missing_ok=True)

    def usage(self, keep: Iterable[str]) -> Usage:
        """What is kept, and how much of it the keys in ``keep`` account for."""
        wanted = set(keep)
        counts = {True: [0, 0], False: [0, 0]}
        for path in self._entries():
            count = counts[path.name.removesuffix(_SUFFIX) in wanted]
            count[0] += 1
            count[1] += path.stat().st_size
        return Usage(*counts[True], *counts[False])

    def prune(self, keep: Iterable[str]) -> int:
        """Remove every entry but those in ``keep``; how many went."""
        wanted = set(keep)
        gone = 0
        for path in list(self._entries()):
            if path.name.removesuffix(_SUFFIX) not in wanted:
                path.unlink(missing_ok=True)
                gone += 1
        return gone

    def _entries(self) -> Iterator[Path]:
        return self.folder.glob(f"*/*{_SUFFIX}")
