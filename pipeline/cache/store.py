"""What is kept: readings of files and entries of results, each under the hash of what made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipeline.cache.container import DamagedError, header_size
from pipeline.cache.entry import Entry, Summary, decode_entry, decode_summary
from pipeline.cache.fingerprint import reading_key
from pipeline.cache.reading import Reading, decode_reading
from pipeline.cache.shelf import FolderShelf, Shelf
from pipeline.tables.manifest import RunManifest

Kind = Literal["entry", "reading"]
KINDS: tuple[Kind, ...] = ("entry", "reading")
_FIRST = 4096
"""Bytes that nearly always hold the whole header of an entry."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How much is kept of one kind.

    Attributes:
        used: files, and their bytes, that the published tables are made of.
        unused: the others, left by earlier inputs, rules or versions.
    """

    used: int = 0
    used_bytes: int = 0
    unused: int = 0
    unused_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Keep:
    """Keys that published tables are made of, by kind."""

    entry: frozenset[str] = frozenset()
    reading: frozenset[str] = frozenset()

    @classmethod
    def of(cls, manifest: RunManifest) -> Keep:
        """What the tables of a run are made of."""
        inputs = manifest.inputs
        read = manifest.fingerprints.get("reading", "")
        return cls(
            frozenset(i.key for i in inputs if i.key),
            frozenset(reading_key(read, i.source_path, i.sha256) for i in inputs if i.sha256),
        )

    def __contains__(self, name: object) -> bool:
        key, _, kind = str(name).partition(".")
        return key in (self.entry if kind == "entry" else self.reading)


@dataclass(frozen=True, slots=True)
class Store:
    """Readings and entries by key. Safe to use from several processes at once.

    Args:
        place: the folder, or another shelf.
    """

    place: Path | Shelf
    shelf: Shelf = field(init=False)

    def __post_init__(self) -> None:
        shelf = FolderShelf(self.place) if isinstance(self.place, Path) else self.place
        object.__setattr__(self, "shelf", shelf)

    def put(self, kept: Entry | Reading) -> None:
        """Keep an entry or a reading; others see it whole or not at all.

        Raises:
            OutputError: it cannot be written, as when the disk is full.
        """
        if isinstance(kept, Entry):
            self.shelf.write(_name(kept.summary.key, "entry"), kept.encode())
        else:
            self.shelf.write(_name(kept.key, "reading"), kept.encode())

    def summary(self, key: str) -> Summary | None:
        """What the entry under a key is about; None when there is none, or it is damaged."""
        name = _name(key, "entry")
        data = self.shelf.read(name, _FIRST)
        try:
            if data is not None and (size := header_size(data)) > len(data) == _FIRST:
                data = self.shelf.read(name, size)
            summary = None if data is None else decode_summary(data)
        except DamagedError:
            return None
        return summary if summary is not None and summary.key == key else None

    def summaries(self, keys: Sequence[str]) -> dict[str, Summary]:
        """What the entries under these keys are about; those without a whole one are left out."""
        if self.shelf.at_once == 1:
            return {key: s for key in keys if (s := self.summary(key)) is not None}
        with ThreadPoolExecutor(self.shelf.at_once) as pool:
            found = pool.map(self.summary, keys)
            return {key: s for key, s in zip(keys, found, strict=True) if s is not None}

    def get(self, key: str) -> Entry:
        """The entry under a key.

        Raises:
            DamagedError: there is none, or it is not what was kept.
        """
        entry = decode_entry(self._read(key, "entry"))
        if entry.summary.key != key:
            raise DamagedError("it belongs to another key")
        return entry

    def reading(self, key: str) -> Reading:
        """The reading under a key.

        Raises:
            DamagedError: there is none, or it is not what was kept.
        """
        reading = decode_reading(self._read(key, "reading"))
        if reading.key != key:
            raise DamagedError("it belongs to another key")
        return reading

    def drop(self, key: str) -> None:
        """Forget an entry; what was read is still known."""
        self.shelf.remove([_name(key, "entry")])

    def sweep(self) -> None:
        """Remove what writers that died have left."""
        self.shelf.sweep()

    def usage(self, keep: Keep) -> Mapping[Kind, Usage]:
        """How much is kept of each kind, and how much of it ``keep`` accounts for."""
        counts: dict[Kind, list[int]] = {kind: [0, 0, 0, 0] for kind in KINDS}
        for name, size in self.shelf.sizes():
            for kind in KINDS:
                if name.endswith(f".{kind}"):
                    at = 0 if name in keep else 2
                    counts[kind][at] += 1
                    counts[kind][at + 1] += size
        return {kind: Usage(*count) for kind, count in counts.items()}

    def prune(self, keep: Keep) -> int:
        """Remove all files but those in ``keep``; how many went."""
        gone = [name for name, _ in self.shelf.sizes() if name not in keep]
        self.shelf.remove(gone)
        return len(gone)

    def _read(self, key: str, kind: Kind) -> bytes:
        data = self.shelf.read(_name(key, kind))
        if data is None:
            raise DamagedError("is not there, or cannot be read")
        return data


def _name(key: str, kind: Kind) -> str:
    return f"{key}.{kind}"
