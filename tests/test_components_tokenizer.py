"""The tokenizer: glued forms split, texts rebuilt, long runs in linear time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

import pipeline


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline.load()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("US$601million", ["US$", "601", "million"]),
        ("£270m", ["£", "270", "m"]),
        ("a 5G-enabled port", ["a", "5G", "-", "enabled", "port"]),
        ("R&D", ["R&D"]),
        ("“Yes”", ["“", "Yes", "”"]),
        ("• Build", ["•", "Build"]),
    ],
)
def test_glued_forms(nlp: Language, text: str, tokens: list[str]) -> None:
    assert [t.text for t in nlp.make_doc(text)] == tokens


@given(st.text(max_size=200) | st.sampled_from("“(x.-").map(lambda c: c * 1300))
def test_text_is_rebuilt_exactly(text: str) -> None:
    assert pipeline.load().make_doc(text).text == text


def test_long_runs_are_cut_and_offsets_hold(nlp: Language) -> None:
    text = "a " * 10 + "x" * 1200 + " b. " + "“’" * 700 + "\n\nEnd of it."
    doc = nlp.make_doc(text)
    assert doc.text == text
    assert all(text[t.idx : t.idx + len(t)] == t.text for t in doc)
    assert max(len(t) for t in doc) <= 500
