"""What gates see: a candidate in its setting, and questions about its words."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.patterns import Words
from pipeline.components.commitments.view import View


@dataclass(frozen=True, slots=True)
class Setting:
    """What the gates know beside the candidate.

    Attributes:
        words: word classes.
        joint: whether the text speaks for several parties that agree in it.
        question: whether the sentence asks.
        amount: whether an amount of money stands in the candidate's span.
        own_text: whether the text is by or for the committers (not news or analysis).
        long_ago: whether the sentence dates the deed well before the text.
        fresh: whether the sentence dates the deed to the days of the text.
        quoted: whether the candidate stands in a quotation.
    """

    words: Words
    joint: bool
    question: bool
    amount: bool
    own_text: bool
    long_ago: bool
    fresh: bool
    quoted: bool


def verb_of(c: Candidate) -> str:
    """Lemma of the deed."""
    return c.view.lemma[c.deed.head]


def near(view: View, first: int, last: int) -> list[str]:
    """Words from ``first`` to ``last``, both included, in small letters."""
    return view.lower[max(first, 0) : min(last + 1, view.size)]


_WHEN = frozenset(
    """
    end beginning start year date deadline spring summer autumn fall winter time quarter month week
    january february march april may june july august september october november december
    """.split()
)


_SIGNS = frozenset({"$", "€", "£", "¥", "us$", "s$", "a$", "c$"})
_MEASURES = frozenset({"percent", "%", "points", "million", "billion", "trillion", "half", "third"})


def agent(view: View, head: int) -> int | None:
    """Token of the agent of a passive (*by the ministry*)."""
    for child in view.children(head):
        oblique = view.dep[child] in ("obl:agent", "obl") and child > head
        if view.lower[child] in _WHEN or view.tag[child] == "CD":
            continue  # "by the end of May"
        signs = any(view.doc[j].is_currency for j in (child, *view.children(child)))
        if signs or view.lower[child] in _MEASURES:
            continue  # "by 3.5 percentage points", "by £2 billion"
        if oblique and any(view.lower[k] == "by" for k in view.children(child)):
            return child
    for j in range(head + 1, min(head + 5, view.size - 1)):
        if view.lower[j] != "by" or view.lower[j + 1] in _WHEN or view.lower[j + 1] in _SIGNS:
            continue
        if view.is_nominal(j + 1) and view.tag[j + 1] != "CD":
            return j + 1
    return None


def object_of(c: Candidate) -> int | None:
    """Head noun of the object of a verb or after a noun with *of*."""
    view, verb = c.view, c.deed.head
    for child in view.children(verb):
        if view.dep[child] in ("obj", "nsubj:pass") and (child > verb or c.deed.form == "VBN"):
            return child
    for j in range(verb, min(verb + 14, view.stop)):
        last = j + 1 >= view.size or not view.is_nominal(j + 1)
        if view.tag[j] in ("NN", "NNS", "NNP", "NNPS") and last and j > verb:
            return j
    return verb if view.is_nominal(verb) else None


def has_class(c: Candidate, *names: str, words: Words) -> bool:
    """Whether the object of the deed, or a word of its phrase, is of one of the classes."""
    head = object_of(c)
    if head is None:
        return False
    view = c.view
    forms = {view.lower[head], view.lemma[head]}
    nearest = next((j for j in range(c.deed.head + 1, view.stop) if view.is_nominal(j)), head)
    near_by = nearest + 7 + 3 * ("(" in view.lower[nearest : nearest + 7])
    for k in range(nearest, min(nearest + 12, view.stop)):
        if not (view.is_nominal(k) and k < near_by) and not _within_name(view, k, nearest):
            forms |= _explained(view, k)
            if view.doc[k - 1].text[:1].isupper():
                forms.add(view.lower[k])  # "the Healthy Ports campaign", whatever its tag
            break
        forms |= {view.lower[k], view.lemma[k]}
    if c.deed.form == "VBN":
        carried = c.subject.head if c.subject.head >= 0 else view.head[c.deed.head]
        forms |= {view.lower[carried], view.lemma[carried]}
        if c.subject.last > carried and view.is_nominal(c.subject.last):
            forms.add(view.lower[c.subject.last])  # "the Ports of Oslo Deal was signed"
    for k in range(max(min(c.deed.head, head), head - 6), min(head + 2, view.size)):
        if view.tag[k] in ("NN", "NNS", "NNP", "NNPS"):
            forms |= {view.lower[k], view.lemma[k]}
    return any(forms & words[name] for name in names)


def _explained(view: View, k: int) -> set[str]:
    """What a name is said to be after a dash or comma (*Harbour Watch, the first register of*)."""
    if view.lower[k] not in (",", "–", "—", "-") or not view.doc[k - 1].text[:1].isupper():
        return set()
    if k + 2 >= view.stop or view.lower[k + 1] not in ("a", "an", "the"):
        return set()
    words: set[str] = set()
    for j in range(k + 2, min(k + 11, view.stop)):
        if not view.is_nominal(j) and view.tag[j] not in ("JJ", "JJS", "POS", "HYPH", "VBG"):
            break
        words |= {view.lower[j], view.lemma[j]}
    return words


def _within_name(view: View, k: int, first: int) -> bool:
    """Whether a token goes on with a phrase or a name (*the Build for the Future Hub*)."""
    if k < first + 7 and (view.tag[k] in ("POS", "HYPH", "CC", "JJ") or view.lower[k] == "of"):
        return True
    if view.doc[k].text[:1].isupper():
        return True
    if view.lower[k] in ("(", ")") and k < first + 10:
        return "(" in (view.lower[k], view.lower[max(k - 2, 0)])  # "Better Ports (BP) scheme"
    if view.tag[k] in ("VBN", "VBG") and view.dep[k] == "amod" and view.head[k] > k:
        return True  # "the publicly funded scheme"
    if view.lower[k] not in _IN_NAMES:
        return False
    begun = view.doc[k - 1].text[:1].isupper() or view.lower[k - 1] in _IN_NAMES
    later = [view.doc[j].text for j in range(k + 1, min(k + 3, view.stop))]
    return begun and any(word[:1].isupper() for word in later)


_IN_NAMES = frozenset({"of", "for", "in", "on", "to", "the", "and", "&", "with"})


def is_passive_form(c: Candidate) -> bool:
    """Whether the cue's verb is done to its subject, or stands after its noun (*deals signed*)."""
    if c.deed.form != "VBN":
        return False
    return c.view.lower[auxiliary(c.view, c.cue[0])] not in ("has", "have", "had", "having")


def auxiliary(view: View, verb: int) -> int:
    """The token before a verb and its adverbs, where an auxiliary would stand."""
    j = verb - 1
    while j > 0 and view.is_adverb(j):
        j -= 1
    return max(j, 0)
