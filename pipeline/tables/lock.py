"""One run at a time in one folder.

The lock is a POSIX ``flock`` on a file, which the kernel drops when its holder dies, however
it dies: a lock file that is left behind therefore never blocks a later run. What the holder
wrote into the file says who it is, for the message to the second run, and tells the next run
that the last one did not finish.
"""

from __future__ import annotations

import json
import os
import socket
import time
from pathlib import Path

from pipeline.errors import OutputError


class Lock:
    """Holds a folder for one run.

    Attributes:
        stale: the last holder died before it let go.

    Args:
        path: of the lock file; its folder must exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stale = False
        self._descriptor: int | None = None

    def __enter__(self) -> Lock:
        self.acquire()
        return self

    def __exit__(self, *exception: object) -> None:
        self.release()

    def acquire(self) -> None:
        """Take the lock or say who has it.

        Raises:
            OutputError: another run holds it, or the folder cannot be written.
        """
        try:
            # not inherited by workers, which must not keep the lock of a run that died
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise _unwritable(self.path, error) from error
        try:
            _flock(descriptor)
        except BlockingIOError as error:
            holder = os.read(descriptor, 4096)
            os.close(descriptor)
            raise OutputError(
                f"another run is at work here{_describe(holder)}",
                where=str(self.path.parent.parent),
                hint="wait until it has ended, or write to another folder",
            ) from error
        self._descriptor = descriptor
        self.stale = bool(os.read(descriptor, 1))
        holder_now = {"pid": os.getpid(), "host": socket.gethostname(), "since": _now()}
        try:
            self._write(json.dumps(holder_now))
        except OSError as error:
            self.release()
            raise _unwritable(self.path, error) from error

    def release(self) -> None:
        """Let go; the file stays, empty."""
        if self._descriptor is not None:
            self._write("")
            os.close(self._descriptor)
            self._descriptor = None

    def _write(self, text: str) -> None:
        assert self._descriptor is not None
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, text.encode())


def _flock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: byte range lock, dropped with the process all the same
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError as error:
            raise BlockingIOError(str(error)) from error
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"cannot be written: {error.strerror}",
        where=str(path.parent.parent),
        hint="make room, or check permissions",
    )


def _describe(holder: bytes) -> str:
    try:
        data = json.loads(holder)
        return f" (process {data['pid']} on {data['host']}, since {data['since']})"
    except (ValueError, KeyError, TypeError):
        return ""


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")
