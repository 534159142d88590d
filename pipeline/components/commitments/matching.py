"""Runs spaCy's ``Matcher`` for the rules whose words a text has, and for no others.

A text of twenty words meets two or three of the forty rules. spaCy would try each pattern of each
rule at each token, and a list of words anew for each of them; here the words of the text are
looked up once, and a rule that lacks a word it cannot do without is not tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spacy.attrs import LOWER
from spacy.matcher import Matcher
from spacy.strings import get_string_id
from spacy.tokens import Doc
from spacy.vocab import Vocab

Pattern = tuple[dict[str, Any], ...]
Found = tuple[str, int, int]
"""Name, first token, and token after the last."""

_ONCE = (None, "1", "+")
# So frequent that they tell little; used to choose the word by which a pattern is looked up.
_COMMON = frozenset(
    """
    a an and are as at be been by for from has have he his in is it its new not of on or our that
    the their this to was we were which with ’s 's
    """.split()
)


@dataclass(frozen=True, slots=True)
class _Need:
    """What a text must have for one pattern of a rule.

    Attributes:
        number: of the rule.
        others: of each of these sets of words, one at least.
    """

    number: int
    others: tuple[frozenset[int], ...]


class Patterns:
    """Named groups of ``Matcher`` patterns, compiled when the first text is met.

    Finds what one ``Matcher`` over all of them would find (longest matches first, for each name
    by itself), since a rule that is left out could not have matched.

    Args:
        named: patterns by name.
        together: give matches in the order of one Matcher, where a name whose first match ends
            first comes first; else they come by first token, the longest first, then in the
            order of the names.

    Attributes:
        words: hashes of words in small letters; a text without any of them has no match.
    """

    def __init__(self, named: Mapping[str, Iterable[Pattern]], *, together: bool = False) -> None:
        self._patterns = {name: tuple(patterns) for name, patterns in named.items() if patterns}
        self._names = tuple(self._patterns)
        self._together = together
        self._single = [_single(patterns) for patterns in self._patterns.values()]
        self._always, self._by_word = _index(self._patterns.values())
        self.words = frozenset(self._by_word)
        self._matchers: dict[tuple[str, ...], Matcher] = {}
        self._vocab: Vocab | None = None
        self._last: tuple[Doc | None, tuple[Found, ...]] = (None, ())

    def find(self, doc: Doc) -> tuple[Found, ...]:
        """All matches; the longest of each name, where those of one name overlap."""
        if self._last[0] is not doc:
            self._last = (doc, self._find(doc))
        return self._last[1]

    def _find(self, doc: Doc) -> tuple[Found, ...]:
        words = doc.to_array(LOWER).tolist()
        possible = self._possible(frozenset(words))
        if not possible:
            return ()
        names = self._names
        if self._together:
            strings = doc.vocab.strings
            return tuple((strings[k], i, j) for k, i, j in self._matcher(names, doc.vocab)(doc))
        found: list[tuple[int, int, int]] = []
        for number in possible:
            single = self._single[number]
            if single is not None:
                found.extend((i, -i - 1, number) for i, word in enumerate(words) if word in single)
                continue
            matches = self._matcher((names[number],), doc.vocab)(doc)
            found.extend((start, -end, number) for _, start, end in matches)
        return tuple((names[number], start, -end) for start, end, number in sorted(found))

    def _possible(self, words: frozenset[int]) -> set[int]:
        """Numbers of the rules that have all the words of one of their patterns in a text."""
        numbers = set(self._always)
        for word in words & self.words:
            for need in self._by_word[word]:
                if need.number not in numbers and not any(
                    words.isdisjoint(other) for other in need.others
                ):
                    numbers.add(need.number)
        return numbers

    def _matcher(self, names: tuple[str, ...], vocab: Vocab) -> Matcher:
        # the parsed units come from the vocabulary of the syntax model, which is not there yet
        # when the component is made
        if self._vocab is not vocab:
            self._matchers, self._vocab = {}, vocab
        known = self._matchers.get(names)
        if known is None:
            named = {name: self._patterns[name] for name in names}
            known = matcher(named, vocab, validate=False)
            self._matchers[names] = known
        return known


def matcher(
    named: Mapping[str, Iterable[Pattern]], vocab: Vocab, *, validate: bool = True
) -> Matcher:
    """One matcher over all patterns, keyed by name, which keeps the longest of each.

    Args:
        named: patterns by name.
        vocab: of the texts.
        validate: look for mistakes in the patterns.

    Raises:
        ValueError: spaCy refuses a pattern.
    """
    made = Matcher(vocab, validate=validate)
    for name, patterns in named.items():
        made.add(name, [list(pattern) for pattern in patterns], greedy="LONGEST")
    return made


def _index(
    rules: Iterable[tuple[Pattern, ...]],
) -> tuple[tuple[int, ...], dict[int, tuple[_Need, ...]]]:
    """Rules that may match any text, and what the others need by the word that brings them up."""
    always: list[int] = []
    by_word: dict[int, list[_Need]] = {}
    for number, patterns in enumerate(rules):
        for pattern in patterns:
            needed = sorted(needed_words(pattern), key=_telling)
            if not needed:
                always.append(number)
                continue
            first, *others = (frozenset(map(get_string_id, words)) for words in needed)
            for word in first:
                by_word.setdefault(word, []).append(_Need(number, tuple(others)))
    return tuple(always), {word: tuple(needs) for word, needs in by_word.items()}


def _single(patterns: tuple[Pattern, ...]) -> frozenset[int] | None:
    """Words of a rule whose patterns are one plain word each: no matcher is needed to find them."""
    needed = [tuple(needed_words(pattern)) for pattern in patterns]
    plain = all(len(pattern) == 1 and set(pattern[0]) == {"LOWER"} for pattern in patterns)
    if not plain or not all(needed):
        return None
    return frozenset(get_string_id(word) for (words,) in needed for word in words)


def needed_words(pattern: Pattern) -> Iterator[frozenset[str]]:
    """For each token that a pattern cannot do without and that names its words, those words."""
    for token in pattern:
        lower = token.get("LOWER")
        if token.get("OP") not in _ONCE or lower is None:
            continue
        if isinstance(lower, str):
            yield frozenset((lower,))
        elif isinstance(lower.get("IN"), list):
            yield frozenset(lower["IN"])


def _telling(words: frozenset[str]) -> tuple[bool, int]:
    return not words.isdisjoint(_COMMON), len(words)
