"""Opening what lies in an input folder without trusting it.

Only regular files are read. A FIFO, a socket or a device would block or never end; a link that
loops or leads out of the folder is refused. Each refusal has a reason, so that none is silent.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import InputError, ReadError
from pipeline.readers.limits import Limits

MANIFEST_NAME = "sources.csv"
_CHUNK = 1 << 20
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry of the input folder that is not a file to read.

    Attributes:
        source_path: as in ``documents`` and ``failures``.
        reason: what it is instead.
    """

    source_path: str
    reason: str


class Found(NamedTuple):
    """An entry of the input folder that is not hidden.

    Attributes:
        path: of it, starting with that of the folder.
        source_path: as in ``documents`` and ``failures``.
        reason: why it is refused; None for a file to read.
    """

    path: str
    source_path: str
    reason: str | None


def portable_path(path: Path, *, root: Path | None = None) -> str:
    r"""The path as rows name it: relative to ``root``, ``/`` separators, valid Unicode.

    Bytes of a name that are not UTF-8 are shown as ``\xNN``, so that every table and file
    format can hold the name. Without ``root`` the bare file name is used.
    """
    relative: Path | str
    if root is None:
        relative = path.name
    else:
        try:
            relative = path.relative_to(root).as_posix()
        except ValueError:
            relative = path.as_posix()
    return _portable(str(relative))


def _portable(name: str) -> str:
    return _SURROGATE.sub(lambda m: _escape(m.group()), name)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"


def load_bytes(path: Path, *, limits: Limits | None = None, root: Path | None = None) -> bytes:
    """Read a regular file, never more than ``limits.bytes`` of it.

    Raises:
        ReadError: ``unsupported`` for what is not a regular file or cannot be opened,
            ``too_large`` past the limit. A file that shrinks or vanishes while being read
            gives what was there, or ``unsupported``.
    """
    limits = limits or Limits()
    return b"".join(_chunks(path, root, limits.bytes))


def hash_file(path: Path | str, *, limits: Limits | None = None, root: Path | None = None) -> str:
    """SHA-256 of a regular file in hexadecimal, refusing what ``load_bytes`` refuses.

    Raises:
        ReadError: as ``load_bytes``.
    """
    limits = limits or Limits()
    digest = hashlib.sha256()
    for chunk in _chunks(path, root, limits.bytes):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(path: Path | str, root: Path | None, limit: int) -> Iterator[bytes]:
    def where() -> str:
        return portable_path(Path(path), root=root)

    # O_NONBLOCK: opening a FIFO without a writer would otherwise wait for ever
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    flags |= getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise _cannot_open(error, where()) from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(
                f"is {_kind_of_file(status.st_mode)}, not a regular file",
                kind="unsupported",
                where=where(),
                hint="put a copy of the content into the folder",
            )
        if status.st_size > limit:
            raise too_large(f"is {status.st_size:,} bytes long", where(), limit)
        total = 0
        while chunk := os.read(descriptor, _CHUNK):
            total += len(chunk)
            if total > limit:
                # it grew after fstat, or its file system reports no size
                raise too_large("grew while it was being read", where(), limit)
            yield chunk
    except OSError as error:
        raise _cannot_open(error, where()) from error
    finally:
        os.close(descriptor)


def _cannot_open(error: Exception, where: str) -> ReadError:
    reason = str(error)
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        if error.errno == errno.ELOOP:
            reason = "symbolic links that lead in a circle"
    return ReadError(
        f"cannot be opened: {reason}",
        kind="unsupported",
        where=where,
        hint="check that it is still there and that you may read it",
    )


def too_large(what: str, where: str, limit: int) -> ReadError:
    """The error of a file past the limit on size."""
    return ReadError(
        f"{what}, the limit is {limit:,} bytes",
        kind="too_large",
        where=where,
        hint="raise the limit on size in pledger.toml if you trust the file",
    )


def _kind_of_file(mode: int) -> str:
    names = (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a FIFO"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a character device"),
        (stat.S_ISBLK, "a block device"),
        (stat.S_ISLNK, "a symbolic link"),
    )
    return next((name for test, name in names if test(mode)), "a special file")


def list_inputs(raw: Path) -> list[Path]:
    """Regular files under ``raw`` and links to such files inside ``raw``, in a fixed order.

    Left out: hidden files and folders, and ``sources.csv`` at the top. What else is not listed
    is told by ``list_refused``.

    Returns:
        paths that start with ``raw``, sorted by their relative POSIX path.

    Raises:
        InputError: ``raw`` is not a folder.
        OSError: it cannot be read; a folder inside that cannot is told by ``list_refused``.
    """
    return [Path(found.path) for found in look_into(raw) if found.reason is None]


def list_refused(raw: Path) -> list[Refusal]:
    """Entries under ``raw`` that ``list_inputs`` leaves out and that are not hidden.

    They belong in ``failures`` as ``unsupported``: a dangling link or a FIFO is somebody's
    article that did not arrive.

    Raises:
        InputError: ``raw`` is not a folder.
    """
    return [Refusal(name, reason) for _, name, reason in look_into(raw) if reason is not None]


def look_into(raw: Path) -> list[Found]:
    """What ``list_inputs`` and ``list_refused`` list, in one go; raises what they do."""
    if not raw.is_dir():
        raise InputError("is not a folder", where=str(raw), hint="make it and put articles into it")
    inside, top = os.path.realpath(raw), os.fspath(raw)
    # as strings: a Path for each of thousands of files takes longer than looking at them
    below = len(os.path.join(top, ""))
    found: list[tuple[bytes, Found]] = []

    def add(path: str, reason: str | None) -> None:
        name = path[below:].replace(os.sep, "/")
        found.append((os.fsencode(name), Found(path, _portable(name), reason)))

    def lost(error: OSError) -> None:
        if error.filename == top:
            raise error
        # whatever lies in it did not arrive
        add(error.filename, f"is a folder that cannot be read: {error.strerror}")

    for folder, folders, names in os.walk(top, followlinks=False, onerror=lost):
        folders[:] = [name for name in folders if not name.startswith(".")]
        linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in [*names, *linked]:
            if name.startswith("."):
                continue
            if name == MANIFEST_NAME and folder == top:
                continue
            path = os.path.join(folder, name)
            add(path, _refuse(path, inside))
    found.sort(key=itemgetter(0))
    return [entry for _, entry in found]


def _refuse(path: str, inside: str) -> str | None:
    try:
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode):
            target = os.path.realpath(path, strict=True)
            if os.path.commonpath([inside, target]) != inside:
                return "is a symbolic link that leads out of the input folder"
            mode = os.stat(target).st_mode
            if stat.S_ISDIR(mode):
                return "is a symbolic link to a folder, which is not followed"
        if not stat.S_ISREG(mode):
            return f"is {_kind_of_file(mode)}, not a regular file"
        if not os.access(path, os.R_OK):
            return "cannot be read: Permission denied"
    except OSError as error:
        if error.errno == errno.ELOOP:
            return "is a symbolic link that leads in a circle"
        return f"cannot be read: {error.strerror}"
    return None
