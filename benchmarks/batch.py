"""How fast the batch is and how much memory it takes, beside spaCy over the same text.

    python benchmarks/batch.py ../shared/bulk/articles.zip --sample 200 --workers 2

Prints one table. First our runs: cold, warm with nothing changed, warm with one article changed,
and with ``--ray`` cold on two Ray nodes of one core each. Then references on the same texts with as
many processes:

- (a) plain ``nlp.pipe(texts, n_process=…)`` with our syntax model (tagger, parser, lemmas), as
  spaCy loads it by itself;
- (b) the same with what we do to make the model faster: matrix library and memory of words;
- (c) our whole pipeline with every sentence parsed;
- spaCy's blank English tokenizer.

Each measurement is a process of its own. Beside other work wall time says little, and the ratio
of CPU times more.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pipeline.cli.environment import prepare

REPO = Path(__file__).parents[1]
_SHARE = 16
"""Articles that a process of a reference takes at a time."""
_PROFILED = 150
"""Articles over which the stages of the pipeline are timed, in one process."""
COLD, WARM, ONE = "cold run", "warm run, nothing changed", "warm run, one article changed"
RAY = "cold run on two Ray nodes"
REFERENCES = {
    "(a) plain nlp.pipe with our model": "plain",
    "(b) the same with our faster loading": "fast",
    "(c) own pipeline, every sentence parsed": "every",
    "spaCy's blank tokenizer": "blank",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("archive", type=Path, help="zip of plain texts")
    parser.add_argument("--sample", type=int, default=200, help="articles, spread evenly; 0: all")
    parser.add_argument("--copies", type=int, default=1, help="edited copies of each article")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--ray", action="store_true", help="also a run on two Ray nodes")
    parser.add_argument("--cold-only", action="store_true", help="for memory: no references")
    parser.add_argument("--json", type=Path, help="also keep the figures in this file")
    options = parser.parse_args()
    prepare()  # for the processes that are measured, as the command does for its own
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        words = _unpack(options.archive, folder / "raw", options.sample, options.copies)
        about = {
            "commit": _commit(),
            "date": time.strftime("%Y-%m-%d", time.gmtime()),
            "machine": _machine(),
            "load at the start": round(os.getloadavg()[0], 1),
            "libraries": {name: version(name) for name in ("spacy", "thinc", "numpy", "pyarrow")},
            "articles": len(words),
            "words": sum(words),
            "workers": options.workers,
        }
        figures: dict[str, dict[str, Any]] = {}
        for name, figure in _measure(folder, options):
            figures[name] = figure
            if options.json is not None:  # after each, since all may take long
                options.json.parent.mkdir(parents=True, exist_ok=True)
                record = {"about": about, "figures": figures}
                options.json.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print("\n".join(_report(about, figures)))


def _unpack(archive: Path, raw: Path, sample: int, copies: int) -> list[int]:
    """Write the articles; words of each. A copy has one line more, so that it is another file."""
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


def _measure(folder: Path, options: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    raw, out, workers = folder / "raw", folder / "out", str(options.workers)
    batch = ("batch", str(raw), str(out), workers)
    yield COLD, _child(*batch)
    yield WARM, _child(*batch)
    first = sorted(raw.iterdir())[0]
    first.write_bytes(first.read_bytes() + b"\nThe ministry will publish a plan.\n")
    yield ONE, _child(*batch)
    if options.ray:
        yield RAY, _child("ray", str(raw), str(folder / "ray"), workers)
    if options.cold_only:
        return
    for name, what in REFERENCES.items():
        yield name, _child(what, str(raw), str(out), workers)
    yield "stages", _child("stages", str(raw), str(out), workers)


def _child(*arguments: str) -> dict[str, Any]:
    start = time.perf_counter()
    result = subprocess.run(
        [sys.executable, __file__, "--child", *arguments],
        cwd=REPO,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - start
    figures: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return {"seconds": round(seconds, 2), **figures}


# -- in a process of its own -----------------------------------------------------------------


def _work(what: str, raw: Path, out: Path, workers: int) -> None:
    paths = sorted(raw.iterdir())
    found: dict[str, Any] = {}
    if what == "batch":
        found = _batch(raw, out, workers)
    elif what == "ray":
        found = _on_ray(raw, out, workers)
    elif what == "stages":
        found = _stages(paths[:: max(1, len(paths) // _PROFILED)][:_PROFILED])
    elif what in ("plain", "fast"):
        for _ in _load(what).pipe(_texts(paths), n_process=workers, batch_size=_SHARE):
            pass
    else:
        shares = [paths[i : i + _SHARE] for i in range(0, len(paths), _SHARE)]
        with get_context("spawn").Pool(workers, _start, (what,)) as pool:
            for _ in pool.imap_unordered(_run, shares):
                pass
            pool.close()
            pool.join()
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    found["parent_mb"], found["worker_mb"] = own.ru_maxrss // 1024, others.ru_maxrss // 1024
    if what == "ray":  # its workers are no children of this process
        found["cpu"] = found["worker_mb"] = None
    else:
        found["cpu"] = round(sum(u.ru_utime + u.ru_stime for u in (own, others)), 2)
    sys.stdout.write("\n" + json.dumps(found) + "\n")


def _batch(raw: Path, out: Path, workers: int) -> dict[str, Any]:
    from pipeline.run import run
    from pipeline.settings import Settings

    report = run(raw, out, settings=Settings(workers=workers))
    counts = {name: report.counts.get(name, 0) for name in ("documents", "commitments", "quotes")}
    return {"stages": dict(report.stages), "counts": counts}


def _on_ray(raw: Path, out: Path, nodes: int) -> dict[str, Any]:
    """A cold run on a cluster of nodes of one core each, once it stands."""
    import ray
    from ray.cluster_utils import Cluster

    from pipeline.run import run
    from pipeline.settings import Settings

    os.environ["PYTHONPATH"] = str(REPO)
    node = {"num_cpus": 1, "object_store_memory": 100_000_000}
    cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    try:
        for _ in range(nodes - 1):
            cluster.add_node(**node)
        ray.init(address=cluster.address, log_to_driver=False)
        start = time.perf_counter()
        report = run(raw, out, settings=Settings(engine="ray"))
        seconds = round(time.perf_counter() - start, 2)
    finally:
        ray.shutdown()
        cluster.shutdown()
    return {"stages": dict(report.stages), "counts": dict(report.counts), "seconds": seconds}


def _load(what: str) -> Any:
    import spacy

    from pipeline.components.syntax.candidates import Candidates
    from pipeline.components.weights import load_syntax
    from pipeline.extraction import load_pipeline
    from pipeline.extraction.pipeline import PIPELINE
    from pipeline.settings import models_folder

    if what == "blank":
        nlp = spacy.blank("en")
    elif what in ("plain", "fast"):
        nlp = load_syntax(models_folder() / PIPELINE / "syntax", fast=what == "fast")
    else:
        nlp = load_pipeline()
        if what == "every":
            nlp.get_pipe("syntax").candidates = Candidates(parse="all")  # type: ignore[attr-defined]
    nlp.max_length = 10_000_000
    return nlp


def _texts(paths: list[Path]) -> Iterator[str]:
    return (path.read_text(encoding="utf-8", errors="replace") for path in paths)


_MODEL: list[Any] = []
"""The model of a process of the pool."""


def _start(what: str) -> None:
    _MODEL.append(_load(what))


def _run(paths: list[Path]) -> int:
    return sum(len(doc) for doc in _MODEL[0].pipe(_texts(paths), batch_size=_SHARE))


def _stages(paths: list[Path]) -> dict[str, Any]:
    """CPU seconds of each component in one process, and how much is parsed."""
    nlp = _load("own")
    seconds: dict[str, float] = {}

    def timed(name: str, call: Callable[[Any], Any], argument: Any) -> Any:
        start = time.process_time()
        result = call(argument)
        seconds[name] = seconds.get(name, 0.0) + time.process_time() - start
        return result

    tokens = parsed = sentences = parses = 0
    for number, text in enumerate(_texts([*paths[:3], *paths])):
        if number == 3:  # the first ones filled caches
            seconds.clear()
            tokens = parsed = sentences = parses = 0
        doc = timed("tokenizer", nlp.make_doc, text)
        for name, component in nlp.pipeline:
            doc = timed(name, component, doc)
        tokens += len(doc)
        sentences += len(doc._.sentences)
        parses += len(doc._.parses)
        parsed += sum(len(parse.doc) for parse in doc._.parses)
    share = {"sentences": parses / sentences, "tokens": parsed / tokens}
    return {"components": seconds, "parsed": {k: round(v, 3) for k, v in share.items()}}


# -- the table -------------------------------------------------------------------------------


def _report(about: Mapping[str, Any], figures: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    articles, words = about["articles"], about["words"]
    yield (
        f"{articles:,} articles, {words:,} words, {about['workers']} processes;"
        f" {about['machine']}; {about['commit']}"
    )
    yield (
        f"{'':40}{'wall s':>9}{'CPU s':>9}{'articles/s':>12}{'words/s':>10}"
        f"{'parent MB':>11}{'worker MB':>11}{'cold/this, wall':>17}{'CPU':>6}"
    )
    cold = figures[COLD]
    for name, f in figures.items():
        if name == "stages":
            continue
        rate = f"{articles / f['seconds']:>12,.1f}{words / f['seconds']:>10,.0f}"
        worker = "" if f["worker_mb"] is None else f"{f['worker_mb']:,}"
        ratio = ""
        if name in REFERENCES:
            ratio = f"{cold['seconds'] / f['seconds']:>17.2f}{cold['cpu'] / f['cpu']:>6.2f}"
        cpu = "" if f["cpu"] is None else f"{f['cpu']:.1f}"
        yield (
            f"{name:40}{f['seconds']:>9.1f}{cpu:>9}{rate}{f['parent_mb']:>11,}{worker:>11}{ratio}"
        )
    warm = 100 * figures[WARM]["seconds"] / cold["seconds"]
    yield f"warm run with nothing changed: {warm:.1f} % of cold"
    stages = dict(figures[COLD]["stages"])
    yield "wall time of the workers in the cold run: " + _shares(stages)
    if "stages" not in figures:
        return
    components, parsed = figures["stages"]["components"], figures["stages"]["parsed"]
    yield "CPU time of the pipeline, one process: " + _shares(components)
    tagging = components["tokenizer"] + components["syntax"]
    after = components["quotes"] + components["commitments"]
    yield f"extraction after tagging: {after / tagging:.2f} of tagging (tokenizer and syntax)"
    yield (
        f"parsed: {100 * parsed['sentences']:.0f} % of sentences,"
        f" {100 * parsed['tokens']:.0f} % of tokens"
    )


def _shares(seconds: Mapping[str, float]) -> str:
    total = sum(seconds.values()) or 1.0
    return ", ".join(f"{name} {100 * s / total:.0f} %" for name, s in seconds.items())


def _machine() -> str:
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.split(":", 1)[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        pass  # no Linux
    return f"{os.cpu_count()} cores, {model}, Python {platform.python_version()}"


def _commit() -> str:
    command = ["git", "-C", str(REPO), "rev-parse", "--short", "HEAD"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"commit {result.stdout.strip() or 'unknown'}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        atexit.register(gc.freeze)  # as the command does
        _work(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]), int(sys.argv[5]))
    else:
        main()
