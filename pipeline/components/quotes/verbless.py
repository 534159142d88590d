"""Reporting without a verb: *according to*, a name and a colon, a dash, a genitive and a noun."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.components.quotes.clause import Clause
from pipeline.components.quotes.complements import phrase_right
from pipeline.components.quotes.frames import Token
from pipeline.components.quotes.patterns import VIEWS, Lexeme, Lexicon
from pipeline.components.quotes.phrases import (
    DETERMINERS,
    PARTICLES_OF,
    PERIODS,
    PREPOSITIONS,
    TEMPORAL,
    Range,
    is_auxiliary,
    lower_at,
    name_run_left,
    subject_pronoun,
)

_ACCORDING = Lexeme("according to", ("according to",), ("quote", "clause"))


_DASH = Lexeme("—", ("—",), ("quote",))


_COLON = Lexeme(":", (":",), ("quote",))


_LONGEST_REST = 12
"""Tokens between the name of a source and the comma that closes it."""
DASHES = frozenset("—–―-")


_MESSAGES = frozenset("statement message remarks letter comment comments response foreword".split())
_MEASURES = frozenset(
    """
    need needs demand plan schedule timetable timeline size age income capacity ability
    abilities condition conditions circumstance circumstances situation situations requirement
    requirements preference preferences priority priorities interest interests principle
    principles rule rules procedure procedures standard standards criterion criteria level
    levels risk risks type order area areas availability merit merits importance value values
    wishes means role roles location usage terms
    """.split()
)


def in_the_words_of(tokens: Sequence[Token], at: int) -> bool:
    """Whether *in the words of*, *in the view of* stands here."""
    return (
        lower_at(tokens, at + 1) == "the"
        and lower_at(tokens, at + 2) in VIEWS
        and lower_at(tokens, at + 3) == "of"
    )


def according_clause(tokens: Sequence[Token], at: int, after: int) -> Clause | None:
    """*According to Ann Lee, …* and *in the words of Ann Lee*."""
    inner = at > 1 and not any(is_auxiliary(t) or _past(t) for t in tokens[:at])
    stop = phrase_right(tokens, after, apposition=at > 0 and not inner)
    if at <= 1:
        stop = _to_comma(tokens, _to_list_end(tokens, stop))
    if at > 1:
        stop = _before_and(tokens, after, stop)
    if stop == after or _measures(tokens, after, stop):
        return None
    return Clause(_ACCORDING, "according", (at, after), at, (after, stop), at, stop, False)


def _to_list_end(tokens: Sequence[Token], stop: int) -> int:
    """The end of a list of names at the head of a sentence (*a report by X, Y, and Z, …*)."""
    joined = next(
        (at for at in range(stop, min(len(tokens), stop + 12)) if tokens[at].lower == "and"), None
    )
    if joined is None or tokens[stop].text != ",":
        return stop
    if not all(t.capital or t.text == "," for t in tokens[stop:joined]):
        return stop
    end = joined + 1
    while end < len(tokens) and tokens[end].capital:
        end += 1
    return end if end > joined + 1 and end < len(tokens) and tokens[end].text == "," else stop


def _before_and(tokens: Sequence[Token], start: int, stop: int) -> int:
    """The end of a source before *, and*, which begins a clause of the writer's outside lists."""
    commas = [at for at in range(start, stop) if tokens[at].text == ","]
    if len(commas) == 1 and lower_at(tokens, commas[0] + 1) == "and":
        return commas[0]
    return stop


def _past(token: Token) -> bool:
    """Whether a word may be a verb in the past tense."""
    return token.quoted or (token.lower.endswith("ed") and not token.capital)


def _to_comma(tokens: Sequence[Token], stop: int) -> int:
    """The end of a source with more on it (*a report published last year by X, …*)."""
    for at in range(stop, min(len(tokens), stop + _LONGEST_REST)):
        token = tokens[at]
        if token.text == ",":
            return at
        if not token.word or is_auxiliary(token) or subject_pronoun(token):
            break
    return stop


