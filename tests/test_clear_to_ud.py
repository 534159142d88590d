"""Labels of spaCy's published English models, rewritten as Universal Dependencies."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.clear_to_ud import adapt_labels, clear_to_ud

# word/pos/ClearNLP label/head index, and after the bar the UD label/head index that is due
CASES = [
    "We/PRON/nsubj/2|nsubj/2 will/AUX/aux/2|aux/2 invest/VERB/ROOT/2|ROOT/2 money/NOUN/dobj/2|obj/2"
    " in/ADP/prep/2|case/5 ports/NOUN/pobj/4|obl/2 of/ADP/prep/5|case/7 Norway/PROPN/pobj/6|nmod/5",
    "Roads/NOUN/nsubjpass/3|nsubj:pass/3 will/AUX/aux/3|aux/3 be/AUX/auxpass/3|aux:pass/3"
    " built/VERB/ROOT/3|ROOT/3 by/ADP/agent/3|case/5 firms/NOUN/pobj/4|obl:agent/3",
    "It/PRON/nsubj/1|nsubj/3 is/AUX/ROOT/1|cop/3 a/DET/det/3|det/3 pledge/NOUN/attr/1|ROOT/3"
    " today/NOUN/npadvmod/1|nmod:unmarked/3",
    "Peru/PROPN/nsubj/5|nsubj/5 ,/PUNCT/punct/0|punct/0 Chile/PROPN/conj/0|conj/0"
    " and/CCONJ/cc/2|cc/4 Cuba/PROPN/conj/2|conj/0 agree/VERB/ROOT/5|ROOT/5",
    "They/PRON/nsubj/1|nsubj/1 talk/VERB/ROOT/1|ROOT/1 about/ADP/prep/1|mark/3"
    " building/VERB/pcomp/2|advcl/1 ships/NOUN/dobj/3|obj/3",
]


@pytest.fixture(scope="module")
def english() -> Language:
    return spacy.blank("en")


def _read(english: Language, case: str) -> tuple[Doc, list[str], list[int]]:
    cells = [cell.split("|") for cell in case.split(" ")]
    given = [left.split("/") for left, _ in cells]
    due = [right.split("/") for _, right in cells]
    doc = Doc(
        english.vocab,
        words=[row[0] for row in given],
        pos=[row[1] for row in given],
        deps=[row[2] for row in given],
        heads=[int(row[3]) for row in given],
        lemmas=["be" if row[0] in ("is", "be") else row[0].lower() for row in given],
    )
    return doc, [row[0] for row in due], [int(row[1]) for row in due]


@pytest.mark.parametrize("case", CASES)
def test_a_parse_is_rewritten(english: Language, case: str) -> None:
    doc, deps, heads = _read(english, case)
    clear_to_ud(doc)
    assert [(t.text, t.dep_, t.head.i) for t in doc] == [
        (t.text, dep, head) for t, dep, head in zip(doc, deps, heads, strict=True)
    ]
    assert len(list(doc.sents)) == 1


def test_only_such_a_parser_is_adapted() -> None:
    for label, needed in (("dobj", True), ("obj", False)):
        nlp = spacy.blank("en")
        nlp.add_pipe("parser").add_label(label)  # type: ignore[attr-defined]
        assert adapt_labels(nlp) is needed
        assert ("pledger_clear_to_ud" in nlp.pipe_names) is needed
        assert adapt_labels(nlp) is False
