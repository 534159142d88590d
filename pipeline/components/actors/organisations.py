"""Names of bodies that no list holds, built from a head noun: *Ministry of X, X Agency, X Ltd*."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.components.actors.draft import Draft
from pipeline.components.actors.patterns import Head, Patterns
from pipeline.components.actors.words import Words
from pipeline.lexicon import actor_id

CountryAt = Callable[[int], "Near | None"]


@dataclass(frozen=True, slots=True)
class Near:
    """A country's name or adjective at some words."""

    start: int
    end: int
    country: str
    adjective: bool


_OF = frozenset(("of", "for", "on"))
_GENERIC = frozenset(("ministry", "legislature", "government"))
_AIMS = frozenset(("for", "on", "to", "against", "in"))
_AIMED = frozenset(("association", "agency", "fund", "research_institute", "regulator"))
_FEW = 7


def find(words: Words, patterns: Patterns, country_at: CountryAt) -> list[Draft]:
    """All names with a head noun, overlapping ones included.

    Args:
        words: of the document.
        patterns: the lists.
        country_at: the country named at a word, if one begins there.
    """
    found: list[Draft] = []
    for index in words.where(patterns.heads.keys()):
        head = patterns.heads[words.forms[index]]
        draft = _around(index, head, words, patterns, country_at)
        if draft is not None:
            found.append(draft)
    return found


def _around(
    index: int,
    head: Head,
    words: Words,
    patterns: Patterns,
    country_at: CountryAt,
) -> Draft | None:
    end, country, name_end = index + 1, None, index + 1
    if head.position in ("prefix", "both"):
        name_end, end, country = complement(index + 1, head.head, words, patterns, country_at)
    if head.head in ("State", "Commonwealth") and (
        name_end == index + 1 or words.forms[index + 2] not in patterns.words["states"]
    ):
        return None
    start = index
    if head.position != "prefix":
        start = _left(index, head, words, patterns, country_at, name_end > index + 1)
    if start == index and name_end == index + 1:
        return None
    if name_end == index + 1 and _goes_on(index, words, patterns):
        return None
    if head.head in patterns.words["weak heads"] and not _singled_out(start, end, words):
        return None
    if all(w in patterns.heads or w in ("and", "&", "of") for w in words.forms[start:name_end]):
        return None
    if name_end == index + 1 and not _telling(start, index, head, words, patterns, country_at):
        return None
    if words.titled[words.line[index]] and not (head.type == "ministry" and name_end > index + 1):
        return None
    first = country_at(start) if head.type == "ministry" else None
    if first is not None and first.end <= index and country is None:
        start, country = first.end, first.country  # "the Indian Ministry of Commerce"
    inner = _inner_country(start, name_end, country_at)
    country = country or inner or possessor(start, country_at, words)
    name = usual_name(words.string(start, name_end))
    needs = head.type in _GENERIC and inner is None
    return Draft(
        first.start if first is not None else start,
        end,
        f"actors.pattern.{head.head.lower()}",
        actor_id(name, country if needs else None),
        name,
        "agency" if head.head == "Department" and name_end == index + 1 else head.type,
        country,
        "pattern",
    )


def lengthen(draft: Draft, words: Words, patterns: Patterns) -> None:
    """A firm whose name begins with a listed one is a firm of its own: *Acme Heavy Industries*.

    A legal form after a listed name belongs to it; what it makes (*Acme Maps*) says nothing.
    """
    if draft.type != "company" or words.titled[words.line[draft.start]]:
        return
    at = end = draft.end
    own, legal = patterns.words["branch endings"], patterns.words["firms"]
    while at < len(words) and at < draft.end + 2 and part(at, words, patterns):
        if not same_line(at, words):
            break
        at += 1
        if words.forms[at - 1] in own:
            end = at
    if end > draft.end:
        name = usual_name(words.string(draft.start, end))
        draft.end, draft.name, draft.actor_id = end, name, actor_id(name)
        draft.rule, draft.resolution, draft.country = "actors.list.branch", "pattern", None
        head = patterns.heads.get(words.forms[end - 1])
        draft.type = head.type if head is not None else draft.type
    while draft.end < len(words) and same_line(draft.end, words):
        if words.forms[draft.end] not in legal:
            break
        draft.end += 1


_LEGAL = re.compile(r",? (?:Inc|Co|Ltd|LLC|LLP|Limited|plc|PLC|Corp|GmbH)\b\.?$")


