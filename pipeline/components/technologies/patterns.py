"""The terms of technology areas in every spelling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from pipeline.components.actors.words import split
from pipeline.lexicon import TechnologyTerm, load_technologies

_SPELLINGS = {
    "defence": "defense",
    "centre": "center",
    "fibre": "fiber",
    "programme": "program",
    "modelling": "modeling",
    "labelling": "labeling",
    "licence": "license",
    "analogue": "analog",
    "datacentre": "datacenter",
    "centred": "centered",
    "organisation": "organization",
}
_BRITISH = {american: british for british, american in _SPELLINGS.items()}
_ENDINGS = (("isation", "ization"), ("ise", "ize"), ("ised", "ized"), ("ising", "izing"))
_KEEP_ISE = frozenset(
    "enterprise precise exercise franchise expertise wise rise disease noise".split()
)
_NO_PLURAL = ("s", "ics", "ing", "ly")


@dataclass(frozen=True, slots=True)
class Written:
    """One spelling of a term.

    Attributes:
        words: as :func:`pipeline.components.actors.words.split` cuts them.
    """

    words: tuple[str, ...]
    term: TechnologyTerm


@cache
def load_terms(folder: Path | None = None) -> tuple[tuple[Written, ...], ...]:
    """All spellings; those that differ only in case stand together.

    Args:
        folder: the models folder; None is the one shipped.

    Raises:
        RuleError: a list is not valid.
    """
    found: dict[tuple[str, ...], list[Written]] = {}
    rows = load_technologies(folder).terms
    for term in rows:  # as listed, first: a made spelling never displaces a listed one
        words = tuple(split(term.term))
        found.setdefault(_lower(words), []).append(Written(words, term))
    for term in rows:
        for words in spellings(term):
            same = found.setdefault(_lower(words), [])
            if not any(w.term.sub_area == term.sub_area and w.words == words for w in same) and (
                not same or term.case == "exact"
            ):
                same.append(Written(words, term))
    return tuple(tuple(same) for same in found.values())


def spellings(term: TechnologyTerm) -> Iterator[tuple[str, ...]]:
    """British and American, singular and plural, with hyphen, space or neither."""
    words = split(term.term)
    if term.case == "exact":
        yield (*words[:-1], words[-1] + "s")
        return
    choices = [_of_word(w) for w in words]
    for chosen in product(*choices):
        for number in _numbers(list(chosen)):
            yield tuple(number)
            if "-" in number:
                yield tuple(w for w in number if w != "-")
                if len(number) == 3:
                    yield (number[0] + number[2],)
            elif len(number) == 2 and number[0].isalpha() and number[1].isalpha():
                yield (number[0], "-", number[1])


def _of_word(word: str) -> list[str]:
    low = word.lower()
    if low in _SPELLINGS:
        return [word, _SPELLINGS[low]]
    if low in _BRITISH:
        return [word, _BRITISH[low]]
    if low not in _KEEP_ISE:
        for british, american in _ENDINGS:
            if low.endswith(british):
                return [word, word[: -len(british)] + american]
            if low.endswith(american):
                return [word, word[: -len(american)] + british]
    return [word]


def _numbers(words: list[str]) -> Iterator[list[str]]:
    yield words
    last = words[-1]
    if not last.isalpha() or len(last) < 3 or last.lower().endswith(_NO_PLURAL):
        return
    if last.endswith("y") and last[-2] not in "aeiou":
        plural = last[:-1] + "ies"
    elif last.endswith(("ch", "sh", "x")):
        plural = last + "es"
    else:
        plural = last + "s"
    yield [*words[:-1], plural]


def _lower(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(str.lower, words))
