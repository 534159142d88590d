"""Power cuts, full disks and impatient operators: the next run ends as a clean one would."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from batch_cases import SETTINGS, Runs, rows
from spacy.language import Language

from pipeline.engines.local import InProcess, Processes
from pipeline.errors import OutputError, PledgerError
from pipeline.run import run
from pipeline.schema import TABLES
from pipeline.settings import Settings
from pipeline.tables import layout
from pipeline.verification import verify

REPO = Path(__file__).parents[1]
KILLS = 20


def files(processed: Path) -> dict[str, bytes]:
    """Tables and texts; equal rows make equal files."""
    paths = [path for t in TABLES for path in layout.parts(processed, t.table)]
    paths += (processed / "text").iterdir()
    return {str(path.relative_to(processed)): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def runs() -> Iterator[Runs]:
    started = Runs()
    yield started
    started.close()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for i in range(5):
        text = f"Minister {i} will build {i + 2} harbours by 20{30 + i}. “We pay,” she said.\n"
        (folder / f"{i}.txt").write_text(text * (1 + i % 4), encoding="utf-8")
    return folder


@pytest.mark.slow
def test_killed_at_random_moments(raw: Path, tmp_path: Path, nlp: Language, runs: Runs) -> None:
    engine = InProcess(nlp=nlp)
    out, clean = tmp_path / "out", tmp_path / "clean"
    moments = random.Random(20)
    lengths = []
    for _ in range(2):  # the second is warm, as all that follow
        begin = time.monotonic()
        runs.start(raw, out)
        assert runs.wait() == 0
        lengths.append(time.monotonic() - begin)
    cut = 0
    for kill in range(KILLS):
        # a change each time, so that every run has something to publish
        (raw / "news.txt").write_text(f"Edition {kill}: ministers will meet {kill + 2} times.\n")
        style: Literal["files", "parts"] = "parts" if kill % 3 == 2 else "files"
        settings = Settings(isolate=False, layout=style, part_rows=15)
        run(raw, clean, settings=settings, engine=engine)
        before, expected = files(out), files(clean)
        pid = runs.start(raw, out, style)
        time.sleep(moments.uniform(0, lengths[-1]))
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        cut += runs.wait() != 0
        assert files(out) in (before, expected)
        run(raw, out, settings=settings, engine=engine)
        assert files(out) == expected
    assert verify(out, raw=raw).faults == ()
    assert cut >= KILLS // 4
    assert len(list((out / ".pledger" / "generations").iterdir())) <= 2


def test_two_runs_at_once(raw: Path, tmp_path: Path, nlp: Language, runs: Runs) -> None:
    out = tmp_path / "out"
    pid = runs.start(raw, out)
    while not list((out / ".pledger").glob("cache/*/*")):
        time.sleep(0.01)
    os.kill(pid, signal.SIGSTOP)
    try:
        assert not (out / "manifest.json").exists()
        with pytest.raises(OutputError, match=f"another run is at work here .process {pid} on"):
            run(raw, out, settings=SETTINGS, engine=InProcess(nlp=nlp))
    finally:
        os.kill(pid, signal.SIGCONT)
    assert runs.wait() == 0
    assert verify(out, raw=raw).faults == ()
    report = run(raw, out, settings=SETTINGS, engine=InProcess(nlp=nlp))
    assert not report.published


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small file system")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_full_disk_leaves_the_tables(
    raw: Path, tmp_path: Path, small_disk: Path, nlp: Language
) -> None:
    engine = InProcess(nlp=nlp)
    out = small_disk / "out"
    run(raw, out, settings=SETTINGS, engine=engine)
    before = rows(out)
    filler = small_disk / "filler"
    (raw / "more.txt").write_text("Ministers will build roads.\n")
    failed = 0
    for spare in range(0, 1_000_000, 24_576):
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        filler.write_bytes(bytes(max(0, free - spare)))
        with contextlib.suppress(OutputError):
            run(raw, out, settings=SETTINGS, engine=engine)
            break
        failed += 1
        assert rows(out) == before
        filler.unlink()
    filler.unlink()
    assert failed > 2
    run(raw, tmp_path / "clean", settings=SETTINGS, engine=engine)
    assert rows(out) == rows(tmp_path / "clean")
    assert verify(out, raw=raw).faults == ()


def killer(path: Path, *, times: int) -> str:
    """Code for a module that a worker imports at its start, and that kills it at one document."""
    return f"""
import os, signal
from pathlib import Path
from pipeline.engines import document
_real = document.extract
def extract(source, *args, **options):
    if source.source_path == "3.txt":
        marks = Path({str(path)!r})
        done = len(list(marks.glob("*")))
        if done < {times}:
            (marks / str(done)).touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return _real(source, *args, **options)
document.extract = extract
"""


@pytest.mark.parametrize(("times", "lost"), [(1, 0), (99, 1)])
def test_a_worker_that_dies_costs_at_most_one_document(
    raw: Path,
    tmp_path: Path,
    nlp: Language,
    monkeypatch: pytest.MonkeyPatch,
    times: int,
    lost: int,
) -> None:
    """Killed once, as by a passing shortage of memory, the document is done after all."""
    site = tmp_path / "site"
    site.mkdir()
    marks = tmp_path / "marks"
    marks.mkdir()
    # the way in which Python itself lets every new process run something first
    (site / "sitecustomize.py").write_text(
        "import sys\n"
        "if any('spawn_main' in a or 'multiprocessing' in a for a in sys.orig_argv):\n"
        + "".join(f"    {line}\n" for line in killer(marks, times=times).splitlines() if line)
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), str(REPO)]))
    report = run(raw, tmp_path / "out", settings=SETTINGS, engine=Processes(2))
    assert len(list(marks.iterdir())) == min(times, 2)
    assert [f.source_path for f in report.failures] == ["3.txt"] * lost
    if lost:
        failure = report.failures[0].failure
        assert failure is not None
        assert (failure["kind"], failure["stage"]) == ("memory", "extract")
    monkeypatch.undo()
    # a later run, with workers that live, mends it
    run(raw, tmp_path / "out", settings=SETTINGS, engine=InProcess(nlp=nlp))
    run(raw, tmp_path / "clean", settings=SETTINGS, engine=InProcess(nlp=nlp))
    assert rows(tmp_path / "out") == rows(tmp_path / "clean")


def test_workers_that_cannot_start_are_an_error(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import os, sys\nif any('spawn_main' in a for a in sys.orig_argv): os._exit(3)\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), str(REPO)]))
    with pytest.raises(PledgerError, match=r"end as soon as they start \(exit code 3\)"):
        run(raw, tmp_path / "out", settings=SETTINGS, engine=Processes(2))
