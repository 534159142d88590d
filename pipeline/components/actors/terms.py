"""Terms that a document defines, joint anaphors, and offices named without their holder."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.components.actors.draft import Draft
from pipeline.components.actors.names import Names
from pipeline.components.actors.offices import Office
from pipeline.lexicon import Actors, actor_id
from pipeline.model import Span

# "(hereinafter referred to as the “Participants”)", "(together, the Parties)", "(the “Company”)"
_DEFINED = re.compile(
    r"\(\s?(?P<how>(?:(?:here(?:in)?after|hereinafter|together|collectively|jointly|each|individually|"
    r"referred|to|as|called|and|also|known|both|all|or|a|an|the|\bin|this|document|text|simply),?\s){0,12})"
    r"(?P<open>[\"“”'‘’]{0,2})(?:the\s)?(?P<term>[A-Z][A-Za-z&.-]{1,30}(?:\s[A-Z][A-Za-z&.-]{1,30}){0,3})"
    r"(?P<close>[\"“”'‘’]{0,2})",
)
_DEFINING = re.compile(
    r"here(?:in)?after|together|collectively|jointly|referred|called|known|^the$"
)
_JOINT_TERM = re.compile(
    r"^(?:Participants|Parties|Signatories|Sides|Partners|Members|Governments|Countries|Ministers|"
    r"Leaders|Ministries|Agencies|Institutions|Contracting Parties|Parties to this .*)$"
)
DEALS = re.compile(
    r"(?:partnership|agreement|accord|memorandum(?: of (?:understanding|cooperation))?|"
    r"memoranda(?: of understanding)?|mous?|mocs?|framework|arrangement|deal|pact|treaty|dialogue|"
    r"initiative|declaration|statement|forum|compact|roadmap|alliance|cooperation|partnerships|"
    r"agreements|deals|"
    r"arrangements|dialogues|working group|task force|committee|council|programme|program|document|"
    r"relationship|collaboration|project|board|panel|taskforce|mechanism|consortium)$",
    re.IGNORECASE,
)
OWN_DEEDS = re.compile(
    r"(?:order|orders|strategy|plan|act|bill|policy|action|actions|memorandum|budget|directive|"
    r"proclamation|agenda|rule|rules|regulation|regulations|legislation|proposal|proposals|law|"
    r"guidance)$",
    re.IGNORECASE,
)
# Nouns of joint anaphors, by what they stand for.
_OF_STATES = (
    "countries|nations|governments|sides|leaders|ministers|presidents|prime ministers|economies|"
    "delegations|capitals|democracies|heads of state"
)
_OF_PARTIES = (
    "parties|participants|signatories|partners|agencies|ministries|organisations|organizations"
)
_JOINT = re.compile(
    rf"\b(?P<how>[Bb]oth(?: of)?(?: the| our| their)?|[Tt]he (?:two|three|four)|"
    rf"[Oo]ur (?:two|three|four)|[Tt]heir (?:two|three)|[Tt]hese two|[Tt]he respective|"
    rf"[Ee]ach|[Ee]ither|[Oo]ur|[Tt]he|[Aa]ll|[Aa]ll the)"
    rf"\s(?:(?:respective|like-minded|partner|participating|neighbouring|neighboring)\s)?"
    rf"(?P<noun>{_OF_STATES}|{_OF_PARTIES}|Participants?|Part(?:ies|y)|Signator(?:ies|y)|Sides?|"
    rf"Governments|Leaders|Ministers|Countries|country|side|participant|party)\b"
)
# A defined term without its article: "the Governments agree that Participants will …"
_BARE = re.compile(
    r"(?:^|[.,;:]\s|\n|\b(?:by|of|between|among|that|and|for|to|which|where|if|as)\s)"
    r"(?P<noun>Participants|Parties|Signatories)\b(?! to\b)",
    re.MULTILINE,
)
_HOLDERS = frozenset(("ministers", "leaders", "presidents", "prime ministers", "heads of state"))
_WE = re.compile(r"\b(?:[Ww]e|WE|[Oo]ur|OUR|[Oo]urs|[Uu]s|[Oo]urselves)\b")
_QUOTED = re.compile(r"“[^”“\n]{0,4000}(?:”|(?=[\n“])|\Z)|\"[^\"\n]{0,4000}(?:\"|(?=\n)|\Z)")
_STRONG = frozenset(
    ("both", "the two", "our two", "these two", "the three", "the four", "our three")
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term defined in brackets.

    Attributes:
        joint: stands for several parties.
        at: offset of the opening bracket, which its parties stand before.
    """

    text: str
    joint: bool
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Joint:
    """A joint anaphor or defined term.

    Attributes:
        of_states: stands for the parties' countries (*the two countries*).
        firm: says by itself that there are parties (*both*, *the two*); a bare plural does not.
        capital: written with a capital, as defined terms are.
        holders: offices of states that act for them (*the Ministers*).
    """

    start: int
    end: int
    of_states: bool
    firm: bool
    capital: bool
    holders: bool = False


