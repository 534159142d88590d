"""Phrases by the thousand, found in the words of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.components.actors.words import Words


@dataclass(slots=True)
class _Node:
    """What phrases that begin alike go on with, and the number of the one that ends here."""

    following: dict[str, _Node] = field(default_factory=dict)
    index: int | None = None


class Phrases:
    """Finds phrases without regard to case.

    A tree of words, and no ``PhraseMatcher``: that one wants a ``Doc``, whose vocabulary works
    out a score of attributes for every word, where all but a few words begin no phrase.

    Args:
        phrases: their words, no two the same but for case.
    """

    def __init__(self, phrases: Iterable[Sequence[str]]) -> None:
        self._root = _Node()
        for index, words in enumerate(phrases):
            node = self._root
            for word in words:
                node = node.following.setdefault(word.lower(), _Node())
            node.index = index

    def __call__(self, words: Words) -> Iterator[tuple[int, int, int]]:
        """Which phrase, in the order given, and its words from first to behind the last."""
        forms = words.forms
        openers = {form for form in words.different if form.lower() in self._root.following}
        for start in words.where(openers):
            node: _Node | None = self._root
            for end in range(start, len(forms)):
                node = node.following.get(forms[end].lower()) if node is not None else None
                if node is None:
                    break
                if node.index is not None:
                    yield node.index, start, end + 1
