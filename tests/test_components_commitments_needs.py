"""What rules need beside their cues, and the forms of words by which it is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from spacy.language import Language

import pipeline
from pipeline.components.commitments.needs import JOINT, MONEY, Needs, inflected
from pipeline.components.commitments.patterns import load_rules, load_words
from pipeline.errors import RuleError


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline.load()


def test_a_need_is_a_class_of_words_or_known() -> None:
    rule = replace(load_rules().rules[0], needs=("harbours",))
    with pytest.raises(RuleError, match="needs 'harbours'") as caught:
        Needs([rule], load_words())
    assert "cues.csv" in (caught.value.hint or "")


def test_every_form_of_a_needed_word_is_known(nlp: Language) -> None:
    """Gates ask for lemmas of nouns, which are not there before a parse."""
    words, lemmas = load_words(), nlp.get_pipe("syntax").model.get_pipe("lemmas")
    classes = {name for rule in load_rules().rules for name in rule.needs} - {MONEY, JOINT}
    wanted = {word for name in classes for word in words[name]}
    known = {form for word in wanted for form in inflected(word)}
    irregular = {
        form
        for tag, table in lemmas.table.items()
        for form, lemma in table.items()
        if lemma in wanted and tag in ("NN", "NNS") and form.lower() not in known
    }
    assert irregular <= {"bani"}  # of the Romanian coin


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("The ministry invests in its ferries.", False),
        ("The ministry invests £4 million in its ferries.", True),
        ("The ministers signed the visitors' book.", False),
        ("The ministers signed two treaties.", True),
        ("The ministry provided tea. It will open a ferry line.", True),
    ],
)
def test_what_lacks_its_need_is_not_parsed(nlp: Language, text: str, parsed: bool) -> None:
    doc = nlp(text)
    assert bool(doc._.parses) is parsed
    lacking = "unmet_need" in [r.reason for r in doc._.rejections]
    assert lacking is ("provided" in text or not parsed)


def test_a_lead_in_is_parsed_for_what_it_hands_down(nlp: Language) -> None:
    doc = nlp("The fund provides the following:\n\n• repair of quays;\n• training of pilots.")
    assert doc._.parses
