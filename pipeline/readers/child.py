"""The child process of ``sandbox``: reads requests from one pipe, answers on the other."""

from __future__ import annotations

import importlib
import os
import pickle
import sys
from typing import BinaryIO

from pipeline.errors import ReadError
from pipeline.model import Document
from pipeline.readers.language import detect_language
from pipeline.readers.sandbox import HEADER

_FORBIDDEN = (
    "ftplib.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.spawn",
    "os.system",
    "shutil.",
    "smtplib.",
    "socket.",
    "subprocess.",
    "urllib.",
    "webbrowser.",
)


def main() -> None:
    """Serve until the pipe closes. ``argv[1]``: address space in MiB."""
    answers = os.fdopen(os.dup(1), "wb")
    # what a library prints must not end up between the answers
    os.dup2(2, 1)
    _preload()
    limit_process(int(sys.argv[1]))
    _send(answers, b"")
    requests = sys.stdin.buffer
    while len(header := requests.read(HEADER.size)) == HEADER.size:
        request = requests.read(HEADER.unpack(header)[0])
        _send(answers, _answer(request))


def _preload() -> None:
    # everything that readers import late, before the limits and the ban on new processes
    for name in (
        "pypdfium2",
        "trafilatura.metadata",
        "pipeline.readers.html",
        "pipeline.readers.pdf",
    ):
        importlib.import_module(name)
    # the model of languages is unpacked by way of a temporary file, which is refused later
    detect_language("The readers are warm and have their models before the first file comes in.")


def limit_process(memory_mb: int) -> None:
    """Lower the limits of this process for good: memory, no core file, no file written."""
    sys.addaudithook(_audit)
    try:
        import resource
    except ImportError:
        # Windows has no limits of this kind; the timeout is kept by the parent
        return
    size = memory_mb << 20
    for name, value in (
        ("RLIMIT_AS", size),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
    ):
        limit = getattr(resource, name, None)
        if limit is None:
            continue
        _, hard = resource.getrlimit(limit)
        lowered = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(limit, (lowered, lowered))
        except (OSError, ValueError):
            # macOS refuses to limit the address space; the other limits still hold
            continue


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not allowed while reading")


def _answer(request: bytes) -> bytes:
    from pipeline.readers import read_file

    path, root, metadata, limits, password = pickle.loads(request)
    result: Document | ReadError
    try:
        result = read_file(path, root=root, metadata=metadata, limits=limits, password=password)
        return pickle.dumps(result, protocol=5)
    except ReadError as error:
        result = error
    except MemoryError:
        result = ReadError(
            "needs more memory than the limit",
            kind="memory",
            where=str(path),
            hint=f"the limit is {limits.memory_mb} MiB",
        )
    except RecursionError:
        result = ReadError("is nested too deeply", kind="too_large", where=str(path))
    except Exception as error:
        # the last line of defence: whatever a library throws is a row, not the end of the batch
        result = ReadError(f"{type(error).__name__}: {error}", kind="bug", where=str(path))
    return pickle.dumps(result, protocol=5)


def _send(answers: BinaryIO, data: bytes) -> None:
    answers.write(HEADER.pack(len(data)) + data)
    answers.flush()


if __name__ == "__main__":
    main()
