"""How far what is said reaches, and whether it is a statement: the words after a cue."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.components.quotes.clause import Clause
from pipeline.components.quotes.finite import infinitive, is_clause_like, is_complement, is_finite
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

STANCE = frozenset(
    "importance need value role benefit benefits practicality necessity significance urgency "
    "usefulness merit merits relevance potential danger dangers risk risks possibility "
    "inevitability power responsibility duty".split()
)
_SHORT = 3
_LONG = 8
_WIDE = 16


def governed(
    clause: Clause,
    content: Sequence[Token],
    *,
    relative: bool,
    far: bool = False,
    describing: bool = False,
) -> str | None:
    """The rule by which a cue governs what follows it; None when it does not.

    Args:
        clause: the reporting clause.
        content: the tokens after it.
        relative: whether its subject is a relative pronoun.
        far: whether a noun stands right before *that*, which may be a relative pronoun.
        describing: whether the cue only describes the noun before it, so that a verb after it
            may be the writer's (*those who find a job will …*).
    """
    lexeme, first = clause.lexeme, content[0]
    plain = is_plain(clause, content)
    if lexeme.takes("evidence") and first.lower in ("us", "you", "me"):
        return None  # your work has shown us what can be done
    if lexeme.lemma == "believe" and first.lower == "in":
        return None  # believes in lower tolls
    if first.lower in ("if", "whether") and lexeme.takes("stance", "figure"):
        return None  # noted whether it rained: no statement
    if first.lower == "how" and lexeme.takes("evidence"):
        return None  # highlighted how the scheme works: a topic, and no statement
    if lexeme.lemma == "agree" and clause.joint and _undertakes(content):
        return None  # agreed that both should build: a commitment
    if clause.complement or first.lower == "that":
        told = lexeme.takes("past_stance") and clause.past and clause.joint
        reports = lexeme.takes("clause", "pronoun", "that") or told
        if reports and is_complement(content, far=far):
            return "quote.that"
        near = first.lower == "that" and not far
        return "quote.bare" if near and lexeme.takes("clause") else None
    if first.lower == "to" and lexeme.takes("order") and clause.end > clause.cue[1]:
        return "quote.order" if infinitive(content, 0) else None
    if is_auxiliary(first) or first.lower in ("out", "up"):
        return None
    if lexeme.takes("clause") and is_clause_like(content):
        return "quote.bare"
    counted = first.lower in DETERMINERS or first.text[0].isdigit()
    surely = plain or (counted and not lexeme.takes("evidence"))
    finite = lexeme.takes("pronoun") and not describing
    if finite and is_finite(content, plain=surely, act=lexeme.takes("act")):
        return "quote.bare"
    return _nominal(clause, content, relative=relative) if plain else None


def _undertakes(content: Sequence[Token]) -> bool:
    """Whether what was agreed is to be done (*that both countries should build …*)."""
    at = next((i for i, t in enumerate(content[:_WIDE]) if is_auxiliary(t)), len(content) - 1)
    following = content[at + 1].lower if at + 1 < len(content) else ""
    return content[at].lower in ("should", "will", "would", "shall") and following != "have"


_NO_PROPOSAL = frozenset("to i he she they we there".split())


def _nominal(clause: Clause, content: Sequence[Token], *, relative: bool) -> str | None:
    """The rule for an object that is no clause."""
    lexeme, first = clause.lexeme, content[0]
    stance = lexeme.takes("stance") or (lexeme.takes("past_stance") and clause.past)
    if not relative and stance and is_stance(content):
        return "quote.stance"
    if lexeme.takes("proposal") and first.lower not in _NO_PROPOSAL and len(content) > 1:
        return "quote.proposal"
    if lexeme.takes("figure") and any(t.text[0].isdigit() for t in content[:4] if t.word):
        return "quote.figure"
    if not relative and lexeme.takes("verdict") and is_verdict(content):
        return "quote.verdict"
    if lexeme.takes("gerund") and first.lower.endswith("ing") and "thing" not in first.lower:
        return "quote.gerund"
    if lexeme.takes("accusation") and len(after_of(content)) < len(content):
        return "quote.accusation"
    return None


def is_plain(clause: Clause, content: Sequence[Token]) -> bool:
    """Whether a cue is surely a verb here."""
    return not clause.doubtful or content[0].quoted or content[0].lower == "to"


def after_of(content: Sequence[Token]) -> list[Token]:
    """What somebody is accused of: the words after *of*, all of them where there is none."""
    at = next((i for i, token in enumerate(content[:12]) if token.lower == "of"), -1)
    return list(content[at + 1 :] if 0 < at < len(content) - 1 else content)


def bounded(tokens: Sequence[Token], content: list[Token]) -> list[Token]:
    """Cut a clause where another of the writer's begins."""
    for index, token in enumerate(content):
        if index and token.text == ";":
            content = content[:index]
            break
        following = content[index + 1] if index + 1 < len(content) else None
        if index > _SHORT and token.text == "," and (begins_adjunct(content, index + 1)):
            content = content[:index]
            break
        if not index or not content[index - 1].quoted:
            continue
        if token.lower in ("but", "while", "although", "though") or (
            token.text == "," and following is not None and is_aside(following)
        ):
            content = content[:index]
            break
    while content and content[-1].text in ".,;:!?—–-":
        content = content[:-1]
    return content


