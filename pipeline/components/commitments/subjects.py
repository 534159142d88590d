"""Who or what stands as subject of a clause."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from pipeline.components.commitments.subject_names import (
    INSIDE_NAMES,
    LEGAL_FORMS,
    TIMES,
    name_start,
    owner_start,
    with_names_before,
    word_start,
)
from pipeline.components.commitments.view import ADVERBS, View

SubjectKind = Literal[
    "actor", "self", "it", "pointer", "relative", "deal", "body", "effect", "other", "none"
]
_ALONE = frozenset({"both", "all", "each"})
_RELATIVES = frozenset({"which", "who", "that", "whom"})
_STOPS = frozenset({",", ";", ":", "–", "—", "“", "”", '"', "(", "that", "which", "if", "when"})
_STOPS |= {"while", "as", "because", "where", "whereas", "although", "said", "says", "how", "-"}
_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "FW"})


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject.

    Attributes:
        first, last: its tokens, both included; -1 where there is none.
        head: its head noun.
        kind: what it is.
        elided: taken over from an earlier verb of the sentence.
    """

    first: int
    last: int
    head: int
    kind: SubjectKind
    elided: bool = False


NONE = Subject(-1, -1, -1, "none")


def find_subject(view: View, cue: int, verb: int) -> Subject:
    """The subject of the verb group that begins at ``cue``.

    The words right before the cue decide when they end in a noun; the parse decides what
    belongs to them, and finds the subject of a coordinated verb.

    Args:
        view: the unit.
        cue: first token of the cue.
        verb: token of the verb that has the subject in a parse.
    """
    return _whole_name(view, _nearest_subject(view, cue, verb))


def _nearest_subject(view: View, cue: int, verb: int) -> Subject:
    by_name = _before_apposition(view, cue)
    if by_name is not None:
        return by_name
    by_parse = _parsed(view, cue, verb)
    by_words = _worded(view, cue)
    if by_words is None and by_parse is None:
        by_words = _across_remark(view, cue)
    if by_words is not None:
        if by_parse is not None and not by_parse.elided:
            first, last = by_parse.first, by_parse.last
            if first <= by_words.head <= last or by_parse.last >= by_words.last - 1:
                return replace(by_parse, first=with_names_before(view, by_parse.first))
        if by_parse is not None and by_parse.elided and _after_and(view, by_words.first):
            return by_parse  # "Oman opened its ports and with this accord has agreed to …"
        return by_words
    if by_parse is not None and not by_parse.elided:
        return replace(by_parse, first=with_names_before(view, by_parse.first))
    return by_parse or _of_root(view, cue) or NONE


def _after_and(view: View, first: int) -> bool:
    """Whether *and* and a preposition stand before a phrase."""
    return first > 2 and view.tag[first - 1] == "IN" and view.lower[first - 2] in ("and", "but")


def object_as_subject(view: View, since: int, above: tuple[int, ...]) -> Subject | None:
    """Who does a deed as the object of what governs it.

    *the accord will see both ports share pilots*, *a deal for the yard to build ferries*

    Args:
        view: the unit.
        since: token of what governs it, before whoever does it.
        above: that token, the verbs between, and the deed.
    """
    around = (c for token in above for c in view.children(token))
    heads = [c for c in around if since < c < above[-1] and view.dep[c] in _OBJECTS]
    found = _phrase(view, heads[0], above[-1], elided=True) if heads else None
    return found if found is not None and found.first > since else None


_OBJECTS = ("nsubj", "obj", "nmod")


def giver(view: View, first: int) -> Subject | None:
    """Who is named after *by* (*a $9 million investment by Norsk Rail*)."""
    first += view.lower[min(first, view.size - 1)] == "the"
    last = first
    while last < view.stop and view.is_nominal(last):
        last += 1
    return Subject(first, last - 1, last - 1, "other", elided=True) if last > first else None


_APPOSES = frozenset("a an the one which who based headquartered formerly whose".split())
_APPOSED = 45  # tokens between a name and the comma that ends what is said of it


