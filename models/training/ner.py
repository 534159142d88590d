"""Does a trained entity recogniser earn its time? Measured, not shipped.

Trains spaCy's recogniser on Universal NER (EWT), WikiGold and the politics part of
CrossNER, mapped to persons, organisations and places, and compares it on the EWT
development part with what the syntax model gives for nothing: runs of proper nouns.
"""

from __future__ import annotations

import lzma
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Adam, Config, fix_random_seed

from models.training.vectors import attach, read_floret

LABELS = {
    "PER": "PER", "person": "PER", "politician": "PER", "ORG": "ORG", "organisation": "ORG",
    "politicalparty": "ORG", "LOC": "LOC", "location": "LOC", "country": "LOC",
}  # fmt: skip
SOURCES = ("ner-ewt-train.iob2.xz", "ner-wikigold.conll.xz", "ner-crossner-politics.txt.xz")
Tagged = list[tuple[str, str]]

CONFIG = """
[nlp]
lang = "en"
pipeline = ["ner"]
[components]
[components.ner]
factory = "ner"
[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true
[components.ner.model.tok2vec]
@architectures = "spacy.Tok2Vec.v2"
[components.ner.model.tok2vec.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 96
attrs = ["NORM","PREFIX","SUFFIX","SHAPE"]
rows = [5000,1000,2500,2500]
include_static_vectors = true
[components.ner.model.tok2vec.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = 1
maxout_pieces = 3
"""


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and F in per cent."""

    precision: float
    recall: float
    f: float


def read_iob(path: Path) -> Iterator[Tagged]:
    """Sentences of words with IOB tags in our three labels; other labels become O."""
    sentence: Tagged = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.split()
            if line.startswith("# "):
                continue
            if not parts or parts[0] == "-DOCSTART-":
                if sentence:
                    yield sentence
                sentence = []
                continue
            indexed = ".iob2" in path.name
            word, tag = (parts[1], parts[2]) if indexed else (parts[0], parts[-1])
            kind = LABELS.get(tag[2:])
            sentence.append((word, f"{tag[0]}-{kind}" if kind else "O"))
    if sentence:
        yield sentence


def to_reference(vocab: Vocab, sentence: Tagged) -> Doc:
    """A ``Doc`` of the sentence's own words with its entities."""
    words, tags = zip(*sentence, strict=True)
    fixed = [
        "B" + tag[1:] if tag[0] == "I" and (i == 0 or tags[i - 1][1:] != tag[1:]) else tag
        for i, tag in enumerate(tags)
    ]  # WikiGold opens an entity with I
    return Doc(vocab, words=list(words), ents=fixed)


def proper_runs(doc: Doc) -> Iterator[Span]:
    """Runs of proper nouns, joined over *of* and such: "Bank of England" is one name."""
    start: int | None = None
    end = 0
    for token in doc:
        if token.pos_ == "PROPN":
            if start is not None and token.i > end and not _joined(doc, end, token.i):
                yield doc[start:end]
                start = None
            if start is None:
                start = token.i
            end = token.i + 1
    if start is not None:
        yield doc[start:end]


def _joined(doc: Doc, end: int, begin: int) -> bool:
    between = [token.lower_ for token in doc[end:begin]]
    return between in (["of"], ["of", "the"], ["&"], ["-"], ["de"], ["for"])


def compare(found: Iterable[set[tuple[int, int, str]]], gold: list[Doc], *, typed: bool) -> Scores:
    """Exact-span scores."""
    right = guessed = due = 0
    for guess, doc in zip(found, gold, strict=True):
        wanted = {(e.start, e.end, e.label_ if typed else "") for e in doc.ents}
        guess = {(start, end, label if typed else "") for start, end, label in guess}
        right += len(guess & wanted)
        guessed += len(guess)
        due += len(wanted)
    precision, recall = right / max(1, guessed), right / max(1, due)
    f = 2 * precision * recall / max(1e-9, precision + recall)
    return Scores(100 * precision, 100 * recall, 100 * f)


def train_recogniser(
    treebanks: Path, *, steps: int, report: Callable[[str], None], seed: int = 5
) -> Language:
    """Train a recogniser with a tok2vec of its own."""
    fix_random_seed(seed)
    nlp = spacy.util.load_model_from_config(Config().from_str(CONFIG), auto_fill=True)
    attach(nlp, read_floret(treebanks / "gov.floret.xz"))
    references = [
        to_reference(nlp.vocab, sentence)
        for name in SOURCES
        for sentence in read_iob(treebanks / name)
    ]
    examples = [
        Example(Doc(nlp.vocab, words=[t.text for t in reference]), reference)
        for reference in references
    ]
    nlp.initialize(lambda: examples[:3000])
    optimizer = Adam(0.001, L2=0.01, grad_clip=1.0, use_averages=True)
    rng = random.Random(seed)
    losses: dict[str, float] = {}
    for step in range(steps):
        optimizer.learn_rate = 0.0015 * min(1.0, (step + 1) / 100) * (1 - step / steps)
        nlp.update(rng.sample(examples, 60), sgd=optimizer, drop=0.2, losses=losses)
        if (step + 1) % 100 == 0:
            report(f"step {step + 1}/{steps} loss {losses['ner']:.0f}")
            losses = {}
    with nlp.use_params(optimizer.averages):
        return nlp.from_bytes(nlp.to_bytes())


def entity_report(
    syntax: Language, treebanks: Path, *, steps: int, report: Callable[[str], None]
) -> str:
    """Compare a recogniser with runs of proper nouns, in score and in time.

    Returns:
        A Markdown table.
    """
    recogniser = train_recogniser(treebanks, steps=steps, report=report)
    gold = [to_reference(syntax.vocab, s) for s in read_iob(treebanks / "ner-ewt-dev.iob2.xz")]
    words = sum(len(doc) for doc in gold)

    def plain(vocab: Vocab) -> list[Doc]:
        return [Doc(vocab, words=[t.text for t in doc]) for doc in gold]

    for nlp in (syntax, recogniser):
        list(nlp.pipe(plain(nlp.vocab)[:200]))
    begun = time.process_time()
    tagged = list(syntax.pipe(plain(syntax.vocab), batch_size=64))
    without = time.process_time() - begun
    begun = time.process_time()
    named = list(recogniser.pipe(plain(recogniser.vocab), batch_size=64))
    extra = time.process_time() - begun
    entities = [{(e.start, e.end, e.label_) for e in doc.ents} for doc in named]
    runs = [{(span.start, span.end, "") for span in proper_runs(doc)} for doc in tagged]
    rows = [
        ("recogniser, with type", compare(entities, gold, typed=True)),
        ("recogniser, span only", compare(entities, gold, typed=False)),
        ("runs of proper nouns, span only", compare(runs, gold, typed=False)),
    ]
    lines = ["| on EWT dev | P | R | F |", "|---|---|---|---|"]
    lines += [f"| {name} | {s.precision:.1f} | {s.recall:.1f} | {s.f:.1f} |" for name, s in rows]
    lines.append("")
    lines.append(f"syntax alone {words / without:,.0f} words a CPU second,")
    lines.append(f"with the recogniser {words / (without + extra):,.0f}")
    return "\n".join(lines)
