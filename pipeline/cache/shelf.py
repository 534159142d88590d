"""Where the files of a cache lie: a folder of this machine, or of a shared disk."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from pipeline.errors import OutputError

_UNFINISHED = ".unfinished"


class Shelf(Protocol):
    """Files by name, written whole or not at all. Safe to use from several processes."""

    @property
    def at_once(self) -> int:
        """How many files are best read at once."""
        ...

    def read(self, name: str, size: int | None = None) -> bytes | None:
        """Content of a file, or its first bytes; None when it is not there or unreadable."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Make or replace a file; a reader sees the old one or the new one.

        Raises:
            OutputError: it cannot be written, as when the disk is full.
        """
        ...

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; those that are gone already are no error."""
        ...

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Every file with its size in bytes."""
        ...

    def sweep(self) -> None:
        """Remove what writers that died have left; hold the lock of the folder."""
        ...


@dataclass(frozen=True)
class FolderShelf:
    """Files in a folder, spread over folders by the first two characters of their name.

    Attributes:
        folder: made when the first file is written.
    """

    folder: Path
    at_once: ClassVar[int] = 1

    def read(self, name: str, size: int | None = None) -> bytes | None:
        """As :meth:`Shelf.read`."""
        try:
            # a run looks into the file of each input
            with open(os.path.join(self.folder, name[:2], name), "rb") as file:
                return file.read() if size is None else file.read(size)
        except OSError:
            return None

    def write(self, name: str, data: bytes) -> None:
        """As :meth:`Shelf.write`."""
        target = self._path(name)
        temporary = target.with_name(f"{target.name}.{secrets.token_hex(4)}{_UNFINISHED}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(data)
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

    def remove(self, names: Iterable[str]) -> None:
        """As :meth:`Shelf.remove`."""
        for name in names:
            self._path(name).unlink(missing_ok=True)

    def sizes(self) -> Iterator[tuple[str, int]]:
        """As :meth:`Shelf.sizes`."""
        for path in self.folder.glob("??/*"):
            if not path.name.endswith(_UNFINISHED):
                yield path.name, path.stat().st_size

    def sweep(self) -> None:
        """As :meth:`Shelf.sweep`."""
        for path in self.folder.glob(f"*/*{_UNFINISHED}"):
            path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name