def quoted(text: str) -> list[Span]:
    """Stretches between quotation marks."""
    return [m.span() for m in _QUOTED.finditer(text)]


def inside(spans: Sequence[Span], offset: int) -> bool:
    """Whether an offset lies in one of some sorted spans."""
    index = bisect_right(spans, (offset, 1 << 60)) - 1
    return index >= 0 and spans[index][0] <= offset < spans[index][1]


def defined(text: str) -> list[Term]:
    """Terms defined in brackets, in order."""
    found: list[Term] = []
    for match in _DEFINED.finditer(text):
        how = match["how"].strip().lower()
        marked = bool(match["open"]) and bool(match["close"])
        if not marked and not _DEFINING.search(how):
            continue
        term = match["term"]
        if re.fullmatch(r"(?:the )?[A-Z&.-]{2,10}", term) and not _JOINT_TERM.match(term):
            continue  # an acronym, which is read elsewhere
        found.append(Term(term, bool(_JOINT_TERM.match(term)), match.start(), match.end()))
    return found


def joints(text: str) -> list[Joint]:
    """Joint anaphors and terms."""
    found = []
    for match in _JOINT.finditer(text):
        noun, how = match["noun"], match["how"].lower()
        low = noun.lower()
        singular = low in ("country", "side", "participant", "party", "signatory")
        if singular and how not in ("each", "either"):
            continue
        of_states = bool(re.fullmatch(rf"{_OF_STATES}|country|side|sides|leaders", low))
        firm = any(how.startswith(strong) for strong in _STRONG) or (
            how == "our" and low in ("countries", "governments", "nations", "leaders", "sides")
        )
        firm = firm or (how == "the respective" and low in ("governments", "countries"))
        firm = firm or (how in ("each", "either") and low in ("side", "country"))
        holders = how in ("the", "both") and low in _HOLDERS
        found.append(Joint(*match.span(), of_states, firm, noun[0].isupper(), holders))
    taken = {joint.end for joint in found}
    found += [
        Joint(*match.span("noun"), of_states=False, firm=False, capital=True)
        for match in _BARE.finditer(text)
        if match.end() not in taken
    ]
    return sorted(found, key=lambda joint: joint.start)


def own_voice(text: str, quotes: list[Span]) -> list[Span]:
    """*We, our, us* outside quotation marks."""
    return [
        m.span()
        for m in _WE.finditer(text)
        if (not inside(quotes, m.start()) and not text[m.start() : m.end()].isupper())
        or (m.group() in ("WE", "OUR") and not inside(quotes, m.start()))
    ]


_SAME_PARAGRAPH = 150  # words
_MINISTRIES = ("Department of", "Department for", "Ministry of", "Ministry for", "Office of")
_HOLDER_OF_STATE = frozenset(("President", "Prime Minister", "King", "Emperor", "Chancellor"))


