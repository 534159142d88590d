"""Cut a text into words, digit runs and marks, with offsets.

Amounts and dates are both found over these tokens: one cheap pass, and everything after it
looks only at tokens that a word list knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple

DASHES = frozenset("-‐‑–—−")
"""Hyphens and dashes, each a token of its own."""

Kind = Literal["word", "digits", "mark", "break"]

# "U.S." and "U.K." are one word each; a blank line is a token of its own, because neither an
# amount nor a date runs on from one paragraph to the next
_TOKEN = r"""
    (?P<word>\b[Uu]\.[SsKk]\b\.?|[^\W\d_]+)
  | (?P<digits>[0-9]+)
  | (?P<break>\n[ \t\r\f\v]*\n)
  | (?P<mark>\S)
"""


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


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_TOKEN, re.VERBOSE)


def tokens(text: str) -> list[Token]:
    """All tokens of a text, in order; white space is in none of them but ``break``."""
    return list(_last(text) if len(text) <= _KEPT else _scan(text))


_KEPT = 400_000
"""Characters. The tokens of a longer text would hold much memory for little time."""


@lru_cache(maxsize=1)
def _last(text: str) -> tuple[Token, ...]:
    """Tokens of the last text: amounts and dates are looked for one after the other."""
    return tuple(_scan(text))


def _scan(text: str) -> Iterator[Token]:
    new = tuple.__new__  # a third of the time of Token(...), which sorts its arguments out
    for match in _pattern().finditer(text):
        kind = match.lastgroup
        piece = match.group()
        lower = piece
        if kind == "word":
            lower = piece.lower()
            if "." in lower:
                lower = lower.replace(".", "")
        elif kind == "break":
            lower = "\n"
        yield new(Token, (*match.span(), piece, lower, kind))


def glued(left: Token, right: Token) -> bool:
    """Whether nothing stands between two neighbours."""
    return left.end == right.start
