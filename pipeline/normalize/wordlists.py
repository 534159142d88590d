"""Word lists that the readers of amounts and dates ask, kept as data.

``models/lexicons/value_words.csv`` has one word a row with the list that it is in,
``qualifiers.csv`` the phrases that give an amount its direction, ``calendars.csv`` fiscal
years and hemispheres by country.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Literal

from pipeline.lexicon.rows import load_rows
from pipeline.settings import models_folder

Qualifier = Literal["exact", "at_least", "at_most", "over", "under", "about"]

ListName = Literal[
    "after_one_unit",
    "amount_filler",
    "before_date",
    "before_day",
    "before_length",
    "before_year",
    "by_weight",
    "code_in_small",
    "code_is_word",
    "counted",
    "future",
    "length_filler",
    "name_with_year",
    "not_a_rate",
    "numbered",
    "opens_spread",
    "past",
    "soon",
]


@dataclass(frozen=True, slots=True)
class WordLists:
    """All lists, in small letters.

    Attributes:
        after_one_unit: words that a currency cannot describe (*a dollar per head*).
        amount_filler: words between a direction and its amount (*up to a further £5m*).
        before_date: words that a date may follow, so that an ambiguous word there is one.
        before_day: words after which ``10/11`` is a day and not a fraction.
        before_length: words after which *a year* is a length of time.
        before_year: words after which a number of four figures is a year.
        by_weight: goods, so that pounds of them are no money.
        code_in_small: ISO 4217 codes that people also write in small letters.
        code_is_word: ISO 4217 codes that are words too (*all*, *top*).
        counted: things that are counted, so that a number before them is no year.
        future: words that put a date without a year ahead.
        length_filler: words between a number and its unit of time (*ten working days*).
        name_with_year: words that make the year after them a part of a name.
        not_a_rate: nouns after *annual* that say nothing about an amount (*annual report*).
        numbered: words whose number is no year (*page 2019*).
        opens_spread: words that make *from A to B* a range, not a change.
        past: words that put a date without a year behind.
        soon: words that make *in two years* a point in time, not a length.
    """

    after_one_unit: frozenset[str]
    amount_filler: frozenset[str]
    before_date: frozenset[str]
    before_day: frozenset[str]
    before_length: frozenset[str]
    before_year: frozenset[str]
    by_weight: frozenset[str]
    code_in_small: frozenset[str]
    code_is_word: frozenset[str]
    counted: frozenset[str]
    future: frozenset[str]
    length_filler: frozenset[str]
    name_with_year: frozenset[str]
    not_a_rate: frozenset[str]
    numbered: frozenset[str]
    opens_spread: frozenset[str]
    past: frozenset[str]
    soon: frozenset[str]


@dataclass(frozen=True, slots=True)
class ListedWord:
    """A row of ``value_words.csv``."""

    list: ListName
    word: str

    def __post_init__(self) -> None:
        if not self.word.isalpha() or self.word != self.word.lower():
            raise ValueError(f"{self.word!r} is not one word in small letters")


@dataclass(frozen=True, slots=True)
class QualifierPhrase:
    """A row of ``qualifiers.csv``: what stands before an amount, and what it says."""

    phrase: str
    qualifier: Qualifier


@dataclass(frozen=True, slots=True)
class Calendar:
    """A row of ``calendars.csv``.

    Attributes:
        country: ISO 3166-1 alpha-2.
        first_month: month in which the government's fiscal year starts.
        named_by: whether a fiscal year with one number is named by its first or last year.
        hemisphere: side of the equator that the seasons follow.
    """

    country: str
    first_month: int
    named_by: Literal["start", "end"]
    hemisphere: Literal["north", "south"]

    def __post_init__(self) -> None:
        if not 1 <= self.first_month <= 12:
            raise ValueError(f"there is no month {self.first_month}")


@cache
def lists(folder: Path | None = None) -> WordLists:
    """The word lists.

    Args:
        folder: the models folder; None is the one shipped.

    Raises:
        RuleError: the file is missing, names an unknown list or has a word twice in one.
    """
    path = (folder or models_folder()) / "lexicons" / "value_words.csv"
    words: dict[str, set[str]] = {field.name: set() for field in fields(WordLists)}
    for row in load_rows(path, ListedWord, key=lambda r: (r.list, r.word)):
        words[row.list].add(row.word)
    return WordLists(**{name: frozenset(some) for name, some in words.items()})


@cache
def phrases(folder: Path | None = None) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Qualifying phrases by their last token, longest first.

    Args:
        folder: the models folder; None is the one shipped.

    Raises:
        RuleError: the file is missing, has an unknown qualifier or a phrase twice.
    """
    path = (folder or models_folder()) / "lexicons" / "qualifiers.csv"
    by_last: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in load_rows(path, QualifierPhrase, key=lambda r: r.phrase):
        words = tuple(row.phrase.replace(".", " .").split())
        by_last.setdefault(words[-1], []).append((words, row.qualifier))
    return {last: tuple(sorted(some, key=lambda p: -len(p[0]))) for last, some in by_last.items()}


@cache
def calendars(folder: Path | None = None) -> dict[str, Calendar]:
    """Fiscal years and hemispheres by country.

    Args:
        folder: the models folder; None is the one shipped.

    Raises:
        RuleError: the file is missing or a row is not valid.
    """
    path = (folder or models_folder()) / "lexicons" / "calendars.csv"
    return {row.country: row for row in load_rows(path, Calendar, key=lambda r: r.country)}
