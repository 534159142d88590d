"""Reporting clauses: who reports, with which words, and on which side of what is said.

One pass over the tokens of a frame. The subject of a cue is read off the words to its left
(or right, when the verb comes first); apposition belongs to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.components.quotes.clause import Clause, Order
from pipeline.components.quotes.complements import phrase_right, tail
from pipeline.components.quotes.finite import clause_follows
from pipeline.components.quotes.frames import Token
from pipeline.components.quotes.infinitives import coordinate, infinitive_clause
from pipeline.components.quotes.lookalikes import describes, is_no_report
from pipeline.components.quotes.matrix import matrix_subject
from pipeline.components.quotes.patterns import Form, Lexeme, Lexicon
from pipeline.components.quotes.phrases import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DAYS,
    DETERMINERS,
    PASSIVE,
    PREPOSITIONS,
    TEMPORAL,
    Range,
    begins_phrase,
    is_adverb,
    is_auxiliary,
    lower_at,
    name_run_left,
    starts_content,
    subject_pronoun,
)
from pipeline.components.quotes.subjects import subject_left
from pipeline.components.quotes.verbless import according_clause, in_the_words_of, noun_clause
from pipeline.components.quotes.voice import JOINT, agrees, is_past, is_present, own_voice

_UNLISTED = Lexeme("(unlisted)", ("",), ("quote",))


_SHORTEST_VERB = 5
_MOST = 40


_NEVER_BEFORE_VERB = (DETERMINERS | PREPOSITIONS | {"to", "of", "no", "any"}) - {
    "that",
    "this",
    "these",
    "those",
    "all",
    "both",
    "another",
    "each",
    "her",
    "like",
}


def clauses(tokens: Sequence[Token], lexicon: Lexicon) -> list[Clause]:
    """The reporting clauses of a frame, in order of their cues; no sentence has more than 40."""
    found: list[Clause] = []
    done = 0
    for at, token in enumerate(tokens):
        if token.lower not in lexicon.openers or at < done:
            continue
        clause = None
        if token.lower == "according" and lower_at(tokens, at + 1) == "to":
            clause = according_clause(tokens, at, at + 2)
        elif token.lower == "in" and in_the_words_of(tokens, at):
            clause = according_clause(tokens, at, at + 4)
        elif token.lower in lexicon.nouns:
            clause = noun_clause(tokens, at)
        if clause is None and token.lower in lexicon.verbs and _small(tokens, at):
            form = _form(tokens, at, lexicon)
            if form is not None:
                clause = _verb(tokens, at, form, found)
        if clause is not None:
            found.append(clause)
            done = clause.cue[1]
        if len(found) == _MOST:
            break
    return found


def _small(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word is no part of a name (*the United States*)."""
    return not tokens[at].capital or at == 0 or not (tokens[at - 1].word)


def _form(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Form | None:
    for form in lexicon.verbs[tokens[at].lower]:
        if all(lower_at(tokens, at + i) == word for i, word in enumerate(form.words)):
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
    if passive or negated or lower_at(tokens, group - 1) in _NEVER_BEFORE_VERB:
        return None
    speaker = subject_left(tokens, group, [])
    if speaker is None:
        return None
    return Clause(_UNLISTED, "subject", (verb, verb + 1), group, speaker, speaker[0], at - 1, False)


def _verb(tokens: Sequence[Token], at: int, form: Form, before: Sequence[Clause]) -> Clause | None:
    after = at + len(form.words)
    group, negated, passive = _group(tokens, at)
    lexeme = form.lexeme
    if passive and not form.participle:
        return _passive(tokens, at, after, group, lexeme)
    if is_no_report(tokens, at, after, group, form):
        return None
    if _verb_first(tokens, at, group, after, form):
        stop = phrase_right(tokens, after, apposition=True)
        if stop > after:
            return Clause(lexeme, "verb", (at, after), group, (after, stop), group, stop, False)
    previous = lower_at(tokens, group - 1)
    if previous == "as" and group == at and lower_at(tokens, after) == "by":
        stop = phrase_right(tokens, after + 1, apposition=False)
        if lexeme.takes("quote", "that") and stop > after + 1:
            cue = (at, after + 1)
            return Clause(lexeme, "as", cue, group, (after + 1, stop), at - 1, stop, False)
    if group == at and _possessive(tokens, at - 1):
        return None
    if form.present and group == at and (previous == "to" or coordinate(tokens, at)):
        return infinitive_clause(tokens, at, after, form, before)
    barred = previous in _NEVER_BEFORE_VERB or (
        group == at and describes(tokens, at, after, previous, form)
    )
    if form.participle:
        barred = barred and group == at and previous not in _BEFORE_GERUND
    if barred:
        return None
    if form.participle and group == at:
        return _participle(tokens, at, after, lexeme, before)
    speaker = subject_left(tokens, group, before, doubtful=form.noun)
    if speaker is None or tokens[speaker[0]].lower in ("it's", "that's", "there's"):
        return None
    if form.noun and group == at and not agrees(tokens, speaker, form):
        return None
    named = previous == "and" or tokens[speaker[1] - 1].capital
    things = form.noun and group == at and named and form.lexeme.lemma in _THINGS
    that = tail(tokens, after, lexeme)[0] if things else after
    if things and lower_at(tokens, that) == "that" and not clause_follows(tokens[that:]):
        return None  # the Rivers Agency rules that protect fish
    if form.noun and group == at and lower_at(tokens, after) in ("who", "which"):
        return None  # coastal states who …
    if form.noun and previous == "," and not starts_content(tokens, after):
        return None  # a noun in a list
    if form.present and group == at and previous == ",":
        listed = lower_at(tokens, after) in ",and" or not begins_phrase(tokens[speaker[0]])
        if listed:
            return None  # to build, maintain, and run; share your views, suggest ideas
    if form.noun and lower_at(tokens, after) in ("and", "or", ",", "."):
        return None
    start = min(speaker[0], group)
    end, complement = tail(tokens, after, lexeme)
    order: Order = "subject"
    as_said = start > 0 and tokens[start - 1].lower == "as"
    adjunct = lower_at(tokens, after) in TEMPORAL | PREPOSITIONS
    if as_said and lexeme.takes("proposal") and adjunct:
        return None  # as the mayor called for last year
    if as_said and lexeme.takes("quote"):
        if form.noun and group == at:
            return None  # as the latest round of protests goes on
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
        own_voice(tokens, speaker, form, present=is_present(tokens, group, at, form)),
        is_past(tokens, group, at, form),
        any(t.lower in JOINT for t in tokens[speaker[0] : speaker[1]]),
    )


