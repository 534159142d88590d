"""Whether the tokens of a parse can hang together as a pattern on syntax says.

spaCy's ``DependencyMatcher`` tries each token of a pattern at every token of a unit before it
looks at how they hang together. Here that is looked at first, from the few tokens that can be the
anchor. What a pattern says in other ways than those known here is taken to hold, so that nothing
is ruled out that spaCy would find; it has the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from spacy.attrs import DEP, HEAD, LEMMA, LOWER, TAG
from spacy.strings import get_string_id
from spacy.tokens import Doc

Dependency = tuple[dict[str, Any], ...]
"""One pattern: the anchor first, then each further token with its relation to one before."""

_ATTRIBUTES = ("LOWER", "TAG", "LEMMA", "DEP")


@dataclass(frozen=True, slots=True)
class Shape:
    """A token of a pattern, and those that hang on it.

    Attributes:
        tests: which of the attributes, its values, and whether the token must have one of them
            or none.
        others: relation to each further token, and that token.
    """

    tests: tuple[tuple[int, frozenset[int], bool], ...]
    others: tuple[tuple[str, Shape], ...]


def shape(pattern: Dependency, at: int = 0) -> Shape:
    """What is known of a pattern, from one of its tokens on."""
    name = pattern[at]["RIGHT_ID"]
    others = [
        (node["REL_OP"], shape(pattern, place))
        for place, node in enumerate(pattern)
        if node.get("LEFT_ID") == name and node["REL_OP"] in _RELATED
    ]
    return Shape(tuple(_tests(pattern[at]["RIGHT_ATTRS"])), tuple(others))


def _tests(attributes: Mapping[str, Any]) -> Iterable[tuple[int, frozenset[int], bool]]:
    for number, name in enumerate(_ATTRIBUTES):
        value = attributes.get(name)
        if isinstance(value, str):
            yield number, frozenset((get_string_id(value),)), True
        elif isinstance(value, dict):
            for key, among in (("IN", True), ("NOT_IN", False)):
                if key in value:
                    yield number, frozenset(map(get_string_id, value[key])), among


class Tree:
    """Heads and attributes of the tokens of a parsed unit."""

    def __init__(self, doc: Doc) -> None:
        values = doc.to_array([LOWER, TAG, LEMMA, DEP, HEAD])
        self._values: list[list[int]] = values[:, :4].T.tolist()
        self.size = len(doc)
        # heads are kept as distances
        self.head: list[int] = (np.arange(self.size) + values[:, 4].view(np.int64)).tolist()

    def has(self, anchor: Shape) -> bool:
        """Whether a token can be the anchor of a pattern, which names its words first."""
        number, values, _ = anchor.tests[0]
        places = [i for i, value in enumerate(self._values[number]) if value in values]
        return any(self._stands(i, anchor) for i in places)

    def _stands(self, i: int, token: Shape) -> bool:
        for number, values, among in token.tests:
            if (self._values[number][i] in values) is not among:
                return False
        return all(
            any(self._stands(j, other) for j in _RELATED[relation](self, i))
            for relation, other in token.others
        )


def _head(tree: Tree, i: int) -> Iterable[int]:
    return () if tree.head[i] == i else (tree.head[i],)


def _children(tree: Tree, i: int) -> Iterable[int]:
    return (j for j, head in enumerate(tree.head) if head == i and j != i)


_RELATED: dict[str, Callable[[Tree, int], Iterable[int]]] = {
    "<": _head,
    "<++": lambda tree, i: (j for j in _head(tree, i) if j > i),
    "<--": lambda tree, i: (j for j in _head(tree, i) if j < i),
    ">": _children,
    ">++": lambda tree, i: (j for j in _children(tree, i) if j > i),
    ">--": lambda tree, i: (j for j in _children(tree, i) if j < i),
    "$++": lambda tree, i: (j for j in _children(tree, tree.head[i]) if j > i),
    "$--": lambda tree, i: (j for j in _children(tree, tree.head[i]) if j < i),
    ".": lambda tree, i: (i + 1,) if i + 1 < tree.size else (),
}
"""Tokens in a relation to another one; signs as spaCy writes them."""