def usual_name(name: str) -> str:
    """A company's name as it is used, without its legal form (*Fjord Labs, Inc.*)."""
    return _LEGAL.sub("", name) or name


def _goes_on(index: int, words: Words, patterns: Patterns) -> bool:
    """The head is followed by more of a name: *Savings Bank Act*."""
    after = index + 1
    if after >= len(words) or not same_line(after, words) or not words.capital(after):
        return False
    form = words.forms[after]
    return (
        form not in patterns.titles
        and form not in patterns.given_names
        and form not in patterns.words["firms"]
    )


def _singled_out(start: int, end: int, words: Words) -> bool:
    """An article or an owner before it, or its short form after it."""
    previous = words.forms[start - 1] if start else ""
    following = words.forms[end] if end < len(words) else ""
    firm = following == "," and words.forms[end + 1 : end + 2] in (["Inc"], ["LLC"], ["Ltd"])
    return previous in ("the", "The", "s", "its", "their") or following == "(" or firm


def complement(
    index: int, head: str, words: Words, patterns: Patterns, country_at: CountryAt
) -> tuple[int, int, str | None]:
    """The *of* phrase after a head.

    Args:
        index: first word after the head.
        head: decides whether commas may join its parts.
        words: of the document.
        patterns: the lists.
        country_at: the country named at a word.

    Returns:
        Where the name ends, where the mention ends, and the country at its end: *Ministry of
        Trade of Vietnam* is the Ministry of Trade, of Vietnam.
    """
    forms, total = words.forms, len(words)
    opening = forms[index] if index < total else ""
    if not same_line(index, words) or not (
        opening in _OF or (opening in ("to", "against") and head in ("Coalition", "Alliance"))
    ):
        return index, index, None
    first = index + 1
    if first < total and forms[first] in ("the", "The"):
        first += 1
    titles = head != "Office"
    if first < total and titles and forms[first] in patterns.heads:
        return index, index, None  # "an Agency of the Department"
    if first >= total or not part(first, words, patterns, titles=titles):
        return index, index, None
    at = first
    limit = min(total, first + 18)
    while at < limit:
        while at < limit and part(at, words, patterns, titles=titles) and same_line(at, words):
            if at > first and forms[at] in patterns.given_names and part(at + 1, words, patterns):
                break
            at += 1
            at = _over_marks(at, words, patterns)
        if at >= limit or not same_line(at, words):
            break
        if forms[at] in patterns.given_names and at > first:
            break
        step = _joint(at, head, words, patterns, country_at)
        if step is None:
            break
        at = step
    if head == "University" and at + 1 < total and forms[at] == "at":
        campus = at + 1
        while campus < min(total, at + 4) and part(campus, words, patterns):
            campus += 1
        at = campus if campus > at + 1 and same_line(campus - 1, words) else at
    name_end = at
    if at + 1 < total and forms[at] in ("of", ","):
        place = at + 1 + (forms[at + 1] in ("the", "The"))
        near = country_at(place)
        if near is not None and not near.adjective and ends_there(forms[at], near.end, words):
            return name_end, near.end, near.country
    return name_end, at, None


def ends_there(joint: str, end: int, words: Words) -> bool:
    """After a comma only a country set off by a second mark belongs to the name."""
    if joint == "of":
        return True
    return end < len(words) and words.forms[end] in (",", ")", ";", ".", "(")


def _over_marks(at: int, words: Words, patterns: Patterns) -> int:
    """Past a hyphen or an apostrophe inside a name."""
    forms = words.forms
    if at + 1 >= len(words):
        return at
    if forms[at] in ("-", "&", "/") and part(at + 1, words, patterns):
        return at + 1
    owned = at > 0 and forms[at - 1] in patterns.words["owners"]
    if owned and forms[at] == "'" and forms[at + 1] == "s" and at + 2 < len(words):
        return at + 2 if part(at + 2, words, patterns) else at
    return at


def _joint(
    at: int, head: str, words: Words, patterns: Patterns, country_at: CountryAt
) -> int | None:
    """The word after a joint (*and, comma, of*) where the name goes on, or None."""
    forms, total = words.forms, len(words)
    if at + 1 >= total:
        return None
    after = at + 1 + (forms[at + 1] == "the")
    if after >= total or not part(after, words, patterns) or country_at(after) is not None:
        return None
    if forms[after] in patterns.titles or forms[after] in patterns.heads:
        return None
    if forms[at] in ("and", "&"):
        return after
    if forms[at] == "of":
        return after
    if forms[at] in _AIMS and patterns.heads[head].type in _AIMED:
        return after
    if forms[at] == "," and head in patterns.words["listing heads"]:
        window = range(after, min(total, after + _FEW))
        for j in window:
            if forms[j] in ("and", "&"):
                return after if j + 1 < total and part(j + 1, words, patterns) else None
            if forms[j] != "," and not part(j, words, patterns):
                return None
            if country_at(j) is not None or forms[j] in patterns.heads:
                return None
    return None


