"""What kind of text a document is: its instrument, whether it binds, its date and country."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipeline.lexicon import Actor, load_actors
from pipeline.model import Context, Document, PublishedOnSource
from pipeline.normalize.dates import find_dateline

_HEAD = 4000
"""Characters at the top of a text that tell what it is."""

_INSTRUMENTS: tuple[tuple[str, str], ...] = (
    ("fact_sheet", r"\bfact\s?sheet\b"),
    (
        "memorandum",
        r"\bmemorand(?:um|a)\s+of\s+(?:understanding|cooperation|arrangement)\b.{0,200}"
        r"(?:between|hereinafter)|\breached the following understandings?\b",
    ),
    ("treaty", r"\bcontracting (?:parties|states)\b|\bhave agreed as follows\b"),
    (
        "joint_statement",
        r"\bjoint\b.{0,60}\b(?:statement|communiqu[eé]|declaration|vision)\b"
        r"|\b(?:leaders|ministers|ministerial)\W{0,2}s?\s+(?:statement|declaration|communiqu[eé])\b"
        r"|\bcommuniqu[eé]\b|\bdeclaration\b",
    ),
    ("speech", r"\b(?:speech|remarks|opening address|keynote|transcript)\b"),
)
_TITLE_ONLY = frozenset({"joint_statement", "speech", "fact_sheet"})
_RELEASE = re.compile(
    r"\b(?:press|news|media) release\b|\bfor immediate release\b|\bnotes to editors\b"
    r"|\b(?:media|press) (?:contact|enquir|inquir)|\bpleased to announce\b|\bannounced? today\b",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(
    r"\b(?:ministry|department|government|office|agency|commission|white house|secretariat|"
    r"council|authority|institute|embassy|board)\b",
    re.IGNORECASE,
)
_NOT_BINDING = re.compile(
    r"\b(?:does not|do not|not intended to|no|without|is not)\b.{0,80}"
    r"\b(?:legally[- ]binding|legal(?:ly)?\s+(?:obligation|binding|effect|commitment)|"
    r"rights or obligations|binding (?:obligation|commitment|effect)|international agreement)"
    r"|\bnon-binding\b",
    re.IGNORECASE | re.DOTALL,
)
_BINDING = re.compile(
    r"\b(?:legally binding (?:agreement|treaty|instrument)|shall enter into force|"
    r"contracting parties)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a document is, as far as it says so."""

    instrument: str
    legal_force: str | None
    published_on: date | None
    published_on_source: PublishedOnSource | None
    context: Context


def profile(document: Document, *, country: str | None = None) -> Profile:
    """Read what a document says of itself.

    Args:
        document: with its metadata.
        country: ISO 3166-1 code to use where the publisher does not tell the country.
    """
    metadata, text = document.metadata, document.text
    published_on, source = metadata.published_on, metadata.published_on_source
    # a PDF says when it was made, which may be long after the text was published
    doubtful = document.media_type == "application/pdf" and source == "metadata"
    if published_on is None or doubtful:
        dateline = find_dateline(text[:_HEAD])
        if dateline is not None:
            published_on, source = dateline, "text"
    instrument = _instrument(metadata.title, metadata.publisher, text)
    return Profile(
        instrument=instrument,
        legal_force=_legal_force(text),
        published_on=published_on,
        published_on_source=source,
        context=Context(
            title=metadata.title,
            publisher=metadata.publisher,
            published_on=published_on,
            country=_country(metadata.uri) or _of_publisher(metadata.publisher) or country,
            instrument=instrument,
        ),
    )


def text_hash(text: str) -> str:
    """SHA-256 of the UTF-8 bytes of a canonical text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    flags = re.IGNORECASE | re.DOTALL
    return tuple((name, re.compile(pattern, flags)) for name, pattern in _INSTRUMENTS)


def _instrument(title: str | None, publisher: str | None, text: str) -> str:
    head = text[:_HEAD]
    first_lines = f"{title or ''}\n{text[:200]}"
    for name, pattern in _patterns():
        if pattern.search(first_lines if name in _TITLE_ONLY else f"{title or ''}\n{head}"):
            return name
    if _RELEASE.search(head) or _RELEASE.search(text[-1500:]):
        return "press_release"
    if publisher and _OFFICIAL.search(publisher):
        return "press_release"
    return "news" if publisher else "other"


def _legal_force(text: str) -> str | None:
    if _NOT_BINDING.search(text):
        return "non_binding"
    return "binding" if _BINDING.search(text) else None


_TLD = re.compile(r"^https?://[^/]*\.([a-z]{2,3})(?::\d+)?(?:/|$)", re.IGNORECASE)


def _country(uri: str | None) -> str | None:
    """Country of the publisher's host name, where it has one."""
    match = _TLD.match(uri or "")
    if match is None:
        return None
    suffix = match.group(1).upper()
    if suffix in ("GOV", "MIL"):
        return "US"
    return {"UK": "GB", "EU": None}.get(suffix, suffix if len(suffix) == 2 else None)


_ASIDE = re.compile(r"(?P<name>[^()]+?)\s*\((?P<aside>[^()]+)\)")


def _of_publisher(publisher: str | None) -> str | None:
    """Country of a publisher that is listed, or that names it (*Ministry of Trade (Chile)*)."""
    if not publisher:
        return None
    match = _ASIDE.fullmatch(publisher.strip())
    for name in (match["aside"], match["name"]) if match else (publisher,):
        actor = _listed().get(_plain(name))
        if actor is not None and actor.country is not None:
            return actor.country
    return None


def _plain(name: str) -> str:
    return " ".join(name.lower().split()).removeprefix("the ")


@cache
def _listed() -> dict[str, Actor]:
    """Actors by each name that only one of them has."""
    found: dict[str, Actor] = {}
    shared: set[str] = set()
    for actor in load_actors().actors:
        for name in {_plain(n) for n in (actor.name, *actor.aliases)}:
            if name in found:
                shared.add(name)
            found[name] = actor
    return {name: actor for name, actor in found.items() if name not in shared}
