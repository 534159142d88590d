"""Names of firms in one text: where the words of a name begin and end, and what may be one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.components.actors.draft import Cover
from pipeline.components.actors.offices import title_at
from pipeline.components.actors.organisations import CountryAt, part, possessor, same_line
from pipeline.components.actors.patterns import Patterns
from pipeline.components.actors.words import Words

LONGEST = 5
"""Words of a name."""

_NAME_OPENERS = frozenset(("All", "Every", "First", "New", "Next", "One", "Our", "Second"))
_DETERMINERS = frozenset(("the", "a", "an", "this", "our", "its", "their", "his", "her"))


@dataclass(frozen=True, slots=True)
class Introduced:
    """A name that the text introduces: its words, and what it is said to be."""

    start: int
    end: int
    type: str | None
    country: str | None = None


_THING = (
    r"(?:app|application|portal|platform|tool|toolkit|programme|program|initiative|scheme|website|"
    r"service|system|framework|model|chatbot|grant|pilot|standard|campaign|browser|software|product|"
    r"game|device|feature|currency)"
)
_PLAIN = r"[A-Z][A-Za-z0-9+]{1,30}"
_IS_A = re.compile(
    rf"\b(?P<name>{_PLAIN})(?:,| is| was) (?:a|an|the|our|another) "
    rf"(?:[\w-]{{1,20}} ){{0,3}}?{_THING}s?\b"
)
_BESIDE = re.compile(rf"\b(?P<name>{_PLAIN}) {_THING}s?\b")
_LIKE = re.compile(
    rf"\b{_THING}s?,? (?:like|such as|called|named|known as|including) (?:the )?"
    rf"(?P<name>{_PLAIN})\b"
)


def products(text: str) -> frozenset[str]:
    """Names of one word that the text says to be a programme, a tool or another thing made."""
    found = (m["name"] for pattern in (_IS_A, _BESIDE, _LIKE) for m in pattern.finditer(text))
    return frozenset(found)


class FirmNames:
    """Reads names in one document."""

    def __init__(
        self,
        words: Words,
        patterns: Patterns,
        cover: Cover,
        country_at: CountryAt,
        lower: frozenset[str],
    ) -> None:
        self._words = words
        self._forms = words.forms
        self._patterns = patterns
        self._cover = cover
        self._country_at = country_at
        self._lower = lower
        lists = patterns.words
        self._no_name = lists["no surname"] | lists["telling of nothing"] | lists["no firm"]
        self._endings = lists["company endings"]
        self._seconds: frozenset[str] | None = None
        self._products: frozenset[str] | None = None

    def _noun(self, index: int) -> tuple[str, int, bool] | None:
        """The noun for a body at a word: its kind, where it ends, whether it may lead a name."""
        forms = self._forms
        for noun, (kind, leads) in self._patterns.nouns.get(forms[index].lower(), ()):
            end = index + len(noun)
            if len(noun) == 1 or tuple(f.lower() for f in forms[index:end]) == noun:
                return kind, end, leads
        return None

    def _run(self, start: int) -> int:
        """One past the last of the capitalised words that begin at ``start``."""
        words, forms = self._words, self._forms
        at = start
        while (
            at < len(forms)
            and at - start < LONGEST
            and (at == start or words.line[at] == words.line[start])
        ):
            if part(at, words, self._patterns) and not self._closed(at):
                at += 1
                continue
            joins = forms[at] in ("&", "-", ".") and at > start and at + 1 < len(forms)
            glued = joins and words.starts[at] == words.ends[at - 1]
            if (
                joins
                and forms[at] == "."
                and not (glued and words.starts[at + 1] == words.ends[at])
            ):
                break
            if joins and (glued or forms[at] == "&") and words.capital(at + 1):
                at += 1
                continue
            break
        return at

    def _closed(self, at: int) -> bool:
        """A word that another name holds, or that opens a person's name."""
        return self._cover.at(at) is not None or self._forms[at] in self._patterns.given_names

    def _start(self, end: int) -> int:
        """First of the capitalised words that end at ``end``."""
        words, forms = self._words, self._forms
        start = end
        while start > 0 and end - start < LONGEST:
            if start < end and words.line[start - 1] != words.line[end - 1]:
                break
            if part(start - 1, words, self._patterns) and self._cover.at(start - 1) is None:
                start -= 1
                continue
            joins = start < end and start > 1 and forms[start - 1] in ("&", "-", ".")
            glued = joins and words.starts[start] == words.ends[start - 1]
            if joins and (glued or forms[start - 1] == "&") and words.capital(start - 2):
                start -= 1
                continue
            break
        while start < end and (
            not forms[start][0].isalnum()
            or (words.first[start] and forms[start].lower() in self._lower)
            or forms[start].lower() in self._patterns.nouns
        ):
            start += 1
        if start < end and start and forms[start - 1] in _NAME_OPENERS and same_line(start, words):
            start -= 1
        return start

    def _before(self, end: int, kind: str | None, country: str | None = None) -> Introduced | None:
        return self._checked(self._start(end), end, kind, country)

    def _checked(
        self, start: int, end: int, kind: str | None, country: str | None = None
    ) -> Introduced | None:
        """The name, unless its words may as well be a person's, a place or plain ones."""
        words, forms = self._words, self._forms
        if start and same_line(start, words) and words.capital(start - 1):
            opener = words.first[start - 1] or self._cover.at(start - 1) is not None
            if not opener and forms[start - 1].lower() not in self._patterns.nouns:
                return None  # "Girls Who Code"
        if start >= end or not self._cover.free(start, end) or words.titled[words.line[start]]:
            return None
        first, last = forms[start], forms[end - 1]
        if start and forms[start - 1].lower() in _DETERMINERS:
            return None  # "the Summit, a venture of many"
        if last in self._patterns.words["no surname"] and last not in self._endings:
            return None
        if last in self._patterns.words["no firm ends"]:
            return None
        if end - start == 3 and forms[start + 1] == "&" and len(first) + len(last) == 2:
            return None  # "R&D"
        given = any(w in self._patterns.given_names for w in forms[start:end])
        if given and last not in self._endings:
            return None
        if title_at(start, words, self._patterns) is not None:
            return None
        if end - start == 1:
            plain = first.lower() in self._lower or first in self._no_name
            plain = plain or (words.first[start] and first.endswith(("ly", "ing")))
            if plain or len(first) < 3 or first in self._endings or self._country_at(start):
                return None
            if first in self._patterns.words["states"] or first in self._patterns.heads:
                return None
        else:
            plain = all(w.lower() in self._lower or w in self._no_name for w in forms[start:end])
            if plain or (self._country_at(start) is not None and last not in self._endings):
                return None
        if kind is None and end - start > 1 and last in self._endings:
            kind = "company"
        country = country or possessor(start, self._country_at, words)
        return Introduced(start, end, kind, country)

    def _surname(self, index: int) -> bool:
        """A word that stands after another capitalised one: *Ann Other*, *Acme Office (AO)*."""
        if self._seconds is None:
            words, forms = self._words, self._forms
            names = (
                at
                for at in range(1, len(forms))
                if words.capital(at) and same_line(at, words) and not words.titled[words.line[at]]
            )
            self._seconds = frozenset(
                forms[at] for at in names if words.capital(at - 1) or forms[at - 1] == "("
            )
        return self._forms[index] in self._seconds

    def _acts(self, after: int) -> bool:
        """What comes after a name has it do or own something."""
        form = self._forms[after] if after < len(self._forms) else "."
        return form in ("'", "is", "was") or form in self._patterns.words["acts"]

    def _goes_on(self, index: int) -> bool:
        """Another capitalised word follows, which is no legal form."""
        if not same_line(index + 1, self._words) or not self._words.capital(index + 1):
            return False
        return self._forms[index + 1] not in self._patterns.words["firms"]