def _left(
    index: int,
    head: Head,
    words: Words,
    patterns: Patterns,
    country_at: CountryAt,
    complemented: bool,
) -> int:
    """First word of the capitalised run before a head."""
    forms = words.forms
    start = index
    while start > 0 and index - start < _FEW and same_line(start, words):
        previous = start - 1
        form = forms[previous]
        if form in ("Ministry", "Department"):
            break
        if form == "s" and previous > 1 and forms[previous - 1] == "'":
            if forms[previous - 2] not in patterns.words["owners"]:
                break
            start = previous - 2  # "Children's Research Institute"
            continue
        if form == "," and head.position == "firm" and start == index:
            start = previous  # "Fjord Labs, Inc."
            continue
        if part(previous, words, patterns, titles=False):
            start = previous
            continue
        if previous == 0 or not part(previous - 1, words, patterns, titles=False):
            break
        glued = words.ends[previous] == words.starts[start]
        joins = form == "&" or (form == "-" and glued)
        joining = head.head in patterns.words["joining heads"] and not complemented
        if form == "and" and joining and not words.first[previous - 1]:
            joins = country_at(previous - 1) is None
        if form == "." and len(forms[previous - 1]) == 1:
            joins = True
        if form in ("de", "do", "da", "del", "la"):
            joins = True
        if not joins or not same_line(previous, words):
            break
        start = previous
    for at in range(index - 1, start, -1):
        if forms[at] == "and" and any((w,) in patterns.title_kinds for w in forms[start:at]):
            start = at + 1  # "President Doe and Harbour Commission"
            break
    while start < index and _opens(start, words, patterns):
        start += 1
    while start < index and not forms[start][0].isalnum():
        start += 1
    return start


def _opens(start: int, words: Words, patterns: Patterns) -> bool:
    form = words.forms[start].lower()
    return form in patterns.words["openers"] or (
        words.first[start]
        and (form in patterns.words["openers of bullets"] or form.endswith("ing"))
    )


def _telling(
    start: int,
    index: int,
    head: Head,
    words: Words,
    patterns: Patterns,
    country_at: CountryAt,
) -> bool:
    """The words before the head say which one it is."""
    if words.forms[index - 1] in patterns.words["not before a head"]:
        return False
    national = head.type == "legislature" or head.head in patterns.words["national heads"]
    if head.position == "firm" or national:
        return True
    at = start
    while at < index:
        near = country_at(at)
        if near is None:
            form = words.forms[at]
            if form[0].isalpha() and form not in patterns.words["telling of nothing"]:
                return True
            at += 1
        else:
            at = near.end
    return False


def _inner_country(start: int, end: int, country_at: CountryAt) -> str | None:
    for at in range(start, end):
        near = country_at(at)
        if near is not None:
            return near.country
    return None


def possessor(start: int, country_at: CountryAt, words: Words) -> str | None:
    """The country just before a name: *Japan's*, *the UK's*, *Japanese*."""
    forms = words.forms
    end = start
    if end >= 2 and forms[end - 1] == "s" and forms[end - 2] == "'":
        end -= 2
    elif end >= 1 and forms[end - 1] == "'":
        end -= 1
    for first in range(max(0, end - 6), end):
        near = country_at(first)
        if near is not None and near.end == end:
            return near.country
    return None


def part(index: int, words: Words, patterns: Patterns, *, titles: bool = True) -> bool:
    """A word that may belong to a name: capitalised, and no title of a person."""
    if index >= len(words):
        return False
    form = words.forms[index]
    if not (form[0].isupper() or (form[0].isdigit() and form[-1].isupper())):
        return False
    if form.lower() in patterns.words["openers"] and form != "New" and form != "State":
        return False
    return not (titles and (form,) in patterns.title_kinds)


def same_line(index: int, words: Words) -> bool:
    """The word stands on the line of the one before it."""
    return 0 < index < len(words) and words.line[index] == words.line[index - 1]
