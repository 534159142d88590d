"""Of which kind the subject of a clause is: an actor, a deal, a body, an effect."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pipeline.components.commitments.patterns import Words
from pipeline.components.commitments.subjects import Subject, SubjectKind
from pipeline.components.commitments.view import View

_SELF = frozenset({"we", "i", "both", "they", "he", "she"})
_POINTERS = frozenset({"this", "these", "that", "those", "what", "there", "doing", "such"})
_BEFORE_THAT = ("NN", "NNS", "VBG")
_GROUPS = frozenset(
    "working expert experts steering study joint contact advisory task coordination focus".split()
)


def with_kind(
    view: View, subject: Subject, words: Words, *, known: Literal["actor", "deal"] | None
) -> Subject:
    """The subject with its kind.

    Args:
        view: the unit.
        subject: what was found.
        words: word classes.
        known: what the document knows of its head: an actor, or a deal by a short name.
    """
    if subject.head < 0:
        return subject
    if _named_after(view, subject, words):
        subject, known = replace(subject, head=subject.last), None
    kind = "deal" if known == "deal" else _kind(view, subject, words, actor=known == "actor")
    return Subject(subject.first, subject.last, subject.head, kind, subject.elided)


def _kind(view: View, subject: Subject, words: Words, *, actor: bool) -> SubjectKind:
    low, lemma = view.lower[subject.head], view.lemma[subject.head]
    single = subject.first == subject.last
    if view.tag[subject.head] in ("WDT", "WP") or low in ("which", "who"):
        return "relative"
    if low in _SELF:
        return "self"
    if low == "it":
        return "it"
    if single and low in _POINTERS:
        after_noun = subject.head > view.body and view.tag[subject.head - 1] in _BEFORE_THAT
        relative = view.tag[subject.head] == "WDT" or after_noun
        return "relative" if low == "that" and relative else "pointer"
    names = {low, lemma}
    named = view.tag[subject.head] in ("NNP", "NNPS") or (
        view.doc[subject.head].text[:1].isupper() and subject.head > max(subject.first, view.body)
    )
    # "NASA", "BioLab": capitals inside a word make it a name
    named = named or (len(low) > 2 and sum(ch.isupper() for ch in view.doc[subject.head].text) > 1)
    if names & words["deal"] and not (actor and not named):
        return "deal"
    joined = [c for c in view.children(subject.head) if view.dep[c] == "conj"]
    if any(view.doc[c].text[:1].isupper() and c <= subject.last for c in joined):
        named = True
    if names & words["instrument_name"] and view.doc[subject.head].text[:1].islower():
        return "deal"  # "the Better Ports agenda": no body, whatever it is called
    if actor or (low == "group" and named and _company(view, subject.head)):
        return "actor"
    if names & words["actor"] and not names & words["body"]:
        return "actor"
    if names & words["body"]:
        return "body"
    if names & words["instrument_name"]:
        return "deal"
    titled = subject.head > subject.first and named and _capitals(view, subject)
    if names & words["effect_subject"] and not titled:
        return "effect"
    if view.tag[subject.head] == "VBG" and not named:
        return "effect"
    return "actor" if named or _capitals(view, subject) else "other"


def _named_after(view: View, subject: Subject, words: Words) -> bool:
    """Whether a name in front only says which deal or scheme it is (*the Ports of Oslo plan*).

    A parse hangs the last word of such a name on its first one.
    """
    head, last = subject.head, subject.last
    if last < head + 3 or view.head[last] != head or view.lower[head + 1] not in ("of", "in"):
        return False
    between = [view.doc[j].text for j in range(head + 2, last)]
    if not view.doc[head].text[:1].isupper() or not all(word[:1].isupper() for word in between):
        return False
    names = {view.lower[last], view.lemma[last]}
    plain = view.doc[last].text.islower() or view.tag[max(head - 1, 0)] == "POS"
    return bool(names & words["deal"]) or (plain and bool(names & words["instrument_name"]))


def _company(view: View, head: int) -> bool:
    """Whether a name in *Group* is a firm rather than a working group."""
    return head > 0 and view.lower[head - 1] not in _GROUPS and view.lower[head - 1] != "the"


def _capitals(view: View, subject: Subject) -> bool:
    """Whether a phrase of several words is a name (*Open Government Products*)."""
    words = [view.doc[j].text for j in range(subject.first, subject.last + 1)]
    names = [word for word in words if len(word) > 3 or word[:1].isupper()]
    return len(names) > 2 and all(word[:1].isupper() for word in names)
