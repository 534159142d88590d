"""What is tried first by shape is found as spaCy's DependencyMatcher finds it in any tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from pipeline.components.commitments.dependencies import Dependencies, Found, compiled
from pipeline.components.commitments.matching import needed_words
from pipeline.components.commitments.patterns import Gate, Rule, blank, load_rules
from pipeline.components.commitments.shapes import Dependency, shape
from pipeline.components.commitments.view import View
from pipeline.components.syntax.parses import Parse

RULES = load_rules()
ITEMS: tuple[Rule | Gate, ...] = (*RULES.rules, *RULES.gates)
WRITTEN = {item.name: item.dependencies for item in ITEMS if item.dependencies}
NLP = blank()


@dataclass(frozen=True)
class Named:
    """A rule that is nothing but its patterns."""

    name: str
    dependencies: tuple[Dependency, ...]


def node(
    name: str, words: object, left: str | None = None, relation: str = ""
) -> dict[str, object]:
    link = {} if left is None else {"LEFT_ID": left, "REL_OP": relation}
    return {**link, "RIGHT_ID": name, "RIGHT_ATTRS": words}


ASKED: dict[str, object] = {"LOWER": {"IN": ["will", "to"]}}
RELATIONS = ("<", "<++", "<--", ">", ">++", ">--", "$++", "$--", ".", ">>", ";*", "$+")
OTHERS = {
    f"{relation} {number}": (
        (node("cue", ASKED), node("deed", attributes, "cue", relation)),
        (
            node("cue", ASKED),
            node("deed", {}, "cue", relation),
            node("subject", attributes, "deed", relation),
        ),
    )
    for relation in RELATIONS
    for number, attributes in enumerate(
        (
            {"LEMMA": {"NOT_IN": ["go", "to"]}},
            {"LEMMA": {"IN": ["go", "Oslo"]}},
            {"LEMMA": "", "TAG": {"NOT_IN": ["VB"]}},
            {"LOWER": {"REGEX": "^t"}},
            {"IS_PUNCT": True},
            {"DEP": {"NOT_IN": ["conj"]}},
        )
    )
}
PATTERNS = {**WRITTEN, **OTHERS}
INDEXED = Dependencies([Named(name, patterns) for name, patterns in PATTERNS.items()])


def values(name: str) -> list[str]:
    """Values of an attribute that patterns name."""
    found: set[str] = set()
    for token in chain.from_iterable(chain.from_iterable(WRITTEN.values())):
        value = token["RIGHT_ATTRS"].get(name, ())
        found.update(
            [value] if isinstance(value, str) else chain.from_iterable(dict(value).values())
        )
    return sorted(found)


WORDS = sorted(
    {
        word
        for pattern in chain.from_iterable(WRITTEN.values())
        for words in needed_words(tuple(token["RIGHT_ATTRS"] for token in pattern))
        for word in words
    }
)


@st.composite
def trees(draw: st.DrawFn) -> Doc:
    """Any words with any labels, which hang on one another in any way that has no circles."""
    size = draw(st.integers(2, 9))
    order = draw(st.permutations(range(size)))
    heads = list(range(size))
    for place, token in enumerate(order[1:], start=1):
        heads[token] = order[draw(st.integers(0, place - 1))]
        if draw(st.integers(0, 9)) == 0:
            heads[token] = token

    def some(*choices: str) -> list[str]:
        return draw(st.lists(st.sampled_from(choices), min_size=size, max_size=size))

    likely = ("to", ",", "plans", "would", "if", "agreed", "should", "in")
    return Doc(
        NLP.vocab,
        words=some(*likely, *likely, *WORDS, "Oslo", "Will"),
        tags=some("VB", "VB", *values("TAG"), "NNP"),
        deps=some("conj", "advcl", *values("DEP"), "nsubj"),
        lemmas=some(*values("LEMMA"), "Oslo", "oslo", "Say", ""),
        heads=heads,
    )


def by_spacy(doc: Doc) -> Iterator[Found]:
    for name, patterns in PATTERNS.items():
        for number, pattern in enumerate(patterns):
            for _, tokens in compiled([(name, number, pattern)], NLP.vocab)(doc):
                names = [token["RIGHT_ID"] for token in pattern]
                yield Found(name, number, dict(zip(names, tokens, strict=True)))


@settings(max_examples=150, deadline=None)
@given(trees())
def test_any_tree_is_matched_as_by_spacy(doc: Doc) -> None:
    view = View(Parse(doc, tuple(token.idx for token in doc), 0, 0))
    assert list(INDEXED.find(view)) == list(by_spacy(doc))


def test_a_shape_rules_out_what_does_not_hang_together() -> None:
    doc = Doc(
        NLP.vocab,
        words=["Oslo", "plans", "to", "build"],
        tags=["NNP", "VBZ", "TO", "VB"],
        deps=["nsubj", "ROOT", "mark", "xcomp"],
        heads=[1, 1, 3, 1],
    )
    view = View(Parse(doc, (0, 5, 11, 14), 0, 0))
    verb = node("cue", {"LOWER": "plans"})
    assert shape((verb, node("deed", {"TAG": "VB"}, "cue", ">++"))).fits(view)
    assert not shape((verb, node("deed", {"TAG": "VB"}, "cue", ">--"))).fits(view)
    assert not shape((verb, node("deed", {"TAG": "VBD"}, "cue", ">++"))).fits(view)


@pytest.mark.parametrize("name", WRITTEN)
def test_patterns_of_rules_are_known_in_full(name: str) -> None:
    for pattern in WRITTEN[name]:
        known, left = [shape(pattern)], 0
        while known:
            token = known.pop()
            left += 1
            assert token.tests
            known.extend(other for _, other in token.others)
        assert left == len(pattern)
