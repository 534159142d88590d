"""Content words of a commitment: what it says, without grammar and ceremony."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.ledger.bags import Bags
from pipeline.ledger.sets import Flags, Numbers, ranges

_TOKEN = re.compile(r"(?!(?<=['’])s\b)[^\W_]+(?:[.,]\d+)*")
_HEADLINE = 0.6
"""Share of capitalised words from which on capitals do not tell a name."""
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_NOWHERE: Mapping[int, Sequence[tuple[int, int]]] = {}

_STOP = frozenset(
    "a an the this that these those it its they their them he his she her we our us you your i my "
    "and or but nor so as of in on at to for from by with without into over under through between "
    "among within during per via than then also both each every all any some such other own same "
    "be is are was were been being am have has had having do does did will would shall should may "
    "might can could must not no only just very more most much many which who whom whose what "
    "when where while if how there here about after before up out off including include includes "
    "today new continue continues continued continuing further pledge pledges pledged commit "
    "commits committed committing commitment commitments plan plans planned intend intends "
    "intended aim aims agree agrees agreed announce announces announced announcing work works "
    "working following action actions step steps additional well".split()
)
_NUMBERS = {
    word: str(number)
    for number, words in enumerate(
        "first one;second two;third three;fourth four;fifth five;sixth six;seventh seven;"
        "eighth eight;ninth nine;tenth ten;eleventh eleven;twelfth twelve".split(";"),
        start=1,
    )
    for word in words.split()
}


_LETTER, _CAPITAL, _UPPER, _DIGITS = 1, 2, 4, 8

Spans = Mapping[int, Sequence[tuple[int, int]]]
"""Stretches of a text, from and to, by the position of the text."""


@dataclass(frozen=True, slots=True)
class Content:
    """What texts say: their content words, which of them are names, and which are numbers."""

    words: Bags
    names: Bags
    numbers: Bags


class Words(dict[str, int]):
    """Spellings met so far, numbered, and what each is compared by.

    Attributes:
        roots: what spellings are compared by, numbered as they were met.
    """

    def __init__(self) -> None:
        super().__init__()
        self.roots: dict[str, int] = {}
        self._root = array("i")
        self._kind = array("B")

    def __missing__(self, token: str) -> int:
        root, number = _root(token)
        kind = _LETTER * token[0].isalpha() | _CAPITAL * token[0].isupper()
        self._kind.append(kind | _UPPER * token.isupper() | _DIGITS * number)
        self._root.append(-1 if root is None else self.roots.setdefault(root, len(self.roots)))
        self[token] = place = len(self)
        return place

    def read(
        self, texts: Sequence[str | None], *, sums: Spans = _NOWHERE, due: Spans = _NOWHERE
    ) -> Content:
        """Content words of texts, as numbers of their roots.

        A sum or a deadline may move while the promise stays the same: neither tells it from
        another.

        Args:
            texts: what is compared; None says nothing.
            sums: where amounts of money stand; their numbers are words, but not numbers.
            due: where deadlines stand; left out.
        """
        tokens: list[str] = []
        counts = np.zeros(len(texts), dtype=np.int64)
        for i, text in enumerate(texts):
            found = _TOKEN.findall(text or "")
            counts[i] = len(found)
            tokens += found
        spelling = np.fromiter(map(self.__getitem__, tokens), dtype=np.int64, count=len(tokens))
        owners, index = ranges(np.zeros(len(texts), dtype=np.int64), counts)
        root = np.array(self._root, dtype=np.int64)[spelling]
        kind = np.array(self._kind, dtype=np.int64)[spelling]
        starts = np.cumsum(counts) - counts
        money, late = (_within(texts, spans, starts, size=len(tokens)) for spans in (sums, due))

        letters = np.bincount(owners, kind & _LETTER > 0, minlength=len(texts))
        capitals = np.bincount(owners, kind & _CAPITAL > 0, minlength=len(texts))
        headline = (letters > 3) & (capitals >= _HEADLINE * letters)
        number = kind & _DIGITS > 0
        told = (root >= 0) & ~late
        named = (kind & _CAPITAL > 0) & ((index > 0) | (kind & _UPPER > 0)) & ~number
        chosen = (told, told & named & ~headline[owners], told & number & ~money)
        return Content(*(Bags.of(owners[c], root[c], count=len(texts)) for c in chosen))


def _within(texts: Sequence[str | None], spans: Spans, starts: Numbers, *, size: int) -> Flags:
    """Whether each token begins in a span of its text."""
    result = np.zeros(size, dtype=np.bool_)
    for i, stretches in spans.items():
        tokens = [match.start() for match in _TOKEN.finditer(texts[i] or "")]
        for start, end in stretches:
            first, last = bisect_left(tokens, start), bisect_left(tokens, end)
            result[starts[i] + first : starts[i] + last] = True
    return result


def _root(token: str) -> tuple[str | None, bool]:
    """What a token is compared by, and whether it is a number; None when it says nothing."""
    plain = fold(token)
    number = _NUMBERS.get(plain)
    if number is None and plain[:1].isdigit():
        ordinal = _ORDINAL.fullmatch(plain)
        number = ordinal[1] if ordinal else plain.replace(",", "")
    if number is not None:
        return number, True
    if plain in _STOP or len(plain) < 2:
        return None, False
    return stem(plain), False


def fold(text: str) -> str:
    """Lower case, without accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def stem(word: str) -> str:
    """A word without its English ending: enough to compare, not a lemma."""
    for ending, left in (("ies", 2), ("ing", 4), ("ed", 4), ("es", 4), ("s", 3), ("e", 4)):
        if word.endswith(ending) and len(word) - len(ending) >= left and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word
