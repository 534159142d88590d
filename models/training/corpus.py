"""What the model is trained on: an endless, seeded stream of paragraphs, varied in each epoch."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from models.training.augment import vary
from models.training.conllu import Sentence, paragraphs, read_conllu
from models.training.genre import write_pledges

# Oral argument before a court: left out of training and of choosing, so that one genre stays new.
KEPT_APART = ("court",)
# The genres of GUM that are under CC BY, CC BY-SA or in the public domain.
GENRES = frozenset(
    ("academic", "bio", "court", "interview", "news", "speech", "textbook", "vlog", "voyage")
)
QUOTES = ("keep", "curly", "straight")
WORDS_AT_ONCE = 90  # a longer paragraph is cut at a sentence boundary
Group = list[Sentence]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Training and development paragraphs.

    Attributes:
        train: Pairs of paragraphs and how often each treebank counts in an epoch.
        dev: Paragraphs per treebank for choosing a checkpoint.
        pledges: Sentences of our own grammar added in each epoch.
    """

    train: list[tuple[list[Group], int]]
    dev: dict[str, list[Group]]
    pledges: int = 0


def load_corpus(treebanks: Path, *, pledges: int = 1200) -> Corpus:
    """Read the treebanks from their folder.

    Args:
        treebanks: Folder with ``ewt-*.conllu.xz`` and ``gum-*.conllu.xz``.
        pledges: Own sentences per epoch.

    Raises:
        FileNotFoundError: If a file is missing, naming it.
    """
    train, dev = [], {}
    for name, times in (("ewt", 1), ("gum", 2)):
        for part in ("train", "dev"):
            path = treebanks / f"{name}-{part}.conllu.xz"
            if not path.is_file():
                raise FileNotFoundError(
                    f"{path} is missing: set TREEBANKS to the treebanks' folder"
                )
            groups = paragraphs(list(read_conllu(path, skip_genres=KEPT_APART)))
            if part == "train":
                train.append((groups, times))
            else:
                dev[name] = groups
    return Corpus(train, dev, pledges)


def cut(group: Sequence[Sentence], rng: random.Random) -> Iterator[Group]:
    """Cut a paragraph into pieces: single sentences one time in three, else runs of them."""
    alone = rng.random() < 1 / 3
    piece: Group = []
    words = 0
    for sentence in group:
        if piece and (alone or words + len(sentence.tokens) > WORDS_AT_ONCE or rng.random() < 0.1):
            yield piece
            piece, words = [], 0
        piece.append(sentence)
        words += len(sentence.tokens)
    if piece:
        yield piece


def epoch(corpus: Corpus, *, seed: int, number: int) -> list[Group]:
    """All pieces of one epoch, varied and shuffled; the same seed and number give the same list."""
    rng = random.Random(f"{seed}/{number}")
    pieces: list[Group] = []
    for groups, times in corpus.train:
        for _ in range(times):
            for group in groups:
                for piece in cut(group, rng):
                    quotes = rng.choices(QUOTES, weights=(2, 2, 1))[0]
                    pieces.append([vary(sentence, rng, quotes=quotes) for sentence in piece])
    if corpus.pledges:
        own = write_pledges(corpus.pledges, seed=seed * 1000 + number)
        pieces.extend([vary(sentence, rng, quotes="keep")] for sentence in own)
    rng.shuffle(pieces)
    return pieces


@dataclass(frozen=True, slots=True)
class Place:
    """Where a batch stands in the stream: number of the epoch, and of the batch in it."""

    epoch: int = 0
    batch: int = 0


def batches(
    corpus: Corpus, *, seed: int, words: int, start: Place | None = None
) -> Iterator[tuple[Place, list[Group]]]:
    """Endless batches of about ``words`` words, each with its place.

    Args:
        corpus: What to draw from.
        seed: Same seed, same stream.
        words: Words per batch, at least.
        start: Place of the first batch to give; earlier epochs are not made at all.
    """
    start = start or Place()
    for number in count(start.epoch):
        batch: list[Group] = []
        size = index = 0
        pieces = epoch(corpus, seed=seed, number=number)
        for piece in pieces:
            batch.append(piece)
            size += sum(len(sentence.tokens) for sentence in piece)
            if size >= words or piece is pieces[-1]:
                if number > start.epoch or index >= start.batch:
                    yield Place(number, index), batch
                batch, size, index = [], 0, index + 1
