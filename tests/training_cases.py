"""Sentences of our own to train on, for the tests of training."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language

from models.training.conllu import Sentence, paragraphs, to_doc
from models.training.corpus import Corpus
from models.training.genre import write_pledges

CASES = Path(__file__).parent / "cases" / "training"


def corpus() -> Corpus:
    """A corpus of our own sentences only."""
    groups = paragraphs(write_pledges(150, seed=3))
    return Corpus(train=[(groups, 1)], dev={"own": paragraphs(write_pledges(20, seed=4))})


def text_of(nlp: Language, sentence: Sentence) -> str:
    """The sentence as it was written."""
    return str(to_doc(nlp.vocab, [sentence]).text)
