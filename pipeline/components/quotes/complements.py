"""What follows a verb of saying: its subject, its hearer and circumstances, and what is said."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.components.quotes.frames import Token
from pipeline.components.quotes.patterns import Lexeme
from pipeline.components.quotes.phrases import (
    ADVERBS,
    CLAUSE_SUBJECTS,
    COMPLEMENTISERS,
    CONJUNCTIONS,
    DAYS,
    DETERMINERS,
    LONGEST_SUBJECT,
    MONTHS,
    PERIODS,
    PREPOSITIONS,
    SUBJECTS,
    SUBORDINATORS,
    TEMPORAL,
    WINDOW,
    begins_phrase,
    closing_bracket,
    is_adverb,
    is_auxiliary,
    lower_at,
    nickname,
    starts_content,
    tight,
)

_BEFORE_TIME = frozenset(("this", "last", "next", "early", "late"))
_RIGHT_STOP = frozenset(";:()—")


_PLACES = frozenset(
    "interview statement email letter speech tweet press release memo report briefing video "
    "conference post blog ruling remarks rally appearance phone telephone op-ed interviews "
    "twitter facebook cnn msnbc nbc abc cbs fox".split()
)


def phrase_right(tokens: Sequence[Token], start: int, *, apposition: bool) -> int:
    """Where the noun phrase that begins at ``start`` ends, its apposition included."""
    if start >= len(tokens) or tokens[start].quoted:
        return start
    if tokens[start].lower in ("he", "she", "they", "it", "we", "i", "him", "them", "her"):
        return start + 1
    if not begins_phrase(tokens[start]) and not tokens[start].word:
        return start
    at = start
    limit = min(len(tokens), start + LONGEST_SUBJECT)
    while at < limit:
        token = tokens[at]
        if token.text == "(":
            close = closing_bracket(tokens, at, limit)
            if close is None:
                break
            at = close + 1
            continue
        if token.quoted:
            if not nickname(tokens, at):
                break
        elif token.text in _RIGHT_STOP or token.text == "–":
            break
        elif token.text == ",":
            if not apposition or not _apposition_after(tokens, at, limit):
                break
        elif (at > start and adverbial(tokens, at) and not _dated(tokens, at)) or (
            token.text == "-" and not tight(tokens, at)
        ):
            break
        at += 1
    while at > start and tokens[at - 1].text in ".,!?-" and not _abbreviated(tokens, at - 1, start):
        at -= 1
    return at


def _dated(tokens: Sequence[Token], at: int) -> bool:
    """Whether a time stands in a noun phrase (*a May 2024 report, its recently named head*)."""
    owned = tokens[at - 1].lower.endswith("'s")
    return owned or (tokens[at].capital and tokens[at - 1].lower in DETERMINERS)


def _abbreviated(tokens: Sequence[Token], at: int, start: int) -> bool:
    """Whether a full stop belongs to the word before it (*Jr.*, *Md.*) and not to the end."""
    return (
        tokens[at].text == "."
        and at > start
        and at + 1 < len(tokens)
        and tokens[at - 1].end == tokens[at].start
    )


def _apposition_after(tokens: Sequence[Token], comma: int, limit: int) -> bool:
    """Whether what follows a comma describes the name before it."""
    if comma + 1 >= limit:
        return False
    token = tokens[comma + 1]
    if token.quoted or token.lower in CONJUNCTIONS:
        return (
            token.lower == "and"
            and comma + 2 < limit
            and begins_phrase(tokens[comma + 2])
            and (tokens[comma + 2].lower not in SUBJECTS)
        )
    if token.lower in ("who", "whose", "which"):
        return True
    if token.lower in SUBJECTS or token.lower in CLAUSE_SUBJECTS or is_auxiliary(token):
        return False
    if token.lower in ("then", "now", "formerly", "a", "an", "the", "himself", "herself"):
        return True
    if token.lower.endswith("ing") and not token.capital:
        return False
    if is_adverb(token) or token.lower in ADVERBS | SUBORDINATORS | TEMPORAL:
        return False
    if token.lower in PREPOSITIONS:
        return token.lower in ("of", "from") or False
    return True


def after_noun(tokens: Sequence[Token], clause_end: int, cue_end: int, lexeme: Lexeme) -> bool:
    """Whether a noun that a relative clause may describe stands right before *that*."""
    if clause_end <= cue_end:
        return False
    if lexeme.takes("addressee") and not any(
        t.lower in PREPOSITIONS for t in tokens[cue_end : clause_end - 1]
    ):
        return False
    before = tokens[clause_end - 1]
    lower = before.lower
    return not (
        lower in TEMPORAL | PERIODS | SUBJECTS | _PLACES
        or lower in ("him", "her", "them", "me", "us", "reporters", "journalists")
        or lower.isdigit()
        or (not before.word and before.text != ")")
        or is_adverb(before)
    )


def adverbial(tokens: Sequence[Token], at: int) -> bool:
    """Whether a time, place or circumstance of speaking begins here."""
    token = tokens[at]
    lower = token.lower
    following = lower_at(tokens, at + 1)
    if lower in TEMPORAL and lower not in ("may", "march", "early", "late", "last", "next"):
        return True
    if lower in ("last", "this", "next", "early", "late", "that") and following in (
        TEMPORAL | {"week", "month", "year", "morning", "evening", "afternoon", "night"}
    ):
        return True
    if lower in (
        "during",
        "after",
        "before",
        "when",
        "while",
        "as",
        "because",
        "if",
        "following",
        "via",
        "through",
        "where",
    ):
        return True
    if lower in ("in", "on", "at", "to", "by", "with"):
        near = [t.lower for t in tokens[at + 1 : at + 6] if not t.quoted]
        if following in TEMPORAL or following in _PLACES or following[:2] in ("19", "20"):
            return True
        if following in ("a", "an", "the", "his", "her", "their", "its"):
            return any(word in _PLACES for word in near)
        return lower == "to" and following in ("reporters", "the", "me", "us", "journalists")
    return lower in ("told", "said", "says") or (lower.endswith("ing") and lower in ("adding",))


def tail(tokens: Sequence[Token], after: int, lexeme: Lexeme) -> tuple[int, bool]:
    """Where what is said may begin after a cue, and whether a complementiser stands there."""
    at = _date(tokens, after)
    if starts_content(tokens, at):
        return at, lower_at(tokens, at) in COMPLEMENTISERS
    if (lexeme.takes("addressee") and lexeme.lemma != "ask") or lexeme.lemma == "ask":
        reached = _hearer(tokens, at, bare=lexeme.takes("clause"))
        if reached is not None:
            at = reached
            if at < len(tokens) and tokens[at].lower in TEMPORAL:
                at += 1
            if starts_content(tokens, at):
                return at, lower_at(tokens, at) in COMPLEMENTISERS
    if lexeme.takes("addressee") and lower_at(tokens, at) == "about":
        return at, False  # told them about the boats that are built
    skipped = _circumstance(tokens, at)
    if skipped is not None:
        at = skipped
    return at, lower_at(tokens, at) in COMPLEMENTISERS


def _date(tokens: Sequence[Token], start: int) -> int:
    """The token after a day or date that begins at ``start`` (*Tuesday*, *Nov. 3*)."""
    at = start
    while at < len(tokens):
        token = tokens[at]
        dated = at > start and (
            token.text.isdigit()
            or (token.text == "." and tokens[at - 1].lower in MONTHS)
            or (token.text == "," and tokens[at - 1].text.isdigit() and _year(tokens, at + 1))
        )
        months = token.lower in MONTHS and token.capital
        near = lower_at(tokens, at + 1)
        if token.lower in _BEFORE_TIME and near not in PERIODS | TEMPORAL | MONTHS:
            break  # believes this is so
        if not (dated or months or token.lower in TEMPORAL | (PERIODS if at > start else TEMPORAL)):
            break
        at += 1
    return at


def _year(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].text.isdigit() and len(tokens[at].text) == 4


def _hearer(tokens: Sequence[Token], start: int, *, bare: bool) -> int | None:
    """The token after the hearer of *tell*, *assure*, *ask*; None when there is none."""
    if start >= len(tokens) or not tokens[start].word or tokens[start].lower in PREPOSITIONS:
        return None
    if tokens[start].lower in (
        "him",
        "her",
        "them",
        "me",
        "us",
        "you",
        "it",
        "reporters",
        "journalists",
        "lawmakers",
        "supporters",
        "voters",
    ):
        at = start + 1
        if tokens[start].lower != "her" or at >= len(tokens) or starts_content(tokens, at):
            return at
    at = start
    limit = min(len(tokens), start + WINDOW)
    seen_noun = False
    while at < limit:
        token = tokens[at]
        if token.quoted:
            follows = tokens[at + 1].text if at + 1 < len(tokens) else ""
            if seen_noun and not (tokens[at - 1].lower.endswith("'s") and follows != "."):
                return at
            seen_noun = True
        elif (
            token.text in ",:"
            or token.lower in ("that", "whether", "how", "what", "why", "if")
            or (token.lower == "to" and seen_noun and not _goal(tokens, at))
        ):
            return at
        elif (
            seen_noun
            and token.lower in ("this", "last", "next")
            and (lower_at(tokens, at + 1) in PERIODS)
        ):
            return at + 2
        elif seen_noun and token.lower in DAYS:
            return at + 1
        elif (
            seen_noun
            and bare
            and (
                token.lower in CLAUSE_SUBJECTS
                or (token.lower in DETERMINERS and tokens[at - 1].lower not in PREPOSITIONS)
            )
        ) or token.text in ";.?!—":
            return at
        elif token.word and token.lower not in PREPOSITIONS | DETERMINERS:
            seen_noun = True
        at += 1
    return None


def _goal(tokens: Sequence[Token], at: int) -> bool:
    """Whether *to* leads to a name or a noun phrase, and no infinitive (*aid to the poor*)."""
    return at + 1 < len(tokens) and (
        tokens[at + 1].capital or lower_at(tokens, at + 1) in DETERMINERS
    )


def _placed(tokens: Sequence[Token], at: int) -> bool:
    """Whether *it* stands after where or when it was said (*said on Twitter it would*)."""
    return tokens[at].lower == "it" and tokens[at - 1].lower in _PLACES | PERIODS | TEMPORAL


def _circumstance(tokens: Sequence[Token], start: int) -> int | None:
    """Skip *in a statement on Monday* between a cue and *that*, a colon or marks."""
    if start >= len(tokens):
        return None
    first = tokens[start]
    if first.lower not in PREPOSITIONS and first.lower not in TEMPORAL and not is_adverb(first):
        return None
    pronoun = None
    for at in range(start + 1, min(len(tokens), start + WINDOW)):
        token = tokens[at]
        if token.lower == "that" or token.text == ":":
            return None if tokens[at - 1].lower == "so" else at
        if token.lower in ("whether", "how", "why") and tokens[at - 1].lower not in PREPOSITIONS:
            return at
        if token.quoted and tokens[at - 1].text == ",":
            return at
        if token.text in ";.?!":
            break
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.lower == "to" and following is not None and not begins_phrase(following):
            break
        if token.text == ",":
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            if following is not None and following.quoted:
                return at
            break
        if (
            token.lower in CLAUSE_SUBJECTS
            and (token.lower not in ("this", "it", "you", "i") or _placed(tokens, at))
            and (pronoun is None and tokens[at - 1].lower not in PREPOSITIONS)
        ):
            return at
        if is_auxiliary(token):
            break
    return None
