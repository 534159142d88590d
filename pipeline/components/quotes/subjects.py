"""Subjects: who does the saying, read off the words to the left of a reporting verb.

Apposition belongs to the subject; leading adverbials and the clause before do not.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.components.quotes.clause import Clause
from pipeline.components.quotes.edges import left_edge
from pipeline.components.quotes.frames import Token
from pipeline.components.quotes.listed import list_start
from pipeline.components.quotes.matrix import matrix_subject
from pipeline.components.quotes.phrases import (
    ADVERBS,
    AUXILIARIES,
    BARE_SOURCES,
    CLAUSE_SUBJECTS,
    CONJUNCTIONS,
    DETERMINERS,
    INDEFINITE,
    LONGEST_SUBJECT,
    PARTICLES,
    PERIODS,
    PREPOSITIONS,
    RELATIVES,
    SUBORDINATORS,
    TEMPORAL,
    Range,
    begins_phrase,
    inner_stop,
    is_adverb,
    is_auxiliary,
    name_run_left,
    nickname,
    opening_bracket,
    starts_content,
    subject_pronoun,
    tight,
)


def subject_left(
    tokens: Sequence[Token], group: int, before: Sequence[Clause], *, doubtful: bool = False
) -> Range | None:
    """The subject that ends right before the verb group."""
    end = group
    if end == 0:
        return None
    last = tokens[end - 1]
    if last.lower in CONJUNCTIONS:
        if doubtful and not (starts_content(tokens, group + 1)):
            return None
        return matrix_subject(tokens, end - 1, before)
    if last.text == ",":
        joined = _joined_adjunct(tokens, end - 1)
        if joined is not None:
            return matrix_subject(tokens, joined, before)
        return _subject_with_apposition(tokens, end - 1, before)
    if last.text == ")":
        opening = opening_bracket(tokens, end - 1)
        if opening is None:
            return None
        inner = subject_left(tokens, opening, before)
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
    if end > 2 and last.lower in PERIODS and tokens[end - 2].lower in ("this", "last"):
        earlier = end - 3 if tokens[end - 3].lower in ("earlier", "later") else end - 2
        return subject_left(tokens, earlier, before, doubtful=doubtful)
    floor = left_edge(tokens, end)
    start = _trim(tokens, floor, end)
    if start is None or start >= end or tokens[start].lower in ("including", "excluding"):
        return None
    start = _with_name_before(tokens, start, end)
    return (list_start(tokens, start, end), end)


_OF = frozenset(("of", "to", "for", "at", "in", "from", "with"))


def _joined_adjunct(tokens: Sequence[Token], comma: int) -> int | None:
    """The *and* of *, and in this regard, stress*, whose subject stands further back."""
    for at in range(comma - 1, max(0, comma - 7), -1):
        if tokens[at].lower == "and" and tokens[at - 1].text == ",":
            return at if tokens[at + 1].lower in PREPOSITIONS else None
        if not tokens[at].word or tokens[at].capital:
            break
    return None


def _leads(token: Token) -> bool:
    """Whether a word can stand before a subject, and not in it."""
    lower = token.lower
    if not token.word and not token.quoted:
        return True
    if is_adverb(token) or lower in ADVERBS:
        return lower not in INDEFINITE | {"even", "only"}
    if lower in TEMPORAL:
        return lower not in ("may", "march", "last", "april", "june")
    return lower in CONJUNCTIONS or lower == "so"


def _trim(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Drop what cannot begin a subject from the left of a run of words."""
    while start < end and _leads(tokens[start]):
        start += 1
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
        if words and words[-1].lower in BARE_SOURCES and len(words) <= 4:
            return start
        plural = any(t.lower.endswith("s") and len(t.lower) > 3 for t in words)
        bounded = start == 0 or not tokens[start - 1].word
        return start if plural and len(words) <= (12 if bounded else 4) else None
    if last.lower in PREPOSITIONS | DETERMINERS:
        return None
    return start


def _with_role(tokens: Sequence[Token], name: int, floor: int) -> int:
    """Lower-case words of a role before a name (*project manager Otto Lind*)."""
    at = name
    while at > floor and name - at < 6:
        token = tokens[at - 1]
        if (
            not token.word
            or token.lower in PREPOSITIONS | AUXILIARIES
            or token.lower.endswith("ed")
        ):
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


_HONORIFICS = frozenset("mr mrs ms mdm dr prof professor sir dame".split())