def _measures(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Whether *according to* gives a measure, and no source (*according to their needs*)."""
    head = tokens[start].lower
    for at in range(start, stop):
        token = tokens[at]
        if token.text in "'’":
            continue
        if at > start and (not token.word or token.lower in PREPOSITIONS):
            break
        head = token.lower
    return head in _MEASURES


def colon_clause(tokens: Sequence[Token]) -> Clause | None:
    """A name or role and a colon right before words in marks (*Jane Roe, CEO: “…”*)."""
    at = next((i for i, token in enumerate(tokens) if token.text == ":"), -1)
    if not 0 < at <= 25 or at + 1 >= len(tokens) or not tokens[at + 1].quoted:
        return None
    if not tokens[0].capital and tokens[0].lower not in DETERMINERS:
        return None
    if any(is_auxiliary(t) or t.quoted for t in tokens[:at]):
        return None
    if not any(t.capital for t in tokens[:at]):
        return None
    if at == 1 and tokens[0].lower.endswith(("ed", "ing")):
        return None  # Translated: “…”
    start = 2 if tokens[0].lower in _MESSAGES and tokens[1].lower in ("by", "from") else 0
    return Clause(_COLON, "colon", (at, at + 1), at, (start, at), start, at + 1, False)


def dash_clause(tokens: Sequence[Token]) -> Clause | None:
    """Words in marks, a dash and a name, and nothing else (*“…” — Ann Lee, Leeds*)."""
    at = next((i for i, token in enumerate(tokens) if not token.quoted), len(tokens))
    if at == 0 or at + 1 >= len(tokens) or tokens[at].text not in DASHES:
        return None
    rest = tokens[at + 1 :]
    names = sum(t.capital for t in rest)
    plain = all(
        t.capital or t.text in ",.()&" or t.lower in PARTICLES_OF or t.text.isdigit()
        for t in rest[:3]
    )
    if not rest[0].capital or not plain or len(rest) > 24 or names < 1:
        return None
    if any(is_auxiliary(t) or t.quoted for t in rest):
        return None
    end = len(tokens)
    while tokens[end - 1].text == ".":
        end -= 1
    return Clause(_DASH, "dash", (at, at + 1), at, (at + 1, end), at, end, False)


def noun_clause(tokens: Sequence[Token], at: int) -> Clause | None:
    """*Her claim that …*, *Ann Lee’s view is that …*."""
    after = at + 1
    if lower_at(tokens, after) in ("is", "was", "has", "remains"):
        after += 1
    if lower_at(tokens, after) != "that" or at == 0:
        return None
    owner = at - 1
    if owner > 0 and not _owns(tokens, owner) and tokens[owner].word:
        owner -= 1  # one adjective
    if not _owns(tokens, owner):
        return None
    if tokens[owner].lower.split("'")[0] in TEMPORAL | PERIODS:
        return None  # today's announcement: whose, it does not say
    start = owner
    if tokens[owner].lower.endswith("'s"):
        start = name_run_left(tokens, owner + 1, 0)
        start = owner if start > owner else start
        if start > 0 and tokens[start - 1].lower in DETERMINERS:
            start -= 1
    lexeme = Lexeme(tokens[at].lower, (tokens[at].lower,), ("that",))
    return Clause(lexeme, "noun", (at, after), at, (start, owner + 1), start, after, True)


def _owns(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    return token.lower in ("his", "her", "their", "its") or (
        token.lower.endswith("'s") and not subject_pronoun(token)
    )


def owner_of_words(tokens: Sequence[Token], lexicon: Lexicon) -> Range | None:
    """Whose words a sentence speaks of (*the mayor’s old promise*)."""
    for at, token in enumerate(tokens):
        if token.lower not in lexicon.nouns:
            continue
        for owner in range(at - 1, max(-1, at - 4), -1):
            if tokens[owner].lower.endswith("'s") and _owns(tokens, owner):
                start = min(name_run_left(tokens, owner + 1, 0), owner)
                if start > 0 and tokens[start - 1].lower in DETERMINERS:
                    start -= 1
                return (start, owner + 1)
    return None


def owned_words(tokens: Sequence[Token], lexicon: Lexicon) -> Clause | None:
    """*The mayor’s message was plain: “…”*: a genitive, a noun of saying, a colon and marks."""
    at = next((i for i, token in enumerate(tokens) if token.text == ":"), 0)
    if at == 0 or at + 1 >= len(tokens) or not tokens[at + 1].quoted:
        return None
    owner = owner_of_words(tokens[:at], lexicon)
    if owner is None:
        return None
    lexeme = Lexeme(":", (":",), ("quote",))
    return Clause(lexeme, "subject", (at, at + 1), at, owner, owner[0], at + 1, False)
