"""Which actors of a noun phrase are its referents, and which only qualify them."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.components.actors import terms
from pipeline.components.actors.parties import STATES, unique
from pipeline.model import ActorMention, Party, Span

if TYPE_CHECKING:
    from pipeline.components.actors.cast import Cast

# No word is read twice: it begins where no letter stands before, and is given back in no part.
_ONE_NAME = (
    r"(?<!\w)(?!The )[A-Z][\w.’'&-]{0,60}+"
    r"(?:(?: of| for| at)?(?: the)? [A-Z][\w.’'&-]{0,60}+){0,6}"
    r"(?: \((?:[A-Z]|[A-Z]{0,2}[$€£])[\w&., -]{1,20}\))?"
)
NAME = re.compile(_ONE_NAME)
NAMES_JOINED = re.compile(
    rf"(?:[Tt]he )?{_ONE_NAME}(?:, (?:the )?{_ONE_NAME}){{0,11}},? and (?:the )?{_ONE_NAME}"
)
_COMMAS = re.compile(rf"(?:[Tt]he )?{_ONE_NAME}(?:, (?:the )?{_ONE_NAME}){{1,11}}")
# Nameless ones at the end of a list: "A, B and others", "A, B and 40 more partners".
_OTHERS = re.compile(
    r",? (?:and|as well as) (?:others|(?:many |several |other |more |peer |dozens of |\d{1,4} )"
    r"[a-z][a-z -]{0,60})[ ,]{0,2}$"
)
_TAIL = 100
_FIRST_NAMES = re.compile(
    rf"[•*–—· -]{{0,4}}(?P<names>(?:(?:[Tt]he )?{_ONE_NAME}, ){{1,11}})(?:the )?"
)
_LAST_NAMES = re.compile(rf"(?:the )?{_ONE_NAME}(?:,| and) (?:the |and )?[\w]")
_LIST = 300  # characters before a phrase in which the names before it stand
# What opens a sentence before a comma and is no name: "Today, …", "Finally, …"
_ADVERBIAL = re.compile(
    r"(?:^|, )(?:To(?:day|gether|night|morrow)|Yesterday|However|Meanwhile|Instead|Also|In|On|At|"
    r"By|For|Since|With|Under|As|After|Before|During|Through|Further|Furthermore|Moreover|Then|Now|"
    r"Here|There|First|Second|Third|Next|Last|Later|Overall|Still|Yet|Additionally|\w+ly|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z][a-z]+ing|[A-Z][a-z]+ \d+)\b"
)
INCLUDING = re.compile(
    r"\b(?:companies|firms|organi[sz]ations|nonprofits|non-profits|partners|manufacturers|businesses|"
    r"universities|agencies|banks|retailers|utilities|automakers|carmakers|operators|employers|"
    r"groups|institutions|foundations|brands|developers|providers)\b[^.;:()]{0,40}?"
    r"\b(?:including|such as|like|namely)\s"
)
JOIN = re.compile(
    r"^\.?[\s,;/()&–-]*(?:\band\b|\bas well as\b|\bwith\b|&)?[\s,(]*(?:the|The)?[\s“\"]*$"
)
_PREPOSITION = re.compile(
    r"^(?:’s|'s|’|')?\s*(?:(?:today|yesterday|earlier|this week|on \w+day)\s)?\b(?:of|at|in|from|"
    r"for|on|under|to|with|by|within|across|alongside|including|whose|who|which|that|between|"
    r"among|through|into|during|as)\b"
)
_POSSESSED = re.compile(r"^(?:’s|'s|’|')\s")
_STATE_NOUN = re.compile(
    r"^\s*(?:side|government|governments|administration|authorities|officials|leaders|"
    r"representatives|delegation|agencies)s?\b",
    re.I,
)
AFTER_HEAD = re.compile(
    r"\s(?:on|for|between|with|of|in|to|from)\s(?!(?:understanding|cooperation|intent)\b)"
)
# What may stand between the names of a list: "Canada, Finland, and the United States".
LISTED = re.compile(
    r"^\.?(?:\s?\([^()\n]{1,40}\)|\))?(?:,\s|,?\s(?:and|&)\s)(?:the\s)?"
    r"(?:(?:[Gg]overnments?|[Pp]eople|[Pp]residents?|[Pp]rime [Mm]inisters?|[Ll]eaders?)"
    r" of\s(?:the\s)?)?"
    r"(?:(?:Federal |Democratic |Socialist |Islamic )*(?:Republic|Kingdom|Commonwealth|State)"
    r" of\s)?$"
)
_LED_BY = 24  # characters before a list within which the word that governs it stands
_AMONG = re.compile(
    r"\b(?:with|alongside|like|[a-z]{2,15}ing|in|of|from|between|by|to|for)\s(?:the\s)?$"
)
_BRACKET = re.compile(r"\s?\([^()]{0,60}\)?$")
_BRACKETS = re.compile(r"\s?\([^()]{0,60}\)")
_NOTHING = " ,;)’'"
_NEAR = 20_000  # characters to either side in which other uses of a name are looked for


_OFFICE = re.compile(
    r"(?:[\w.]+ )?(?:Presidents?|Prime|Ministers?|Secretar(?:y|ies)|Chancellor|Taoiseach|King|"
    r"Queen|Premier|Governor|Director|Chair(?:man|woman)?|CEO|Commissioner|Ambassador|Leaders?|"
    r"Senators?)\b"
)


def joined_names(cast: Cast, start: int, end: int) -> tuple[Party, ...]:
    """*Lyft and Uber* where one of them is in no list: each name is a party of its own."""
    others = _OTHERS.search(cast.text, max(start, end - _TAIL), end)
    listed = _COMMAS if others is not None else NAMES_JOINED
    end = others.start() if others is not None else end
    if listed.fullmatch(cast.text, start, end) is None:
        return ()
    found: list[Party] = []
    unlisted: list[Span] = []
    names = list(NAME.finditer(cast.text, start, end))
    for name in names:
        first, last = name.span()
        inside = cast.within(first, last)
        article = cast.text[first - 4 : first] == "The "
        if any(m.start < first - 4 * article or m.end > last for m in inside):
            return ()  # a name with "and" in it
        bracket = cast.text.find(" (", first, last)
        ends = (last, bracket) if bracket > 0 else (last,)
        if cast.text[last - 1] == ".":
            ends = (*ends, last - 1)  # "Corp."
        whole = [m for m in inside if m.end in ends and not m.rule.endswith("adjective")]
        if whole and whole[-1].actor_type != "person":
            found.extend(cast.parties_of(whole[-1]))
        elif _OFFICE.match(name.group()):
            return ()
        elif not inside:
            unlisted.append((first, last))
            found.append(_department(cast, found, first, last) or cast.describe(first, last))
        else:
            return ()
    fields = any(" for " in p.actor_name for p in found) and len(found) > 2
    if fields and any(" " not in cast.text[a:b] for a, b in unlisted):
        return ()
    found = [
        _department(cast, found, *p.mention) or p if p.mention in unlisted else p for p in found
    ]
    if any(_common(cast, *span) for span in unlisted if not _department(cast, found, *span)):
        return ()  # "the Institute for Law, Policy, and Security"
    apart = len(unlisted) < len(found) or all(_apart(cast, *span) for span in unlisted)
    return unique(found) if unlisted and apart else ()


# "Acme and its partners": whoever they are, they are not named.
_AND_ITS = re.compile(
    r",? (?:and|along with|together with|alongside) (?:its|their|his|her) "
    r"(?:(?![A-Z]{1,9}[\d ])[\w’-]{1,30} ){0,4}?(?:partners|allies|subsidiaries|affiliates|"
    r"suppliers|customers|members|counterparts|teams?|colleagues|agencies|associates)[ ,]{0,2}$"
)
# "Acme's English subsidiary, Acme Tools": the firm that is named, not its owner.
_OWNED_FIRM = re.compile(
    r"[^,;]{1,60}?(?:’s|'s|s’|s') (?:[\w.’-]{1,30} ){0,5}?(?:subsidiary|unit|arm|division|"
    r"affiliate|startup|start-up|venture|brand|lab|company|firm|business), (?=[A-Z])"
)
_HOLDERS = re.compile(
    r"(?:[Tt]he )?(?P<what>Secretaries|Ministers|Departments|Ministries) "
    r"(?:of|for) (?P<fields>[A-Z][\w ,’'-]{2,120})$"
)
_STEMS = tuple(
    f"{kind} {of} " for kind in ("Department", "Ministry") for of in ("of", "for", "of the")
)


def narrowed(text: str, start: int, end: int) -> Span:
    """The part of a phrase that names who is meant: without unnamed partners, or an owner."""
    while end > start and text[end - 1] in " ,":
        end -= 1
    partners = _AND_ITS.search(text, max(start, end - _TAIL), end)
    if partners is not None and partners.start() > start:
        end = partners.start()
    owned = _OWNED_FIRM.match(text, start, end)
    if owned is not None and not re.search(r" and |[,;]", text[owned.end() : end]):
        start = owned.end()
    return start, end


def departments(cast: Cast, start: int, end: int) -> tuple[Party, ...]:
    """*The Secretaries of Energy and Defense*: the departments of each field."""
    match = _HOLDERS.fullmatch(cast.text, start, end)
    if match is None or not re.search(r" and ", match["fields"]):
        return ()
    publisher = cast.publisher
    home = cast.lists.by_name.get(publisher.actor_name) if publisher is not None else None
    found: list[Party] = []
    for field in re.split(r",? and (?:the )?|, (?:the )?", match["fields"]):
        bodies = [cast.lists.by_name.get(stem + field) for stem in _STEMS]
        known = [b for b in bodies if b is not None and home is not None]
        fitting = [b for b in known if home is not None and b.country == home.country]
        if not fitting:
            return ()
        found.append(Party(fitting[0].actor_id, fitting[0].name, (start, end)))
    return unique(found)


def _department(cast: Cast, beside: list[Party], start: int, end: int) -> Party | None:
    """*Treasury* or *Commerce* beside a body of a country: its department of that field."""
    field = cast.text[start:end]
    for plural in ("Departments of ", "Ministries of ", "the "):
        field = field.removeprefix(plural)
    if not beside and cast.publisher is not None:
        beside = [cast.publisher]
    for party in beside:
        for stem in ("Department of the ", "Department of ", "Ministry of "):
            body = cast.lists.by_name.get(stem + field)
            listed = cast.lists.by_name.get(party.actor_name)
            country = listed.country if listed else cast.countries.get(party.actor_id)
            if body is not None and body.country == country:
                return Party(body.actor_id, body.name, (start, end))
    return None


def _common(cast: Cast, start: int, end: int) -> bool:
    """Whether a word is one that the text also writes small."""
    name = cast.text[start:end]
    return name.isalpha() and f" {name.lower()}" in _near(cast, start)


def _apart(cast: Cast, start: int, end: int) -> bool:
    """Whether a name also stands by itself: with its short form, or elsewhere in the text."""
    name = cast.text[start:end]
    if name.endswith(")") or cast.text[max(0, start - 4) : start].lower() == "the ":
        return True
    return len(name) > 3 and _near(cast, start).count(name) > 1


def _near(cast: Cast, offset: int) -> str:
    """The text round an offset; all of an article of usual length."""
    return cast.text[max(0, offset - _NEAR) : offset + _NEAR]


def heads(cast: Cast, start: int, end: int) -> list[ActorMention | Party]:
    """Mentions that are themselves the referents of a phrase, not their modifiers."""
    found: list[ActorMention | Party] = []
    inside = cast.within(start, end)
    skip = False
    for index, mention in enumerate(inside):
        following = inside[index + 1].start if index + 1 < len(inside) else end
        last = index + 1 == len(inside)
        gap = cast.text[mention.end : max(mention.end, following)]
        gap = _BRACKETS.sub("", gap)
        if last:
            gap = _BRACKET.sub("", gap)
        if skip:
            skip = not JOIN.match(gap)
            continue
        named = not last and gap == " " and inside[index + 1].actor_type == "person"
        if named and mention.actor_type not in ("person", "government"):
            if mention.actor_type == "supranational":
                found.append(mention)  # "European Commission President Ann Other"
                skip = True
            continue
        if JOIN.match(gap) and not (last and gap.strip(_NOTHING)):
            if last or not mention.rule.endswith("adjective"):
                found.append(mention)
            continue
        described = mention.actor_type == "person" and gap.startswith(",")
        if described or (_PREPOSITION.match(gap) and not _POSSESSED.match(gap)):
            found.append(mention)  # "Ann Lee, head of X", "the ministry of the interior of Y"
            skip = True
            continue
        if not last and not re.search(r"\w{2,}", gap.replace("’s", "").replace("'s", "")):
            continue  # "Japan's Digital Agency"
        if _STATE_NOUN.match(gap.removeprefix("’s").removeprefix("'s")):
            found.append(mention)
            continue
        if last:
            head = _described(cast, start, mention, end)
            # "UK and Korean researchers": the countries qualify one noun
            joined = mention.rule.endswith("adjective") and not any(
                isinstance(f, Party) or f.actor_type not in STATES for f in found
            )
            if head is not None and (not found or joined):
                found = [head]
    return found


def _described(cast: Cast, start: int, mention: ActorMention, end: int) -> Party | None:
    gap = cast.text[mention.end : end].strip(" ,;.)")
    if mention.actor_type not in STATES and not mention.members:
        return (
            None
            if _POSSESSED.match(cast.text[mention.end : end])
            else Party(
                mention.actor_id or "", mention.actor_name or "", (mention.start, mention.end)
            )
        )
    if not gap:
        return None
    identifier, name = terms.described(cast.text[start:end])
    return Party(identifier, name, (start, end))


def list_start(cast: Cast, start: int, end: int) -> int:
    """Where the list of names begins whose last ones are the phrase: *A, B, C and D*."""
    low = max(0, start - _LIST)
    begin = max(cast.text.rfind("\n", low, start), cast.text.rfind(". ", low, start) + 1) + 1
    if _LAST_NAMES.match(cast.text, start, end) and (begin > low or low == 0):
        leading = _FIRST_NAMES.fullmatch(cast.text, begin, start)
        if leading is not None and not _ADVERBIAL.search(leading["names"]):
            return leading.start("names")
    inside = [m for m in cast.within(start, end) if m.start >= start]
    gaps = [cast.text[one.end : two.start] for one, two in pairwise(inside)]
    before = bisect_left(cast.starts, start) - 1
    gap = cast.text[cast.mentions[before].end : start] if before >= 0 else ""
    bracketed = len(inside) == 1 and gap.lstrip()[:1] == "(" and bool(LISTED.match(gap))
    if not bracketed and not any(LISTED.match(gap) for gap in gaps):
        return start  # one name, however many words it joins
    first = start
    at = bisect_left(cast.starts, start) - 1
    while at >= 0:
        mention = cast.mentions[at]
        gap = cast.text[mention.end : first]
        if mention.rule.endswith("adjective") or not LISTED.match(gap):
            bracketed = cast.text[mention.start - 1 : mention.start] == "("
            if not (bracketed and LISTED.match(gap)):
                break
        first = mention.start
        if cast.text[first - 1 : first] == "(":
            first -= 1
            while first > 0 and cast.text[first - 1].isspace():
                first -= 1
            at -= 1
            if at < 0 or cast.mentions[at].end != first:
                return start
            first = cast.mentions[at].start
        at -= 1
    return start if _AMONG.search(cast.text[max(0, first - _LED_BY) : first]) else first
