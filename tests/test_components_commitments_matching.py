"""The lookup of rules by their words finds what spaCy's Matcher finds with all of them."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

from pipeline.components.commitments.matching import Patterns, matcher, needed_words
from pipeline.components.commitments.patterns import Gate, Rule, blank, load_rules

RULES = load_rules()
ITEMS: tuple[Rule | Gate, ...] = (*RULES.rules, *RULES.gates)
NAMED = {i.rule_id if isinstance(i, Rule) else i.name: i.patterns for i in ITEMS}
PATTERNS = tuple(chain.from_iterable(NAMED.values()))
WORDS = sorted({word for p in PATTERNS for words in needed_words(p) for word in words})
FILLERS = ["Norway", "harbour", "not", "also", ",", "$", "12", "Will", "principle", "\n"]
NLP: Language = blank()
INDEXED = Patterns(NAMED)
WHOLE: Matcher = matcher({name: ps for name, ps in NAMED.items() if ps}, NLP.vocab)


def by_spacy(doc: Doc) -> set[tuple[str, int, int]]:
    return {(NLP.vocab.strings[key], start, end) for key, start, end in WHOLE(doc)}


@pytest.mark.parametrize("item", ITEMS, ids=list(NAMED))
def test_examples_are_matched_as_by_one_matcher_over_all_rules(item: Rule | Gate) -> None:
    for text in (*item.matches, *item.misses):
        doc = NLP.make_doc(text)
        assert set(INDEXED.find(doc)) == by_spacy(doc), text


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS) | st.sampled_from(FILLERS), max_size=14))
def test_any_words_are_matched_as_by_one_matcher_over_all_rules(words: list[str]) -> None:
    doc = Doc(NLP.vocab, words=words)
    found = INDEXED.find(doc)
    assert len(found) == len(set(found))
    assert set(found) == by_spacy(doc)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([p for p in PATTERNS if len(p) > 1]), st.data())
def test_words_in_the_order_of_a_pattern_are_matched_alike(
    pattern: tuple[dict[str, object], ...], data: st.DataObject
) -> None:
    needed = [sorted(words) for words in needed_words(pattern)]
    words = [data.draw(st.sampled_from(choice)) for choice in needed]
    gap = data.draw(st.lists(st.sampled_from(FILLERS), max_size=3))
    at = data.draw(st.integers(0, len(words)))
    doc = Doc(NLP.vocab, words=words[:at] + gap + words[at:])
    assert set(INDEXED.find(doc)) == by_spacy(doc)


def test_matches_come_by_place_then_length_then_order_of_the_names() -> None:
    patterns = Patterns(
        {
            "b": [({"LOWER": "to"},), ({"LOWER": "to"}, {"LOWER": "sea"})],
            "a": [({"LOWER": {"IN": ["to"]}},)],
        }
    )
    doc = Doc(NLP.vocab, words=["go", "to", "sea", "to"])
    assert patterns.find(doc) == (("b", 1, 3), ("a", 1, 2), ("b", 3, 4), ("a", 3, 4))


def test_a_pattern_that_needs_no_word_is_always_tried() -> None:
    patterns = Patterns({"number": [({"LIKE_NUM": True},)]})
    assert patterns.find(NLP.make_doc("the 12 ports")) == (("number", 1, 2),)


def test_a_token_that_may_be_missing_is_not_needed() -> None:
    optional = ({"LOWER": "new", "OP": "?"}, {"LOWER": {"IN": ["port", "quay"]}})
    assert list(needed_words(optional)) == [frozenset({"port", "quay"})]
    assert list(needed_words(({"LOWER": {"REGEX": "^a"}}, {"LOWER": "x", "OP": "!"}))) == []


def test_another_vocabulary_is_compiled_anew() -> None:
    patterns = Patterns({"ferry": [({"LOWER": "ferry"},)]})
    for nlp in (NLP, blank()):
        assert patterns.find(nlp.make_doc("A Ferry")) == (("ferry", 1, 2),)
