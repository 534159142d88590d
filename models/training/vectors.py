"""Floret vectors: read as text, kept as small integers.

Source of the format: https://github.com/explosion/floret.
"""

from __future__ import annotations

import lzma
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.vectors import Vectors

from pipeline.components.weights import quantise

SPREAD = 4.9  # standard deviation of the published table, divided out so that inputs are near 1


def read_floret(path: Path) -> Vectors:
    """Read a floret table (``.floret`` or ``.floret.xz``).

    The rows are rounded to 8 bits on reading, since that is how they are shipped:
    the network is trained on the very numbers it will see in use.

    Raises:
        ValueError: If a row has the wrong length, with file and line.
    """
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows, width, minn, maxn, hashes, seed, bow, eow = next(lines).split()
        table = np.zeros((int(rows), int(width)), dtype="float32")
        for number, line in enumerate(lines, start=2):
            parts = line.split()
            if len(parts) != int(width) + 1:
                raise ValueError(f"{path}:{number}: {len(parts) - 1} numbers where {width} are due")
            table[int(parts[0])] = np.asarray(parts[1:], dtype="float32")
    small, scale = quantise(table / SPREAD)
    return Vectors(
        mode="floret",
        data=small.astype("float32") * scale,
        minn=int(minn),
        maxn=int(maxn),
        hash_count=int(hashes),
        hash_seed=int(seed),
        bow=bow,
        eow=eow,
    )


def attach(nlp: Language, vectors: Vectors) -> None:
    """Give ``nlp`` the table; its strings become those of the pipeline."""
    vectors.strings = nlp.vocab.strings
    nlp.vocab.vectors = vectors
