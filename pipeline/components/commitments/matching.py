"""Runs spaCy's ``Matcher`` for the rules whose words a text has, where it has them.

A text of twenty words meets two or three of the forty rules. spaCy would try each pattern of each
rule at each token, and a list of words anew for each of them; here the words of the text are
looked up once, a rule that lacks a word it cannot do without is not tried, and the others only on
the stretch where their words follow one another.
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

from pipeline.model import Span

Pattern = tuple[dict[str, Any], ...]
Found = tuple[str, int, int]
"""Name, first token, and token after the last."""

_ONCE = (None, "1", "+")
_ANY = 1 << 30  # more tokens than any text has
_TIMES = {None: (1, 1), "1": (1, 1), "!": (1, 1), "?": (0, 1), "*": (0, _ANY), "+": (1, _ANY)}
# So frequent that they tell little; used to choose the word by which a pattern is looked up.
_COMMON = frozenset(
    """
    a an and are as at be been by for from has have he his in is it its new not of on or our that
    the their this to was we were which with ’s 's
    """.split()
)


@dataclass(frozen=True, slots=True)
class _Step:
    """What a pattern says of the words of one of its tokens.

    Attributes:
        words: that it may be; None where other things than its words tell.
        least, most: how often it may stand.
    """

    words: frozenset[int] | None
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class _Need:
    """What a text must have for one pattern of a rule.

    Attributes:
        number: of the rule.
        others: of each of these sets of words, one at least.
        steps: all tokens, in order.
    """

    number: int
    others: tuple[frozenset[int], ...]
    steps: tuple[_Step, ...]

    def stretch(self, words: list[int]) -> Span | None:
        """The first token, and that after the last, of all places where the steps may be made."""
        first, last = len(words), 0
        opening = self.steps[0].words
        for start, word in enumerate(words):
            if opening is None or word in opening:
                end = _furthest(words, start, self.steps)
                if end is not None:
                    first, last = min(first, start), max(last, end)
        return (first, last) if last else None


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
        possible = self._possible(words)
        if not possible:
            return ()
        names = self._names
        if self._together:
            strings = doc.vocab.strings
            first = min(start for start, _ in possible.values())
            part = doc[first : max(end for _, end in possible.values())]
            matches = self._matcher(names, doc.vocab)(part)
            return tuple((strings[k], first + i, first + j) for k, i, j in matches)
        found: list[tuple[int, int, int]] = []
        for number, (first, last) in possible.items():
            single = self._single[number]
            if single is not None:
                found.extend((i, -i - 1, number) for i, word in enumerate(words) if word in single)
                continue
            matches = self._matcher((names[number],), doc.vocab)(doc[first:last])
            found.extend((first + start, -first - end, number) for _, start, end in matches)
        return tuple((names[number], start, -end) for start, end, number in sorted(found))

    def _possible(self, words: list[int]) -> dict[int, Span]:
        """By number, the rules that may have a pattern in a text, and the tokens that hold all."""
        numbers = dict.fromkeys(self._always, (0, len(words)))
        present = frozenset(words)
        for word in present & self.words:
            for need in self._by_word[word]:
                if any(present.isdisjoint(other) for other in need.others):
                    continue
                stretch = need.stretch(words)
                if stretch is not None:
                    first, last = numbers.get(need.number, stretch)
                    numbers[need.number] = min(first, stretch[0]), max(last, stretch[1])
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
            need = _Need(number, tuple(others), tuple(map(_step, pattern)))
            for word in first:
                by_word.setdefault(word, []).append(need)
    return tuple(always), {word: tuple(needs) for word, needs in by_word.items()}


def _step(token: dict[str, Any]) -> _Step:
    least, most = _times(token.get("OP"))
    lower = token.get("LOWER") if token.get("OP") != "!" else None
    if isinstance(lower, dict):
        lower = lower.get("IN")
    if lower is None:
        return _Step(None, least, most)
    words = (lower,) if isinstance(lower, str) else lower
    return _Step(frozenset(map(get_string_id, words)), least, most)


def _times(operator: str | None) -> Span:
    """How often a token may stand: *{2,4}* is from 2 to 4 times."""
    known = _TIMES.get(operator)
    if known is not None or operator is None:
        return known or (1, 1)
    least, comma, most = operator.strip("{}").partition(",")
    return int(least or 0), int(most or _ANY) if comma else int(least)


def _furthest(words: list[int], start: int, steps: tuple[_Step, ...]) -> int | None:
    """One past the last token that steps from ``start`` can reach; None where they cannot be."""
    places = {start}
    for step in steps:
        reached = set()
        for place in places:
            times = 0
            while True:
                if times >= step.least:
                    reached.add(place)
                stands = place < len(words) and (step.words is None or words[place] in step.words)
                if times == step.most or not stands:
                    break
                place, times = place + 1, times + 1
        places = reached
    return max(places, default=None)


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
