"""Segments and sentences: cases by phenomenon, and properties of any text."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Block
from pipeline.segment import segment, split_sentences
from pipeline.segment.markers import marker_at, roman_value

CASES = Path(__file__).parent / "cases"
SEGMENTS = [
    json.loads(line) for line in (CASES / "segments.jsonl").read_text(encoding="utf-8").splitlines()
]
SENTENCES = [
    line
    for line in (CASES / "sentences.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]

FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "The Parties will:",
            "a. open an office;",
            "(i) test cables",
            "• hire staff",
            "•",
            "1. Scope",
            "A Heading",
            "She said “no.” He left.",
            "U.S. rules vs. ours.",
            "",
            "\t ",
            "x" * 90,
        ]
    ),
    max_size=14,
)


@pytest.mark.parametrize("case", SEGMENTS, ids=lambda case: case["id"])
def test_segments(case: dict[str, object]) -> None:
    text = str(case["text"])
    found = [[s.kind, s.parent, text[s.body : s.end]] for s in segment(text)]
    assert found == case["segments"]


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences(line: str) -> None:
    text = line.replace("|", " ")
    found = [text[s.start : s.end] for s in split_sentences(text, segment(text))]
    assert found == [part.strip() for part in line.split("|")]


@given(FRAGMENTS.map("\n".join) | FRAGMENTS.map("\n\n".join) | st.text(max_size=300))
def test_every_character_belongs_to_one_segment(text: str) -> None:
    segments = segment(text)
    for left, right in pairwise(segments):
        assert left.end <= right.start
    covered = {i for s in segments for i in range(s.start, s.end)}
    assert all(i in covered for i, c in enumerate(text) if not c.isspace())
    for index, s in enumerate(segments):
        assert s.start <= s.body < s.end
        assert s.parent is None or s.parent < index


@given(FRAGMENTS.map("\n".join) | st.text(max_size=300))
def test_sentences_lie_in_their_segments(text: str) -> None:
    segments = segment(text)
    sentences = split_sentences(text, segments)
    for left, right in pairwise(sentences):
        assert left.end <= right.start
    for s in sentences:
        piece = segments[s.segment]
        assert piece.body <= s.start < s.end <= piece.end
        assert not text[s.start].isspace()
        assert not text[s.end - 1].isspace()


def test_blocks_of_the_source_win_over_guesses() -> None:
    text = "Plan\n\nWe will:\n\nopen a lab\nhire staff"
    blocks = (
        Block(0, 4, "title", 1),
        Block(6, 14, "paragraph"),
        Block(16, 26, "list_item", 1),
        Block(27, 37, "list_item", 1),
    )
    found = [(s.kind, s.parent) for s in segment(text, blocks)]
    assert found == [("title", None), ("list_stem", 0), ("list_item", 1), ("list_item", 1)]


def test_roman_numerals() -> None:
    assert [roman_value(n) for n in ("i", "iv", "ix", "xiv", "III")] == [1, 4, 9, 14, 3]


@pytest.mark.parametrize("text", ["3.5 million people", "e.g. cables", "a plan", "U.S. firms"])
def test_what_is_no_marker(text: str) -> None:
    assert marker_at(text, 0, len(text)) is None
