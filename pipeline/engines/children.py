"""Processes that this one starts, and that end with it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from pipeline.errors import OutputError, PledgerError, locate
from pipeline.process import settle_in

_ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
"""Processes are the parallelism, and sums do not depend on thread counts."""
_NOTHING: Mapping[str, str] = {}
T = TypeVar("T")
R = TypeVar("R")


def start(
    function: Callable[..., None], *arguments: object, environment: Mapping[str, str] = _NOTHING
) -> tuple[BaseProcess, Connection]:
    """Start a process, and what to speak to it through.

    Args:
        function: what it does; takes its end of the connection, then the arguments. Ctrl-C does
            not reach it.
        *arguments: may be pickled, as the function may.
        environment: what it finds there besides what is in that of this process.
    """
    context = multiprocessing.get_context("spawn")
    parent, child = context.Pipe()
    process = context.Process(target=_begin, args=(function, child, *arguments), daemon=False)
    with _inherited({**_ONE_THREAD, **environment}):
        process.start()
    child.close()
    return process, parent


def end(process: BaseProcess) -> None:
    """Wait for a process that is ending, not for long."""
    process.join(2)
    if process.is_alive():
        process.kill()
        process.join()


def how(process: BaseProcess) -> str:
    """How it ended: name of a signal, or exit code."""
    code = process.exitcode
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def apart(function: Callable[[T], R], argument: T, *, what: str) -> R:
    """What a function gives in a process of its own, which takes its memory with it.

    Where no process can start, as from a script that runs again when it is imported, it is done in
    this one.

    Args:
        function: may be pickled, as its argument may.
        argument: for it.
        what: it makes, for messages.

    Raises:
        OutputError: the process died.
        PledgerError, OSError: as the function does.
    """
    process, connection = start(_answer, function, argument, what)
    said: list[Any] = []
    try:
        while len(said) < 2:  # that it has begun, and what became of it
            said.append(connection.recv())
    except (EOFError, ConnectionResetError):
        process.join(5)
    finally:
        connection.close()
        end(process)
    if not said:
        return function(argument)
    if len(said) < 2:
        raise OutputError(
            f"the process that was making {what} died ({how(process)})",
            hint="most likely for want of memory; the tables of the last run are in place",
        )
    answer: R | Exception = said[1]
    if isinstance(answer, Exception):
        raise answer
    return answer


@contextlib.contextmanager
def _inherited(environment: Mapping[str, str]) -> Iterator[None]:
    """Environment and signals as a process that is started meanwhile should have them."""
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    # Ctrl-C reaches the whole group; only the parent acts on it, and then stops its children
    main = threading.current_thread() is threading.main_thread()
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN) if main else None
    try:
        yield
    finally:
        if main:
            signal.signal(signal.SIGINT, handler)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _begin(function: Callable[..., None], connection: Connection, *arguments: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settle_in()
    function(connection, *arguments)


def _answer(
    connection: Connection, function: Callable[[T], object], argument: T, what: str
) -> None:
    connection.send(True)
    threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
    answer: object
    try:
        answer = function(argument)
    except (PledgerError, OSError) as error:
        answer = error
    except Exception as error:
        answer = PledgerError(f"{what} cannot be made: {locate(error)}", hint="please report it")
    with contextlib.suppress(OSError):  # the parent is gone
        connection.send(answer)


def _end_with(connection: Connection) -> None:
    """End at once when the parent does: nobody else waits for what is being made."""
    with contextlib.suppress(EOFError, OSError):
        connection.recv()
    os._exit(1)
