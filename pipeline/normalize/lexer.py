"""Cut a text into words, digit runs and marks, with offsets.

Amounts and dates are both found over these tokens: one cheap pass, and everything after it
looks only at tokens that a word list knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
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
    return list(_scan(text))


def _scan(text: str) -> Iterator[Token]:
    for match in _pattern().finditer(text):
        kind = match.lastgroup
        piece = match.group()
        if kind == "word":
            lower = piece.lower()
            if "." in lower:
                lower = lower.replace(".", "")
            yield Token(match.start(), match.end(), piece, lower, "word")
        elif kind == "digits":
            yield Token(match.start(), match.end(), piece, piece, "digits")
        elif kind == "mark":
            yield Token(match.start(), match.end(), piece, piece, "mark")
        else:
            yield Token(match.start(), match.end(), piece, "\n", "break")


def glued(left: Token, right: Token) -> bool:
    """Whether nothing stands between two neighbours."""
    return left.end == right.start
