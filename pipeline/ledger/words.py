"""Content words of a commitment: what it says, without grammar and ceremony."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_TOKEN = re.compile(r"(?!(?<=['’])s\b)[^\W_]+(?:[.,]\d+)*")
_HEADLINE = 0.6
"""Share of capitalised words from which on capitals do not tell a name."""
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_VOCABULARY = 1 << 16
"""Spellings whose root is remembered."""

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


Content = tuple[frozenset[str], frozenset[str], frozenset[str]]
Spans = Sequence[tuple[int, int]]


def content(text: str, *, sums: Spans = (), due: Spans = ()) -> Content:
    """Content words of a text, which of them are names, and which are numbers.

    A sum or a deadline may move while the promise stays the same: neither tells it from another.

    Args:
        text: what is compared.
        sums: where amounts of money stand in it; their numbers are words, but not numbers.
        due: where deadlines stand in it; left out.
    """
    letters = capitals = 0
    words, names, numbers = set(), set(), set()
    for index, match in enumerate(_TOKEN.finditer(text)):
        token = match[0]
        capital = token[0].isupper()
        letters += token[0].isalpha()
        capitals += capital
        root, number = _root(token)
        if root is None or (due and _within(match.start(), due)):
            continue
        words.add(root)
        if number:
            if not (sums and _within(match.start(), sums)):
                numbers.add(root)
        elif capital and (index or token.isupper()):
            names.add(root)
    if letters > 3 and capitals >= _HEADLINE * letters:
        names.clear()
    return frozenset(words), frozenset(names), frozenset(numbers)


def _within(at: int, spans: Spans) -> bool:
    return any(start <= at < end for start, end in spans)


@lru_cache(maxsize=_VOCABULARY)
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
