"""Cut a text into words, digit runs and marks, with offsets.

Amounts and dates are both found over these tokens: one cheap pass, and everything after it
looks only at tokens that a word list knows.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import accumulate
from typing import Literal, NamedTuple

DASHES = frozenset("-‐‑–—−")
"""Hyphens and dashes, each a token of its own."""

Kind = Literal["word", "digits", "mark", "break"]

# "U.S." and "U.K." are one word each; a blank line is a token of its own, because neither an
# amount nor a date runs on from one paragraph to the next
_TOKEN = r"(\b[Uu]\.[SsKk]\b\.?|[^\W\d_]+|[0-9]+|\n[ \t\r\f\v]*\n|\S)"

_ABBREVIATED = {"u.s.": "us", "u.s": "us", "u.k.": "uk", "u.k": "uk"}


class Token(NamedTuple):
    """One token.

    Attributes:
        start: first code point.
        end: one past the last.
        text: as it stands.
        lower: lower case, without the dots of ``U.S.``.
        kind: ``word``, ``digits`` (ASCII), ``mark`` (one character) or ``break`` (blank line).
    """

    start: int
    end: int
    text: str
    lower: str
    kind: Kind


class Tokens:
    """The tokens of a text, in order; white space is in none of them but ``break``.

    Most are never looked at but for their letters, so a token is made when it is asked for.

    Attributes:
        texts: each as it stands.
        low: each in small letters, as in :class:`Token`.
        starts: first code point of each.
        ends: one past the last of each.
    """

    __slots__ = ("ends", "low", "starts", "texts")

    def __init__(self, text: str) -> None:
        parts = _pattern().split(text)  # what stands between tokens, and the tokens, by turns
        bounds = list(accumulate(map(len, parts)))
        self.starts, self.ends = bounds[:-1:2], bounds[1::2]
        self.texts = parts[1::2]
        self.low = [piece.lower() for piece in self.texts]
        for index, low in enumerate(self.low):
            if low in _ABBREVIATED:
                self.low[index] = _ABBREVIATED[low]
            elif low[0] == "\n":
                self.low[index] = "\n"

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, index: int) -> Token:
        start, end = self.starts[index], self.ends[index]
        return Token(start, end, self.texts[index], self.low[index], self.kind(index))

    def glued(self, index: int) -> bool:
        """Whether nothing stands between a token and the one before it."""
        return 0 < index < len(self.starts) and self.ends[index - 1] == self.starts[index]

    def kind(self, index: int) -> Kind:
        """The kind of a token, which its first character tells."""
        first = self.texts[index][0]
        if is_number(first):
            return "digits"
        if first.isalnum() and not first.isdecimal():  # figures of other scripts are marks
            return "word"
        return "break" if first == "\n" else "mark"


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_TOKEN)


def tokens(text: str) -> Tokens:
    """All tokens of a text."""
    return _last(text) if len(text) <= _KEPT else Tokens(text)


_KEPT = 400_000
"""Characters. The tokens of a longer text would hold much memory for little time."""


@lru_cache(maxsize=1)
def _last(text: str) -> Tokens:
    """Tokens of the last text: amounts and dates are looked for one after the other."""
    return Tokens(text)


def is_number(word: str) -> bool:
    """Whether a token is of the kind ``digits``."""
    return word.isdecimal() and word.isascii()
