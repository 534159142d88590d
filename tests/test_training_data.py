"""What the syntax model is trained from: treebanks, variations of them, words and lemmas."""

from __future__ import annotations

import random
from itertools import islice
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from training_cases import CASES, corpus, text_of

from models.training.augment import (
    MARKERS,
    bare_item,
    break_lines,
    british,
    mark,
    recase,
    reend,
    requote,
    stem_colon,
    vary,
)
from models.training.conllu import Sentence, paragraphs, read_conllu, to_doc, to_example
from models.training.corpus import Place, batches
from models.training.genre import write_pledges
from models.training.lemma_table import build_table
from pipeline.components.lemmas.endings import regular
from pipeline.components.lemmas.lemmas import Lemmas
from pipeline.components.tokenizer import build_tokenizer


@pytest.fixture(scope="module")
def blank() -> Language:
    nlp = spacy.blank("en")
    nlp.tokenizer = build_tokenizer(nlp)
    return nlp


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        (line.split("\t")[0], line.split("\t")[1].split("|"))
        for line in (CASES / "tokens.tsv").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ],
)
def test_glued_forms_are_split(blank: Language, text: str, tokens: list[str]) -> None:
    doc = blank(text)
    assert [token.text for token in doc] == tokens
    assert doc.text == text


def test_the_rules_of_the_tokenizer_are_those_of_the_code(tmp_path: Path) -> None:
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "pledger.tokenizer.v1"}}})
    nlp.to_disk(tmp_path)
    assert not (tmp_path / "tokenizer").exists()
    for again in (spacy.load(tmp_path), nlp.from_bytes(nlp.to_bytes())):
        assert [token.text for token in again("R&D on 5G.")] == ["R&D", "on", "5G", "."]


def test_a_treebank_is_read_with_its_raw_text(blank: Language) -> None:
    first, second, third = read_conllu(CASES / "own.conllu")
    doc = to_doc(blank.vocab, [first])
    assert doc.text == "We don't plan a 5G-free office in New Harbour."
    assert doc[0].dep_ == "nsubj"
    assert doc[0].head.text == "plan"
    assert [token.pos_ for token in doc if token.tag_ == "NNP"] == ["PROPN", "PROPN", "PROPN"]
    assert [sentence.opens for sentence in (first, second, third)] == [True, False, True]
    assert [len(group) for group in paragraphs([first, second, third])] == [2, 1]
    example = to_example(blank, [first, second])
    assert example.predicted.text == example.reference.text
    assert len(list(example.reference.sents)) == 2


def test_names_as_published_and_skipped_genres() -> None:
    (first, *_) = read_conllu(CASES / "own.conllu", names=False)
    assert next(token.upos for token in first.tokens if token.form == "New") == "ADJ"
    assert [s.id for s in read_conllu(CASES / "own.conllu", skip_genres=["memo"])] == ["own-3"]


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.conllu"
    path.write_text("# sent_id = x\n1\tWe\twe\n\n", "utf-8")
    with pytest.raises(ValueError, match=r"broken\.conllu:2: 3 columns where 10 are due"):
        list(read_conllu(path))


def _valid(sentence: Sentence) -> bool:
    """One root, and every word reaches it."""
    heads = [token.head for token in sentence.tokens]
    roots = [index for index, head in enumerate(heads) if head == index]
    for index in range(len(heads)):
        steps = 0
        while heads[index] != index and steps <= len(heads):
            index, steps = heads[index], steps + 1
        if [index] != roots:
            return False
    return len(roots) == 1


def test_every_variation_keeps_a_valid_tree(blank: Language) -> None:
    rng = random.Random(1)
    for sentence in [*write_pledges(300, seed=8), *read_conllu(CASES / "own.conllu")]:
        assert _valid(sentence)
        varied = vary(sentence, rng, quotes=rng.choice(("keep", "curly", "straight")))
        assert _valid(varied)
        assert _valid(break_lines(varied, rng))
        to_example(blank, [varied])


def test_variations_look_like_our_genre(blank: Language) -> None:
    first, second, _ = read_conllu(CASES / "own.conllu")
    assert text_of(blank, requote(first, curly=True)).startswith("We don’t")
    assert text_of(blank, recase(second, "upper")) == "THEY WILL ORGANIZE “OPEN DAYS”."
    assert text_of(blank, recase(second, "title")) == "They Will Organize “Open Days”."
    assert text_of(blank, reend(second, "semicolon")).endswith("”;")
    assert text_of(blank, reend(second, "and")).endswith("”; and")
    assert text_of(blank, stem_colon(second)).startswith("They will: organize")
    assert text_of(blank, bare_item(second)) == "organize “open days”."
    marked = {text_of(blank, mark(second, marker)).split(" They")[0] for marker in MARKERS}
    assert {"•", "a.", "(ii)", "1."} <= {text.replace("( ", "(") for text in _glue(marked)}
    assert british("Organizations") == "Organisations"
    assert [british(word) for word in ("prize", "Center", "sizes")] == ["prize", "Centre", "sizes"]


def _glue(texts: set[str]) -> set[str]:
    return {text.replace(" ", "") for text in texts}


def test_the_stream_is_the_same_for_a_seed() -> None:
    def first_forms(seed: int) -> list[str]:
        _, groups = next(batches(corpus(), seed=seed, words=200))
        return [token.form for group in groups for s in group for token in s.tokens]

    assert first_forms(1) == first_forms(1)
    assert first_forms(1) != first_forms(2)


def test_the_stream_can_be_taken_up_anywhere() -> None:
    def places(start: Place | None, number: int) -> list[tuple[Place, int]]:
        stream = batches(corpus(), seed=1, words=400, start=start)
        return [(place, len(groups)) for place, groups in islice(stream, number)]

    whole = places(None, 12)
    assert {place.epoch for place, _ in whole} >= {0, 1}
    for index in (3, 8):
        assert places(whole[index][0], 12 - index) == whole[index:]


@pytest.mark.parametrize(
    ("form", "tag", "lemma"),
    [
        ("policies", "NNS", "policy"),
        ("launches", "VBZ", "launch"),
        ("committed", "VBN", "commit"),
        ("pledging", "VBG", "pledge"),
        ("prioritising", "VBG", "prioritise"),
        ("agreed", "VBD", "agree"),
        ("Agreed", "VBD", "agree"),
        ("AI", "NN", "AI"),
        ("LLMs", "NNS", "LLM"),
        ("Kestrel", "NNP", "Kestrel"),
        ("2,500", "CD", "2500"),
        ("larger", "JJR", "large"),
        ("strongest", "JJS", "strong"),
    ],
)
def test_regular_endings(form: str, tag: str, lemma: str) -> None:
    assert regular(form, tag) == lemma


def test_exceptions_come_from_the_treebank(blank: Language) -> None:
    table = build_table(read_conllu(CASES / "own.conllu"), lookups=False)
    lemmas = Lemmas(blank, "lemmas", table=table)
    assert lemmas.lemma("n’t", "RB") == "not"
    assert lemmas.lemma("children", "NNS") == "child"
    restored = Lemmas(blank, "lemmas").from_bytes(lemmas.to_bytes())
    assert restored.table == table
