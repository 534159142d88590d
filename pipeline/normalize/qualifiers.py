"""What the words round an amount say of its direction: *up to*, *more than*, *or more*."""

from __future__ import annotations

from pipeline.normalize.lexer import DASHES, Tokens
from pipeline.normalize.wordlists import lists, phrases

_REACH = 5


def qualifier(tokens: Tokens, first: int, stop: int) -> str:
    """The direction of an amount whose tokens are ``first`` to ``stop``.

    Returns:
        ``exact``, ``at_least``, ``at_most``, ``over``, ``under`` or ``about``.
    """
    if "+" in tokens.texts[first:stop]:
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
        last = tokens.low[at - 1]
        for words, name in known.get(last, ()):
            if words == ("some",) and at < first and tokens.low[at] == "of":
                continue  # a part of the sum, not about as much
            if _ends_with(tokens, at, words):
                return name
        if last not in fillers and last not in ("between", "from"):
            break
        at -= 1
    return "exact"


def is_spread(tokens: Tokens, at: int) -> bool:
    """Whether *from* at a token opens a range (*ranging from $1m to $2m*), not a change."""
    if at == 0 or tokens.kind(at - 1) == "break":
        return True
    return tokens.low[at - 1] in lists().opens_spread or tokens.texts[at - 1] in "(:;,"


def _ends_with(tokens: Tokens, stop: int, words: tuple[str, ...]) -> bool:
    begin = stop - len(words)
    return begin >= 0 and all(tokens.low[begin + k] == word for k, word in enumerate(words))


def _after(tokens: Tokens, stop: int) -> str:
    """What follows the amount: *£5m-plus*, *£5m or more*, *£5m or so*."""
    words = [*tokens.low[stop : stop + 3], "", "", ""]
    first, second = words[:2]
    if first == "+" or (first in DASHES and second == "plus"):
        return "at_least"
    if first == "plus" and tokens.glued(stop):
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
