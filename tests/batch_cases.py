"""What tests of the batch share: small articles, engines that watch, runs that can be killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language

from pipeline.engines import Job, Outcome, Task
from pipeline.engines.local import InProcess
from pipeline.run import Report, run
from pipeline.schema import TABLES
from pipeline.settings import Settings
from pipeline.storage import Remote
from pipeline.tables import layout

ARTICLES = {
    "port.txt": "Ministers will build a second harbour by 2031.\n",
    "rail.txt": "The two operators agreed to share €20 million of track work by March 2029.\n",
    "news/school.txt": "“We will open forty schools,” said Ana Ruiz, minister of education.\n",
    "news/water.html": "<html><body><p>Chile will fund three pumps.</p></body></html>",
    "wood.txt": "Planks were sold. Nothing was promised.\n",
}
STORED = {
    "port.txt": b"Ministers will build a second harbour by 2031.\n",
    "news/water.html": b"<html><body><p>Chile will fund three pumps.</p></body></html>",
    "rail.txt": "The two operators agreed to share €20 million of track work.\n".encode(),
    "wood.txt": b"Planks were sold. Nothing was promised.\n",
}
"""Those of the tests of object stores, which are slower."""
SETTINGS = Settings(isolate=False)


class Counting(InProcess):
    """The real engine, which also remembers what it was given."""

    def __init__(self, nlp: Language) -> None:
        super().__init__(nlp=nlp)
        self.paths: list[str] = []

    def process(self, job: Job, tasks: Iterable[Task]) -> Iterator[Outcome]:
        tasks = list(tasks)
        self.paths += [t.source_path for t in tasks]
        return super().process(job, tasks)


def process(raw: Path | Remote, out: Path | Remote, nlp: Language, **options: Any) -> Report:
    """A run in this process, with a pipeline that is loaded."""
    options.setdefault("engine", InProcess(nlp=nlp))
    options.setdefault("settings", SETTINGS)
    where = [str(p) if isinstance(p, Remote) else p for p in (raw, out)]
    return run(*where, **options)


def rows(processed: Path) -> dict[str, list[dict[str, object]]]:
    return {t.table: layout.read(processed, t.table).to_pylist() for t in TABLES}


def texts(processed: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted((processed / "text").iterdir())}


# Loads the pipeline once and forks a run for each line that it reads: what is killed is the run,
# not the import of libraries. No thread has been started when it forks.
_RUNS = """
import os, sys
from pathlib import Path
from pipeline.engines.local import InProcess
from pipeline.extraction import load_pipeline
from pipeline.run import run
from pipeline.settings import Settings
nlp = load_pipeline()
if sys.argv[1] == "stored":
    import s3fs
for line in sys.stdin:
    raw, out, layout = line.split()
    settings = Settings(isolate=False, layout=layout, part_rows=15)
    pid = os.fork()
    if not pid:
        run(raw, out, settings=settings, engine=InProcess(nlp=nlp), force=True)
        os._exit(0)
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


class Runs:
    """Runs in a process of their own, one at a time.

    Args:
        stored: whether folders may be in an object store.
    """

    def __init__(self, *, stored: bool = False) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-c", _RUNS, "stored" if stored else "local"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
        )

    def start(self, raw: Path | Remote, out: Path | Remote, style: str = "files") -> int:
        """Process id of a new run."""
        assert self._parent.stdin is not None
        self._parent.stdin.write(f"{raw} {out} {style}\n")
        self._parent.stdin.flush()
        return self._answer()

    def wait(self) -> int:
        """Exit code of the run."""
        return self._answer()

    def close(self) -> None:
        self._parent.communicate(timeout=60)

    def _answer(self) -> int:
        assert self._parent.stdout is not None
        return int(self._parent.stdout.readline())
