"""Where a noun that is a cue begins and ends, and what governs it."""

from __future__ import annotations

from pipeline.components.commitments.patterns import Rule
from pipeline.components.commitments.view import View


def noun_start(view: View, cue: int) -> int:
    """First token of the noun phrase whose head is the cue: article, adjectives, owner."""
    first = cue
    while first > 0 and view.tag[first - 1] in _BEFORE_NOUN:
        first -= 1
    owned = any(view.tag[j] == "POS" for j in range(first, cue))
    while owned and first > 1 and view.lower[first - 1] == "and":
        if view.tag[first] not in _NAMES or view.tag[first - 2] not in _NAMES:
            break
        first -= 2  # "Norway and Oman's commitment to"
        while first > 0 and view.tag[first - 1] in _NAMES:
            first -= 1
    return first


_NAMES = ("NNP", "NNPS")
_BEFORE_NOUN = frozenset(
    {"DT", "JJ", "JJR", "PRP$", "POS", "NN", "NNS", "NNP", "NNPS", "CD", "HYPH", "$"}
)


def governing(view: View, noun: int) -> int:
    """The verb that a noun is the object of (*reaffirm their commitment*); else the noun."""
    node = noun
    for _ in range(4):
        up = view.head[node]
        if up == node or view.dep[node] in ("nsubj", "nsubj:pass"):
            break
        if view.tag[up].startswith("VB"):
            return up if up < noun and view.tag[up] != "VBG" else noun
        node = up
    return noun


def noun_limit(view: View, rule: Rule, cue: int) -> int:
    """Where a noun that is the subject of a clause must end: before the verb of that clause."""
    if rule.kind != "nominal" or rule.rule_id in ("noun.available", "noun.goal"):
        return view.size
    node = cue
    for _ in range(8):
        if view.dep[node].startswith(("nsubj", "csubj")):
            verb = view.head[node]
            if verb <= cue:
                return view.size
            aux = [c for c in view.children(verb) if view.dep[c].startswith(("aux", "cop"))]
            if not aux and not view.is_finite(verb):
                return view.size
            return min([c for c in aux if c > cue] + [verb])
        if view.head[node] == node or view.tag[view.head[node]].startswith("VB"):
            break
        node = view.head[node]
    return view.size
