"""Output in an object store: generations beside each other, and one object that says which counts.

::

    s3://bucket/processed/current.json                        names the published generation
    s3://bucket/processed/generations/<id>/commitments.parquet      a table, or the
    s3://bucket/processed/generations/<id>/commitments.parquet/…    folder of its parts
    s3://bucket/processed/generations/<id>/manifest.json
    s3://bucket/processed/text/<text_sha256>.txt              canonical texts, by their content
    s3://bucket/processed/.pledger/                           cache and locks

An object store has no links and renames nothing, but it replaces one object at a time whole. So a
run uploads a generation under a name of its own, and publishes it by replacing ``current.json``,
last. Whoever reads that object first and then only what it names sees one run. The generation
before stays until the next run begins to publish.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.cache.remote_shelf import RemoteShelf
from pipeline.cache.shelf import Shelf
from pipeline.engines.output import Held
from pipeline.errors import OutputError
from pipeline.storage import Remote, RemoteLock
from pipeline.tables.layout import table_of
from pipeline.tables.manifest import RunManifest, decode
from pipeline.tables.publish import MANIFEST, STATE
from pipeline.tables.target import TEXT, Target
from pipeline.tables.written import digest

CURRENT = "current.json"
GENERATIONS = "generations"


def text_object(text_sha256: str) -> str:
    """Name of a canonical text, relative to the output."""
    return f"{TEXT}/{text_sha256}.txt"


def object_of(name: str, sha256: str, generation: str) -> str:
    """Where an output is that a manifest names, relative to the output."""
    return text_object(sha256) if name.startswith(f"{TEXT}/") else f"{generation}/{name}"


@dataclass(frozen=True, slots=True)
class RemoteTarget:
    """A generation in an object store.

    Attributes:
        place: of the output.
        generation: name of its folder, relative to the output.
        before: that of the published generation; empty without one.
    """

    place: Remote
    generation: str
    before: str = ""

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """As :meth:`Target.scratch`: on the disk of the worker."""
        with tempfile.TemporaryDirectory(prefix="pledger-") as made:
            yield Path(made)

    def place_file(self, file: Path, name: str) -> None:
        """As :meth:`Target.place_file`."""
        self.place.put(file, f"{self.generation}/{name}")
        file.unlink()

    def tables(self, names: Sequence[str], scratch: Path) -> Path:
        """As :meth:`Target.tables`: copies them."""
        folder = self.place.child(self.generation)
        for one in folder.objects():
            if table_of(one.name) in names:
                target = scratch / "copies" / one.name
                target.parent.mkdir(parents=True, exist_ok=True)
                folder.fetch(one.name, target)
        return scratch / "copies"

    def published(self, name: str, scratch: Path, *, sha256: str | None = None) -> Path | None:
        """As :meth:`Target.published`."""
        if not self.before:
            return None
        path = scratch / "published" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.place.fetch(f"{self.before}/{name}", path)
        except FileNotFoundError:
            return None
        return path if sha256 in (None, digest(path)) else None

    def keep_text(self, document_id: str) -> None:
        """As :meth:`Target.keep_text`: texts are shared between generations."""

    def place_text(self, text: str, document_id: str, text_sha256: str, *, same: bool) -> int:
        """As :meth:`Target.place_text`."""
        data = text.encode()
        if not same:
            self.place.write(text_object(text_sha256), data)
        return len(data)


class RemoteOutput:
    """A place in an object store.

    Args:
        place: of the output.
    """

    def __init__(self, place: Remote) -> None:
        self.name = str(place)
        self._place = place
        self._lock = RemoteLock(place.child(f"{STATE}/locks"))

    def prepare(self) -> None:
        """As :meth:`Output.prepare`."""
        try:
            self._place.write(f"{STATE}/probe", b"")
        except OSError as error:
            raise self._unusable("written", error) from error

    def lock(self) -> AbstractContextManager[Held]:
        """As :meth:`Output.lock`."""
        return self._lock

    def cache(self) -> Path | Shelf:
        """As :meth:`Output.cache`."""
        return RemoteShelf(self._place.child(f"{STATE}/cache"))

    def current(self) -> dict[str, Any] | None:
        """What ``current.json`` says; None when there is none, or it is damaged.

        Raises:
            OutputError: the store cannot be read.
        """
        try:
            said = json.loads(self._place.read(CURRENT))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable("read", error) from error
        except ValueError:
            return None
        return said if isinstance(said, dict) and isinstance(said.get("tables"), str) else None

    def previous(self) -> RunManifest | None:
        """As :meth:`Output.previous`."""
        said = self.current()
        if said is None:
            return None
        try:
            return decode(self._place.read(f"{said['tables']}/{MANIFEST}"))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable("read", error) from error
        except (ValueError, KeyError, TypeError):
            return None

    def damaged(self, previous: RunManifest) -> frozenset[str]:
        """As :meth:`Output.damaged`; objects cannot be cut short, so their sizes must do."""
        said = self.current()
        generation = "" if said is None else said["tables"]
        try:
            sizes = {o.name: o.size for o in self._place.child(generation).objects()}
            texts = {f"{TEXT}/{o.name}": o.size for o in self._place.child(TEXT).objects()}
        except OSError as error:
            raise self._unusable("listed", error) from error
        there = {f"{generation}/{name}": size for name, size in sizes.items()} | texts
        found = {
            name
            for name, w in previous.outputs.items()
            if there.get(object_of(name, w.sha256, generation)) != w.bytes
        }
        return frozenset(found | {n for n in sizes if table_of(n) and n not in previous.outputs})

    def is_whole(self) -> bool:
        """As :meth:`Output.is_whole`: one object says what is published."""
        return True

    def begin(self, generation: str) -> Target:
        """As :meth:`Output.begin`."""
        # a run that was taken for dead must not remove what its successor is uploading
        self._lock.check()
        said = self.current()
        current = "" if said is None else str(said["tables"])
        folder = self._place.child(GENERATIONS)
        own = current.removeprefix(f"{GENERATIONS}/") + "/"
        folder.remove([o.name for o in folder.objects() if not o.name.startswith(own)])
        previous = self.previous()
        kept = set() if previous is None else {w.sha256 for w in previous.outputs.values()}
        texts = self._place.child(TEXT)
        texts.remove([o.name for o in texts.objects() if o.name.removesuffix(".txt") not in kept])
        number = current.removeprefix(f"{GENERATIONS}/").partition("-")[0]
        serial = int(number) + 1 if number.isdigit() else 1
        # a run that was taken for dead may still be writing under the same number
        name = f"{serial:08d}-{generation[:16]}-{secrets.token_hex(3)}"
        return RemoteTarget(self._place, f"{GENERATIONS}/{name}", current)

    def publish(self, target: Target, manifest: RunManifest) -> None:
        """As :meth:`Output.publish`."""
        assert isinstance(target, RemoteTarget)
        self._place.write(f"{target.generation}/{MANIFEST}", manifest.encode())
        said = {
            "generation": manifest.generation,
            "schema_version": manifest.schema_version,
            "tables": target.generation,
            "manifest": f"{target.generation}/{MANIFEST}",
            "text": f"{TEXT}/{{text_sha256}}.txt",
        }
        self._lock.check()
        self._place.write(CURRENT, (json.dumps(said, indent=1) + "\n").encode())

    def _unusable(self, what: str, error: OSError) -> OutputError:
        return OutputError(
            f"cannot be {what}: {error.strerror or error}",
            where=self.name,
            hint="check the URL, credentials, permissions and the endpoint",
        )
