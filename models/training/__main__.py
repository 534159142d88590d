"""``python -m models.training``: train, pack, measure and judge the syntax model."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict, fields, replace
from pathlib import Path

from models.training.corpus import load_corpus
from models.training.evaluate import evaluate, table
from models.training.judge import draw, judge, read_judgements
from models.training.ner import entity_report
from models.training.pack import pack
from models.training.train import Plan, describe, train
from models.training.vectors import read_floret
from pipeline.components.weights import load_syntax

SHIPPED = Path("models/en_pledger/syntax")
JUDGEMENTS = Path("docs/syntax-judgements.csv")


def _train(options: argparse.Namespace) -> None:
    """Train or go on training, then write the shipped folder."""
    plan = replace(Plan(), **{field.name: getattr(options, field.name) for field in fields(Plan)})
    started = time.monotonic()
    _progress(describe(plan))
    vectors = None if options.no_vectors else read_floret(options.treebanks / "gov.floret.xz")
    corpus = load_corpus(options.treebanks)
    train(corpus, vectors, plan, folder=options.work, report=_progress, width=options.width)
    pack(options.work / "best", options.treebanks, options.target)
    minutes = (time.monotonic() - started) / 60
    _progress(f"wrote {options.target} after {minutes:.0f} minutes; next: `make model-eval`")


def _pack(options: argparse.Namespace) -> None:
    """Write the shipped folder from the best checkpoint so far."""
    pack(options.work / "best", options.treebanks, options.target)


def _evaluate(options: argparse.Namespace) -> None:
    """Print the scores as Markdown, or as JSON."""
    reports = evaluate(load_syntax(options.model), options.treebanks)
    print(json.dumps([asdict(r) for r in reports], indent=1) if options.json else table(reports))


def _judge(options: argparse.Namespace) -> None:
    """Print how many judged pledges the model gets right, and where it does not."""
    nlp = load_syntax(options.model)
    verdicts = judge(nlp, read_judgements(options.judgements), options.articles)
    for verdict in verdicts:
        if not verdict.right:
            missed = [part for part in ("subject", "verb", "object") if not getattr(verdict, part)]
            judged = verdict.judgement
            print(f"{judged.article}:{judged.start}-{judged.end}: wrong {', '.join(missed)}")
    for part in ("subject", "verb", "object", "right"):
        print(f"{part}: {sum(getattr(v, part) for v in verdicts)} of {len(verdicts)}")


def _draw(options: argparse.Namespace) -> None:
    """Print article, sentence offsets and cue offset of sentences drawn by seed."""
    print("article,start,end,cue")
    for name, start, end, cue in draw(options.articles, options.count, seed=options.seed):
        print(f"{name},{start},{end},{cue}")


def _entities(options: argparse.Namespace) -> None:
    """Train an entity recogniser and compare it with runs of proper nouns (it is not shipped)."""
    nlp = load_syntax(options.model)
    print(entity_report(nlp, options.treebanks, steps=options.steps, report=_progress))


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Parse the command line and run one verb."""
    parser = argparse.ArgumentParser(prog="python -m models.training", description=__doc__)
    verbs = parser.add_subparsers(required=True)
    for name, action in (("train", _train), ("pack", _pack)):
        verb = verbs.add_parser(name, help=action.__doc__)
        verb.set_defaults(action=action)
        verb.add_argument("--treebanks", type=Path, required=True)
        verb.add_argument("--work", type=Path, required=True, help="folder of checkpoints and log")
        verb.add_argument("--target", type=Path, default=SHIPPED)
        if name == "train":
            verb.add_argument("--width", type=int, default=None)
            verb.add_argument("--no-vectors", action="store_true")
            for setting in fields(Plan):
                flag = "--" + setting.name.replace("_", "-")
                verb.add_argument(flag, type=type(setting.default), default=setting.default)
    verb = verbs.add_parser("evaluate", help=_evaluate.__doc__)
    verb.set_defaults(action=_evaluate)
    verb.add_argument("--treebanks", type=Path, required=True)
    verb.add_argument("--model", type=Path, default=SHIPPED)
    verb.add_argument("--json", action="store_true")
    verb = verbs.add_parser("entities", help=_entities.__doc__)
    verb.set_defaults(action=_entities)
    verb.add_argument("--treebanks", type=Path, required=True)
    verb.add_argument("--model", type=Path, default=SHIPPED)
    verb.add_argument("--steps", type=int, default=1500)
    verb = verbs.add_parser("judge", help=_judge.__doc__)
    verb.set_defaults(action=_judge)
    verb.add_argument("--articles", type=Path, required=True)
    verb.add_argument("--model", type=Path, default=SHIPPED)
    verb.add_argument("--judgements", type=Path, default=JUDGEMENTS)
    verb = verbs.add_parser("draw", help=_draw.__doc__)
    verb.set_defaults(action=_draw)
    verb.add_argument("--articles", type=Path, required=True)
    verb.add_argument("--count", type=int, default=64)
    verb.add_argument("--seed", type=int, default=60)
    options = parser.parse_args()
    options.action(options)


if __name__ == "__main__":
    main()