def _before_apposition(view: View, cue: int) -> Subject | None:
    """The name that opens a clause and is told more of between commas: *Acme, a maker of …, is*."""
    last = cue - 1
    while last > view.body and _before_verb(view, last):
        last -= 1
    if last <= view.body + 2 or view.lower[last] != ",":
        return None
    start = view.body
    while start < last and (view.is_punct(start) or view.lower[start] == "the"):
        start += 1
    if last - start > _APPOSED:
        return None
    comma = start
    if view.tag[start] in ("IN", "RB", "CC", "PRP", "WRB", "TO") or view.lower[start] in TIMES:
        return None
    while comma < last and (
        view.doc[comma].text[:1].isupper()
        or view.lower[comma] in INSIDE_NAMES
        or (view.lower[comma] == "." and view.lower[comma - 1] in LEGAL_FORMS)
    ):
        comma += 1
    if comma == start or view.lower[comma] != "," or view.lower[comma + 1] not in _APPOSES:
        return None
    if comma == last:
        return None
    head = comma - 1 - (view.lower[comma - 1] == ".")
    return Subject(start, head, head, "other")


def _whole_name(view: View, subject: Subject) -> Subject:
    """The name whose place or legal form a subject is: *Fjord Labs, Inc. of Bergen, Norway*."""
    first = word_start(view, subject.first)
    if first < subject.first:
        subject = replace(subject, first=first)
    if first < 2 or subject.elided:
        return subject
    owner = owner_start(view, subject.first)
    if owner < first:
        return replace(subject, first=owner)
    if view.lower[first].rstrip(".") in LEGAL_FORMS:
        begin = name_start(view, first - 1 - (view.lower[first - 1] == ","))
        if begin < first:
            return replace(subject, first=begin, head=subject.last)
        return subject
    word = view.doc[first].text
    if view.lower[first - 1] != "," or not word[:1].isupper() or (len(word) > 2 and word.isupper()):
        return subject
    town = first - 2
    while town > view.body and first - town < 6 and view.doc[town].text[:1].isupper():
        town -= 1
    head = town - 1
    if view.lower[town] not in _AT or head < view.body or town == first - 2:
        return subject
    begin = name_start(view, head)
    before = begin - 1 - (begin > view.body and view.lower[begin - 1] == "the")
    if before >= view.body and not view.is_punct(before):
        return subject  # "in talks with the Republic of Korea, Acme …"
    if begin > head or (begin == head and view.tag[head] not in ("NNP", "NNPS")):
        return subject
    return replace(subject, first=begin, head=head)


_AT = frozenset({"of", "in", "at", "near", "from"})


def _across_remark(view: View, cue: int) -> Subject | None:
    """The phrase before a remark set off by dashes, brackets or commas right before the cue."""
    last = cue - 1
    while last >= 0 and _before_verb(view, last):
        last -= 1
    opener = {")": "(", ",": ",", "–": "–", "—": "—", "-": "-"}.get(
        view.lower[last] if last >= 0 else ""
    )
    if opener is None:
        return None
    for j in range(last - 1, max(last - 30, 0), -1):
        if view.lower[j] == opener:
            return _worded(view, _before_bracket(view, j))
    return None


def _before_bracket(view: View, j: int) -> int:
    """The token that opens a bracket which ends before ``j``; ``j`` where none does."""
    if view.lower[j - 1] != ")":
        return j
    return next((k for k in range(j - 2, max(j - 9, 0), -1) if view.lower[k] == "("), j)


def _of_root(view: View, cue: int) -> Subject | None:
    """Subject of the main verb, for a verb that *and* joins to it where the parse lost it."""
    j = cue - 1
    while j > 0 and view.is_adverb(j):
        j -= 1
    if j < 1 or view.lower[j] not in ("and", "but"):
        return None
    root = next((i for i in range(cue) if view.dep[i] == "ROOT"), None)
    if root is None or not view.tag[root].startswith("VB"):
        return None
    subjects = [c for c in view.children(root) if view.dep[c].startswith("nsubj") and c < root]
    return _phrase(view, subjects[-1], root, elided=True) if subjects else None


