"""Words per CPU second from tokenizer to parser, with our settings and with spaCy's own.

Each setting runs in a process of its own, since ops and threads are chosen before
anything is loaded; the two take turns, so that a noisy machine troubles both alike.

    python benchmarks/syntax_speed.py --articles ../shared/bulk/articles.zip
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from statistics import median

SHIPPED = Path("models/en_pledger/syntax")
OURS, DEFAULTS = "ours", "spaCy's defaults"


def paragraphs(archive: Path, words: int, *, seed: int = 7) -> list[str]:
    """Paragraphs of articles drawn by seed, ``words`` words in all."""
    rng = random.Random(seed)
    drawn: list[str] = []
    total = 0
    with zipfile.ZipFile(archive) as articles:
        names = sorted(articles.namelist())
        rng.shuffle(names)
        for name in names:
            for line in articles.read(name).decode("utf-8").split("\n"):
                if len(line.split()) >= 5:
                    drawn.append(line)
                    total += len(line.split())
            if total >= words:
                break
    return drawn


def run(model: Path, archive: Path, words: int, *, fast: bool) -> dict[str, float]:
    """Time one setting in this process.

    Returns:
        Seconds to load, and words per CPU second for each stage, counted cumulatively.
        CPU seconds are those of all threads.
    """
    started = time.perf_counter()
    from pipeline.components.weights import load_syntax

    imported = time.perf_counter()
    nlp = load_syntax(model, fast=fast)
    figures = {"import s": imported - started, "load s": time.perf_counter() - imported}
    texts = paragraphs(archive, words)
    size = 64 if fast else 1000  # 1000 is spaCy's own nlp.batch_size
    for _ in nlp.pipe(texts[:50], batch_size=size):
        pass
    stages = {
        "tokenizer": [],
        "+ tok2vec, tagger, morphologizer": ["tok2vec", "tagger", "morphologizer"],
        "+ parser": ["tok2vec", "tagger", "morphologizer", "parser"],
        "+ lemmas": ["tok2vec", "tagger", "morphologizer", "parser", "lemmas"],
    }
    for label, pipes in stages.items():
        with nlp.select_pipes(enable=[name for name in pipes if name in nlp.pipe_names]):
            begun = time.process_time()
            count = sum(len(doc) for doc in nlp.pipe(texts, batch_size=size))
            figures[label] = count / (time.process_time() - begun)
    return figures


def _child(options: argparse.Namespace, mode: str) -> dict[str, float]:
    environment = dict(os.environ)
    environment.pop("OPENBLAS_NUM_THREADS", None)
    if mode == OURS:
        environment["OPENBLAS_NUM_THREADS"] = "1"
    environment["PYTHONPATH"] = os.pathsep.join(
        [str(Path.cwd()), environment.get("PYTHONPATH", "")]
    )
    command = [sys.executable, __file__, "--mode", mode, "--articles", str(options.articles)]
    command += ["--model", str(options.model), "--words", str(options.words)]
    finished = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    figures: dict[str, float] = json.loads(finished.stdout)
    return figures


def main() -> None:
    """Compare the two settings, or time one of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=SHIPPED)
    parser.add_argument("--words", type=int, default=40_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mode", choices=(OURS, DEFAULTS))
    options = parser.parse_args()
    if options.mode:
        fast = options.mode == OURS
        print(json.dumps(run(options.model, options.articles, options.words, fast=fast)))
        return
    rounds: dict[str, list[dict[str, float]]] = {OURS: [], DEFAULTS: []}
    for _ in range(options.rounds):
        for mode, figures in rounds.items():
            figures.append(_child(options, mode))
    print(f"median of {options.rounds} rounds (best), {options.words:,} words, one process")
    print(f"| words per CPU second | {OURS} | {DEFAULTS} |\n|---|---|---|")
    for label in rounds[OURS][0]:
        cells = []
        for figures in rounds.values():
            values = [row[label] for row in figures]
            best = min(values) if label.endswith(" s") else max(values)
            form = ".2f" if label.endswith(" s") else ",.0f"
            cells.append(f"{median(values):{form}} ({best:{form}})")
        print(f"| {label} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
