"""Reports in the infinitive: *they met to stress the need for …*, *led it to announce that …*.

Most infinitives report nothing (*declined to say that*, *is expected to announce*). Those that
do are the purpose of a meeting or a message that has taken place, what somebody went on to
say, and what somebody was led to say.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.components.quotes.clause import Clause
from pipeline.components.quotes.complements import tail
from pipeline.components.quotes.frames import Token
from pipeline.components.quotes.matrix import matrix_subject
from pipeline.components.quotes.patterns import Form
from pipeline.components.quotes.phrases import (
    PREPOSITIONS,
    Range,
    begins_phrase,
    is_adverb,
    is_auxiliary,
    lower_at,
)

_LEADS = frozenset("led leads leading prompted prompts prompting forced forcing".split())
_GOES_ON = frozenset("went goes going".split())
_CONTINUES = frozenset("continued continues".split())
_MEETS = frozenset(
    "met convened gathered hosted spoke wrote called issued sent joined assembled".split()
)
_MEETING = frozenset("meeting convening gathering hosting speaking writing joining".split())
_NOT_YET = frozenset(
    "will would shall should could can may might must plans planned expected set due ready wants "
    "hopes aims declined refused failed not n't agreed".split()
)
_REACH = 40


def infinitive_clause(
    tokens: Sequence[Token], at: int, after: int, form: Form, before: Sequence[Clause]
) -> Clause | None:
    """The reporting clause of a cue in the infinitive; None where nothing is reported.

    Args:
        tokens: of the frame.
        at: the cue, the base form of a verb.
        after: the token after it.
        form: the written form.
        before: the reporting clauses to its left.
    """
    to = _to(tokens, at)
    if to is None:
        return None
    speaker = _speaker(tokens, to, before)
    if speaker is None:
        return None
    end, complement = tail(tokens, after, form.lexeme)
    if complement and lower_at(tokens, end) != "that":
        return None
    if end < len(tokens) and tokens[end].quoted and lower_at(tokens, to - 1) != "on":
        return None
    return Clause(
        form.lexeme, "participle", (at, after), at, speaker, at, end, complement, past=True
    )


def _to(tokens: Sequence[Token], at: int) -> int | None:
    """The *to* of a cue, right before it or before a verb that *and* joins it to."""
    index = at - 1
    if lower_at(tokens, index) == "to":
        return index
    if lower_at(tokens, index) != "and":
        return None
    for left in range(index - 1, max(-1, at - _REACH), -1):
        if tokens[left].lower == "to" and not begins_phrase(tokens[left + 1]):
            return left
        if tokens[left].text in ";:." or tokens[left].quoted:
            return None
    return None


def coordinate(tokens: Sequence[Token], at: int) -> bool:
    """Whether a cue after *and* carries on an infinitive (*to thank them and stress that …*)."""
    return lower_at(tokens, at - 1) == "and" and _to(tokens, at) is not None


def _speaker(tokens: Sequence[Token], to: int, before: Sequence[Clause]) -> Range | None:
    previous = lower_at(tokens, to - 1)
    floor = max(0, to - _REACH)
    if (previous == "on" and lower_at(tokens, to - 2) in _GOES_ON) or previous in _CONTINUES:
        return matrix_subject(tokens, to - 1, before)
    for verb in range(to - 1, floor - 1, -1):
        token = tokens[verb]
        if token.text in ";:—–" or token.quoted:
            return None
        if token.lower in _LEADS and to - verb <= 12:
            owned = verb + 1 < to and begins_phrase(tokens[verb + 1])
            return (verb + 1, to) if owned else None
        if token.lower in _MEETS or (token.lower in _MEETING and is_auxiliary(tokens[verb - 1])):
            if any(t.lower.endswith("ing") for t in tokens[verb + 1 : to]):
                return None  # issued a rule requiring schools to assure that
            if any(t.lower in _NOT_YET for t in tokens[floor:to]):
                return None
            if is_adverb(tokens[to - 1]) or previous in PREPOSITIONS:
                return None
            return matrix_subject(tokens, verb, before)
    return None
