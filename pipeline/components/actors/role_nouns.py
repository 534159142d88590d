"""Nouns that stand for an actor named before: *the ministry, the company, the Government*."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from pipeline.components.actors.draft import Draft
from pipeline.components.actors.names import Names
from pipeline.lexicon import Actors
from pipeline.model import ActorMention, Party, Span

_OF_A_STATE = "Government|government|Administration"
_NOUN = re.compile(
    rf"\b(?P<how>[Tt]he|[Mm]y|[Tt]his|His Majesty’s|Her Majesty’s|His Majesty's|Her Majesty's) "
    rf"(?P<noun>{_OF_A_STATE}|Ministry|ministry|Department|department|Commission|Agency|agency|"
    r"Authority|Council|Institute|Office|Bureau|Centre|Center|Laboratory|University|university|Bank|bank|company|Company|regulator|"
    r"Regulator|firm|Foundation|Committee|carmaker|automaker|chipmaker|retailer|manufacturer|"
    r"start-up|startup|airline|lender|insurer|developer|operator|planemaker|drugmaker|utility|"
    r"conglomerate|contractor|nonprofit|non-profit|charity|space agency|Group|group|bloc)"
    r"(?=[\s,.;’'])(?! of\b| for\b| [A-Z])"
)
# "the French manufacturer", "the Seoul-based firm", "the social media giant"
_QUALIFIED = re.compile(
    r"\b(?P<how>[Tt]he|[Tt]his) (?:"
    r"(?P<land>[A-Z][a-z]{2,14}|U\.?S\.?|UK)|[A-Z][\w.]{1,14}(?: [A-Z]\w{1,14})?-based|"
    r"(?P<field>tech|technology|aerospace|defen[cs]e|software|energy|oil|biotech|semiconductor|"
    r"satellite|rocket|space|telecoms?|search|car|chip|AI|internet|e-commerce|social media|"
    r"ride-hailing|battery|mining|steel|drug|pharmaceutical|fusion|quantum|state-owned|private))"
    r"(?: (?:tech|technology|aerospace|software|energy|car|chip|battery|rocket|space))?"
    r" (?P<noun>company|firm|giant|group|start-up|startup|manufacturer|maker|carmaker|automaker|"
    r"(?:chip|plane|drug|car|phone|truck|engine|battery)-?maker|airline|carrier|bank|lender|retailer|operator|developer|"
    r"utility|conglomerate|agency|university)(?=[\s,.;’'])(?! of\b| for\b| [A-Z])"
)
_OPENERS = frozenset(("The", "the", "My", "my", "This", "this", "His", "Her"))  # of both
_BODIES = ("ministry", "agency", "regulator", "research_funder")
_TYPES: dict[str, tuple[str | None, ...]] = {
    "ministry": ("ministry",),
    "department": ("ministry",),
    "agency": ("agency", "regulator", "research_funder"),
    "authority": ("agency", "regulator"),
    "commission": ("regulator", "agency", "supranational"),
    "council": ("agency", "research_funder", "supranational", "association"),
    "institute": ("research_institute", "agency"),
    "office": ("agency", "ministry"),
    "bureau": ("agency",),
    "centre": ("research_institute", "agency"),
    "center": ("research_institute", "agency"),
    "laboratory": ("research_institute",),
    "university": ("university",),
    "bank": ("company", "agency", "fund", "international_organisation"),
    "regulator": ("regulator",),
    "foundation": ("fund", "research_funder"),
    "nonprofit": ("ngo", "association", "fund", None),
    "non-profit": ("ngo", "association", "fund", None),
    "charity": ("ngo", "association", "fund", None),
    "space agency": ("agency", "international_organisation"),
    "bloc": ("supranational",),
    "committee": ("agency", "legislature"),
}
_FIRM = ("company", None)
_OF_A_NAME = ("Office", "Bureau", "Centre", "Center", "Laboratory")  # only of a name with it
_OF_ITS_NAME = {"group": ("Group", "Holdings"), "space agency": ("Space",)}  # likewise
_NEAR = 900  # characters back to the actor that a role noun stands for
_SENTENCES = 3  # back to one that begins with the firm that is spoken of
_OPENS = 40  # characters of a sentence in which its subject begins
_CLEAR = 2  # times as often as the next that the country of "the government" is named


def role_nouns(
    text: str, named: Sequence[ActorMention], names: Names, lists: Actors, own: Party | None
) -> list[Draft]:
    """Drafts of the nouns: the nearest actor of the kind before, or the only one so far.

    Args:
        text: canonical text.
        named: mentions of names, in order.
        names: of the document.
        lists: for the countries.
        own: the publisher, whom *the Department* means where nobody nearer fits.
    """
    found: list[Draft] = []
    starts = [m.start for m in named]
    home = names.home or main_country(named)
    for match in names.words.matches(_NOUN, _OPENERS):
        noun, how = match["noun"], match["how"].lower()
        before = _before(named, starts, match.start())
        party: ActorMention | Party | None
        if noun in _OF_A_STATE.split("|"):
            party = _government(noun, before, home, lists)
        elif how not in ("the", "this"):
            continue
        else:
            party = _subject(noun, text, match.start(), before) or _nearest(noun, before)
            party = party or _only(noun, named[: bisect_left(starts, match.start())])
            party = party or _publisher(noun, own, lists)
        if party is not None:
            draft = _of(party, match.span(), names, home)
            if draft is not None:
                found.append(draft)
    for match in names.words.matches(_QUALIFIED, _OPENERS):
        party = _qualified(match, text, named, starts, lists)
        draft = _of(party, match.span(), names, home) if party is not None else None
        if draft is not None:
            found.append(draft)
    return found


def _qualified(
    match: re.Match[str],
    text: str,
    named: Sequence[ActorMention],
    starts: Sequence[int],
    lists: Actors,
) -> ActorMention | None:
    """*The French manufacturer*: the nearest of that country; *the tech firm*: the nearest."""
    noun, at = match["noun"], match.start()
    before = [m for m in _before(named, starts, at) if _fits(noun, m)]
    if not match["land"]:
        return _subject(noun, text, at, before) or next(iter(before), None)
    inside = named[bisect_left(starts, at) : bisect_left(starts, match.end())]
    land = next((m.country for m in inside if m.rule.endswith("adjective") or m.country), None)
    if land is None:
        return None
    local = [m for m in before if m.country == land]
    if local:
        return local[0]
    unknown = {m.actor_id: m for m in before if m.country is None}
    firm = noun.lower() not in _TYPES
    return next(iter(unknown.values())) if firm and len(unknown) == 1 else None


def _of(party: ActorMention | Party, span: Span, names: Names, home: str | None) -> Draft | None:
    """The draft of a noun that stands for an actor."""
    if isinstance(party, ActorMention):
        identifier, name = party.actor_id, party.actor_name
        country, kind = party.country, party.actor_type
    else:
        identifier, name = party.actor_id, party.actor_name
        country, kind = home, "government"
    if identifier is None or name is None:
        return None
    first, last = names.words.range(*span)
    return Draft(first, last, "actors.role", identifier, name, kind, country, "anaphor")


def main_country(named: Sequence[ActorMention]) -> str | None:
    """The country that the text is about, where one is named far more often than any other."""
    counted = Counter(m.country for m in named if m.country and m.actor_type != "person")
    (first, most), *rest = [*counted.most_common(2), (None, 0)][:2]
    if first is None or most < 2 or (rest and rest[0][1] * _CLEAR > most):
        return None
    return first


def _before(
    named: Sequence[ActorMention], starts: Sequence[int], at: int
) -> Sequence[ActorMention]:
    """The mentions near before an offset, nearest first."""
    near = named[bisect_left(starts, at - _NEAR) : bisect_left(starts, at)]
    return list(reversed(near))


def _government(
    noun: str, before: Sequence[ActorMention], home: str | None, lists: Actors
) -> ActorMention | Party | None:
    if noun == "Administration" and home != "US":
        return None
    if home is not None and home in lists.by_country:
        state = lists.by_country[home]
        return Party(state.actor_id, state.name)
    return next((m for m in before if m.actor_type == "government"), None)


def _fits(noun: str, mention: ActorMention) -> bool:
    if mention.actor_type not in _TYPES.get(noun.lower(), _FIRM) or mention.actor_id is None:
        return False
    if mention.actor_type is None and mention.rule != "actors.introduced":
        return False
    name = mention.actor_name or ""
    only = _OF_ITS_NAME.get(noun.lower())
    if only is not None:
        return any(word in name for word in only)
    return noun.islower() or noun == "Company" or noun in name


def _nearest(noun: str, before: Sequence[ActorMention]) -> ActorMention | None:
    return next((m for m in before if _fits(noun, m)), None)


def _subject(noun: str, text: str, at: int, before: Sequence[ActorMention]) -> ActorMention | None:
    """The firm that one of the sentences before begins with, for *the company*.

    What a sentence is about stands first in it; the firm named last is often a customer.
    """
    if noun.lower() in _TYPES and None not in _TYPES[noun.lower()]:
        return None
    end = at
    for _ in range(_SENTENCES):
        begin = max(text.rfind(". ", 0, end - 1), text.rfind("\n", 0, end - 1)) + 1
        fitting = [m for m in before if begin <= m.start < end and _fits(noun, m)]
        if fitting and fitting[-1].start - begin <= _OPENS:
            return fitting[-1]  # the first of the sentence: nearest come first
        end = begin
        if end <= 0:
            break
    return None


def _only(noun: str, before: Sequence[ActorMention]) -> ActorMention | None:
    """The one actor of its kind that the text has named, however far back."""
    if noun in _OF_A_NAME:
        return None
    types = _TYPES.get(noun.lower(), _FIRM)
    found = {m.actor_id: m for m in before if m.actor_type in types and m.actor_id}
    return next(iter(found.values())) if len(found) == 1 else None


def _publisher(noun: str, own: Party | None, lists: Actors) -> ActorMention | None:
    """The publisher, where it is a body of that kind."""
    listed = lists.by_name.get(own.actor_name) if own is not None else None
    if own is None or (noun in _OF_A_NAME and noun not in own.actor_name):
        return None
    kind = listed.type if listed is not None else None
    fits = kind in _TYPES.get(noun.lower(), ()) if kind else noun.lower() in own.actor_name.lower()
    if not fits:
        return None
    country = listed.country if listed is not None else None
    return ActorMention(0, 0, "actors.role", own.actor_id, own.actor_name, kind, country, "anaphor")
