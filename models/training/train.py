"""The training loop: seeded, resumable, with progress and a decaying learning rate."""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import load_model_from_config
from spacy.vectors import Vectors
from thinc.api import Adam, Config, Model, NumpyOps, Optimizer, fix_random_seed, set_current_ops

import pipeline.components.tokenizer  # noqa: F401  registers pledger.tokenizer.v1
from models.training.conllu import to_example
from models.training.corpus import Corpus, Group, Place, batches, epoch
from models.training.vectors import attach

CONFIG = Path(__file__).with_name("config.cfg")


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train.

    Attributes:
        steps: Updates in all.
        words: Words per update.
        rate: Highest learning rate, reached after ``warmup`` updates and then lowered to near 0.
        warmup: Updates of linear rise.
        drop: Dropout.
        seed: Seeds weights, order and variations.
        every: Updates between two scores on the development part, each with a checkpoint.
        dev_groups: Paragraphs of each development part that are scored.
    """

    steps: int = 7500
    words: int = 2000
    rate: float = 0.0015
    warmup: int = 300
    drop: float = 0.3
    seed: int = 11
    every: int = 500
    dev_groups: int = 250


def rate_at(plan: Plan, step: int) -> float:
    """Learning rate of an update, counted from 0: linear rise, then half a cosine down to 1 %."""
    if step < plan.warmup:
        return plan.rate * (step + 1) / plan.warmup
    done = (step - plan.warmup) / max(1, plan.steps - plan.warmup)
    return plan.rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, done))))


def build(vectors: Vectors | None, *, config: Path = CONFIG, width: int | None = None) -> Language:
    """An untrained pipeline from the config, with or without static vectors."""
    settings = Config().from_disk(config, interpolate=False)
    embed = settings["components"]["tok2vec"]["model"]["embed"]
    embed["include_static_vectors"] = vectors is not None
    if width is not None:
        embed["width"] = settings["components"]["tok2vec"]["model"]["encode"]["width"] = width
        for name in ("tagger", "morphologizer", "parser"):
            settings["components"][name]["model"]["tok2vec"]["width"] = width
    nlp = load_model_from_config(settings, auto_fill=True)
    if vectors is not None:
        attach(nlp, vectors)
    return nlp


def examples(nlp: Language, groups: list[Group]) -> list[Example]:
    """Examples of some paragraphs, on the tokens that the pipeline makes of their raw text."""
    return [to_example(nlp, group) for group in groups]


def _weights(nlp: Language) -> Iterator[tuple[str, Model[Any, Any], str]]:
    """Every trained parameter with a name that is the same in each process."""
    for pipe_name, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if isinstance(model, Model):
            for number, node in enumerate(model.walk()):
                for param in node.param_names:
                    if node.has_param(param):
                        yield f"{pipe_name}/{number}/{param}", node, param


def _unseen(nlp: Language) -> Iterator[tuple[str, set[int]]]:
    """The parser's note of transitions that it has not met yet; it leaves them out of a loss."""
    for name, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if isinstance(model, Model) and "unseen_classes" in model.attrs:
            yield name, model.attrs["unseen_classes"]


def _labels(nlp: Language) -> str:
    return json.dumps({name: list(labels) for name, labels in nlp.pipe_labels.items()})


def save_checkpoint(
    nlp: Language, optimizer: Optimizer, folder: Path, *, step: int, place: Place
) -> None:
    """Write weights and the optimiser's memory, so that training can go on from here.

    Args:
        nlp: The pipeline.
        optimizer: Its optimiser.
        folder: Where ``checkpoint.npz`` goes; it is replaced only when it is complete.
        step: Updates made.
        place: Place of the last batch used.
    """
    arrays: dict[str, np.ndarray] = {}
    for name, node, param in _weights(nlp):
        arrays[f"w:{name}"] = np.asarray(node.get_param(param))
        for field in ("mom1", "mom2", "averages"):
            memory = getattr(optimizer, field)
            if memory and (node.id, param) in memory:
                arrays[f"{field}:{name}"] = memory[(node.id, param)]
                arrays[f"n:{name}"] = np.asarray(optimizer.nr_update[(node.id, param)])
    for name, unseen in _unseen(nlp):
        arrays[f"unseen:{name}"] = np.asarray(sorted(unseen), dtype="int64")
    partial = folder / "checkpoint.part.npz"
    arrays["labels"] = np.asarray(_labels(nlp))
    arrays["step"] = np.asarray([step, place.epoch, place.batch])
    np.savez(partial, **arrays)  # type: ignore[arg-type]
    partial.replace(folder / "checkpoint.npz")


def load_checkpoint(nlp: Language, optimizer: Optimizer, folder: Path) -> tuple[int, Place]:
    """Take up the last checkpoint of ``folder``.

    Returns:
        The number of updates already made, 0 where there is no checkpoint, and the place of
        the next batch.

    Raises:
        ValueError: If the labels have changed, and weights would meet the wrong ones.
    """
    path = folder / "checkpoint.npz"
    if not path.is_file():
        return 0, Place()
    with np.load(path) as arrays:
        if str(arrays["labels"]) != _labels(nlp):
            raise ValueError(
                f"{path} was made with other labels: the data have changed, start in a new folder"
            )
        for name, node, param in _weights(nlp):
            node.set_param(param, arrays[f"w:{name}"])
            for field in ("mom1", "mom2", "averages"):
                if f"{field}:{name}" in arrays:
                    getattr(optimizer, field)[(node.id, param)] = arrays[f"{field}:{name}"]
                    optimizer.nr_update[(node.id, param)] = int(arrays[f"n:{name}"])
        for name, unseen in _unseen(nlp):
            unseen.intersection_update(arrays[f"unseen:{name}"].tolist())
        step, number, index = (int(value) for value in arrays["step"])
        return step, Place(number, index + 1)


