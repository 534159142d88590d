"""Reporting clauses: who reports, with which words, and on which side of what is said.

One pass over the tokens of a frame. The subject of a cue is read off the words to its left
(or right, when the verb comes first); apposition belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.components.quotes.frames import Token
from pipeline.components.quotes.patterns import Form, Lexeme, Lexicon
from pipeline.components.quotes.phrases import (
    ADVERBS,
    AUXILIARIES,
    CLAUSE_SUBJECTS,
    CONJUNCTIONS,
    DETERMINERS,
    HAVE,
    INDEFINITE,
    PARTICLES,
    PASSIVE,
    PREPOSITIONS,
    RELATIVES,
    SUBJECTS,
    SUBORDINATORS,
    TEMPORAL,
    Range,
    begins_phrase,
    is_adverb,
    is_auxiliary,
    name_run_left,
    subject_pronoun,
)

Order = Literal[
    "subject", "verb", "participle", "according", "passive", "colon", "as", "noun", "dash"
]
_ACCORDING = Lexeme("according to", ("according to",), ("quote", "clause"))
_UNLISTED = Lexeme("(unlisted)", ("",), ("quote",))
_SHORTEST_VERB = 5
_DASH = Lexeme("—", ("—",), ("quote",))
_COLON = Lexeme(":", (":",), ("quote",))
_LONGEST_SUBJECT = 60
_NEVER_BEFORE_VERB = (
    DETERMINERS | PREPOSITIONS | {"to", "of", "no", "any"}
) - {"that", "this", "these", "those", "all", "both", "another", "each", "her", "like"}


@dataclass(frozen=True, slots=True)
class Clause:
    """A cue with its speaker, as token ranges of a frame.

    Attributes:
        cue: the reporting words.
        group: first token of the verb group (auxiliaries and adverbs included).
        speaker: None where the clause has no subject of its own.
        start: first token of the whole reporting clause.
        end: token after its cue, hearer and adverbials, where what is said may begin.
        complement: whether *that*, *whether* … stands at ``end``.
        negated: whether the verb is negated.
        doubtful: whether the cue may be a noun, so that only a plain complement counts.
        own: whether the makers of the text speak of themselves.
    """

    lexeme: Lexeme
    order: Order
    cue: Range
    group: int
    speaker: Range | None
    start: int
    end: int
    complement: bool
    negated: bool = False
    doubtful: bool = False
    own: bool = False


def clauses(tokens: Sequence[Token], lexicon: Lexicon) -> list[Clause]:
    """All reporting clauses of a frame, in order of their cues."""
    found: list[Clause] = []
    at = 0
    while at < len(tokens):
        clause = None
        token = tokens[at]
        if token.lower == "according" and _lower(tokens, at + 1) == "to":
            clause = _according(tokens, at, at + 2)
        elif token.lower == "in" and _in_the_words_of(tokens, at):
            clause = _according(tokens, at, at + 4)
        elif token.lower in lexicon.nouns:
            clause = _noun(tokens, at)
        if clause is None and token.lower in lexicon.verbs and _small(tokens, at):
            form = _form(tokens, at, lexicon)
            if form is not None:
                clause = _verb(tokens, at, form, found)
        if clause is None:
            at += 1
        else:
            found.append(clause)
            at = clause.cue[1]
    return found


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
    return Clause(_COLON, "colon", (at, at + 1), at, (0, at), 0, at + 1, False)


def _lower(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].lower if 0 <= at < len(tokens) else ""


def _small(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word is no part of a name (*the United States*)."""
    return not tokens[at].capital or at == 0 or not (tokens[at - 1].word)