def _parsed(view: View, cue: int, verb: int) -> Subject | None:
    node, elided = verb, False
    for _ in range(6):
        subjects = [
            c for c in view.children(node) if view.dep[c].startswith(("nsubj", "csubj")) and c < cue
        ]
        subjects = [
            c
            for c in subjects
            if view.lower[c] not in TIMES
            and (view.lower[c] not in ADVERBS or view.lower[c] in _ALONE)
            and not (view.dep[c].startswith("csubj") and "," in view.lower[c:cue])
        ]
        if subjects:
            return _phrase(view, subjects[-1], cue, elided=elided)
        up = view.head[node]
        if up == node:
            return None
        if view.dep[node] == "conj" and not view.is_nominal(up):
            elided = elided or up < cue
        elif view.dep[node] not in ("aux", "aux:pass", "cop", "xcomp", "parataxis"):
            return None
        node = up
    return None


def _phrase(view: View, head: int, cue: int, *, elided: bool) -> Subject | None:
    first, last = view.left_edge(head), min(view.right_edge(head), cue - 1)
    while first < head and (
        view.is_punct(first)
        or view.tag[first] in ("CC", "RB", "IN")
        or view.lower[first] == "including"
    ):
        first += 1
    for j in range(first, head):
        if view.lower[j] in (";", "“", '"', ":"):
            first = j + 1
    while last > head and (
        (view.is_punct(last) and view.lower[last] != ")") or view.is_adverb(last)
    ):
        last -= 1
    return Subject(_after_date(view, first, head), last, head, "other", elided)


def _after_date(view: View, first: int, head: int) -> int:
    """Where a phrase begins after an adverbial that ran into it (*In May 2022 the ministry*)."""
    for j in range(head, first, -1):
        low = view.lower[j]
        if low in ("the", "both", "we") and view.tag[j - 1] in ("CD", "NNP", "NN", ","):
            return j
        if low == "," and view.tag[j - 1] == "CD":
            return j + 1
    return first


def _before_verb(view: View, i: int) -> bool:
    """Whether a token stands between a subject and its verb: an adverb or an auxiliary."""
    if view.lower[i] in ("is", "are", "has", "have"):
        return True
    return view.is_adverb(i) and view.tag[i] not in _NOUN_TAGS


def _worded(view: View, cue: int) -> Subject | None:
    """The noun phrase that ends right before the cue, read from the words alone."""
    last = cue - 1
    while last >= 0 and _before_verb(view, last):
        last -= 1
    while last > 0 and view.lower[last] in TIMES:
        last -= 1
        while last > 0 and view.tag[last] in ("DT", "JJ", "CD", "IN"):
            last -= 1
    if last >= 1 and view.lower[last] in (",", ")", "–", "—"):
        return None
    noun = last >= 0 and view.tag[last] in (*_NOUN_TAGS, "DT", "WDT", "WP")
    if not noun and (last < 1 or not view.doc[last].text[:1].isupper()):
        return None
    first = last
    while first > 0 and last - first < 24:
        low, tag = view.lower[first - 1], view.tag[first - 1]
        named = first - 1 > view.body and view.doc[first - 1].text[:1].isupper()
        if tag.startswith("VB") and named and view.is_nominal(first):
            first -= 1
            continue  # "Boost Capital will …": a name, whatever the tag says
        if low in _STOPS or tag in ("MD", "VBZ", "VBD", "VBP", "VB", "TO", "WDT", "WP", "WRB"):
            break
        if tag == "IN" and low not in ("of", "in", "for", "between", "from", "on", "at", "with"):
            break
        first -= 1
    while first < last and (view.tag[first] in ("CC", "RB", "IN") or view.is_punct(first)):
        first += 1
    first = with_names_before(view, first)
    head = last
    for j in range(first, last + 1):
        if view.tag[j] in ("IN", "VBG", "VBN") and j > first and view.is_nominal(j - 1):
            head = j - 1
            break
    return Subject(_after_date(view, first, head), last, head, "other")
