"""A generation in the making: where the files of the next publication are put."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

TEXT = "text"
_SCRATCH = ".scratch-"


def text_name(document_id: str) -> str:
    """Name of a canonical text, relative to the output folder."""
    return f"{TEXT}/{document_id}.txt"


class Target(Protocol):
    """Takes finished files. May be pickled and used by several workers at once.

    A worker that is lost, and done over by another, leaves nothing half written under the name
    of a file: files are made aside and put in place whole.
    """

    def scratch(self) -> AbstractContextManager[Path]:
        """A folder to make files in, gone afterwards with whatever was not placed."""
        ...

    def place_file(self, file: Path, name: str) -> None:
        """Put a finished file in place, under a name relative to the output folder.

        Raises:
            OSError: there is no room, say.
        """
        ...

    def tables(self, names: Sequence[str], scratch: Path) -> Path:
        """A folder in which these tables, placed before, can be read.

        Args:
            names: of the tables.
            scratch: folder for copies, where they are needed.
        """
        ...

    def published(self, name: str, scratch: Path, *, sha256: str | None = None) -> Path | None:
        """A file of the generation that is published, to be read; None when it cannot be.

        Args:
            name: relative to the output folder.
            scratch: folder for a copy, where it is needed.
            sha256: of the file, to check a copy with.
        """
        ...

    def keep_text(self, document_id: str) -> None:
        """Put a published text in place as it is.

        Raises:
            OSError: there is no room, say.
        """
        ...

    def place_text(self, text: str, document_id: str, text_sha256: str, *, same: bool) -> int:
        """Put a canonical text in place, byte for byte what the offsets count.

        Args:
            text: the canonical text.
            document_id: whose it is.
            text_sha256: of its UTF-8 bytes.
            same: the published text of the document is the same, and need not be written again.

        Returns:
            its length in bytes.

        Raises:
            OSError: there is no room, say.
        """
        ...


@dataclass(frozen=True, slots=True)
class FolderTarget:
    """A generation in a folder, of this machine or of a disk that all workers see.

    Attributes:
        folder: of the generation.
        output: the folder that readers see, where texts that stay are linked from.
        before: folder of the published generation.
    """

    folder: Path
    output: Path | None = None
    before: Path | None = None

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """As :meth:`Target.scratch`."""
        made = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=self.folder))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def place_file(self, file: Path, name: str) -> None:
        """As :meth:`Target.place_file`."""
        target = self.folder / name
        target.parent.mkdir(exist_ok=True)
        os.replace(file, target)

    def tables(self, names: Sequence[str], scratch: Path) -> Path:
        """As :meth:`Target.tables`."""
        return self.folder

    def published(self, name: str, scratch: Path, *, sha256: str | None = None) -> Path | None:
        """As :meth:`Target.published`; no copy is made."""
        places = (place / name for place in (self.output, self.before) if place is not None)
        return next((path for path in places if path.is_file()), None)

    def keep_text(self, document_id: str) -> None:
        """As :meth:`Target.keep_text`."""
        name = text_name(document_id)
        if self.link(name, f"{self.folder}/{name}") or (self.folder / name).exists():
            return
        if self.output is None:
            raise FileNotFoundError(2, "No such file", name)
        aside = self.folder / f"{_SCRATCH}{secrets.token_hex(6)}"
        shutil.copyfile(self.output / name, aside)
        os.replace(aside, self.folder / name)

    def place_text(self, text: str, document_id: str, text_sha256: str, *, same: bool) -> int:
        """As :meth:`Target.place_text`."""
        name = text_name(document_id)
        aside = self.folder / f"{_SCRATCH}{secrets.token_hex(6)}"
        if not (same and self.link(name, aside)):
            aside.write_bytes(text.encode())
        size = aside.stat().st_size
        os.replace(aside, self.folder / name)
        return size

    def link(self, name: str, target: Path | str) -> bool:
        """Make a second name for a published file; whether that could be done."""
        if self.output is None:
            return False
        try:
            os.link(f"{self.output}/{name}", target)  # paths of many texts take their time
        except OSError:
            return False  # no hard links here
        return True

    def tidy(self) -> None:
        """Remove what workers that died have left."""
        for path in self.folder.glob(f"{_SCRATCH}*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