def _form(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Form | None:
    for form in lexicon.verbs[tokens[at].lower]:
        if all(_lower(tokens, at + i) == word for i, word in enumerate(form.words)):
            return form
    return None


def unlisted_clause(tokens: Sequence[Token]) -> Clause | None:
    """A verb that is not listed, a comma and words in marks (*Lee deadpanned, “…”*).

    The past tense right before the comma is taken for the verb.
    """
    at = next((i for i, token in enumerate(tokens) if token.quoted), 0)
    if at < 3 or tokens[at - 1].text not in ",:":
        return None
    verb = at - 2
    word = tokens[verb]
    if not word.lower.endswith("ed") or word.capital or len(word.lower) < _SHORTEST_VERB:
        return None
    group, negated, passive = _group(tokens, verb)
    if passive or negated or _lower(tokens, group - 1) in _NEVER_BEFORE_VERB:
        return None
    speaker = _subject_left(tokens, group, [])
    if speaker is None:
        return None
    return Clause(_UNLISTED, "subject", (verb, verb + 1), group, speaker, speaker[0], at - 1, False)


# --- according to -------------------------------------------------------------------------


def _in_the_words_of(tokens: Sequence[Token], at: int) -> bool:
    return (
        _lower(tokens, at + 1) == "the"
        and _lower(tokens, at + 2) in ("words", "view", "opinion", "eyes")
        and _lower(tokens, at + 3) == "of"
    )


def _according(tokens: Sequence[Token], at: int, after: int) -> Clause | None:
    """*According to Ann Lee, …* and *in the words of Ann Lee*."""
    stop = _phrase_right(tokens, after, apposition=at > 0)
    if stop == after:
        return None
    return Clause(_ACCORDING, "according", (at, after), at, (after, stop), at, stop, False)


def dash_clause(tokens: Sequence[Token]) -> Clause | None:
    """Words in marks, a dash and a name, and nothing else (*“…” — Ann Lee, Leeds*)."""
    at = next((i for i, token in enumerate(tokens) if not token.quoted), len(tokens))
    if at == 0 or at + 1 >= len(tokens) or tokens[at].text not in DASHES:
        return None
    rest = tokens[at + 1 :]
    names = sum(t.capital for t in rest)
    plain = all(
        t.capital or t.text in ",.()&" or t.lower in PARTICLES_OF or t.text.isdigit() for t in rest[:3]
    )
    if not rest[0].capital or not plain or len(rest) > 24 or names < 1:
        return None
    if any(is_auxiliary(t) or t.quoted for t in rest):
        return None
    end = len(tokens)
    while tokens[end - 1].text == ".":
        end -= 1
    return Clause(_DASH, "dash", (at, at + 1), at, (at + 1, end), at, end, False)


DASHES = frozenset("—–―-")


# --- nouns ---------------------------------------------------------------------------------


def _noun(tokens: Sequence[Token], at: int) -> Clause | None:
    """*Her claim that …*, *Ann Lee’s view is that …*."""
    after = at + 1
    if _lower(tokens, after) in ("is", "was", "has", "remains"):
        after += 1
    if _lower(tokens, after) != "that" or at == 0:
        return None
    owner = at - 1
    if owner > 0 and not _owns(tokens, owner) and tokens[owner].word:
        owner -= 1  # one adjective
    if not _owns(tokens, owner):
        return None
    start = owner
    if tokens[owner].lower.endswith("'s"):
        start = name_run_left(tokens, owner + 1, 0)
        start = owner if start > owner else start
    lexeme = Lexeme(tokens[at].lower, (tokens[at].lower,), ("that",))
    return Clause(
        lexeme, "noun", (at, after), at, (start, owner + 1), start, after, True
    )


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


# --- verbs --------------------------------------------------------------------------------


def _verb(
    tokens: Sequence[Token], at: int, form: Form, before: Sequence[Clause]
) -> Clause | None:
    after = at + len(form.words)
    group, negated, passive = _group(tokens, at)
    lexeme = form.lexeme
    if passive and not form.participle:
        return _passive(tokens, at, after, group, lexeme)
    if _verb_first(tokens, at, group, after, form):
        stop = _phrase_right(tokens, after, apposition=True)
        if stop > after:
            return Clause(lexeme, "verb", (at, after), group, (after, stop), group, stop, False)
    previous = _lower(tokens, group - 1)
    if group == at and _possessive(tokens, at - 1):
        return None
    if previous in _NEVER_BEFORE_VERB and not (form.participle and group < at):
        if not (form.participle and previous in ("by", "for", "in", "after", "of", "before")):
            return None
    if form.participle and group == at:
        return _participle(tokens, at, after, lexeme, before)
    speaker = _subject_left(tokens, group, before, doubtful=form.noun)
    if speaker is None:
        return None
    if form.noun and group == at and not _agrees(tokens, speaker, form):
        return None
    start = min(speaker[0], group)
    end, complement = _tail(tokens, after, lexeme)
    order: Order = "subject"
    if start > 0 and tokens[start - 1].lower == "as" and lexeme.takes("quote"):
        order, start = "as", start - 1
    return Clause(
        lexeme,
        order,
        (at, after),
        group,
        speaker,
        start,
        end,
        complement,
        negated,
        form.noun and group == at and not subject_pronoun(tokens[speaker[0]]),
        _own_voice(tokens, speaker, form, group == at),
    )


_QUANTIFIERS = frozenset(
    "those these that this all many several few some most other such both each any every".split()
)


def _agrees(tokens: Sequence[Token], speaker: Range, form: Form) -> bool:
    """Whether a subject fits a verb that may be a noun (*experts claim*, not *a rule claim*)."""
    words = tokens[speaker[0] : speaker[1]]
    if words[-1].lower in _QUANTIFIERS:
        return False
    if any(t.lower.endswith("ed") and not t.capital for t in words):
        return False
    last = words[-1]
    if subject_pronoun(last) or last.capital or not last.word:
        return True
    plural = last.lower.endswith("s") or last.lower in ("people", "women", "men")
    return plural == form.present


_MAKERS = frozenset(
    "participants parties sides signatories ministers leaders governments countries members "
    "states partners principals".split()
)


def _own_voice(tokens: Sequence[Token], speaker: Range, form: Form, simple: bool) -> bool:
    """Whether the makers of a text say of themselves what they hold (*We affirm that …*)."""
    words = [t.lower for t in tokens[speaker[0] : speaker[1]]]
    if words[0].split("'")[0] in ("we", "i", "our", "my"):
        return True
    if not (simple and form.present and form.lexeme.takes("performative")):
        return False
    return bool(_MAKERS.intersection(words)) or (
        "and" in words and all(t.capital or t.lower in ("the", "and", "of", ",") for t in
                               tokens[speaker[0] : speaker[1]])
    )


def _possessive(tokens: Sequence[Token], at: int) -> bool:
    """Whether a genitive stands here, so that a noun follows."""
    lower = _lower(tokens, at)
    return (lower.endswith("'s") and not subject_pronoun(tokens[at])) or lower == "'"


def _group(tokens: Sequence[Token], at: int) -> tuple[int, bool, bool]:
    """First token of the verb group that ends at ``at``, and whether negated, passive."""
    group = at
    negated = passive = False
    while group > 0:
        token = tokens[group - 1]
        lower = token.lower
        if token.quoted or not token.word:
            break
        if is_auxiliary(token):
            passive = passive or (lower in PASSIVE)
            negated = negated or lower.endswith("n't") or lower == "cannot"
        elif lower in ("not", "never"):
            negated = True
        elif lower in _DAYS:
            group -= _lower(tokens, group - 2) == "on"
        elif not (is_adverb(token) or lower in ADVERBS):
            break
        group -= 1
    return group, negated, passive


def _passive(
    tokens: Sequence[Token], at: int, after: int, group: int, lexeme: Lexeme
) -> Clause | None:
    if _lower(tokens, after) != "by":
        return None
    stop = _phrase_right(tokens, after + 1, apposition=False)
    if stop == after + 1:
        return None
    return Clause(
        lexeme, "passive", (at, after + 1), group, (after + 1, stop), group, stop, False
    )


def _verb_first(
    tokens: Sequence[Token], at: int, group: int, after: int, form: Form
) -> bool:
    """Whether the subject follows the verb (*“…,” said Ann Lee*)."""
    lexeme = form.lexeme
    if form.participle or group != at or not lexeme.takes("quote") or after >= len(tokens):
        return False
    if lexeme.takes("addressee") and lexeme.lemma != "ask":
        return False
    following = tokens[after]
    if following.quoted or following.lower in ("that", "this"):
        return False
    if not begins_phrase(following) and not _role_with_name(tokens, after):
        return False
    if following.lower in TEMPORAL:
        return False
    if at == 0:
        return True
    previous = tokens[at - 1]
    if previous.quoted:
        return _closed_by_comma(tokens, at - 1)
    return previous.text == "," and following.capital and _statement_before(tokens, at - 1)


def _role_with_name(tokens: Sequence[Token], at: int) -> bool:
    """A role in small letters before a name (*project manager Otto Lind*)."""
    for index in range(at, min(at + 6, len(tokens))):
        token = tokens[index]
        if token.capital:
            return index > at
        if not token.word or token.lower in PREPOSITIONS | AUXILIARIES or is_adverb(token):
            return False
    return False


def _closed_by_comma(tokens: Sequence[Token], at: int) -> bool:
    """Whether a relative clause does not claim the quotation for another verb's subject."""
    for index in range(at - 1, max(-1, at - 12), -1):
        if tokens[index].lower in ("who", "which"):
            return False
        if tokens[index].quoted:
            break
    return True


def _statement_before(tokens: Sequence[Token], comma: int) -> bool:
    """Whether the words before a comma can be what was said: a clause, or words in marks."""
    words = tokens[:comma]
    if not words:
        return False
    if words[-1].quoted:
        return True
    return len(words) >= 4 and any(is_auxiliary(t) or t.quoted for t in words)


def _participle(
    tokens: Sequence[Token], at: int, after: int, lexeme: Lexeme, before: Sequence[Clause]
) -> Clause | None:
    """*…, adding that* and *a letter saying that*."""
    end, complement = _tail(tokens, after, lexeme)
    previous = tokens[at - 1] if at else None
    speaker: Range | None = None
    start = at
    if previous is not None and (previous.word or previous.quoted) and not previous.quoted:
        if previous.lower not in PREPOSITIONS | CONJUNCTIONS | AUXILIARIES and (
            previous.capital or subject_pronoun(previous)
        ):
            name = name_run_left(tokens, at, 0)
            speaker = (name, at) if name < at else (at - 1, at)
            start = speaker[0]
    if speaker is None:
        speaker = _matrix_subject(tokens, at, before)
    if speaker is None or tokens[speaker[0]].lower.startswith("it'"):
        return None
    own = tokens[speaker[0]].lower in ("i", "we")
    return Clause(
        lexeme, "participle", (at, after), at, speaker, start, end, complement, own=own
    )


def _matrix_subject(
    tokens: Sequence[Token], at: int, before: Sequence[Clause]
) -> Range | None:
    """The speaker of the main clause before, or else the subject of the sentence.

    A clause inside what another says does not count, unless it was joined on by a comma and
    a conjunction.
    """
    speaker = None
    for clause in reversed(before):
        if clause.speaker is None or clause.order in ("according", "noun", "as"):
            continue
        speaker = clause.speaker
        first = clause.start
        if first > 1 and tokens[first - 1].lower in CONJUNCTIONS and (
            tokens[first - 2].text in ",;—–" or tokens[first - 2].quoted
        ):
            break
    return speaker if speaker is not None else sentence_subject(tokens, at)


def sentence_subject(tokens: Sequence[Token], limit: int) -> Range | None:
    """The first noun phrase of a frame that can be its subject."""
    at = 0
    while at < limit and not tokens[at].quoted:
        token = tokens[at]
        if token.lower in CONJUNCTIONS or is_adverb(token) or token.text == ",":
            at += 1
        elif token.lower in PREPOSITIONS | SUBORDINATORS and token.lower != "that":
            comma = _next_comma(tokens, at, limit)
            if comma is None:
                return None
            at = comma + 1
        else:
            break
    if at >= limit or tokens[at].quoted or not begins_phrase(tokens[at]):
        return None
    if subject_pronoun(tokens[at]):
        return (at, at + 1)
    if tokens[at].lower.endswith(("ed", "ing")) and not (
        at + 1 < limit and tokens[at + 1].capital
    ):
        return None  # a list item that begins with its verb
    stop = at + 1
    capital = tokens[at].capital and tokens[at].lower not in DETERMINERS
    while stop < limit:
        token = tokens[stop]
        if token.quoted or is_auxiliary(token) or token.text in ",;:()—–":
            break
        if token.text in ".’'" or token.lower in ("of", "for", "and") or token.capital:
            capital = capital or token.capital
        elif capital or is_adverb(token) or token.lower.endswith("ed"):
            break
        elif token.lower in PREPOSITIONS | SUBORDINATORS:
            break
        stop += 1
    while stop > at and tokens[stop - 1].lower in ("of", "for", "and", ".", "'"):
        stop -= 1
    return (at, stop) if stop > at else None


def _next_comma(tokens: Sequence[Token], at: int, limit: int) -> int | None:
    for index in range(at, limit):
        if tokens[index].text == "," or (tokens[index].quoted):
            return index
    return None


# --- the phrase after a verb --------------------------------------------------------------


_RIGHT_STOP = frozenset(";:()—")
_PLACES = frozenset(
    "interview statement email letter speech tweet press release memo report briefing video "
    "conference post blog ruling remarks rally appearance phone telephone op-ed interviews "
    "twitter facebook cnn msnbc nbc abc cbs fox".split()
)


def _phrase_right(tokens: Sequence[Token], start: int, *, apposition: bool) -> int:
    """Where the noun phrase that begins at ``start`` ends, its apposition included."""
    if start >= len(tokens) or tokens[start].quoted:
        return start
    if tokens[start].lower in ("he", "she", "they", "it", "we", "i", "him", "them", "her"):
        return start + 1
    if not begins_phrase(tokens[start]) and tokens[start].lower not in PREPOSITIONS:
        if not tokens[start].word:
            return start
    at = start
    limit = min(len(tokens), start + _LONGEST_SUBJECT)
    while at < limit:
        token = tokens[at]
        if token.text == "(":
            close = _closing(tokens, at, limit)
            if close is None:
                break
            at = close + 1
            continue
        if token.quoted:
            if not _nickname(tokens, at):
                break
        elif token.text in _RIGHT_STOP or token.text == "–":
            break
        elif token.text == ",":
            if not apposition or not _apposition_after(tokens, at, limit):
                break
        elif at > start and adverbial(tokens, at):
            break
        elif token.text == "-" and not _tight(tokens, at):
            break
        at += 1
    while at > start and tokens[at - 1].text in ".,!?-" and not _abbreviated(tokens, at - 1, start):
        at -= 1
    return at


def _closing(tokens: Sequence[Token], at: int, limit: int) -> int | None:
    for index in range(at + 1, min(limit, at + 12)):
        if tokens[index].text == ")":
            return index
    return None


def _tight(tokens: Sequence[Token], at: int) -> bool:
    return (
        0 < at < len(tokens) - 1
        and tokens[at - 1].end == tokens[at].start
        and tokens[at].end == tokens[at + 1].start
    )


def _abbreviated(tokens: Sequence[Token], at: int, start: int) -> bool:
    """Whether a full stop belongs to the word before it (*Jr.*, *Md.*) and not to the end."""
    return (
        tokens[at].text == "."
        and at > start
        and at + 1 < len(tokens)
        and tokens[at - 1].end == tokens[at].start
    )


def _nickname(tokens: Sequence[Token], at: int) -> bool:
    """A quoted stretch inside a name (*Ann “Annie” Lee*)."""
    return (
        0 < at < len(tokens) - 1
        and tokens[at - 1].capital
        and tokens[at + 1].capital
        and tokens[at].end - tokens[at].start < 20
    )


def _apposition_after(tokens: Sequence[Token], comma: int, limit: int) -> bool:
    """Whether what follows a comma describes the name before it."""
    if comma + 1 >= limit:
        return False
    token = tokens[comma + 1]
    if token.quoted or token.lower in CONJUNCTIONS:
        return token.lower == "and" and comma + 2 < limit and begins_phrase(tokens[comma + 2]) and (
            tokens[comma + 2].lower not in SUBJECTS
        )
    if token.lower in ("who", "whose", "which"):
        return True
    if token.lower in SUBJECTS or token.lower in CLAUSE_SUBJECTS:
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


def adverbial(tokens: Sequence[Token], at: int) -> bool:
    """Whether a time, place or circumstance of speaking begins here."""
    token = tokens[at]
    lower = token.lower
    following = _lower(tokens, at + 1)
    if lower in TEMPORAL and lower not in ("may", "march", "early", "late", "last", "next"):
        return True
    if lower in ("last", "this", "next", "early", "late", "that") and following in (
        TEMPORAL | {"week", "month", "year", "morning", "evening", "afternoon", "night"}
    ):
        return True
    if lower in ("during", "after", "before", "when", "while", "as", "because", "if", "following",
                 "via", "through", "where"):
        return True
    if lower in ("in", "on", "at", "to", "by", "with"):
        near = [t.lower for t in tokens[at + 1 : at + 6] if not t.quoted]
        if following in TEMPORAL or following in _PLACES or following[:2] in ("19", "20"):
            return True
        if following in ("a", "an", "the", "his", "her", "their", "its"):
            return any(word in _PLACES for word in near)
        return lower == "to" and following in ("reporters", "the", "me", "us", "journalists")
    return lower in ("told", "said", "says") or (lower.endswith("ing") and lower in ("adding",))


# --- the phrase before a verb -------------------------------------------------------------


def _subject_left(
    tokens: Sequence[Token], group: int, before: Sequence[Clause], *, doubtful: bool = False
) -> Range | None:
    """The subject that ends right before the verb group."""
    end = group
    if end == 0:
        return None
    last = tokens[end - 1]
    if last.lower in CONJUNCTIONS:
        if doubtful and not (_starts_content(tokens, group + 1)):
            return None
        return _matrix_subject(tokens, end - 1, before)
    if last.text == ",":
        return _subject_with_apposition(tokens, end - 1, before)
    if last.text == ")":
        opening = _opening(tokens, end - 1)
        if opening is None:
            return None
        inner = _subject_left(tokens, opening, before)
        return (inner[0], end) if inner is not None and inner[1] == opening else None
    if last.quoted or not last.word:
        if last.text == "." and end > 1 and tokens[end - 2].capital:  # "Robert Roe Jr. said"
            pass
        elif last.text in "—–-" and end > 1:
            return _subject_between_dashes(tokens, end - 1, before)
        else:
            return None
    if last.lower in RELATIVES:
        return _antecedent(tokens, end - 1)
    if subject_pronoun(last):
        return (end - 1, end)
    floor = _left_edge(tokens, end)
    start = _trim(tokens, floor, end)
    if start is None or start >= end:
        return None
    start = _with_name_before(tokens, start, end)
    return (start, end)


def _opening(tokens: Sequence[Token], at: int) -> int | None:
    for index in range(at - 1, max(-1, at - 14), -1):
        if tokens[index].text == "(":
            return index
    return None


def _left_edge(tokens: Sequence[Token], end: int) -> int:
    """Where the run of words that ends at ``end`` begins: after punctuation or a clause word."""
    at = end
    floor = max(0, end - _LONGEST_SUBJECT)
    while at > floor:
        token = tokens[at - 1]
        if token.quoted:
            if not _nickname(tokens, at - 1):
                break
        elif token.text == ")":
            opening = _opening(tokens, at - 1)
            if opening is None:
                break
            at = opening
            continue
        elif token.text in ",;:([—–!?…*#|•" or (token.text == "-" and not _tight(tokens, at - 1)):
            break
        elif token.lower in SUBORDINATORS | RELATIVES or is_auxiliary(token):
            break
        elif token.lower in ("but", "or", "yet"):
            break
        elif token.lower == "and" and not _joins_names(tokens, at - 1, end):
            break
        elif token.text == "." and not _inner_stop(tokens, at - 1):
            break
        at -= 1
    return at


def _inner_stop(tokens: Sequence[Token], at: int) -> bool:
    """Whether a full stop belongs to the word before it."""
    return at > 0 and tokens[at - 1].end == tokens[at].start and tokens[at - 1].word


def _joins_names(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether an *and* joins two noun phrases of one subject, and not two clauses."""
    if at == 0 or at + 1 >= end:
        return False
    right = tokens[at + 1]
    if right.lower in SUBJECTS or right.lower in CLAUSE_SUBJECTS:
        return False
    for token in reversed(tokens[max(0, at - _WINDOW) : at]):
        if token.quoted or token.text in ",;:—–.":
            return True
        if is_auxiliary(token) or token.lower in ("to", "that", "who", "which"):
            return False
        if token.lower.endswith("ed") and not token.capital:
            return False
    return True


def _trim(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Drop what cannot begin a subject from the left of a run of words."""
    while start < end:
        token = tokens[start]
        lower = token.lower
        if lower in CONJUNCTIONS or lower == "so" or not (token.word or token.quoted):
            start += 1
        elif (is_adverb(token) or lower in ADVERBS) and lower not in INDEFINITE | {"even", "only"}:
            start += 1
        elif lower in TEMPORAL and lower not in ("may", "march", "last", "april", "june"):
            start += 1
        else:
            break
    if start >= end:
        return None
    first = tokens[start]
    if first.lower in PREPOSITIONS or first.lower in ("last", "this", "earlier"):
        return _after_preposition(tokens, start, end)
    last = tokens[end - 1]
    if not begins_phrase(first):
        if first.lower.endswith("s") and start + 2 < end and tokens[start + 1].lower in _OF:
            return start  # advisers to Ann Lee
        name = name_run_left(tokens, end, start)
        if name < end:
            return _with_role(tokens, name, start)
        words = [t for t in tokens[start:end] if t.word]
        plural = any(t.lower.endswith("s") and len(t.lower) > 3 for t in words)
        bounded = start == 0 or not tokens[start - 1].word
        return start if plural and len(words) <= (12 if bounded else 4) else None
    if last.lower in PREPOSITIONS | DETERMINERS:
        return None
    return start


_OF = frozenset(("of", "to", "for", "at", "in", "from", "with"))


def _with_role(tokens: Sequence[Token], name: int, floor: int) -> int:
    """Lower-case words of a role before a name (*project manager Otto Lind*)."""
    at = name
    while at > floor and name - at < 6:
        token = tokens[at - 1]
        if not token.word or token.lower in PREPOSITIONS | AUXILIARIES or token.lower.endswith("ed"):
            break
        at -= 1
    return at


def _after_preposition(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """The subject of *In an interview Ann Lee said*: a name, or from the last determiner on."""
    name = name_run_left(tokens, end, start + 1)
    if name < end:
        if name > start and tokens[name - 1].lower in DETERMINERS:
            return name - 1
        return name
    for at in range(end - 1, start, -1):
        if tokens[at].lower in DETERMINERS or tokens[at].lower in INDEFINITE:
            return at
    return None


def _names_office(name: Sequence[Token], role: Sequence[Token]) -> bool:
    """An office with a list in its name (*Science, Innovation and Technology Secretary Roe*)."""
    return (
        0 < len(name) <= 3
        and all(t.capital and t.lower not in TEMPORAL | PREPOSITIONS | ADVERBS for t in name)
        and len(role) > 3
        and role[1].lower == "and"
        and all(t.capital or t.lower == "and" or t.text == "." for t in role)
    )


def _with_name_before(tokens: Sequence[Token], start: int, end: int) -> int:
    """Take in the name before a role without a second comma (*Ann Lee, chair of X said:*)."""
    if start < 2 or tokens[start - 1].text != ",":
        return start
    edge = _left_edge(tokens, start - 1)
    if edge != 0 and tokens[edge - 1].text not in ".•*":
        return start
    name = [t for t in tokens[edge : start - 1] if t.word]
    if _names_office(name, tokens[start:end]):
        return edge
    if not 1 < len(name) <= 6 or not all(t.capital or t.lower in PARTICLES for t in name):
        return start
    if name[0].lower in PREPOSITIONS | ADVERBS | TEMPORAL | DETERMINERS or is_adverb(name[0]):
        return start
    role = tokens[start:end]
    if subject_pronoun(role[0]) or name[-1].lower in TEMPORAL:
        return start
    return edge if any(t.word and not t.capital for t in role) else start


PARTICLES_OF = frozenset("of the for and to in de la van von der bin al".split())


def _subject_with_apposition(
    tokens: Sequence[Token], comma: int, before: Sequence[Clause]
) -> Range | None:
    """The subject before a comma: a name and what describes it (*Ann Lee, a judge, said*)."""
    cuts = [comma]
    at = comma
    floor = max(0, comma - _LONGEST_SUBJECT)
    while at > floor:
        token = tokens[at - 1]
        if token.quoted and not _nickname(tokens, at - 1):
            if last_word_free(tokens, at - 1, comma):
                break
        elif token.text in ";:!?…" or token.text in "—–" or (
            token.text == "." and not _inner_stop(tokens, at - 1)
        ):
            break
        elif token.text == ",":
            cuts.append(at - 1)
        at -= 1
    pieces = [(left + 1, right) for left, right in zip([*cuts[1:], at - 1], cuts, strict=True)]
    pieces.reverse()
    for index, (left, right) in enumerate(pieces):
        if left >= right:
            continue
        first = tokens[left]
        lead = index < len(pieces) - 1 or len(pieces) == 1
        if first.lower in PREPOSITIONS | SUBORDINATORS | TEMPORAL and lead:
            continue
        if first.lower in CONJUNCTIONS and right - left == 1:
            continue
        if is_adverb(first) and right - left <= 2:
            continue
        start = _subject_start(tokens, left, right)
        if start is None:
            continue
        if index == len(pieces) - 1 and len(pieces) > 1:
            # only the words right before the comma are left: no name before its apposition
            return (start, comma)
        return (start, comma)
    return _matrix_subject(tokens, comma, before) if before else None


def last_word_free(tokens: Sequence[Token], at: int, comma: int) -> bool:
    """Whether a quoted stretch ends what was said, and is no part of a description."""
    return not (at > 0 and tokens[at - 1].word and at + 1 <= comma)


def _subject_start(tokens: Sequence[Token], left: int, right: int) -> int | None:
    edge = max(left, _left_edge(tokens, right))
    return _trim(tokens, edge, right)


def _subject_between_dashes(
    tokens: Sequence[Token], dash: int, before: Sequence[Clause]
) -> Range | None:
    """*Ann Lee — the owner of X — told me*."""
    at = dash - 1
    while at > 0 and dash - at < _LONGEST_SUBJECT:
        if tokens[at].text in "—–-" and not _tight(tokens, at):
            while at > 0 and tokens[at - 1].text in "—–-":
                at -= 1
            inner = _subject_left(tokens, at, before)
            return (inner[0], dash) if inner is not None else None
        at -= 1
    return None


def _antecedent(tokens: Sequence[Token], relative: int) -> Range | None:
    """What a relative pronoun before the verb stands for, the pronoun included."""
    end = relative
    if end == 0:
        return None
    if tokens[end - 1].text == ",":
        end -= 1
    if end == 0 or tokens[end - 1].quoted:
        return (relative, relative + 1)
    floor = _left_edge(tokens, end)
    start = _trim(tokens, floor, end)
    if start is None or not tokens[end - 1].word:
        return (relative, relative + 1)
    for at in range(end - 1, start, -1):  # the nearest noun phrase after a verb
        lower = tokens[at].lower
        if lower.endswith("ed") or (lower in ("by",)):
            begin = at + 1
            while begin < end and tokens[begin].lower in PREPOSITIONS:
                begin += 1
            begin = begin if begin < end else None
            start = begin if begin is not None else start
            break
    return (start, relative + 1)


# --- what follows the cue -----------------------------------------------------------------


_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday".split()
)
_PERIODS = _DAYS | frozenset("week weekend month year morning evening afternoon night".split())
_COMPLEMENT = frozenset("that whether how what why who if".split())
_WINDOW = 24


def _tail(tokens: Sequence[Token], after: int, lexeme: Lexeme) -> tuple[int, bool]:
    """Where what is said may begin after a cue, and whether a complementiser stands there."""
    at = after
    if at < len(tokens) and tokens[at].lower in TEMPORAL:
        while at < len(tokens) and tokens[at].lower in TEMPORAL | _PERIODS:
            at += 1
    if _starts_content(tokens, at):
        return at, _lower(tokens, at) in _COMPLEMENT
    if lexeme.takes("addressee") and lexeme.lemma != "ask" or lexeme.lemma == "ask":
        reached = _hearer(tokens, at, bare=lexeme.takes("clause"))
        if reached is not None:
            at = reached
            if at < len(tokens) and tokens[at].lower in TEMPORAL:
                at += 1
            if _starts_content(tokens, at):
                return at, _lower(tokens, at) in _COMPLEMENT
    skipped = _circumstance(tokens, at)
    if skipped is not None:
        at = skipped
    return at, _lower(tokens, at) in _COMPLEMENT


def _starts_content(tokens: Sequence[Token], at: int) -> bool:
    if at >= len(tokens):
        return True
    token = tokens[at]
    return token.quoted or token.lower in _COMPLEMENT or token.text in ":,"


def _hearer(tokens: Sequence[Token], start: int, *, bare: bool) -> int | None:
    """The token after the hearer of *tell*, *assure*, *ask*; None when there is none."""
    if start >= len(tokens) or not tokens[start].word:
        return None
    if tokens[start].lower in ("him", "her", "them", "me", "us", "you", "it", "reporters",
                               "journalists", "lawmakers", "supporters", "voters"):
        at = start + 1
        if tokens[start].lower != "her" or at >= len(tokens) or _starts_content(tokens, at):
            return at
    at = start
    limit = min(len(tokens), start + _WINDOW)
    seen_noun = False
    while at < limit:
        token = tokens[at]
        if token.quoted:
            follows = tokens[at + 1].text if at + 1 < len(tokens) else ""
            if seen_noun and not (tokens[at - 1].lower.endswith("'s") and follows != "."):
                return at
            seen_noun = True
        elif token.text in ",:" or token.lower in ("that", "whether", "how", "what", "why", "if"):
            return at
        elif token.lower == "to" and seen_noun:
            return at
        elif seen_noun and token.lower in ("this", "last", "next") and (
            _lower(tokens, at + 1) in _PERIODS
        ):
            return at + 2
        elif seen_noun and token.lower in _DAYS:
            return at + 1
        elif seen_noun and bare and (
            token.lower in CLAUSE_SUBJECTS
            or (token.lower in DETERMINERS and tokens[at - 1].lower not in PREPOSITIONS)
        ):
            return at
        elif token.text in ";.?!—":
            return at
        elif token.word and token.lower not in PREPOSITIONS | DETERMINERS:
            seen_noun = True
        at += 1
    return None


def _circumstance(tokens: Sequence[Token], start: int) -> int | None:
    """Skip *in a statement on Monday* between a cue and *that*, a colon or marks."""
    if start >= len(tokens):
        return None
    first = tokens[start]
    if first.lower not in PREPOSITIONS and first.lower not in TEMPORAL and not is_adverb(first):
        return None
    pronoun = None
    for at in range(start + 1, min(len(tokens), start + _WINDOW)):
        token = tokens[at]
        if token.lower == "that" or token.text == ":":
            return at
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
        if token.lower in CLAUSE_SUBJECTS and token.lower not in ("this", "it", "you", "i") and (
            pronoun is None and tokens[at - 1].lower not in PREPOSITIONS
        ):
            return at
        if is_auxiliary(token):
            break
    return None


def passive_have(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token is a form of *have*."""
    return tokens[at].lower in HAVE