def _titled_name(tokens: Sequence[Token], edge: int, start: int) -> int | None:
    """*Mr Tan Ah Kow, Director, Ever Green and member of …*: where the name begins.

    Args:
        tokens: of the frame.
        edge: where the words before the last comma begin.
        start: where the role after it begins.
    """
    for _ in range(3):
        words = [t for t in tokens[edge : start - 1] if t.word]
        if not 0 < len(words) <= 10 or not all(
            t.capital or t.lower in _OF | {"the", "and"} for t in words
        ):
            return None
        if words[0].lower in _HONORIFICS and len(words) > 1:
            return edge
        if edge < 2 or tokens[edge - 1].text != ",":
            return None
        start, edge = edge, left_edge(tokens, edge - 1)
    return None


def _named_after_marks(tokens: Sequence[Token], start: int) -> int | None:
    """*“…,” Ann Lee, an analyst at Roads, Rails and Rivers told us*: where the name begins."""
    floor = max(0, start - LONGEST_SUBJECT)
    marks = next((i for i in range(start - 1, floor - 1, -1) if tokens[i].quoted), None)
    if marks is None or marks + 1 >= start:
        return None
    part = tokens[marks + 1 : start]
    comma = next((i for i, token in enumerate(part) if token.text == ","), 0)
    name = part[:comma]
    plain = all(t.capital or t.lower in PARTICLES or t.text == "." for t in name)
    if not 2 <= comma <= 6 or not plain or not name[0].capital:
        return None
    if name[0].lower in PREPOSITIONS | ADVERBS | TEMPORAL | DETERMINERS:
        return None
    rest = [t for t in part[comma:] if t.text != ","]
    clause = any(
        is_auxiliary(t) or t.lower in CLAUSE_SUBJECTS | RELATIVES or t.text in ";:—–" for t in rest
    )
    return None if clause else marks + 1


def _with_name_before(tokens: Sequence[Token], start: int, end: int) -> int:
    """Take in the name before a role without a second comma (*Ann Lee, chair of X said:*)."""
    if start < 2 or tokens[start - 1].text != ",":
        return start
    edge = left_edge(tokens, start - 1)
    titled = _titled_name(tokens, edge, start)
    if titled is None:
        titled = _named_after_marks(tokens, start)
    if titled is not None:
        return titled
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


def _subject_with_apposition(
    tokens: Sequence[Token], comma: int, before: Sequence[Clause]
) -> Range | None:
    """The subject before a comma: a name and what describes it (*Ann Lee, a judge, said*)."""
    cuts = [comma]
    at = comma
    floor = max(0, comma - LONGEST_SUBJECT)
    while at > floor:
        token = tokens[at - 1]
        if token.quoted and not nickname(tokens, at - 1):
            if last_word_free(tokens, at - 1, comma):
                break
        elif (
            token.text in ";:!?…"
            or token.text in "—–"
            or (token.text == "." and not inner_stop(tokens, at - 1))
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
        if lead and (
            first.lower in PREPOSITIONS | SUBORDINATORS | TEMPORAL
            or _participial(tokens, left, right)
        ):
            continue
        if first.lower in CONJUNCTIONS and right - left == 1:
            continue
        if is_adverb(first) and right - left <= 2:
            continue
        start = _subject_start(tokens, left, right)
        if start is None:
            continue
        return (start, comma)
    return matrix_subject(tokens, comma, before) if before else None


def _participial(tokens: Sequence[Token], left: int, right: int) -> bool:
    """Whether a run of words begins with a participle (*Commenting on the deal*)."""
    return (
        right - left > 1
        and tokens[left].lower.endswith(("ing", "ed"))
        and not tokens[left + 1].capital
        and tokens[left + 1].word
    )


def last_word_free(tokens: Sequence[Token], at: int, comma: int) -> bool:
    """Whether a quoted stretch ends what was said, and is no part of a description."""
    return not (at > 0 and tokens[at - 1].word and at + 1 <= comma)


def _subject_start(tokens: Sequence[Token], left: int, right: int) -> int | None:
    edge = max(left, left_edge(tokens, right))
    return _trim(tokens, edge, right)


def _subject_between_dashes(
    tokens: Sequence[Token], dash: int, before: Sequence[Clause]
) -> Range | None:
    """*Ann Lee — the owner of X — told me*."""
    at = dash - 1
    while at > 0 and dash - at < LONGEST_SUBJECT:
        if tokens[at].text in "—–-" and not tight(tokens, at):
            while at > 0 and tokens[at - 1].text in "—–-":
                at -= 1
            inner = subject_left(tokens, at, before)
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
    floor = left_edge(tokens, end)
    start = _trim(tokens, floor, end)
    if start is None or not tokens[end - 1].word:
        return (relative, relative + 1)
    for at in range(end - 1, start, -1):  # the nearest noun phrase after a verb
        lower = tokens[at].lower
        if lower.endswith("ed") or (lower in ("by",)):
            begin = at + 1
            while begin < end and tokens[begin].lower in PREPOSITIONS:
                begin += 1
            start = begin if begin < end else start
            break
    return (start, relative + 1)
