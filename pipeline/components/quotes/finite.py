"""Whether a clause begins here, going by its first words."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.components.quotes.frames import Token
from pipeline.components.quotes.phrases import (
    CLAUSE_SUBJECTS,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    SUBORDINATORS,
    begins_phrase,
    is_adverb,
    is_auxiliary,
)

_SHORT = 3
_WIDE = 16


def is_complement(content: Sequence[Token], *, far: bool = False) -> bool:
    """Whether *that*, *how* … begins a clause, and no relative clause or infinitive.

    Args:
        content: the tokens from that word on.
        far: whether other words stand between it and the cue, so that they may be what a
            relative clause describes (*agreed to a pact that strengthens …*).
    """
    bare = len(content) == 2 and content[0].lower == "that" and not content[1].quoted
    if len(content) < 2 or bare:
        return False
    following = content[1]
    if content[0].lower != "that":
        return following.lower != "to"
    if far and is_adverb(following) and len(content) > 2:
        following = content[2]
    if is_auxiliary(following):
        return False
    return not far or begins_clause(following)


def infinitive(tokens: Sequence[Token], at: int) -> bool:
    """Whether *to* at ``at`` is followed by a verb, going by the word alone."""
    if at + 1 >= len(tokens):
        return False
    token = tokens[at + 1]
    plural = token.lower.endswith("s") and not token.lower.endswith(("ss", "us"))
    return (
        token.word
        and not begins_phrase(token)
        and not plural
        and token.lower not in PREPOSITIONS | CLAUSE_SUBJECTS
    )


def begins_clause(token: Token) -> bool:
    """Whether a clause with its subject can begin here, going by the word alone."""
    return (
        begins_phrase(token)
        or token.quoted
        or not token.word
        or token.lower in CLAUSE_SUBJECTS | PREPOSITIONS | SUBORDINATORS
    )


def is_clause_like(content: Sequence[Token]) -> bool:
    """Whether a clause may follow *said* without *that*."""
    first = content[0]
    words = [t for t in content if t.word or t.quoted]
    if len(words) < 2 or first.lower in ("to", "about", "of"):
        return False
    if first.lower in PREPOSITIONS:
        return len(words) >= 6 and any(is_auxiliary(t) or t.lower in CLAUSE_SUBJECTS for t in words)
    return len(words) >= _SHORT or any(t.quoted for t in words)


def is_finite(content: Sequence[Token], *, plain: bool, act: bool = False) -> bool:
    """Whether a clause without *that* begins here, by its first words.

    Args:
        content: the tokens after the cue.
        plain: whether the cue is surely a verb.
        act: whether a deed may follow, its purpose with a verb of its own (*announced steps to
            see that children have …*).
    """
    first = content[0]
    if first.lower in CLAUSE_SUBJECTS and first.lower not in ("this", "it", "you"):
        return True
    if not plain:
        return False
    if not begins_phrase(first):
        bare = first.word and first.lower not in PREPOSITIONS and not is_adverb(first)
        if not bare or first.lower == "to" or first.lower in CONJUNCTIONS:
            return False
        content = content[:6]
    near = content[: _WIDE + 1]
    for before, token, following in zip(near, near[1:], [*near[2:], near[-1]], strict=False):
        if token.text == "," or token.quoted or (act and token.lower == "to"):
            return False
        if before.lower == "as" and is_auxiliary(following):
            return False  # announced this rule as prices have fallen
        if token.lower in ("and", "or") and is_auxiliary(following):
            return False  # announced tests and is building labs
        if act and token.lower in _POSSESSIVES and _plural(before):
            return False  # announced new steps their firms are taking
        if token.capital and _plural(before) and not before.capital:
            return False  # acknowledges the efforts Ann Lee has made
        if is_auxiliary(token):
            if before.lower == "to" and token.lower == "be":
                return False  # expects boats to be late
            return token is not content[-1]  # not: wrote a will
        if token.lower in (
            "who",
            "which",
            "they",
            "we",
            "he",
            "she",
            "where",
            "when",
            "how",
            "why",
            "whether",
            "if",
            "because",
            "during",
        ) or (token.lower == "that" and before.lower not in PREPOSITIONS):
            return False
    return False


_POSSESSIVES = frozenset("it its their his her our".split())


def _plural(token: Token) -> bool:
    lower = token.lower
    return lower.endswith("s") and not lower.endswith("ss") and lower not in DETERMINERS


def clause_follows(content: Sequence[Token]) -> bool:
    """Whether *that* surely begins a clause with its subject (not *rules that protect us*)."""
    following = content[1] if len(content) > 1 else content[0]
    return (
        begins_clause(following)
        or is_adverb(following)
        or following.lower.endswith("s")
        or following.lower in ("people", "men", "women", "children", "more", "fewer", "less")
    )
