"""Phrases are found as spaCy's own matcher finds them when it is given documents."""

from __future__ import annotations

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from pipeline.components.actors.words import Words
from pipeline.components.phrases import Phrases

PHRASES = (
    ("Ministry", "of", "Health"),
    ("ministry", "of", "Trade"),
    ("Ministry",),
    ("Côte", "d", "'", "Ivoire"),
    ("ÅLAND",),
    ("12",),
    ("1",),
    ("ORTH",),
)
TEXTS = (
    "The MINISTRY of health and the Ministry of Trade met 12 envoys of Åland on day 1",
    "the ministry of health of côte d ' ivoire said nothing of ORTH or orth",
    "",
    "ministry",
)


def test_phrases_are_those_of_documents() -> None:
    vocab = spacy.blank("en").vocab
    matcher = PhraseMatcher(vocab, attr="LOWER")
    for index, words in enumerate(PHRASES):
        matcher.add(str(index), [Doc(vocab, words=list(words))])
    phrases = Phrases(PHRASES)
    found = []
    for text in TEXTS:
        words = Words(text)
        doc = Doc(vocab, words=words.forms)
        expected = [(int(vocab.strings[key]), start, end) for key, start, end in matcher(doc)]
        assert list(phrases(words)) == expected
        found += expected
    assert {index for index, _, _ in found} == set(range(len(PHRASES)))
