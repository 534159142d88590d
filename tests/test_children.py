"""Processes that make one thing, take their memory with them, and never outlive who asked."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from batch_cases import process, rows
from spacy.language import Language

from pipeline.engines import children, local
from pipeline.engines.children import apart
from pipeline.engines.local import Processes
from pipeline.errors import OutputError, PledgerError

PATIENCE = 30


def own_pid(_: object) -> int:
    return os.getpid()


def fail(error: Exception) -> None:
    raise error


def end_by(number: int) -> None:
    os.kill(os.getpid(), number)


def stay(mark: Path) -> None:
    mark.with_suffix(".new").write_text(str(os.getpid()))
    mark.with_suffix(".new").rename(mark)
    time.sleep(600)


def test_it_is_another_process() -> None:
    assert apart(own_pid, None, what="a number") != os.getpid()


def test_errors_come_back_as_they_are() -> None:
    with pytest.raises(OSError, match="No space left") as full:
        apart(fail, OSError(errno.ENOSPC, "No space left", "ledger.parquet"), what="it")
    assert (full.value.errno, full.value.filename) == (errno.ENOSPC, "ledger.parquet")
    with pytest.raises(OutputError, match="is missing") as missing:
        apart(fail, OutputError("is missing", where="a.parquet", hint="make it"), what="it")
    assert (missing.value.where, missing.value.hint) == ("a.parquet", "make it")


def test_a_bug_says_where_it_is() -> None:
    with pytest.raises(PledgerError, match=r"^\[P000\] the ledger cannot be made: KeyError: 'x'"):
        apart(fail, KeyError("x"), what="the ledger")


def test_a_process_that_dies_is_an_error() -> None:
    with pytest.raises(OutputError, match=r"making the ledger died .SIGKILL.* of memory"):
        apart(end_by, signal.SIGKILL, what="the ledger")


SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_children import apart, own_pid, stay
"""


def script(folder: Path, code: str) -> list[str]:
    path = folder / "script.py"
    path.write_text(SCRIPT.format(tests=str(Path(__file__).parent)) + code)
    return [sys.executable, str(path), str(folder / "pid")]


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # who has lost its parent waits for another one to take notice
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_it_ends_with_who_asked(tmp_path: Path, number: int) -> None:
    code = (
        'if __name__ == "__main__":\n'
        "    import signal\n"
        # who was started in the background does not hear Ctrl-C otherwise
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        '    apart(stay, Path(sys.argv[1]), what="it")\n'
    )
    mark = tmp_path / "pid"
    with subprocess.Popen(script(tmp_path, code), stderr=subprocess.DEVNULL) as parent:
        try:
            until(mark.exists)
            child = int(mark.read_text())
            assert child != parent.pid
            assert not gone(child)
            parent.send_signal(number)
            parent.wait(PATIENCE)
            until(lambda: gone(child))
        finally:
            parent.kill()


def test_a_script_that_cannot_be_imported_does_it_itself(tmp_path: Path) -> None:
    code = 'import os\nprint(apart(own_pid, None, what="it") == os.getpid())\n'
    result = subprocess.run(
        script(tmp_path, code), capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    assert result.stdout.split()[-1] == "True"


def test_a_large_ledger_is_made_by_a_process_of_its_own(
    tmp_path: Path, nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for i in range(3):
        text = f"Chile will build {i + 2} harbours by 2031. Peru pledged €{i + 3} million.\n"
        (raw / f"{i}.txt").write_text(text)
    asked: list[str] = []

    def watched(function: Callable[[object], object], argument: object, *, what: str) -> object:
        asked.append(what)
        return children.apart(function, argument, what=what)

    monkeypatch.setattr(local, "apart", watched)
    process(raw, tmp_path / "small", nlp, engine=Processes(1))
    assert asked == []
    monkeypatch.setattr(local, "APART", 1)
    process(raw, tmp_path / "large", nlp, engine=Processes(1))
    assert asked == ["the ledger"]
    found = rows(tmp_path / "large")
    assert found["ledger"]
    assert found == rows(tmp_path / "small")
