"""``python -m models.training``: train the syntax model."""

from __future__ import annotations

import argparse
import sys
from dataclasses import fields, replace
from pathlib import Path

from models.training.corpus import load_corpus
from models.training.train import Plan, describe, train
from models.training.vectors import read_floret


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(prog="python -m models.training", description=__doc__)
    parser.add_argument("--treebanks", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints and log")
    parser.add_argument("--width", type=int, default=None)
    parser.add_argument("--no-vectors", action="store_true")
    for setting in fields(Plan):
        kind = float if isinstance(setting.default, float) else int
        parser.add_argument(f"--{setting.name.replace('_', '-')}", type=kind, default=setting.default)
    options = parser.parse_args()
    plan = replace(Plan(), **{f.name: getattr(options, f.name) for f in fields(Plan)})
    report = _stderr
    report(describe(plan))
    vectors = None if options.no_vectors else read_floret(options.treebanks / "gov.floret.xz")
    corpus = load_corpus(options.treebanks)
    train(corpus, vectors, plan, folder=options.work, report=report, width=options.width)


def _stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