def score(nlp: Language, groups: dict[str, list[Group]]) -> dict[str, float]:
    """Attachment, tag and UPOS scores in per cent for each treebank, as ``ewt_las`` and so on."""
    result = {}
    for name, part in groups.items():
        scored = nlp.evaluate(examples(nlp, part), batch_size=128)
        result[f"{name}_las"] = 100 * scored["dep_las"]
        result[f"{name}_uas"] = 100 * scored["dep_uas"]
        result[f"{name}_tag"] = 100 * scored["tag_acc"]
        result[f"{name}_upos"] = 100 * scored["pos_acc"]
        result[f"{name}_sents"] = 100 * scored["sents_f"]
    return result


def prepare(corpus: Corpus, vectors: Vectors | None, plan: Plan, **shape: Any) -> Language:
    """Build the pipeline and set its labels and weights from the corpus."""
    fix_random_seed(plan.seed)
    nlp = build(vectors, **shape)
    sample = epoch(corpus, seed=plan.seed, number=0)[:6000]
    sample_examples = examples(nlp, sample)
    nlp.initialize(lambda: sample_examples)
    return nlp


def train(
    corpus: Corpus,
    vectors: Vectors | None,
    plan: Plan,
    *,
    folder: Path,
    report: Callable[[str], None],
    **shape: Any,
) -> Language:
    """Train, or go on training, and return the pipeline with averaged weights.

    Args:
        corpus: Training and development paragraphs.
        vectors: Static vectors, or None.
        plan: Steps, rates, seeds.
        folder: Where checkpoints, ``log.jsonl`` and the pipelines ``last`` and ``best`` are kept.
        report: Receives one line of progress at a time.
        **shape: Passed on to ``build``.

    Returns:
        The trained pipeline.
    """
    set_current_ops(NumpyOps(use_blis=False))
    folder.mkdir(parents=True, exist_ok=True)
    nlp = prepare(corpus, vectors, plan, **shape)
    optimizer = Adam(plan.rate, L2=0.01, grad_clip=1.0, use_averages=True)
    begun, place = load_checkpoint(nlp, optimizer, folder)
    rng = random.Random(plan.seed)
    dev = {
        name: rng.sample(part, min(plan.dev_groups, len(part))) for name, part in corpus.dev.items()
    }
    shown = [f"{name}_las" for name in dev]
    losses: dict[str, float] = {}
    seen, clock, best = 0, time.monotonic(), _best(folder)
    stream = batches(corpus, seed=plan.seed, words=plan.words, start=place)
    for step, (place, groups) in enumerate(islice(stream, plan.steps - begun), start=begun):
        optimizer.learn_rate = rate_at(plan, step)
        # Dropout and the parser draw from numpy's and Python's global sources: seeded by step,
        # a resumed run draws what it would have drawn. (spaCy gives the shared tok2vec no
        # gradient in a process's first update, so the weights differ by that one step.)
        fix_random_seed((plan.seed * 1_000_003 + step) % 2**32)
        batch = examples(nlp, groups)
        nlp.update(batch, sgd=optimizer, drop=plan.drop, losses=losses)
        seen += sum(len(example.predicted) for example in batch)
        if (step + 1) % plan.every and step + 1 != plan.steps:
            continue
        best = max(best, _look(nlp, optimizer, dev, folder=folder, best=best, line=losses))
        save_checkpoint(nlp, optimizer, folder, step=step + 1, place=place)
        spent = time.monotonic() - clock
        losses.update(step=step + 1, epoch=place.epoch, words_per_second=seen / spent)
        _log(folder, losses)
        left = (plan.steps - step - 1) * spent / (step + 1 - begun) / 60
        report(
            f"step {step + 1:>6}/{plan.steps} epoch {place.epoch} LAS {losses['mean_las']:.2f} "
            + " ".join(f"{key} {value:.2f}" for key, value in losses.items() if key in shown)
            + f" {seen / spent:,.0f} words/s, {left:.0f} min left"
        )
        losses = {}
    if optimizer.averages:
        with nlp.use_params(optimizer.averages):
            nlp.to_disk(folder / "last")
    return spacy.load(folder / "last")


def _look(
    nlp: Language,
    optimizer: Optimizer,
    dev: dict[str, list[Group]],
    *,
    folder: Path,
    best: float,
    line: dict[str, float],
) -> float:
    """Score the averaged weights on the development part, and keep them.

    They are written to ``last``, and to ``best`` as well where they beat ``best``. The
    scores are added to ``line``.

    Returns:
        Their mean LAS.
    """
    with nlp.use_params(optimizer.averages):
        scores = score(nlp, dev)
        mean = sum(scores[f"{name}_las"] for name in dev) / max(1, len(dev))
        nlp.to_disk(folder / "last")
        if mean > best:
            nlp.to_disk(folder / "best")
    line.update(mean_las=mean, **scores)
    return mean


def _best(folder: Path) -> float:
    path = folder / "log.jsonl"
    if not path.is_file():
        return -1.0
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return max((row["mean_las"] for row in rows), default=-1.0)


def _log(folder: Path, line: dict[str, float]) -> None:
    with (folder / "log.jsonl").open("a", encoding="utf-8") as out:
        out.write(json.dumps({key: round(float(value), 4) for key, value in line.items()}) + "\n")


def describe(plan: Plan) -> str:
    """The plan as one line of JSON."""
    return json.dumps(asdict(plan))
