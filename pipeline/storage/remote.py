"""Objects under a URL, such as ``s3://bucket/articles``, by way of fsspec.

fsspec has a file system for each kind of store; which ones are there depends on what is installed
(``pledger[s3]`` brings S3). Credentials, regions and endpoints come from where the libraries of the
store look for them: environment, profiles, ``AWS_ENDPOINT_URL``, fsspec's own configuration.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import SettingsError

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Object:
    """One object.

    Attributes:
        name: relative to the place that listed it.
        size: in bytes.
        version: changes whenever the content does, as the store tells: its entity tag, or its
            size and time.
    """

    name: str
    size: int
    version: str


@dataclass(frozen=True)
class Remote:
    """Objects whose names begin alike. Can be pickled; connects in each process anew.

    Every method raises OSError when the store cannot be reached or refuses.

    Attributes:
        url: without a slash at its end.
    """

    url: str

    def __str__(self) -> str:
        return self.url

    def child(self, name: str) -> Remote:
        """The place under a name."""
        return Remote(f"{self.url}/{name.strip('/')}")

    def objects(self) -> list[Object]:
        """All objects, in order of their names; none when there is nothing."""
        with self._calling() as (system, root):
            try:
                found = system.find(root, detail=True)
            except FileNotFoundError:
                return []
        prefix = root.rstrip("/") + "/"
        objects = [
            Object(path.removeprefix(prefix), int(about.get("size") or 0), _version(about))
            for path, about in found.items()
            if path.startswith(prefix) and not path.endswith("/")
        ]
        return sorted(objects, key=lambda o: o.name)

    def read(self, name: str, size: int | None = None) -> bytes:
        """Content of an object, or its first bytes.

        Raises:
            FileNotFoundError: there is none.
        """
        with self._calling() as (system, root):
            if size is None:
                return bytes(system.cat_file(f"{root}/{name}"))
            try:
                return bytes(system.cat_file(f"{root}/{name}", start=0, end=size))
            except FileNotFoundError:
                raise
            except OSError:
                # a range that begins at the end of an empty object is refused by some stores
                return bytes(system.cat_file(f"{root}/{name}"))[:size]

    def write(self, name: str, data: bytes) -> None:
        """Make or replace an object, whole or not at all."""
        with self._calling() as (system, root):
            self._folder(system, f"{root}/{name}")
            system.pipe_file(f"{root}/{name}", data)

    def create(self, name: str, data: bytes) -> bool:
        """Make an object unless there is one already; whether it was made.

        Stores with conditional writes (S3, GCS, Azure) decide this themselves, so that of two
        that try at once only one succeeds.
        """
        with self._calling() as (system, root):
            self._folder(system, f"{root}/{name}")
            try:
                system.pipe_file(f"{root}/{name}", data, mode="create")
            except FileExistsError:
                return False
        return True

    def fetch(self, name: str, target: Path, *, most: int | None = None) -> None:
        """Copy an object to a file.

        Args:
            name: of the object.
            target: the file; its folder must exist.
            most: bytes to copy at the most.

        Raises:
            FileNotFoundError: there is none.
        """
        left = most
        with (
            self._calling() as (system, root),
            system.open(f"{root}/{name}", "rb", cache_type="none") as source,
            target.open("wb") as file,
        ):
            while chunk := source.read(_CHUNK if left is None else min(_CHUNK, left)):
                file.write(chunk)
                left = None if left is None else left - len(chunk)

    def put(self, source: Path, name: str) -> None:
        """Copy a file to an object, which appears when all of it has arrived."""
        with self._calling() as (system, root):
            self._folder(system, f"{root}/{name}")
            system.put_file(str(source), f"{root}/{name}")

    def remove(self, names: Iterable[str]) -> None:
        """Remove objects; those that are gone already are no error."""
        with self._calling() as (system, root):
            paths = [f"{root}/{name}" for name in names]
            if paths:
                with contextlib.suppress(FileNotFoundError):
                    system.rm(paths)

    def modified(self, name: str) -> datetime:
        """When an object was written, by the clock of the store."""
        with self._calling() as (system, root):
            found = system.modified(f"{root}/{name}")
        assert isinstance(found, datetime)
        return found

    @contextlib.contextmanager
    def _calling(self) -> Iterator[tuple[Any, str]]:
        system, root = _connect(self.url)
        try:
            yield system, root.rstrip("/")
        except OSError:
            raise
        except Exception as error:
            # each store has errors of its own, for credentials and connections above all
            raise OSError(None, f"{type(error).__name__}: {error}", self.url) from error

    def _folder(self, system: Any, path: str) -> None:
        # object stores have no folders; other file systems want them made
        if "file" in system.protocol or "local" in system.protocol:
            system.makedirs(str(PurePosixPath(path).parent), exist_ok=True)


def open_place(where: Path | str) -> Path | Remote:
    """A folder, or what a URL with a scheme names.

    Raises:
        SettingsError: what reaches this kind of store is not installed.
    """
    text = str(where)
    if isinstance(where, Path) or "://" not in text:
        return Path(where)
    _connect(text)
    return Remote(text.rstrip("/"))


def _connect(url: str) -> tuple[Any, str]:
    scheme = url.partition("://")[0]
    hint = "pip install 'pledger[s3]'" if scheme == "s3" else "install the fsspec package for it"
    try:
        import fsspec

        # instances are kept by fsspec; listings must be fresh
        system, root = fsspec.core.url_to_fs(url, use_listings_cache=False)
    except (ImportError, ValueError) as error:
        raise SettingsError(
            f"places that begin with {scheme}:// cannot be reached: {error}", where=url, hint=hint
        ) from error
    return system, str(root)


def _version(about: dict[str, Any]) -> str:
    for name in ("ETag", "etag", "md5Hash", "content_md5"):
        if about.get(name):
            return str(about[name]).strip('"')
    when = next((about[n] for n in ("LastModified", "mtime", "updated") if n in about), "")
    return f"{about.get('size')} {when}"
