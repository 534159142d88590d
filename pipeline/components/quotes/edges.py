"""Where the run of words before a verb begins: after punctuation, or a word of a clause."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.components.quotes.frames import Token
from pipeline.components.quotes.phrases import (
    CLAUSE_SUBJECTS,
    LONGEST_SUBJECT,
    RELATIVES,
    SUBJECTS,
    SUBORDINATORS,
    WINDOW,
    inner_stop,
    is_auxiliary,
    nickname,
    opening_bracket,
    tight,
)


def left_edge(tokens: Sequence[Token], end: int) -> int:
    """Where the run of words that ends at ``end`` begins: after punctuation or a clause word."""
    at = end
    floor = max(0, end - LONGEST_SUBJECT)
    while at > floor:
        token = tokens[at - 1]
        if token.quoted:
            if not nickname(tokens, at - 1):
                break
        elif token.text == ")":
            opening = opening_bracket(tokens, at - 1)
            if opening is None:
                break
            at = opening
            continue
        elif _parts(tokens, at - 1, end):
            break
        at -= 1
    return at


def _parts(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the token at ``at`` stands outside the noun phrase that ends at ``end``."""
    token = tokens[at]
    if token.text == "-":
        return not tight(tokens, at)
    if token.text == ".":
        return not inner_stop(tokens, at)
    if token.lower == "and":
        return not _joins_names(tokens, at, end)
    if token.lower in ("after", "before"):
        return _verb_before(tokens, at)
    return (
        token.text in ",;:([—–!?…*#|•"
        or token.lower in SUBORDINATORS | RELATIVES
        or token.lower in ("but", "or", "yet")
        or is_auxiliary(token)
    )


def _verb_before(tokens: Sequence[Token], at: int) -> bool:
    """Whether *after* opens a clause, as a verb stands right before it (*Oil fell after Lee*)."""
    verb = tokens[at - 1] if at else tokens[at]
    return verb.lower in _FELL or (verb.lower.endswith("ed") and not verb.capital)


_FELL = frozenset(
    "fell rose came comes come went grew days weeks hours months shortly soon".split()
)


def _joins_names(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether an *and* joins two noun phrases of one subject, and not two clauses."""
    if at == 0 or at + 1 >= end:
        return False
    right = tokens[at + 1]
    if right.lower in SUBJECTS or right.lower in CLAUSE_SUBJECTS:
        return False
    for token in reversed(tokens[max(0, at - WINDOW) : at]):
        if token.quoted or token.text in ",;:—–." or token.lower in ("why", "how", "when", "where"):
            return True
        if is_auxiliary(token) or token.lower in ("to", "that", "who", "which"):
            return False
        if token.lower.endswith("ed") and not token.capital:
            return False
    return True