def to_next_deed(content: list[Token], *, nominal: bool) -> list[Token]:
    """Cut what was said before the next deed of its speakers.

    *They stressed the need for rules, and agreed to …*; in a clause (*noted that trade is up
    and agreed to …*) only where its own verb is not of the past.

    Args:
        content: the tokens of what was said.
        nominal: whether it is a noun phrase.
    """
    for index, token in enumerate(content):
        before = content[index - 1] if index else token
        if token.quoted or (_is_past(token, before) and (before.text == "," or not nominal)):
            return content
        if index <= _SHORT or token.text not in ("and", ","):
            continue
        at = index + 1
        while at < len(content) and is_adverb(content[at]):
            at += 1
        deeds = _DEEDS if token.text == "and" else _SAYINGS
        if at + 1 < len(content) and content[at].lower in deeds and content[at + 1].lower != "by":
            end = index - 1 if content[index - 1].text == "," else index
            return content[:end]
    return content


def to_main_clause(content: list[Token], joined: Sequence[str] = ()) -> list[Token]:
    """Cut what is said in a clause that opens a sentence where the main clause begins.

    *When Lee says that trade is up, we believe it*: at the comma after which the next subject
    and its verb stand.

    Args:
        content: the tokens of what was said.
        joined: conjunctions, one of which must follow the comma; none must where empty.
    """
    seen = False
    for index, token in enumerate(content):
        seen = seen or is_auxiliary(token) or _is_past(token, content[index - 1])
        if not seen or token.text != ",":
            continue
        at = index + 1
        if joined:
            if at >= len(content) or content[at].lower not in joined:
                continue
            at += 1
        ahead = content[at : at + _LONG]
        if ahead and (begins_phrase(ahead[0]) or joined) and any(map(_may_be_verb, ahead[1:])):
            return content[:index]
    return content


def to_verb(content: list[Token]) -> list[Token]:
    """Cut what is said in a relative clause at the comma before the verb of the main clause."""
    for index, token in enumerate(content[:-1]):
        if index and token.text == ",":
            at = index + 1
            while at + 1 < len(content) and is_adverb(content[at]):
                at += 1
            if is_auxiliary(content[at]) or _is_past(content[at], content[index]):
                return content[:index]
    return content


def _may_be_verb(token: Token) -> bool:
    return is_auxiliary(token) or token.lower in _VERBS


_VERBS = frozenset("think believe hope know said says say agree want need mean means".split())


_DEEDS = frozenset(
    "agreed committed pledged decided resolved undertook welcomed thanked congratulated condemned "
    "discussed exchanged reviewed expressed reaffirmed affirmed reiterated underscored underlined "
    "emphasized emphasised stressed highlighted acknowledged announced urged encouraged called "
    "instructed directed tasked invited signed launched".split()
)


_SAYINGS = frozenset(
    "agreed called reaffirmed reiterated welcomed condemned expressed urged underscored underlined "
    "emphasized emphasised stressed highlighted acknowledged".split()
)


def _is_past(token: Token, before: Token) -> bool:
    return token.lower in ("was", "were", "had", "did") or (
        token.lower.endswith("ed")
        and not token.capital
        and token.lower not in _DEEDS
        and not is_adverb(before)
        and before.lower not in DETERMINERS
    )


def begins_adjunct(content: Sequence[Token], at: int) -> bool:
    """Whether an adjunct of the writer's may begin here (*…, quietly adding to …*)."""
    if at < len(content) and is_adverb(content[at]):
        at += 1
    if at >= len(content):
        return False
    lower = content[at].lower
    return (
        content[at].word
        and lower.endswith("ing")
        and len(lower) > _LONG - _SHORT
        and lower not in ("including", "according", "regarding", "during", "everything")
        and not content[at].capital
        and at + 1 < len(content)
        and (
            begins_phrase(content[at + 1])
            or content[at + 1].quoted
            or content[at + 1].lower in PREPOSITIONS | SUBORDINATORS
        )
    )


def is_aside(token: Token) -> bool:
    """Whether the writer comes in again with this word, after a comma."""
    return (
        is_adverb(token)
        or token.lower.endswith("ing")
        or token.lower in ("who", "which", "but", "while", "although", "though")
    )


def named_part(content: list[Token]) -> list[Token]:
    """*X as “Y” during a visit*: the name ends with the marks, its own *of*, *for* apart."""
    if content[0].lower == "as":
        content = content[1:]
    last = max((i for i, token in enumerate(content) if token.quoted), default=-1)
    if last >= 0 and last + 1 < len(content):
        following = content[last + 1]
        if (
            not following.word
            or following.lower in PREPOSITIONS - {"of", "for", "from"}
            or (following.lower in SUBORDINATORS)
        ):
            return content[: last + 1]
    return content


def is_verdict(content: Sequence[Token]) -> bool:
    """*the plan a mistake*: a noun phrase and what it is said to be."""
    if not begins_phrase(content[0]) and content[0].lower not in ("him", "her", "it", "them"):
        return False
    if any(t.quoted for t in content) or content[0].text[0].isdigit():
        return False
    for before, token in pairwise(content[:11]):
        if token.lower in ("a", "an") and before.word and before.lower not in PREPOSITIONS:
            return before.lower not in DETERMINERS and before.lower not in CONJUNCTIONS
        if token.text in ",;:":
            return False
    return False


def is_stance(content: Sequence[Token]) -> bool:
    """Whether a noun of stance and what it is about begin here (*the need for …*)."""
    for index, token in enumerate(content[:6]):
        if token.lower == "to":
            return False  # highlighted steps to unlock potential in
        if token.lower in STANCE and not token.capital and index + 1 < len(content):
            following = content[index + 1]
            if following.lower in ("of", "for", "to", "in", "that"):
                return True
            # the role that talent plays, without that
            known = following.lower in DETERMINERS | CLAUSE_SUBJECTS or following.capital
            return known and len(content) > index + _SHORT
    return False