def office_drafts(names: Names, lists: Actors) -> list[Draft]:
    """Offices without a name: *the Secretary of Commerce* is the department, or its holder."""
    found: list[Draft] = []
    holders = [d for d in names.cover.drafts() if d.type == "person" and d.role]
    for office in names.offices:
        if office.kind in ("honorific", "executive") or not names.cover.free(
            office.start, office.start + 1
        ):
            continue
        draft = _unnamed(office, names, lists, holders)
        if draft is not None and names.cover.free(draft.start, draft.end):
            names.cover.take(draft)
            found.append(draft)
    return found


def _unnamed(office: Office, names: Names, lists: Actors, holders: list[Draft]) -> Draft | None:
    words = names.words
    field = (
        words.string(office.field_start, office.field_end)
        if office.field_end > office.field_start
        else ""
    )
    if not field and office.country is None:
        return _holder(office, names, holders)
    phrase = words.string(office.start, office.end)
    for holder in holders:
        if holder.role == phrase:
            return _office_of(office, holder.actor_id, holder.name, "person", holder.country)
    country = office.country
    if office.title in _HOLDER_OF_STATE and not field and country:
        state = lists.by_country.get(country)
        return (
            _office_of(office, state.actor_id, state.name, state.type, country) if state else None
        )
    if office.kind == "minister" and field:
        wanted = country or names.home
        for stem in _MINISTRIES:
            body = lists.by_name.get(f"{stem} {field.removeprefix('the ')}")
            body = body or lists.by_name.get(f"{stem} the {field.removeprefix('the ')}")
            if body is not None and (wanted is None or body.country == wanted):
                return _office_of(office, body.actor_id, body.name, body.type, body.country)
    return None


def _holder(office: Office, names: Names, holders: list[Draft]) -> Draft | None:
    """*The President, the Minister*: the holder named before, or else the only one at all.

    Where several people hold the office, the one of the publisher's country is meant, or
    else nobody can tell.
    """
    previous = names.words.forms[office.start - 1] if office.start else ""
    if previous not in ("the", "The") or office.kind not in ("state", "minister"):
        return None
    fitting = [d for d in holders if d.actor_id and _holds(d, office.title)]
    if len({d.actor_id for d in fitting}) > 1:
        fitting = [d for d in fitting if names.home and d.country == names.home] or [
            d for d in fitting if 0 < office.start - d.end <= _SAME_PARAGRAPH
        ]
    if len({d.actor_id for d in fitting}) != 1:
        return None
    one = fitting[0]
    return _office_of(office, one.actor_id, one.name, "person", one.country)


def _holds(draft: Draft, title: str) -> bool:
    """Whether a person is named with an office that ends in a title (*Minister*)."""
    held = rf"(?<!Vice )(?<!Deputy ){re.escape(title)}\b"  # no President is a Vice President
    return bool(draft.role) and re.search(rf"\b{held}", draft.role or "") is not None


def _office_of(
    office: Office, identifier: str | None, name: str | None, kind: str | None, country: str | None
) -> Draft:
    return Draft(
        office.start, office.end, "actors.office", identifier, name, kind, country, "alias"
    )


_APPOSED = re.compile(r"(?<=\w),\s(?:an?|the|one of|which|who|whose|based|headquartered)\s")


_SUM = re.compile(r"\s\([A-Z]{0,2}[$€£][^()]{1,30}\)$")  # "Acme ($3 million)"
_OPENS = re.compile(
    r"^(?:(?:some|many|most|all|several|each|both) of )?(?:the|an?|these|those|this|that|all|both|"
    r"some|many|most|several|its|their|our)\s",
    re.IGNORECASE,
)


def described(text: str) -> tuple[str, str]:
    """Identifier and name of a party that only a description names."""
    name = _APPOSED.split(" ".join(text.split()).replace("’", "'"))[0].strip(" ,;.")
    name = _SUM.sub("", name)
    name = _OPENS.sub("", name) or name
    return actor_id(name), name
