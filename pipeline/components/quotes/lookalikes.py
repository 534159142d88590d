"""Words that look like a cue and report nothing: participles, nouns, other verbs."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.components.quotes.frames import Token
from pipeline.components.quotes.patterns import Form
from pipeline.components.quotes.phrases import (
    HAVE,
    PREPOSITIONS,
    TEMPORAL,
    begins_phrase,
    lower_at,
    starts_content,
)

_WHAT = frozenset(("what", "which", "so"))
_OLD = frozenset(("old", "common", "popular", "famous", "familiar", "ancient"))
_ONLY_PARTICIPLES = frozenset(("written", "shown"))
_OF_CALLS = frozenset(
    "open new growing repeated renewed strong urgent recent public joint similar earlier amid more "
    "conference phone global international".split()
)


def is_no_report(tokens: Sequence[Token], at: int, after: int, group: int, form: Form) -> bool:
    """Whether the words about a cue make it another verb, or a participle that describes."""
    following = lower_at(tokens, after)
    if form.words[0] in _ONLY_PARTICIPLES:  # a written record, results shown below
        return not any(t.lower in HAVE or t.text in "’'" for t in tokens[group:at])
    if form.noun and tokens[at].capital and at > 0 and not tokens[at - 1].quoted:
        return True  # ministers, heads of States, and others
    if form.lexeme.takes("proposal") and following == "by":
        return True  # a report called for by the board
    if form.lexeme.lemma == "warn" and lower_at(tokens, at - 1) in ("early", "advance"):
        return True  # early warning systems
    quoted = after < len(tokens) and tokens[after].quoted
    near = tokens[max(0, at - 8) : at]
    if quoted and form.words == ("called",) and not any(t.lower in _WHAT for t in near):
        return True  # a process called “rafting”
    if form.words == ("saying",) and lower_at(tokens, at - 1) in _OLD:
        return True  # the old saying “…”
    adds = form.lexeme.lemma == "add" and form.participle
    dated = lower_at(tokens, after + 1) in TEMPORAL
    return adds and following in ("on", "to", "up", "in") and not dated


def describes(tokens: Sequence[Token], at: int, after: int, previous: str, form: Form) -> bool:
    """Whether a cue describes the noun after it (*this shared aim*, *a think tank*)."""
    following = lower_at(tokens, after)
    if form.lexeme.lemma == "think":
        return following in ("tank", "tanks")
    if form.lexeme.lemma in ("call for", "call on"):
        return previous in _OF_CALLS or previous.endswith("ing")  # issuing open calls for
    return (
        previous in ("this", "these", "those", "all", "both", "each", "another")
        and tokens[at].lower.endswith("ed")
        and not starts_content(tokens, after)
        and not begins_phrase(tokens[after])
        and following not in PREPOSITIONS
    )
