"""From a training folder to the shipped one: add lemmas, round the weights, write the folder."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import spacy
from spacy.language import Language

import pipeline.components.lemmas.factory  # noqa: F401  registers pledger_lemmas
from models.training.conllu import Sentence, read_conllu
from models.training.corpus import KEPT_APART
from models.training.lemma_table import build_table
from pipeline.components.lemmas.lemmas import Lemmas
from pipeline.components.weights import save_syntax, use_fast_ops

ABOUT = {
    "name": "pledger_syntax",
    "version": "1.0.0",
    "description": "English tags, features, Universal Dependencies and lemmas for policy texts",
    "author": "The pledger team",
    "license": "CC BY-SA 4.0",
    "sources": [
        {"name": "UD English EWT 2.15", "license": "CC BY-SA 4.0"},
        {"name": "UD English GUM, its free genres", "license": "CC BY, CC BY-SA, public domain"},
        {"name": "spacy-lookups-data", "license": "MIT"},
        {"name": "floret vectors of US government releases", "license": "public domain"},
    ],
}


def training_sentences(treebanks: Path) -> list[Sentence]:
    """Sentences of both training parts, without the genre kept apart."""
    return list(
        chain.from_iterable(
            read_conllu(treebanks / f"{name}-train.conllu.xz", skip_genres=KEPT_APART)
            for name in ("ewt", "gum")
        )
    )


def add_lemmas(nlp: Language, sentences: list[Sentence], *, lookups: bool = True) -> None:
    """Append the lemma component with its table of exceptions."""
    if "lemmas" in nlp.pipe_names:
        nlp.remove_pipe("lemmas")
    component = nlp.add_pipe("pledger_lemmas", name="lemmas")
    assert isinstance(component, Lemmas)
    component.table = build_table(sentences, lookups=lookups)


def pack(trained: Path, treebanks: Path, target: Path) -> Language:
    """Write the shipped folder.

    Args:
        trained: A pipeline folder as the training loop wrote it.
        treebanks: Folder of the treebanks.
        target: Where the packed pipeline goes.

    Returns:
        The pipeline before rounding.
    """
    use_fast_ops()
    nlp = spacy.load(trained)
    add_lemmas(nlp, training_sentences(treebanks))
    nlp.meta.update(ABOUT)
    save_syntax(nlp, target)
    return nlp
