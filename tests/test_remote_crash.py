"""Runs on an object store that are killed, two at once, or lose their lock."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from batch_cases import Runs, process
from spacy.language import Language

from pipeline.engines.fetching import fetch
from pipeline.engines.local import InProcess
from pipeline.errors import OutputError
from pipeline.settings import Settings
from pipeline.storage import Remote, RemoteLock
from pipeline.tables.manifest import load
from pipeline.verification import verify

pytestmark = pytest.mark.filterwarnings("ignore")  # those of the server, which is no part of ours

KILLS = 5


@pytest.fixture
def raw(stored: Remote) -> Remote:
    return stored


@pytest.fixture
def runs(bucket: Remote) -> Iterator[Runs]:
    started = Runs(stored=True)
    yield started
    started.close()


def seen(out: Remote) -> tuple[str, dict[str, bytes]]:
    """What a reader finds: the generation, and all of its tables and texts."""
    said = json.loads(out.read("current.json"))
    place = out.child(said["tables"])
    manifest = json.loads(place.read("manifest.json"))
    found = {}
    for name, written in manifest["outputs"].items():
        text = name.startswith("text/")
        found[name] = out.read(f"text/{written['sha256']}.txt") if text else place.read(name)
    return said["generation"], found


@pytest.mark.slow
def test_killed_at_random_moments_of_an_upload(
    bucket: Remote, raw: Remote, tmp_path: Path, nlp: Language, runs: Runs
) -> None:
    out, clean = bucket.child("out"), tmp_path / "clean"
    runs.start(raw, out)
    assert runs.wait() == 0
    moments = random.Random(7)
    cut = uploading = 0
    expected = seen(out)
    for kill in range(KILLS):
        raw.write("news.txt", f"Edition {kill}: ministers will meet {kill + 2} times.\n".encode())
        style: Any = "parts" if kill % 2 else "files"
        settings = Settings(isolate=False, layout=style, part_rows=15)
        process(raw, clean, nlp, settings=settings)
        manifest = load(clean / "manifest.json")
        tables = {name: (clean / name).read_bytes() for name in manifest.outputs}
        before, expected = expected, (manifest.generation, tables)
        generations = {o.name.split("/")[0] for o in out.child("generations").objects()}
        pid = runs.start(raw, out, style)
        # the first objects of a new generation: the upload has begun
        while {o.name.split("/")[0] for o in out.child("generations").objects()} <= generations:
            time.sleep(0.002)
        time.sleep(moments.uniform(0, 0.25))
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        killed = runs.wait() != 0
        cut += killed
        found = seen(out)
        assert found in (before, expected)
        uploading += killed and found == before
        # the next run takes over at once: the process of the last one is gone
        process(raw, out, nlp, settings=settings)
        assert seen(out) == expected
    assert cut >= 3
    assert uploading >= 2
    fetch(str(out), tmp_path / "end")
    assert verify(tmp_path / "end").faults == ()


def test_two_runs_at_once(bucket: Remote, raw: Remote, nlp: Language, runs: Runs) -> None:
    out = bucket.child("out")
    pid = runs.start(raw, out)
    while not out.child(".pledger/locks").objects():
        time.sleep(0.01)
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(OutputError, match=f"another run is at work here .process {pid} on"):
            process(raw, out, nlp)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert runs.wait() == 0
    assert not process(raw, out, nlp).published


def test_of_many_at_once_one_gets_the_lock(bucket: Remote) -> None:
    place = bucket.child("locks")
    for _ in range(3):
        locks = [RemoteLock(place) for _ in range(6)]
        gate = threading.Barrier(len(locks))

        def take(lock: RemoteLock, gate: threading.Barrier = gate) -> bool:
            gate.wait()
            try:
                lock.acquire()
            except OutputError:
                return False
            return True

        with ThreadPoolExecutor(len(locks)) as pool:
            held = [lock for lock, taken in zip(locks, pool.map(take, locks), strict=True) if taken]
        assert len(held) == 1
        held[0].check()
        held[0].release()


def test_a_holder_without_a_sign_of_life_is_taken_for_dead(bucket: Remote) -> None:
    place = bucket.child("locks")
    first = RemoteLock(place, lease=2)
    with first:
        with pytest.raises(OutputError, match="another run is at work"):
            RemoteLock(place, lease=2).acquire()
        # a machine that is asleep renews nothing
        first._ended.set()
        time.sleep(4)
        with RemoteLock(place, lease=2) as second:
            assert second.stale
            second.check()
            with pytest.raises(OutputError, match="gave no sign of life"):
                first.check()
    with RemoteLock(place) as third:
        assert not third.stale


def test_a_run_that_lost_its_lock_publishes_nothing(
    bucket: Remote, raw: Remote, nlp: Language
) -> None:
    out = bucket.child("out")
    process(raw, out, nlp)
    before = seen(out)
    raw.write("more.txt", b"Ministers will build roads.\n")

    class Slow(InProcess):
        """Another run takes over while this one is at work."""

        def process(self, *args: Any) -> Any:
            yield from super().process(*args)
            out.child(".pledger/locks").write("00000099.json", b"{}")

    with pytest.raises(OutputError, match="another run has begun here"):
        process(raw, out, nlp, engine=Slow(nlp=nlp))
    assert seen(out) == before
