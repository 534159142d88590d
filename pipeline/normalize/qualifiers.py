"""What the words round an amount say of its direction: *up to*, *more than*, *or more*."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.normalize.lexer import DASHES, Token, glued
from pipeline.normalize.wordlists import lists, phrases

_REACH = 5


def qualifier(tokens: Sequence[Token], first: int, stop: int) -> str:
    """The direction of an amount whose tokens are ``first`` to ``stop``.

    Returns:
        ``exact``, ``at_least``, ``at_most``, ``over``, ``under`` or ``about``.
    """
    if any(token.text == "+" for token in tokens[first:stop]):
        return "at_least"  # "$90+ million"
    after = _after(tokens, stop)
    if after:
        return after
    fillers = lists().amount_filler
    known = phrases()
    at = first
    for _ in range(_REACH):
        if at == 0:
            break
        last = tokens[at - 1].lower
        for words, name in known.get(last, ()):
            if words == ("some",) and at < first and tokens[at].lower == "of":
                continue  # a part of the sum, not about as much
            if _ends_with(tokens, at, words):
                return name
        if last not in fillers and last not in ("between", "from"):
            break
        at -= 1
    return "exact"


def is_spread(tokens: Sequence[Token], at: int) -> bool:
    """Whether *from* at a token opens a range (*ranging from $1m to $2m*), not a change."""
    if at == 0 or tokens[at - 1].kind == "break":
        return True
    return tokens[at - 1].lower in lists().opens_spread or tokens[at - 1].text in "(:;,"


def _ends_with(tokens: Sequence[Token], stop: int, words: tuple[str, ...]) -> bool:
    begin = stop - len(words)
    return begin >= 0 and all(tokens[begin + k].lower == word for k, word in enumerate(words))


def _after(tokens: Sequence[Token], stop: int) -> str:
    """What follows the amount: *£5m-plus*, *£5m or more*, *£5m or so*."""
    words = [token.lower for token in tokens[stop : stop + 3]] + ["", "", ""]
    first, second = words[:2]
    if first == "+" or (first in DASHES and second == "plus"):
        return "at_least"
    if first == "plus" and glued(tokens[stop - 1], tokens[stop]):
        return "at_least"
    if first in ("or", "and") and second in ("more", "above", "over", "upwards", "higher"):
        return "at_least"
    if first == "or" and second in ("less", "under", "below", "fewer"):
        return "at_most"
    if first == "or" and second == "so":
        return "about"
    if first == "at" and "most" in (second, words[2]) and second in ("the", "most"):
        return "at_most"
    return ""
