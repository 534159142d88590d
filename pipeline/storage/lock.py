"""One run at a time in one place of an object store.

A store has no locks that go with their holder. So the lock is a row of numbered objects, of which
only the last counts::

    .pledger/locks/00000007.json    {"host": …, "pid": …, "since": …, "released": false}

To take the lock is to create the next number, which the store grants to one of two that try at
once (a conditional write, *If-None-Match*). That is allowed when the last one was released, or when
its holder is dead: its process is gone, as far as this machine can tell, or it has not renewed the
object for two minutes by the clock of the store. The last number is never removed, so a number is
never given twice; and before anything is published the holder looks whether its number still is
the last.

On a store without conditional writes two runs that begin within the same moment may both go on;
then publish from one place only.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import threading
import time
from pathlib import Path
from typing import Any

from pipeline.errors import OutputError
from pipeline.storage.remote import Remote

_BEAT = 20.0
LEASE = 120.0
"""Seconds after which a lock that was not renewed belongs to a dead run."""
_NAME = re.compile(r"(\d{8})\.json")


class RemoteLock:
    """Holds a place for one run.

    Attributes:
        stale: the last holder died before it let go.

    Args:
        place: of the lock objects.
        lease: seconds without a sign of life after which a holder is taken for dead.
    """

    def __init__(self, place: Remote, *, lease: float = LEASE) -> None:
        self.stale = False
        self._place = place
        self._lease = lease
        self._number = 0
        self._ended = threading.Event()
        self._pulse: threading.Thread | None = None

    def __enter__(self) -> RemoteLock:
        self.acquire()
        return self

    def __exit__(self, *exception: object) -> None:
        self.release()

    def acquire(self) -> None:
        """Take the lock or say who has it.

        Raises:
            OutputError: another run holds it, or the store cannot be written.
        """
        try:
            self._take()
        except OSError as error:
            raise OutputError(
                f"cannot be written: {error.strerror or error}",
                where=str(self._place),
                hint="check credentials, permissions and the endpoint",
            ) from error
        self._pulse = threading.Thread(target=self._beat, daemon=True)
        self._pulse.start()

    def _take(self) -> None:
        last = self._last()
        if last:
            holder = self._holder(last)
            if holder is not None and not holder.get("released"):
                if not self._is_dead(last, holder):
                    raise self._taken(holder)
                self.stale = True
        number = last + 1
        if not self._place.create(_name(number), self._say()):
            raise self._taken(self._holder(number) or {})
        if self._last() != number:
            # others came and went while this process stood still
            self._place.remove([_name(number)])
            raise self._taken({})
        self._number = number
        self._place.remove([_name(n) for n in self._numbers() if n < number])

    def check(self) -> None:
        """Make sure that the lock is still held.

        Raises:
            OutputError: another run has taken this one for dead.
        """
        if self._last() != self._number:
            raise OutputError(
                "another run has begun here, since this one gave no sign of life for too long",
                where=str(self._place),
                hint="run again when it has ended; nothing of this run was published",
            )

    def release(self) -> None:
        """Let go; the object stays and says so."""
        if self._pulse is None:
            return
        self._ended.set()
        self._pulse.join()
        self._pulse = None
        with contextlib.suppress(OSError):  # then the lease runs out
            self._place.write(_name(self._number), self._say(released=True))

    def _beat(self) -> None:
        while not self._ended.wait(min(_BEAT, self._lease / 4)):
            with contextlib.suppress(OSError):  # the next beat may get through
                self._place.write(_name(self._number), self._say())

    def _numbers(self) -> list[int]:
        found = (_NAME.fullmatch(o.name) for o in self._place.objects())
        return [int(match[1]) for match in found if match]

    def _last(self) -> int:
        return max(self._numbers(), default=0)

    def _holder(self, number: int) -> dict[str, Any] | None:
        """Who holds a number; None when it cannot be read, as after it was removed."""
        try:
            data = json.loads(self._place.read(_name(number)))
        except (FileNotFoundError, ValueError):
            return None
        return data if isinstance(data, dict) else None

    def _is_dead(self, number: int, holder: dict[str, Any]) -> bool:
        if holder.get("machine") == _machine() and not _runs(holder.get("pid")):
            return True
        # both times are by the clock of the store
        self._place.write("now", b"")
        silent = self._place.modified("now") - self._place.modified(_name(number))
        return silent.total_seconds() > self._lease

    def _say(self, *, released: bool = False) -> bytes:
        return json.dumps(
            {
                "pid": os.getpid(),
                "host": socket.gethostname(),
                "machine": _machine(),
                "since": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
                "released": released,
            }
        ).encode()

    def _taken(self, holder: dict[str, Any]) -> OutputError:
        who = ""
        if holder:
            who = f" (process {holder.get('pid')} on {holder.get('host')})"
        return OutputError(
            f"another run is at work here{who}",
            where=str(self._place),
            hint=f"wait until it has ended; one that died is noticed after {self._lease:g} s",
        )


def _name(number: int) -> str:
    return f"{number:08d}.json"


def _runs(pid: object) -> bool:
    """Whether a process of this machine lives."""
    if not isinstance(pid, int):
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _machine() -> str:
    """This machine, this boot, and this name space of processes; a container is one of its own."""
    parts = [socket.gethostname()]
    with contextlib.suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip())
        parts.append(os.readlink("/proc/self/ns/pid"))
    return " ".join(parts)
