"""Cues that are deeds themselves: verbs in the past, participles, and what hangs on them."""

from __future__ import annotations

from dataclasses import replace

from pipeline.components.commitments.deeds import Deed
from pipeline.components.commitments.subject_names import TIMES
from pipeline.components.commitments.subjects import NONE, Subject, find_subject
from pipeline.components.commitments.view import View


def of_main_clause(view: View, verb: int) -> Subject:
    """The subject that a participle after a comma shares (*…, pledging to V*)."""
    root = next((i for i in range(verb) if view.dep[i] == "ROOT"), None)
    if root is None or view.lower[verb - 1] != "," or not view.tag[root].startswith("VB"):
        return NONE
    found = find_subject(view, root, root)
    return replace(found, elided=True) if found.head >= 0 else NONE


def being_done(view: View, being: int) -> Deed | None:
    """*is being built, are being made available*: done to the subject, and under way."""
    verb, _ = view.skip_adverbs(being + 1)
    if verb >= view.stop or not view.is_participle(verb) or view.lemma[verb] in _SAID:
        return None  # "is being announced": a deed by a rule of its own
    return Deed(verb, being, "VBN", passive=True, progressive=True)


_SAID = frozenset({"announce", "sign", "conclude"})


def performed(view: View, cue: int) -> Deed | None:
    """The cue as a deed: a finite verb, a participle, or *pleased to* with an infinitive."""
    tag = view.tag[cue]
    if tag == "JJ" and view.lower[cue].endswith("ed") and view.lower[cue - 1] in ("has", "have"):
        tag = "VBN"  # "has unveiled plans": no adjective, whatever the tag says
    if tag == "VB":
        glad = cue >= 2 and view.lower[cue - 1] == "to" and view.lower[cue - 2] in _GLAD
        return Deed(cue, cue, "VB") if glad else None
    if tag == "VBN" and view.lower[cue - 1] in ("be", "being") and view.lower[cue - 2] == "to":
        return None
    if cue and view.lower[cue - 1] == "-" and not view.doc[cue - 1].whitespace_:
        return None  # "well-established markets"
    if tag == "VBG" and _of_name(view, cue):
        return Deed(cue, cue, "VBD")
    if tag == "VBN" and _has_object(view, cue):
        tag = "VBD"
    elif tag == "VBD" and view.dep[cue] == "acl" and view.head[cue] == cue - 1:
        after = min(cue + 1, view.size - 1)
        describes = view.tag[after] in ("IN", "RB", ".") and view.lower[after] != "at"
        tag = "VBN" if describes else tag  # "the accord announced in July"
    return Deed(cue, cue, tag) if tag in ("VBD", "VBN", "VBZ", "VBP") else None


def _of_name(view: View, verb: int) -> bool:
    """Whether a name stands right before a verb in *-ing* (*comes with Acme investing $9 m*)."""
    before = view.doc[verb - 1] if verb > view.body else None
    if before is None or view.tag[verb - 1] not in ("NNP", "NNPS", "NNS", "NN"):
        return False
    if not before.text[:1].isupper() or not view.doc[verb].text.islower():
        return False
    return view.tag[min(verb + 1, view.size - 1)] in ("DT", "$", "CD", "JJR", "RB", "IN", "JJ")


def _has_object(view: View, verb: int) -> bool:
    """Whether a participle without *be* or *have* is a verb in the past (*signed an accord*)."""
    j = verb - 1
    while j > 0 and view.is_adverb(j):
        j -= 1
    if j < view.body or view.lower[j] in _AUXILIARIES or not view.is_nominal(j):
        return False
    after = view.lower[verb + 1 : verb + 4]
    if not after or set(after) & TIMES or view.tag[verb + 1] not in _OPENS_OBJECT:
        return False
    return view.dep[verb] != "amod" or view.doc[j].text[:1].isupper()


_OPENS_OBJECT = ("DT", "NN", "NNS", "JJ", "PRP$", "CD", "$")


def reduced(view: View, verb: int) -> bool:
    """Whether a participle stands after its noun without *be* or *have* (*a deal signed today*)."""
    j = verb - 1
    while j > 0 and view.is_adverb(j):
        j -= 1
    low = view.lower[j] if j >= 0 else ""
    return low not in _AUXILIARIES and (
        view.dep[verb].startswith("acl") or view.dep[verb] == "amod"
    )


_AUXILIARIES = frozenset("is are was were be been being has have had having 's ’s ’ve 've".split())
_GLAD = frozenset({"pleased", "proud", "delighted", "happy", "honoured", "honored", "thrilled"})


def first_item(view: View, last: int) -> Deed | None:
    """The first *-ing* verb among the things that a field of work includes."""
    for k in range(last + 1, view.stop):
        if view.is_gerund(k) and (k == last + 1 or view.lower[k - 1] in (",", ";", "and", ":")):
            return Deed(k, k, "VBG")
    return None
