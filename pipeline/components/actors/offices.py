"""Offices: titles with their complements, and the names that stand after them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.components.actors.organisations import CountryAt, complement
from pipeline.components.actors.patterns import Patterns
from pipeline.components.actors.words import Words


@dataclass(frozen=True, slots=True)
class Office:
    """A title with its complement: *Secretary of State for Science*.

    Attributes:
        kind: of the title.
        field_start, field_end: words of the complement, equal where there is none.
        country: said with the office.
    """

    start: int
    end: int
    kind: str
    title: str
    field_start: int
    field_end: int
    country: str | None


def offices(
    words: Words, patterns: Patterns, country_at: CountryAt, lower: frozenset[str]
) -> list[Office]:
    """All titles with their complements; chains (*Minister for A and Minister for B*) are one."""
    found: list[Office] = []
    for index in words.where(patterns.titles.keys()):
        if not words.capital(index) or (found and index < found[-1].end):
            continue
        office = _office(index, words, patterns, country_at, lower)
        if office is not None:
            found.append(office)
    return found


def title_at(index: int, words: Words, patterns: Patterns) -> tuple[str, ...] | None:
    """The longest listed title that begins at a word."""
    forms = words.forms
    for title in patterns.titles.get(forms[index], ()):
        if tuple(forms[index : index + len(title)]) == title:
            return title
    return None


def _office(
    index: int,
    words: Words,
    patterns: Patterns,
    country_at: CountryAt,
    lower: frozenset[str],
) -> Office | None:
    title = title_at(index, words, patterns)
    if title is None:
        return None
    kind = patterns.title_kinds[title]
    end = index + len(title)
    forms = words.forms
    # "Science, Innovation and Technology Secretary" opens earlier; the complement goes before it
    field_start = field_end = end
    country: str | None = None
    short = end < len(words) and forms[end] == "." and words.ends[end - 1] == words.starts[end]
    if short and len(forms[end - 1]) <= 4:
        end += 1
        field_start = field_end = end
    if kind == "honorific":
        return Office(index, end, kind, " ".join(title), end, end, None)
    at = end
    if at + 3 < len(words) and forms[at : at + 4] == ["-", "in", "-", "charge"]:
        at += 4
    named, stop, country = complement(at, "Ministry", words, patterns, country_at)
    if stop > at:
        if country is None:
            stop = named = _before_name(at + 1, named, words, patterns, lower)
        field_start, field_end, end = at + 1, named, max(stop, named)
    elif at > end:
        return None
    for _ in range(3):
        if end + 1 < len(words) and forms[end] == "and" and title_at(end + 1, words, patterns):
            more = _office(end + 1, words, patterns, country_at, lower)
            if more is None or more.kind == "honorific":
                break
            end = more.end
        else:
            break
    return Office(index, end, kind, " ".join(title), field_start, field_end, country)


def _before_name(
    first: int, end: int, words: Words, patterns: Patterns, lower: frozenset[str]
) -> int:
    """Where a complement ends and a name begins: *of Science and ICT | Lee Jong Ho*."""
    forms = words.forms
    for at in range(first + 1, end):
        if forms[at - 1] in ("and", "&", ",", "the", "-"):
            continue
        initial = len(forms[at]) == 1 and forms[at].isupper()
        opens = (
            forms[at] in patterns.given_names
            or forms[at] in patterns.words["family names first"]
            or initial
        )
        if opens and (at + 1 < end or name_end(at, words, patterns, set()) > at + 1):
            return at
    # "of Information Technology Andres Sutt": two words that the text never writes small
    joint = max((i for i in range(first, end) if forms[i] in ("and", "&", ",")), default=first - 1)
    name = name_end(end - 1, words, patterns, set())
    if (
        end - joint - 1 >= 3
        and name == end
        and not {w.lower() for w in forms[end - 2 : end]} & lower
    ):
        return end - 2
    return end


def name_end(start: int, words: Words, patterns: Patterns, stops: set[str]) -> int:
    """One past the last word of a name that begins at ``start``."""
    forms, total = words.forms, len(words)
    at, parts = start, 0
    while at < total and parts < 5:
        if at > start and words.line[at] != words.line[at - 1]:
            break
        form = forms[at]
        family = at == start and (
            form in patterns.words["family names first"] or form in patterns.given_names
        )
        if (
            (form in patterns.words["no surname"] and not family)
            or form in stops
            or form in patterns.heads
        ):
            break
        if (form,) in patterns.title_kinds and at > start and form not in patterns.given_names:
            break
        if form[0].isupper() and form.isalpha():
            parts += 1
            at += 1
            if (
                at < total
                and forms[at] == "."
                and (len(form) == 1 or form in patterns.words["name suffixes"])
            ):
                if words.ends[at - 1] == words.starts[at]:
                    at += 1
            elif at + 1 < total and forms[at] in ("-", "'") and forms[at + 1][0].isalpha():
                glued = (
                    words.ends[at] == words.starts[at + 1]
                    and words.ends[at - 1] == words.starts[at]
                )
                if glued and forms[at + 1] != "s" and not (forms[at] == "'" and len(form) > 1):
                    at += 2
            if (
                at + 1 < total
                and forms[at] == ","
                and forms[at + 1] in patterns.words["name suffixes"]
            ):
                at += 1
            continue
        particles = patterns.words["name particles"]
        following = forms[at + 1] if at + 1 < total else "."
        if form in particles and at > start and (following in particles or following[0].isupper()):
            at += 1
            continue
        break
    while at > start and (
        forms[at - 1] in patterns.words["name particles"] or forms[at - 1] == ","
    ):
        at -= 1
    return at
