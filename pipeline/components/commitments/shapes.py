"""Whether the tokens of a unit can hang together as a pattern on syntax says.

spaCy's ``DependencyMatcher`` tries each token of a pattern at every token of a unit before it
looks at how they hang together. Here that is looked at first, from the few tokens that can be the
anchor. What a pattern says in other ways than those known here is taken to hold, so that nothing
is ruled out that spaCy would find; it has the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from spacy.tokens import Doc

Dependency = tuple[dict[str, Any], ...]
"""One pattern: the anchor first, then each further token with its relation to one before."""


class Unit(Protocol):
    """A parsed unit as plain arrays; lemmas are in small letters."""

    doc: Doc
    lower: list[str]
    tag: list[str]
    lemma: list[str]
    dep: list[str]
    head: list[int]

    def children(self, i: int) -> list[int]:
        """Indices of the dependents of ``i``."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A token of a pattern, and those that hang on it.

    Attributes:
        words: that it may be, in small letters; None where other things tell.
        tests: attributes of it, their values, and whether it must have one of them or none.
        others: relation to each further token, and that token.
    """

    words: frozenset[str] | None
    tests: tuple[tuple[str, frozenset[str], bool], ...]
    others: tuple[tuple[str, Shape], ...]

    def fits(self, unit: Unit) -> bool:
        """Whether some token can be this one, and others those that hang on it."""
        words = self.words
        return any(
            self._stands(unit, i)
            for i, word in enumerate(unit.lower)
            if words is None or word in words
        )

    def _stands(self, unit: Unit, i: int) -> bool:
        for name, values, among in self.tests:
            if (getattr(unit, name)[i] in values) is not among:
                return False
        return all(
            any(other._stands(unit, j) for j in _RELATED[relation](unit, i))
            for relation, other in self.others
        )


def shape(pattern: Dependency, at: int = 0) -> Shape:
    """What is known of a pattern, from one of its tokens on."""
    node = pattern[at]
    tests = tuple(_tests(node["RIGHT_ATTRS"]))
    words = next((values for name, values, among in tests if name == "lower" and among), None)
    others = tuple(
        (other["REL_OP"], shape(pattern, place))
        for place, other in enumerate(pattern)
        if other.get("LEFT_ID") == node["RIGHT_ID"] and other["REL_OP"] in _RELATED
    )
    return Shape(words, tests, others)


def _tests(attributes: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str], bool]]:
    for name in ("LOWER", "TAG", "DEP"):
        value = attributes.get(name, {})
        if isinstance(value, str):
            yield name.lower(), frozenset((value,)), True
        elif "IN" in value:
            yield name.lower(), frozenset(value["IN"]), True
        elif "NOT_IN" in value:
            yield name.lower(), frozenset(value["NOT_IN"]), False
    lemma = attributes.get("LEMMA", {})
    values = (lemma,) if isinstance(lemma, str) else lemma.get("IN", ())
    if values and all(values):  # a unit has small letters and no gaps where spaCy may have others
        yield "lemma", frozenset(value.lower() for value in values), True


def _head(unit: Unit, i: int) -> Sequence[int]:
    return () if unit.head[i] == i else (unit.head[i],)


def _siblings(unit: Unit, i: int) -> Sequence[int]:
    return unit.children(unit.head[i])


_RELATED: dict[str, Callable[[Unit, int], Iterable[int]]] = {
    "<": _head,
    "<++": lambda unit, i: [j for j in _head(unit, i) if j > i],
    "<--": lambda unit, i: [j for j in _head(unit, i) if j < i],
    ">": lambda unit, i: unit.children(i),
    ">++": lambda unit, i: [j for j in unit.children(i) if j > i],
    ">--": lambda unit, i: [j for j in unit.children(i) if j < i],
    "$++": lambda unit, i: [j for j in _siblings(unit, i) if j > i],
    "$--": lambda unit, i: [j for j in _siblings(unit, i) if j < i],
    ".": lambda unit, i: (i + 1,) if i + 1 < len(unit.head) else (),
}
"""Tokens in a relation to another one; signs as spaCy writes them."""
