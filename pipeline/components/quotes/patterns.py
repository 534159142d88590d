"""Loading of the word lists: which words report speech, and which words name a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.components.quotes.ministries import Ministries
from pipeline.errors import RuleError
from pipeline.lexicon import load_actors, load_rows
from pipeline.settings import models_folder

Frame = Literal[
    "quote",
    "clause",
    "pronoun",
    "that",
    "addressee",
    "order",
    "verdict",
    "accusation",
    "gerund",
    "stance",
    "past_stance",
    "proposal",
    "figure",
    "naming",
    "mixed",
    "performative",
    "act",
    "evidence",
]
"""What a cue can govern.

- ``quote``: words in marks, or a clause with the cue after it;
- ``clause``: a clause with or without *that*;
- ``pronoun``: the same, without *that* only where a finite clause plainly begins;
- ``that``: a clause only with *that, whether, how …*;
- ``addressee``: a hearer before what is said; ``order``: a hearer and *to* (*told them to …*);
- ``stance``: a noun of stance (*the need for …*); ``past_stance``: the same, but only as a report
  of the past (*they reaffirmed the need for …*); ``figure``: a measured figure;
- ``proposal``: what is proposed, as a noun phrase; ``gerund``: *denied taking part*;
- ``naming``: *called X “Y”*; ``verdict``: *called X a mistake*;
- ``accusation``: *accused X of …*; ``mixed``: an object with words in marks;
- ``act``: an object that is no clause is a deed or a thing (*announced a “green” line*), and
  words in marks in it are no speech;
- ``performative``: does what it says when the makers of a text use it of themselves in the
  present tense (*The Parties affirm that …*), which is no report;
- ``evidence``: has things as its subjects too (*these steps show that …*), which is no report.
"""


VIEWS = frozenset(("words", "view", "opinion", "eyes"))
"""*In the words of Ann Lee*."""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A reporting verb; a row of the lexicon.

    Attributes:
        forms: all written forms in lower case, the base form first, the third person second.
        frames: what it governs.
        nouns: forms that are more often a noun.
    """

    lemma: str
    forms: tuple[str, ...]
    frames: tuple[Frame, ...]
    nouns: tuple[str, ...] = ()

    def takes(self, *frames: Frame) -> bool:
        """Whether it governs any of these."""
        return any(frame in self.frames for frame in frames)


@dataclass(frozen=True, slots=True)
class Form:
    """One written form of a reporting verb, as lower-case words."""

    words: tuple[str, ...]
    lexeme: Lexeme

    @property
    def participle(self) -> bool:
        """Whether it is an -ing form."""
        return self.words[0].endswith("ing") and self.words[0] not in ("sing", "bring")

    @property
    def noun(self) -> bool:
        """Whether it is more often a noun."""
        return " ".join(self.words) in self.lexeme.nouns

    @property
    def present(self) -> bool:
        """Whether it is the base form, the present tense of a plural subject."""
        written = " ".join(self.words)
        return written == self.lexeme.forms[0] or written + "s" in self.lexeme.forms


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words that report speech.

    Attributes:
        verbs: forms by their first word, longest first.
        nouns: reporting nouns (*her claim that …*), lower case.
        subjects: whether a noun, lower case, can head the source of a statement.
        openers: first words of all that reports, each with the words of which one must come
            after it; none where it may stand alone.
    """

    verbs: Mapping[str, tuple[Form, ...]]
    nouns: frozenset[str]
    subjects: Mapping[str, bool]
    openers: Mapping[str, frozenset[str]]

    def may_report(self, words: Collection[str]) -> bool:
        """Whether a sentence of these words can hold a reporting clause."""
        present = set(words)
        return any(
            not self.openers[word] or not self.openers[word].isdisjoint(present)
            for word in present & self.openers.keys()
        )


@dataclass(frozen=True, slots=True)
class Names:
    """Words of offices, and who holds one.

    Attributes:
        titles: titles and offices, lower case.
        honorifics: those that are no office (*Mr*, *Dr*), lower case.
        people: identifiers of well-known people.
        ministries: those that are listed, by country.
    """

    titles: frozenset[str]
    honorifics: frozenset[str]
    people: frozenset[str]
    ministries: Ministries


@dataclass(frozen=True, slots=True)
class _Noun:
    noun: str


@dataclass(frozen=True, slots=True)
class _Subject:
    noun: str
    speaks: Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class _Title:
    title: str
    kind: str
    source: str


def load_cues(folder: Path | None = None) -> Lexicon:
    """Read and check the lists of reporting verbs, nouns and subjects.

    Args:
        folder: the models folder; None is the one shipped.

    Raises:
        RuleError: a row is broken, a lemma is listed twice, or two lemmas share a form.
    """
    path = (folder or models_folder()) / "lexicons" / "reporting_cues.csv"
    found: dict[str, list[Form]] = {}
    owner: dict[str, str] = {}
    for lexeme in load_rows(path, Lexeme, key=lambda row: row.lemma):
        for noun in lexeme.nouns:
            if noun not in lexeme.forms:
                raise RuleError(
                    f"noun '{noun}' is no form of '{lexeme.lemma}'",
                    where=path.name,
                    hint="list it among the forms too",
                )
        for form in lexeme.forms:
            if form != form.lower() or not form:
                raise RuleError(
                    f"'{form}' of '{lexeme.lemma}' is not in lower case",
                    where=path.name,
                    hint="write forms in lower case, separated by |",
                )
            if form in owner:
                raise RuleError(
                    f"'{form}' belongs to both '{owner[form]}' and '{lexeme.lemma}'",
                    where=path.name,
                    hint="leave it in one of the rows",
                )
            owner[form] = lexeme.lemma
            words = tuple(form.split())
            found.setdefault(words[0], []).append(Form(words, lexeme))
    verbs = {
        word: tuple(sorted(forms, key=lambda form: -len(form.words)))
        for word, forms in found.items()
    }
    nouns = load_rows(path.with_name("reporting_nouns.csv"), _Noun, key=lambda row: row.noun)
    subjects = load_rows(
        path.with_name("reporting_subjects.csv"), _Subject, key=lambda row: row.noun
    )
    return Lexicon(
        verbs,
        frozenset(row.noun for row in nouns),
        {row.noun: row.speaks == "yes" for row in subjects},
        _openers(verbs, [row.noun for row in nouns]),
    )


def _openers(
    verbs: Mapping[str, Sequence[Form]], nouns: Iterable[str]
) -> dict[str, frozenset[str]]:
    """See :class:`Lexicon`."""
    found = dict.fromkeys(nouns, frozenset(("that",)))
    found |= {"according": frozenset(("to",)), "in": VIEWS}
    for word, forms in verbs.items():
        alone = any(len(form.words) == 1 for form in forms)
        others = found.get(word, frozenset()).union(form.words[-1] for form in forms)
        found[word] = frozenset() if alone else others
    return found


def load_names(folder: Path | None = None) -> Names:
    """Read the titles and well-known people.

    Args:
        folder: the models folder; None is the one shipped.
    """
    lists = (folder or models_folder()) / "lexicons"
    titles = load_rows(lists / "person_titles.csv", _Title, key=lambda row: row.title)
    actors = load_actors(folder)
    return Names(
        titles=frozenset(row.title.lower() for row in titles),
        honorifics=frozenset(row.title.lower() for row in titles if row.kind == "honorific"),
        people=frozenset(person.actor_id for person in actors.people),
        ministries=Ministries([a for a in actors.actors if a.type == "ministry"]),
    )
