"""A parsed stretch of a text, tied to the canonical text token by token."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from pipeline.components.commitments.matching import Found
from pipeline.model import Span


@dataclass(frozen=True, slots=True)
class Parse:
    """One parsed unit: a sentence, or a list item joined to the stem that governs it.

    Attributes:
        doc: a small ``Doc`` with tags, lemmas and a parse.
        starts: canonical offset of the first character of each token.
        sentence: index of the sentence in ``doc._.sentences`` of the article.
        body: index of the first token of that sentence; the tokens before come from stems.
        cues: where the words of rules stand among the tokens, found before the parse.
    """

    doc: Doc
    starts: tuple[int, ...]
    sentence: int
    body: int
    cues: tuple[Found, ...] = ()

    def end(self, index: int) -> int:
        """Canonical offset after the last character of token ``index``."""
        return self.starts[index] + len(self.doc[index])

    def span(self, first: int, last: int) -> Span:
        """Canonical span from token ``first`` to token ``last``, both included."""
        return self.starts[first], self.end(last)

    def token_at(self, offset: int) -> Token | None:
        """The body token that holds the canonical ``offset``; None where there is none."""
        index = bisect_right(self.starts, offset, lo=self.body) - 1
        if index < self.body or offset >= self.end(index):
            return None
        return self.doc[index]
