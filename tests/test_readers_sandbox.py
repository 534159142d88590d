"""Reading in a child process: limits hold, the child dies, the batch goes on."""

from __future__ import annotations

import os
import pickle
import resource
import threading
import time
from pathlib import Path

import pytest
from cases.hostile import make

from pipeline.errors import ReadError
from pipeline.model import Document
from pipeline.readers import (
    Isolation,
    Limits,
    list_inputs,
    list_refused,
    portable_path,
    read_file,
    read_isolated,
)
from pipeline.readers.sandbox import _Unpickler


@pytest.fixture(scope="module")
def warm() -> Isolation:
    with Isolation() as isolation:
        yield isolation


def test_same_document_as_in_process(tmp_path: Path, warm: Isolation) -> None:
    for name, data in (
        ("a.txt", make.PROSE.encode()),
        ("b.html", make.page()),
        ("c.pdf", make.pdf(2)),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        inside, outside = read_file(path, root=tmp_path), warm.read(path, root=tmp_path)
        assert inside == outside
        assert inside.source_map.boxes(0, 40) == outside.source_map.boxes(0, 40)


def test_a_folder_of_hostile_files(tmp_path: Path, warm: Isolation) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    expected = make.fill(tmp_path)
    found = {refusal.source_path: "refused" for refusal in list_refused(tmp_path)}
    for path in list_inputs(tmp_path):
        name = portable_path(path, root=tmp_path)
        try:
            found[name] = "ok" if warm.read(path, root=tmp_path).text else "empty"
        except ReadError as error:
            found[name] = error.kind
    assert found == {portable_path(Path(name)): kind for name, kind in expected.items()}
    # the parent holds what it was sent, nothing of the two gigabytes
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_a_hang_ends_with_the_limit_and_the_next_file_is_read(tmp_path: Path) -> None:
    slow, good = tmp_path / "slow.pdf", tmp_path / "good.txt"
    slow.write_bytes(make.stream_bomb(400_000_000))
    good.write_text(make.PROSE)
    with Isolation(Limits(seconds=1.5)) as isolation:
        isolation.read(good)
        started = time.monotonic()
        with pytest.raises(ReadError) as caught:
            isolation.read(slow)
        assert caught.value.kind in ("timeout", "memory", "malformed")
        assert time.monotonic() - started < 5
        assert isolation.read(good).text == make.PROSE


def test_memory_stays_under_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "wide.html"
    path.write_bytes(b"<html><body>" + b"<p>x<b>y</b></p>" * 1_500_000)
    with pytest.raises(ReadError) as caught:
        read_isolated(path, limits=Limits(memory_mb=700))
    assert caught.value.kind == "memory"


def test_too_little_memory_for_anything_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make.pdf())
    with pytest.raises(ReadError, match="64 MiB") as caught:
        read_isolated(path, limits=Limits(memory_mb=64))
    assert caught.value.kind == "memory"


def test_a_file_that_vanishes_or_grows_while_being_read(tmp_path: Path, warm: Isolation) -> None:
    path = tmp_path / "a.txt"
    path.write_text(make.PROSE * 1000)
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            path.unlink(missing_ok=True)
            path.write_text(make.PROSE * 1000)
            with path.open("a") as file:
                file.write(make.PROSE * 1000)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        texts, kinds = set(), set()
        for _ in range(40):
            try:
                texts.add(warm.read(path).text)
            except ReadError as error:
                kinds.add(error.kind)
    finally:
        stop.set()
        thread.join()
    assert all(set(text) <= set(make.PROSE) for text in texts)
    assert kinds <= {"unsupported", "no_text"}
    assert texts or kinds


def test_a_child_that_is_killed_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(make.PROSE)
    with Isolation() as isolation:
        isolation.read(path)
        assert isolation._child is not None
        os.kill(isolation._child.pid, 9)
        isolation._child.wait()
        assert isolation.read(path).text == make.PROSE


def test_the_child_may_not_reach_the_network_or_write(tmp_path: Path) -> None:
    import subprocess
    import sys

    script = """
import socket, subprocess, sys
from pipeline.readers.child import limit_process
limit_process(2000)
for action in (
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: socket.getaddrinfo("example.org", 80),
    lambda: subprocess.run(["true"]),
    lambda: open(sys.argv[1], "w").write("x") and None,
):
    try:
        action()
    except OSError as error:
        print(type(error).__name__)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "x")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split()[:3] == ["PermissionError"] * 3
    assert not (tmp_path / "x").exists() or (tmp_path / "x").read_text() == ""


def test_only_documents_are_unpickled() -> None:
    import io

    for value in (os.system, Path, Isolation):
        with pytest.raises(pickle.UnpicklingError):
            _Unpickler(io.BytesIO(pickle.dumps(value))).load()


def test_errors_and_documents_travel() -> None:
    error = ReadError("is odd", kind="malformed", where="a.txt", hint="look at it")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.kind, again.stage) == (str(error), "malformed", "read")
    document = Document("a", "b", "c", "text/plain", "d")
    assert pickle.loads(pickle.dumps(document)) == document
