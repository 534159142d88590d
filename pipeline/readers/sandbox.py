"""Reading in a child process that may be killed: limits on time and memory, no network.

The child is a plain ``python -m pipeline.readers.child`` with two pipes, not a
``multiprocessing`` process, so that it also works inside pool workers and notebooks.
What comes back is unpickled with a list of the few classes that a document is made of.
"""

from __future__ import annotations

import io
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

from pipeline.errors import ReadError
from pipeline.model import Document, Metadata
from pipeline.readers.files import portable_path
from pipeline.readers.limits import Limits

HEADER = struct.Struct("<Q")
_START_SECONDS = 60.0
# a child is replaced after so many files, so that what a library leaks does not add up
_FILES_PER_CHILD = 500
# how often the size of a busy child is looked at, and what share of its limit is near the end
_GLANCE_SECONDS = 0.02
_NEARLY = 0.6
_ALLOWED = frozenset(
    (
        ("datetime", "date"),
        ("pipeline.errors", "_rebuild_read"),
        ("pipeline.model", "Block"),
        ("pipeline.model", "Box"),
        ("pipeline.model", "Document"),
        ("pipeline.model", "Metadata"),
        ("pipeline.readers.html_map", "HtmlMap"),
        ("pipeline.readers.pdf_map", "PdfMap"),
        ("pipeline.readers.text", "TextMap"),
    )
)


class _Unpickler(pickle.Unpickler):
    """Unpickles documents and read errors; a child taken over by its input gets no further."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a document")
        return super().find_class(module, name)


class Isolation:
    """A warm child process that reads files; started anew after a death or a timeout.

    Use as a context manager, one for each worker; not for several threads at once.

    Args:
        limits: for files whose ``read`` does not bring its own.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._child: subprocess.Popen[bytes] | None = None
        self._greeted = False
        self._memory_mb = 0
        self._files = 0
        self._peak_mb = 0

    def __enter__(self) -> Isolation:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._kill(self._child)

    def prepare(self, limits: Limits | None = None) -> None:
        """Have the child start, and do something else meanwhile."""
        if self._child is None:
            self._spawn(limits or self.limits)

    def read(
        self,
        path: Path,
        *,
        root: Path | None = None,
        metadata: Metadata | None = None,
        limits: Limits | None = None,
        password: str | None = None,
    ) -> Document:
        """Read a file as ``read_file`` does.

        Raises:
            ReadError: as ``read_file``, and ``timeout``, ``memory``, or ``malformed`` when the
                child died of the file.
        """
        limits = limits or self.limits
        where = portable_path(path, root=root)
        child = self._ready(limits)
        request = pickle.dumps((path, root, metadata, limits, password))
        deadline = time.monotonic() + limits.seconds
        try:
            assert child.stdin is not None
            child.stdin.write(HEADER.pack(len(request)) + request)
            child.stdin.flush()
            self._peak_mb = 0
            answer = self._receive(child, deadline)
        except TimeoutError:
            self._kill(child)
            raise ReadError(
                f"took more than {limits.seconds:g} seconds to read",
                kind="timeout",
                where=where,
                hint="raise the limit on seconds in pledger.toml",
            ) from None
        except (EOFError, OSError):
            raise self._died(child, limits, where) from None
        except BaseException:
            # an interrupt leaves half an answer in the pipe
            self._kill(child)
            raise
        self._files += 1
        return self._unpack(answer, where)

    def _unpack(self, answer: bytes, where: str) -> Document:
        try:
            result = _Unpickler(io.BytesIO(answer)).load()
        except (pickle.UnpicklingError, AttributeError, EOFError, TypeError, ValueError) as error:
            self.close()
            raise ReadError(
                f"the reading process gave an answer that is no document: {error}",
                kind="bug",
                where=where,
            ) from error
        if isinstance(result, ReadError):
            if result.kind == "memory":
                # what a failed allocation leaves behind is not worth keeping
                self.close()
            raise result
        if not isinstance(result, Document):
            self.close()
            raise ReadError("the reading process gave no document", kind="bug", where=where)
        return result

    def _ready(self, limits: Limits) -> subprocess.Popen[bytes]:
        child = self._child
        if child is not None and (
            child.poll() is not None
            or self._memory_mb != limits.memory_mb
            or self._files >= _FILES_PER_CHILD
        ):
            self._kill(child)
            child = None
        child = child or self._spawn(limits)
        if not self._greeted:
            self._greet(child, limits)
        return child

    def _spawn(self, limits: Limits) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
            environment[name] = "1"
        child = subprocess.Popen(
            [sys.executable, "-m", "pipeline.readers.child", str(limits.memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self._child, self._memory_mb, self._files = child, limits.memory_mb, 0
        self._greeted = False
        return child

    def _greet(self, child: subprocess.Popen[bytes], limits: Limits) -> None:
        """Wait until the child is ready."""
        try:
            self._receive(child, time.monotonic() + _START_SECONDS)
        except (TimeoutError, EOFError, OSError):
            self._kill(child)
            raise ReadError(
                "the reading process did not start",
                kind="bug",
                hint=f"is memory_mb = {limits.memory_mb} enough, and is pledger installed?",
            ) from None
        self._greeted = True

    def _died(self, child: subprocess.Popen[bytes], limits: Limits, where: str) -> ReadError:
        try:
            code = child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            code = 0
        self._kill(child)
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        # the system's memory killer sends SIGKILL; we send it only after a timeout. A library
        # that is refused memory aborts, or runs on into a null pointer.
        memory = -code == signal.SIGKILL or self._peak_mb > _NEARLY * limits.memory_mb
        return ReadError(
            f"the reading process died ({name})",
            kind="memory" if memory else "malformed",
            where=where,
            hint=f"the limit on memory is {limits.memory_mb} MiB",
        )

    def _receive(self, child: subprocess.Popen[bytes], deadline: float) -> bytes:
        assert child.stdout is not None
        descriptor = child.stdout.fileno()
        size = HEADER.unpack(self._exactly(child.pid, descriptor, HEADER.size, deadline))[0]
        return self._exactly(child.pid, descriptor, size, deadline)

    def _exactly(self, pid: int, descriptor: int, size: int, deadline: float) -> bytes:
        data = bytearray()
        while len(data) < size:
            rest = deadline - time.monotonic()
            if rest <= 0:
                raise TimeoutError
            if not select.select([descriptor], [], [], min(rest, _GLANCE_SECONDS))[0]:
                self._peak_mb = max(self._peak_mb, _address_space_mb(pid))
                continue
            chunk = os.read(descriptor, min(size - len(data), 1 << 20))
            if not chunk:
                raise EOFError
            data += chunk
        return bytes(data)

    def _kill(self, child: subprocess.Popen[bytes]) -> None:
        self._child = None
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                _close(pipe)


def read_isolated(
    path: Path,
    *,
    root: Path | None = None,
    metadata: Metadata | None = None,
    limits: Limits | None = None,
    password: str | None = None,
) -> Document:
    """Read one file in a child process of its own; ``Isolation`` is faster for many.

    Raises:
        ReadError: as ``Isolation.read``.
    """
    with Isolation(limits) as isolation:
        return isolation.read(path, root=root, metadata=metadata, password=password)


def _address_space_mb(pid: int) -> int:
    """Size of a process in MiB; 0 where the system does not say."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE") >> 20
    except (OSError, ValueError, IndexError):
        return 0


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        # the other end is gone, and with it what was not written
        return
