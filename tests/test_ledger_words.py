"""Texts are read piece by piece between blanks, as if each were read in one go."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.ledger.words import Words

_WHOLE = re.compile(r"(?!(?<=['’])s\b)[^\W_]+(?:[.,]\d+)*")
_TEXTS = st.text(st.sampled_from("sSabé’'_.,059²-– \t\n\u00a0\u0301€") | st.characters())


def read_in_one_go(text: str) -> tuple[list[str], list[int]]:
    found = list(_WHOLE.finditer(text))
    return [match[0] for match in found], [match.start() for match in found]


def words_of(words: Words, text: str, **spans: dict[int, list[tuple[int, int]]]) -> set[str]:
    roots = list(words.roots)
    return {roots[i] for i in words.read([text], **spans).words.items}


@given(_TEXTS)
def test_pieces_give_the_words_of_the_whole(text: str) -> None:
    tokens, _ = read_in_one_go(text)
    apart, together = Words(), Words()
    apart.read(tokens)
    content = together.read([None, text, ""])
    assert list(together.roots) == list(apart.roots)
    assert content.words.count == 3
    assert {*content.words.owners} <= {1}


@given(_TEXTS, st.data())
def test_what_begins_in_a_deadline_is_left_out(text: str, data: st.DataObject) -> None:
    tokens, starts = read_in_one_go(text)
    ends = sorted({*starts, len(text)})
    start, end = sorted(data.draw(st.sampled_from(ends)) for _ in range(2))
    left = [t for t, at in zip(tokens, starts, strict=True) if not start <= at < end]
    words = Words()
    words.read([text])
    assert words_of(words, text, due={0: [(start, end)]}) == words_of(words, " ".join(left))
