"""Phrases by the thousand, found in the words of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab


class Phrases:
    """Finds phrases without regard to case.

    They are given to spaCy as the numbers of their words, under a vocabulary that is otherwise
    empty. With a ``Doc`` of each, and the vocabulary of a pipeline, a score of attributes would be
    worked out for every word and key, which takes longer than all the rest.

    Args:
        phrases: their words.
    """

    def __init__(self, phrases: Iterable[Sequence[str]]) -> None:
        vocab = Vocab()
        number = vocab.strings.add  # the same in every vocabulary
        matcher: Any = PhraseMatcher(vocab, attr="LOWER")
        self._indices: dict[int, int] = {}
        for index, words in enumerate(phrases):
            key = str(index)
            matcher.add(key, [[number(word.lower()) for word in words]])
            self._indices[number(key)] = index
        self._matcher: PhraseMatcher = matcher

    def __call__(self, doc: Doc) -> Iterator[tuple[int, int, int]]:
        """Which phrase, in the order given, and its tokens from first to behind the last."""
        for key, start, end in self._matcher(doc):
            yield self._indices[key], start, end
