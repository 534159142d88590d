"""Which sentences are worth a parse: those with a word that can open a commitment.

Only commitments read the parse. A sentence without any word of any cue, outside lists, cannot
make one; list items and their stems are always parsed, since an item's cue may stand above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc

from pipeline.components.commitments.patterns import Rule, load_rules, load_words

_UNREAD = ("boilerplate", "table")
_BE = frozenset({"is", "are", "am", "'re", "’re", "'m", "’m", "'s", "’s"})
_SOON = 4  # a participle this soon after a form of "be" makes a progressive
_LISTS = ("list_item", "list_stem")
# Words of cues that say nothing on their own.
_COMMON = frozenset(
    """
    to of on upon in into is are am was were be been being 's ’s 're ’re 'm ’m has have had new the
    a and that not n't n’t itself themselves ourselves himself herself towards principle ready
    """.split()
)


def needs_parse(doc: Doc) -> list[int]:
    """Indices of the sentences to parse, in order."""
    openers, idle = _openers(), _idle()
    segments, sentences = doc._.segments, doc._.sentences
    found: list[int] = []
    lowered = [token.lower_ for token in doc]
    starts = [token.idx for token in doc]
    at = 0
    for index, sentence in enumerate(sentences):
        kind = segments[sentence.segment].kind
        if kind in _UNREAD:
            continue
        while at < len(starts) and starts[at] < sentence.start:
            at += 1
        if kind in _LISTS:
            found.append(index)
            continue
        previous, doing = "", 0
        stop = at
        while stop < len(starts) and starts[stop] < sentence.end:
            word = lowered[stop]
            doing = _SOON if word in _BE else doing - 1
            progressive = doing > 0 and word.endswith("ing") and word not in idle
            if word in openers or progressive or (word == "to" and previous in ("is", "are")):
                found.append(index)
                break
            previous = word
            stop += 1
    return found


@cache
def _openers() -> frozenset[str]:
    """Every word that can begin or carry a cue, in small letters."""
    words: set[str] = set(load_words()["progressive"])
    for rule in load_rules().rules:
        if rule.kind != "list":
            words.update(_words(rule))
    words.update(("following", "follows"))
    return frozenset(words - _COMMON)


@cache
def _idle() -> frozenset[str]:
    """Participles that make no undertaking (*is growing*)."""
    return load_words()["idle"]


def _words(rule: Rule) -> Iterator[str]:
    """The words of the first telling token of each pattern."""
    for pattern in rule.patterns:
        for token in pattern:
            lower = token.get("LOWER")
            if not isinstance(lower, dict) or token.get("OP") in ("?", "*"):
                continue
            telling = set(lower.get("IN", ())) - _COMMON
            if telling:
                yield from telling
                break
