"""What the words round an amount say of its period: *a year*, *annual*, *over four years*."""

from __future__ import annotations

from pipeline.normalize.lexer import DASHES, Tokens
from pipeline.normalize.numerals import SMALL, read_words
from pipeline.normalize.wordlists import lists

_UNITS = {"year": (1, "Y"), "month": (1, "M"), "week": (1, "W"), "day": (1, "D")}
_UNITS |= {"quarter": (3, "M"), "decade": (10, "Y"), "annum": (1, "Y")}
_ADVERBS = {"annually": "P1Y", "yearly": "P1Y", "quarterly": "P3M", "monthly": "P1M"}
_ADVERBS |= {"weekly": "P1W", "daily": "P1D"}
_ADJECTIVES = _ADVERBS | {"annual": "P1Y"}
_MOVED = ("later", "earlier", "ago", "before", "after", "from")
_OPENS_SPAN = frozenset("the a an next coming following first period of last past".split())
_REACH = 8
"""Tokens before or after the amount that are looked at."""


def period(tokens: Tokens, first: int, stop: int) -> str | None:
    """What an amount whose tokens are ``first`` to ``stop`` is for.

    Returns:
        ISO 8601 duration; None when the text does not say. A rate (*a year*) comes before a
        whole (*over four years*), and that before an adjective (*annual*).
    """
    return _rate(tokens, stop) or _whole(tokens, stop) or _adjective(tokens, first)


def _duration(count: int, word: str) -> str | None:
    size = _UNITS.get(word) or _UNITS.get(word.removesuffix("s"))
    return f"P{count * size[0]}{size[1]}" if size and count else None


def _rate(tokens: Tokens, stop: int) -> str | None:
    words = [word for word in tokens.low[stop : stop + 6] if word not in DASHES]
    words += ["", "", ""]
    if words[2] in _MOVED:
        return None
    if words[0] in ("a", "an", "per", "each", "every", "/") and not words[1].endswith("s"):
        rate = _duration(1, words[1])
        if rate is not None:
            return rate
    if words[:3] == ["p", ".", "a"]:
        return "P1Y"
    if words[0] == "pa" and words[1] in ("", ".", ",", ";", "for", "in"):
        return "P1Y"
    return _ADVERBS.get(words[0])


def _whole(tokens: Tokens, stop: int) -> str | None:
    """*over four years*, *over the next five years*, *over a 10-year period*."""
    for at in range(stop, min(stop + _REACH, len(tokens))):
        token = tokens[at]
        if token.kind == "break" or token.text in ".;:)" or token.lower in ("and", "by"):
            return None
        over = token.lower in ("over", "across", "spanning", "during")
        if over or (token.lower in ("for", "in") and at == stop):
            return _span(tokens, at + 1)
    return None


def _span(tokens: Tokens, at: int) -> str | None:
    opening = at
    while at < len(tokens) and tokens.low[at] in _OPENS_SPAN:
        at += 1
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.kind == "digits" and len(token.text) <= 3:
        count, after = int(token.text), at + 1
    elif token.lower in SMALL:
        number = read_words(tokens, at)
        if number is None or number.value % 1 or number.value > 999:
            return None
        count, after = int(number.value), number.stop
    else:
        one = at > opening and not token.lower.endswith("s")
        return _duration(1, token.lower) if one else None
    while after < len(tokens) and (
        tokens.texts[after] in DASHES or tokens.low[after] in ("financial", "fiscal", "calendar")
    ):
        after += 1
    return _duration(count, tokens.low[after]) if after < len(tokens) else None


def _adjective(tokens: Tokens, first: int) -> str | None:
    """*annual support worth around £75k*."""
    blocked = lists().not_a_rate
    for at in range(first - 1, max(first - _REACH, -1), -1):
        token = tokens[at]
        if token.kind == "break" or (token.kind == "mark" and token.text not in "-’'"):
            return None
        if token.kind == "digits" or token.lower in blocked:
            return None
        if token.lower in _ADJECTIVES:
            return _ADJECTIVES[token.lower]
    return None
