"""Listed names in a text: which words may be one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.components.actors.patterns import Form, Patterns
from pipeline.components.actors.words import Words
from pipeline.components.phrases import Phrases
from pipeline.lexicon import Actor


@dataclass(slots=True)
class Hit:
    """Words that may be a listed name, with the actors that bear it.

    Attributes:
        exact: written just as listed (names in capitals, in a title, are not).
    """

    start: int
    end: int
    forms: tuple[Form, ...]
    exact: bool

    @property
    def country(self) -> str | None:
        """The country whose plain name or adjective this is."""
        form = self.forms[0]
        if isinstance(form.actor, Actor) and form.actor.type in ("government", "supranational"):
            return form.actor.country
        return None


def find(words: Words, matcher: Phrases, patterns: Patterns) -> list[Hit]:
    """All written forms of listed names, longest first where they overlap."""
    hits: list[Hit] = []
    for index, start, end in matcher(words):
        if end - start == 1 and not words.capital(start):
            continue
        same = patterns.forms[index]
        written = tuple(words.forms[start:end])
        after_the = start > 0 and words.forms[start - 1].lower() == "the"
        fitting = tuple(f for f in same if f.words == written and (after_the or not f.article))
        if any(f.words == written for f in same):
            if fitting and _plain(words, start, end, written, patterns):
                hits.append(Hit(start, end, fitting, True))
            continue
        loose = tuple(f for f in same if f.kind in ("name", "alias", "person"))
        if (
            loose
            and _shouted(words, start, end, written)
            and _plain(words, start, end, written, patterns)
        ):
            hits.append(Hit(start, end, loose, False))
    return longest(hits)


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """Hits that overlap no longer one, in order of the text."""
    taken: set[int] = set()
    kept: list[Hit] = []
    # of two of one length, a body's name is the better find than a government's
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.country is not None, h.start)):
        if not any(i in taken for i in range(hit.start, hit.end)):
            taken.update(range(hit.start, hit.end))
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)


def _plain(
    words: Words, start: int, end: int, written: tuple[str, ...], patterns: Patterns
) -> bool:
    """The words around do not make them part of something else."""
    forms = words.forms
    previous = forms[start - 1] if start else ""
    following = forms[end] if end < len(forms) else ""
    after = forms[end + 1] if end + 1 < len(forms) else ""
    if written == ("Indo",) and (following != "-" or after == "Pacific"):
        return False
    if _addressed(words, start, end):
        return False
    if following in patterns.not_before.get(written[-1], ()):
        return False
    if previous.capitalize() in patterns.not_after.get(written[0].capitalize(), ()):
        return False
    if written == ("America",) and not words.titled[words.line[start]]:
        owner = start - 2 if previous in ("of", "for", "in") and start > 1 else start - 1
        named = owner >= 0 and words.capital(owner) and not words.first[owner]
        if named and words.line[owner] == words.line[start]:
            return False  # "Communications Workers of America", "Row for America"
        joined = (
            start > 0 and words.line[start - 1] == words.line[start] and words.capital(start - 1)
        )
        if joined and previous.lower() not in patterns.words["openers"]:
            return False  # "Rewilding America"
    if written == ("America",):
        if following == "the" and after == "Beautiful":
            return False
        agenda = start > 1 and forms[start - 2] in patterns.words["agendas"]
        if previous.lower() == "in" and agenda:
            return False
    # "US$5m" is money
    return not (following == "$" and words.starts[end] == words.ends[end - 1])


def _addressed(words: Words, start: int, end: int) -> bool:
    """Part of a web or mail address: *gov.uk*."""
    glued = start > 0 and words.ends[start - 1] == words.starts[start]
    if glued and words.forms[start - 1] == "@":
        return True
    before = start > 1 and words.ends[start - 2] == words.starts[start - 1]
    return glued and before and words.forms[start - 1] == "." and len(words.forms[start - 2]) > 1


def _shouted(words: Words, start: int, end: int, written: tuple[str, ...]) -> bool:
    """Written in capitals or with title case where the list has another case."""
    letters = [w for w in written if w[0].isalpha()]
    if not letters:
        return False
    if len(letters) == 1:
        word = letters[0]
        return len(written) == 1 and len(word) >= 5 and word.isupper()
    if any(len(w) > 3 and not w[0].isupper() for w in letters):
        return False
    return sum(w[0].isupper() for w in letters) * 2 > len(letters)
