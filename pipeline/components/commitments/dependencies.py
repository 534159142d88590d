"""Patterns on syntax: spaCy ``DependencyMatcher`` patterns of rules and gates, as data.

Words right beside each other are a matter of ``pattern``; ``dependency`` is for what a parse
knows better: *agreed at their meeting in Lima to share …*. A pattern names its tokens, and
some names mean something: ``cue`` and ``deed`` tell a rule where those stand; a gate fires
when the tokens that it calls ``cue``, ``deed`` or ``subject`` are those of the candidate.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, Protocol, TypeVar

from spacy.attrs import LOWER
from spacy.matcher import DependencyMatcher
from spacy.strings import get_string_id
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.components.commitments.matching import needed_words
from pipeline.components.commitments.shapes import Dependency, Unit, shape
from pipeline.errors import RuleError

ROLES = frozenset({"cue", "deed", "subject"})
_ANCHOR_KEYS = frozenset({"RIGHT_ID", "RIGHT_ATTRS"})
_Word = TypeVar("_Word", bound=Hashable)
_LINK_KEYS = _ANCHOR_KEYS | {"LEFT_ID", "REL_OP"}


class Named(Protocol):
    """A rule or gate with patterns on syntax."""

    @property
    def name(self) -> str:
        """Its identifier."""

    @property
    def dependencies(self) -> tuple[Dependency, ...]:
        """Its patterns."""


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern found in a unit.

    Attributes:
        name: of the rule or gate.
        number: which of its patterns, from 0.
        tokens: index of the token of each name in the pattern.
    """

    name: str
    number: int
    tokens: Mapping[str, int]


class _Index(Generic[_Word]):
    """Patterns by the words of their anchors.

    Attributes:
        words: of all anchors.
    """

    def __init__(self, needed: Sequence[Sequence[frozenset[_Word]]]) -> None:
        self._needed = needed
        self._by_word: dict[_Word, list[int]] = {}
        for place, (anchor, *_) in enumerate(needed):
            for word in anchor:
                self._by_word.setdefault(word, []).append(place)
        self.words = frozenset(self._by_word)

    def places(self, words: Sequence[_Word]) -> list[int]:
        """Which of the patterns have all the words that they need, in order."""
        anchors = self.words.intersection(words)
        if not anchors:
            return []
        present = frozenset(words)
        places = {place for anchor in anchors for place in self._by_word[anchor]}
        return [p for p in sorted(places) if not any(map(present.isdisjoint, self._needed[p]))]


class Dependencies:
    """Patterns compiled for the vocabulary of the parsed units, as ``Patterns`` does for words.

    A pattern is tried only on a unit that has one of the words that each of its tokens names,
    which also tells before any parse whether a unit is worth one, and where those tokens hang
    together as it says.

    Attributes:
        words: hashes of words in small letters; a unit without any of them has no match.
    """

    def __init__(self, items: Iterable[Named]) -> None:
        self._patterns = [
            (item.name, number, pattern)
            for item in items
            for number, pattern in enumerate(item.dependencies)
        ]
        self._shapes = [shape(pattern) for _, _, pattern in self._patterns]
        needed = [tuple(_needed(pattern)) for _, _, pattern in self._patterns]
        self._by_text = _Index(needed)
        self._by_hash = _Index([[frozenset(map(get_string_id, w)) for w in n] for n in needed])
        self.words: frozenset[int] = self._by_hash.words
        self._matchers: dict[int, DependencyMatcher] = {}
        self._vocab: Vocab | None = None
        self._last: tuple[Unit | None, tuple[Found, ...]] = (None, ())

    def possible(self, doc: Doc) -> bool:
        """Whether a unit has the words of some pattern, which can be told before it is parsed."""
        return bool(self._by_hash.places(doc.to_array(LOWER).tolist()))

    def find(self, unit: Unit) -> tuple[Found, ...]:
        """All matches in a parsed unit."""
        if self._last[0] is not unit:
            places = self._by_text.places(unit.lower)
            found = (self._find(at, unit.doc) for at in places if self._shapes[at].fits(unit))
            self._last = (unit, tuple(chain.from_iterable(found)))
        return self._last[1]

    def _find(self, at: int, doc: Doc) -> Iterator[Found]:
        # a matcher for each pattern: it would try the tokens of all patterns at every token
        if self._vocab is not doc.vocab:
            self._matchers, self._vocab = {}, doc.vocab
        entry = self._patterns[at]
        known = self._matchers.get(at)
        if known is None:
            known = self._matchers[at] = compiled([entry], doc.vocab, validate=False)
        name, number, pattern = entry
        for _, tokens in known(doc):
            names = (node["RIGHT_ID"] for node in pattern)
            yield Found(name, number, dict(zip(names, tokens, strict=True)))


def compiled(
    patterns: Iterable[tuple[str, int, Dependency]], vocab: Vocab, *, validate: bool = True
) -> DependencyMatcher:
    """A matcher over patterns, keyed by their place among them."""
    made = DependencyMatcher(vocab, validate=validate)
    for place, (_, _, pattern) in enumerate(patterns):
        made.add(str(place), [[dict(node) for node in pattern]])
    return made


def _needed(pattern: Dependency) -> Iterator[frozenset[str]]:
    """The words of each token that names some, those of the first token first."""
    return needed_words(tuple(node["RIGHT_ATTRS"] for node in pattern))


def read_dependencies(
    row: Mapping[str, Any], where: str, *, needed: Iterable[str], vocab: Vocab
) -> tuple[Dependency, ...]:
    """The patterns under ``dependency`` of one row.

    Args:
        row: of a file of rules.
        where: file and line.
        needed: names that each pattern must give to one of its tokens, at least one of them
            for gates.
        vocab: to compile them for.

    Raises:
        RuleError: a key is unknown, a name is missing, the first token has no words, or spaCy
            refuses the pattern.
    """
    value = row.get("dependency", [])
    if not isinstance(value, list) or not all(isinstance(p, list) and p for p in value):
        hint = "a list of patterns, each a list of tokens"
        raise RuleError("'dependency' must hold DependencyMatcher patterns", where=where, hint=hint)
    for pattern in value:
        names = set()
        for place, node in enumerate(pattern):
            keys = _LINK_KEYS if place else _ANCHOR_KEYS
            if not isinstance(node, dict) or set(node) != keys:
                wanted = ", ".join(sorted(keys))
                raise RuleError(f"token {place + 1} of 'dependency' needs {wanted}", where=where)
            names.add(node["RIGHT_ID"])
        missing = [name for name in needed if name not in names]
        if missing or not names & ROLES:
            name = missing[0] if missing else "cue"
            raise RuleError(f"no token of 'dependency' is called '{name}'", where=where)
        if not _has_words(pattern[0]["RIGHT_ATTRS"]):
            raise RuleError(
                "the first token of 'dependency' must name its words (LOWER)", where=where
            )
        try:
            compiled([("", 0, tuple(pattern))], vocab)
        except ValueError as error:
            raise RuleError(f"spaCy refuses the pattern: {error}", where=where) from error
    return tuple(tuple(pattern) for pattern in value)


def _has_words(attributes: object) -> bool:
    return isinstance(attributes, dict) and any(needed_words((attributes,)))