_THINGS = frozenset(("project", "rule", "state", "show", "post", "report", "view", "share"))
_SHOWS = frozenset(("show", "demonstrate", "reflect", "signal", "imply", "guarantee"))
_BEFORE_GERUND = ("by", "for", "in", "after", "of", "before", "as")


def _possessive(tokens: Sequence[Token], at: int) -> bool:
    """Whether a genitive stands here, so that a noun follows."""
    lower = lower_at(tokens, at)
    return (lower.endswith("'s") and not subject_pronoun(tokens[at])) or lower == "'"


def _group(tokens: Sequence[Token], at: int) -> tuple[int, bool, bool]:
    """First token of the verb group that ends at ``at``, and whether negated, passive."""
    group = at
    negated = passive = False
    while group > 0:
        token = tokens[group - 1]
        lower = token.lower
        inserted = _inserted(tokens, group - 1)
        if inserted is not None:
            group = inserted
            continue
        if token.quoted or not token.word:
            break
        if is_auxiliary(token):
            passive = passive or (lower in PASSIVE)
            negated = negated or lower.endswith("n't") or lower == "cannot"
        elif lower in ("not", "never"):
            negated = True
        elif lower in DAYS:
            group -= lower_at(tokens, group - 2) == "on"
        elif not (is_adverb(token) or lower in ADVERBS):
            break
        group -= 1
    return group, negated, passive


def _inserted(tokens: Sequence[Token], comma: int) -> int | None:
    """Where a phrase inside the verb group begins (*have, for many years, complained*)."""
    if tokens[comma].text != ",":
        return None
    for at in range(comma - 1, max(0, comma - 8), -1):
        if tokens[at].text == ",":
            opens = tokens[at + 1].lower in PREPOSITIONS or is_adverb(tokens[at + 1])
            return at if opens and is_auxiliary(tokens[at - 1]) else None
        if not tokens[at].word or tokens[at].quoted:
            break
    return None


def _passive(
    tokens: Sequence[Token], at: int, after: int, group: int, lexeme: Lexeme
) -> Clause | None:
    if lower_at(tokens, after) != "by":
        return None
    stop = phrase_right(tokens, after + 1, apposition=False)
    stop = next((i for i in range(after + 1, stop) if tokens[i].lower == "that"), stop)
    if stop == after + 1:
        return None
    return Clause(lexeme, "passive", (at, after + 1), group, (after + 1, stop), group, stop, False)


def _verb_first(tokens: Sequence[Token], at: int, group: int, after: int, form: Form) -> bool:
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
    if form.present and lexeme.lemma != "say":
        return False  # …, counter Y and improve Z
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
    end, complement = tail(tokens, after, lexeme)
    previous = tokens[at - 1] if at else None
    speaker: Range | None = None
    start = at
    if (
        previous is not None
        and previous.word
        and previous.lower not in PREPOSITIONS | CONJUNCTIONS | AUXILIARIES
        and (previous.capital or subject_pronoun(previous))
    ):
        name = name_run_left(tokens, at, 0)
        speaker = (name, at) if name < at else (at - 1, at)
        start = speaker[0]
    if speaker is None:
        quoted_as = previous is not None and previous.lower == "as"  # was quoted by X as saying
        others = [c for c in before if c.order != "passive"] if quoted_as else before
        speaker = matrix_subject(tokens, at, others)
    if speaker is None or tokens[speaker[0]].lower.startswith("it'"):
        return None
    if previous is not None and previous.text == "," and lexeme.lemma in _SHOWS and not before:
        return None  # the summit will draw a crowd, showing that …: of a deed
    under = previous is not None and previous.lower in PREPOSITIONS - {"as"}
    own = tokens[speaker[0]].lower.split("'")[0] in ("i", "we", "let") or (
        lexeme.takes("performative") and any(t.lower == "we" for t in tokens)
    )
    return Clause(
        lexeme,
        "participle",
        (at, after),
        at,
        speaker,
        start,
        end,
        complement,
        own=own,
        past=not under,  # quick in recognising the value of coins
    )
