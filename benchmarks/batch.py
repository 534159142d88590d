"""How fast the batch is, and how much memory it takes, beside spaCy in the same run.

    python benchmarks/batch.py ../shared/bulk/articles.zip --sample 200 --workers 2

Prints one table: a cold run, a warm one with nothing changed, one with one article changed;
then, as references on the same texts with as many processes, the blank English tokenizer, our
syntax model over all of the text, and ``nlp.pipe`` with our whole pipeline, which parses only
what can matter. Each measurement is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

REPO = Path(__file__).parents[1]
_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path, help="zip of plain texts")
    parser.add_argument("--sample", type=int, default=200, help="articles, spread evenly; 0: all")
    parser.add_argument("--copies", type=int, default=1, help="edited copies of each article")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        words = _unpack(options.archive, folder / "raw", options.sample, options.copies)
        figures = _measure(folder, options.workers)
    articles = len(words)
    _print(figures, articles=articles, words=sum(words), workers=options.workers)
    if options.json is not None:
        about = {"machine": _machine(), "commit": _commit(), "articles": articles}
        figures_by_name = {"about": {**about, "words": sum(words)}, "figures": figures}
        options.json.write_text(json.dumps(figures_by_name, indent=1) + "\n", encoding="utf-8")


def _unpack(archive: Path, raw: Path, sample: int, copies: int) -> list[int]:
    raw.mkdir()
    words = []
    with zipfile.ZipFile(archive) as pack:
        names = sorted(n for n in pack.namelist() if n.endswith(".txt"))
        step = max(1, len(names) // sample) if sample else 1
        for name in names[::step][: sample or None]:
            text = pack.read(name)
            for copy in range(copies):
                edited = text if not copy else text + f"\nEdition {copy}.\n".encode()
                (raw / f"{copy}-{Path(name).name}").write_bytes(edited)
                words.append(len(edited.split()))
    return words


def _measure(folder: Path, workers: int) -> dict[str, Mapping[str, Any]]:
    raw, out = folder / "raw", folder / "out"
    batch = ["batch", str(raw), str(out), str(workers)]
    figures: dict[str, Mapping[str, Any]] = {}
    figures |= {"cold run": _child(*batch), "warm run, nothing changed": _child(*batch)}
    first = sorted(raw.iterdir())[0]
    first.write_bytes(first.read_bytes() + b"\nThe ministry will publish a plan.\n")
    figures["warm run, one article changed"] = _child(*batch)
    figures["spaCy blank tokenizer"] = _child("blank", str(raw), str(out), str(workers))
    figures["own syntax model, all text"] = _child("syntax", str(raw), str(out), str(workers))
    figures["nlp.pipe, own pipeline"] = _child("pipe", str(raw), str(out), str(workers))
    return figures


def _child(*arguments: str) -> dict[str, Any]:
    start = time.perf_counter()
    result = subprocess.run(
        [sys.executable, __file__, "--child", *arguments],
        env={**os.environ, **_THREADS},
        cwd=REPO,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - start
    return {"seconds": round(seconds, 2), **json.loads(result.stdout.splitlines()[-1])}


def _work(what: str, raw: Path, out: Path, workers: int) -> None:
    stages: Mapping[str, float] = {}
    if what == "batch":
        from pipeline.run import run
        from pipeline.settings import Settings

        stages = run(raw, out, settings=Settings(workers=workers)).stages
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            paths = sorted(raw.iterdir())
            shares = [[str(p) for p in paths[i::workers]] for i in range(workers)]
            list(pool.map(_pipe, [what] * workers, shares))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    found = {"parent_mb": round(own), "worker_mb": round(others), "stages": dict(stages)}
    sys.stdout.write("\n" + json.dumps(found) + "\n")


def _pipe(what: str, paths: list[str]) -> None:
    # not nlp.pipe(n_process=…): what our components find is not made to be sent as bytes
    import spacy

    from pipeline.extraction import load_pipeline

    nlp = spacy.blank("en") if what == "blank" else load_pipeline()
    if what == "syntax":
        nlp = nlp.get_pipe("syntax").model  # type: ignore[attr-defined]
    nlp.max_length = 10_000_000
    texts = (Path(path).read_text(encoding="utf-8", errors="replace") for path in paths)
    for _ in nlp.pipe(texts, batch_size=16):
        pass


def _print(
    figures: Mapping[str, Mapping[str, Any]], *, articles: int, words: int, workers: int
) -> None:
    print(f"{articles:,} articles, {words:,} words, {workers} workers; {_machine()}; {_commit()}")
    print(
        f"{'':32}{'seconds':>9}{'articles/s':>12}{'words/s':>10}{'parent MB':>11}{'worker MB':>11}"
    )
    for name, f in figures.items():
        rate = f"{articles / f['seconds']:>12,.1f}{words / f['seconds']:>10,.0f}"
        print(f"{name:32}{f['seconds']:>9.1f}{rate}{f['parent_mb']:>11,}{f['worker_mb']:>11,}")
    stages = figures["cold run"]["stages"]
    total = sum(stages.values()) or 1.0
    shares = ", ".join(f"{name} {100 * s / total:.0f} %" for name, s in stages.items())
    print(f"time of the workers in the cold run: {shares}")


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def _commit() -> str:
    command = ["git", "-C", str(REPO), "rev-parse", "--short", "HEAD"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"commit {result.stdout.strip() or 'unknown'}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        _work(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]), int(sys.argv[5]))
    else:
        main()
