"""Where a reporting clause stands in its sentence, and what hangs on it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.components.quotes.clause import Clause
from pipeline.components.quotes.frames import Token
from pipeline.components.quotes.phrases import (
    DETERMINERS,
    PAST,
    PREPOSITIONS,
    is_adverb,
    is_auxiliary,
)


def _short_adjunct(tokens: Sequence[Token], at: int) -> bool:
    """*…, on average, …*."""
    return tokens[at].lower in PREPOSITIONS and any(t.text == "," for t in tokens[at + 1 : at + 5])


def _aside(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    return (
        token.lower.endswith("ing")
        or token.lower in ("who", "which", "but", "while", "although", "though")
        or token.lower == "and"
        or _short_adjunct(tokens, at)
    )


def parenthetical(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether a clause stands between commas, in the middle of what was said."""
    at = clause.end
    return (
        clause.start > 0
        and at + 1 < len(tokens)
        and tokens[clause.start - 1].text == ","
        and tokens[at].text == ","
        and not _aside(tokens, at + 1)
    )


def hangs_on(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether a participle follows the whole sentence (*…, adding that …*)."""
    at = clause.cue[0]
    if clause.start != at and clause.start < at and tokens[at - 1].text not in (","):
        return False
    before = tokens[at - 1]
    if is_adverb(before):
        before = tokens[at - 2]
    return before.quoted or before.text in (",", "—", "–", "-", "―", "and")


def subordinate(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether a clause is subordinate to a main clause that follows (*While Lee says …, we …*)."""
    at = clause.start - 1
    return (
        at >= 0
        and tokens[at].lower in _OPENING
        and (at == 0 or tokens[at - 1].lower in ("that", "even", "but", "and", "so"))
        and (at < 3 or tokens[at - 1].lower == "that")
    )


def is_aside_relative(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether a clause is a relative one set off by a comma (*Acme, which says …, will …*)."""
    at = clause.group - 1
    return at > 0 and tokens[at].lower in ("who", "which") and tokens[at - 1].text == ","


def describes_noun(tokens: Sequence[Token], clause: Clause, *, relative: bool) -> bool:
    """Whether a cue may only describe the noun before it, the main verb still to come.

    *Those who find a job will …*; *a note explaining the plan was …*, which has no verb before.
    """
    things = clause.lexeme.takes("act", "evidence")
    at = clause.cue[0]
    if relative:
        return things
    gerund = clause.order == "participle" and tokens[at].lower.endswith("ing")
    if not gerund or at == 0 or not tokens[at - 1].word:
        return False
    verbs = (i for i in range(1, at) if finite(tokens[i]))
    return things or all(tokens[i - 1].lower in DETERMINERS for i in verbs)


def supposed(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether nobody said it yet (*some might argue that*, *if the owner says that*)."""
    if clause.start > 0 and tokens[clause.start - 1].lower in ("if", "unless", "whether"):
        return True
    group = tokens[clause.group : clause.cue[0]]
    if clause.lexeme.lemma == "recall" and any(token.lower == "will" for token in group):
        return True  # members will recall that
    return any(token.lower in ("might", "may", "could") for token in group)


def leads_in(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether the words before *according to* are a circumstance (*Over ten years, …, more …*)."""
    before = tokens[: clause.start]
    after = tokens[clause.end :]
    return (
        before[-1].text == ","
        and before[0].lower in PREPOSITIONS - {"about"}
        and len(after) > _FEW
        and after[0].text == ","
        and not any(finite(t) or t.quoted for t in before)
    )


_FEW = 3


def to_come(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether a cue tells what somebody will do (*will ask*, *will lower taxes and ask*)."""
    words = [t.lower for t in tokens[clause.group : clause.cue[0]]]
    if clause.group and tokens[clause.group - 1].lower == "and":
        words += [t.lower for t in tokens[max(0, clause.group - _BACK) : clause.group]]
    base = tokens[clause.cue[0]].lower == clause.lexeme.forms[0].split()[0]
    return base and any(word in ("will", "would", "shall") for word in words)


_BACK = 20
_OPENING = frozenset("when while although though because since if once whereas".split())


def marks_in(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether words in marks come after a clause."""
    return any(t.quoted for t in tokens[clause.end :])


def is_coordinate(tokens: Sequence[Token], clause: Clause, later: Clause) -> bool:
    """Whether a later clause begins after a comma and *but*, *and* (*…, but he noted …*)."""
    at = later.start
    return (
        at - 2 > clause.end
        and tokens[at - 1].lower in ("and", "but", "while", "though", "although", "yet")
        and (tokens[at - 2].text in ",;—–-―" or tokens[at - 2].quoted)
    )


def marks_follow(tokens: Sequence[Token], clause: Clause) -> bool:
    """*Said Lee: “…”*."""
    at = clause.end
    return at + 1 < len(tokens) and tokens[at].text in ",:" and tokens[at + 1].quoted


def follows_subject(tokens: Sequence[Token], clause: Clause, before: Sequence[Token]) -> bool:
    """Whether *according to Lee* parts a subject from its verb (*Two firms, …, had left*)."""
    at = clause.end + 1
    if clause.start < 1 or at >= len(tokens) or tokens[at - 1].text != ",":
        return False
    if any(finite(t) or t.quoted for t in before):
        return False
    while at < len(tokens) and is_adverb(tokens[at]):
        at += 1
    return at < len(tokens) and finite(tokens[at])


def finite(token: Token) -> bool:
    """Whether a word is an auxiliary or may be a verb in the past tense."""
    past = token.lower.endswith("ed") or token.lower in PAST
    return is_auxiliary(token) or (past and not token.capital)
