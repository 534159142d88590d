"""Rows of the dimensions: the actors that a document refers to, and the technology areas."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from spacy.tokens import Doc

from pipeline.lexicon import Actor, Person, load_actors, load_technologies
from pipeline.model import ActorMention
from pipeline.schema import ActorRow, TechnologyRow


def actor_rows(doc: Doc) -> tuple[ActorRow, ...]:
    """One row for each actor mentioned, committed or quoted, sorted by key.

    What the lists know wins over what a mention says, so that an actor has the same row in
    every document.
    """
    listed = _listed()
    seen: dict[str, ActorMention] = {}
    for mention in doc._.actors:
        if mention.actor_id is not None:
            seen.setdefault(mention.actor_id, mention)
    names = dict(_referred(doc))
    rows = []
    for actor_id in sorted({*seen, *names}):
        known, mention = listed.get(actor_id), seen.get(actor_id)
        if known is not None:
            rows.append(known)
        elif mention is not None:
            rows.append(
                ActorRow(
                    actor_id=actor_id,
                    name=mention.actor_name or names.get(actor_id, actor_id),
                    type=mention.actor_type,
                    country=mention.country,
                    organisation_type=None,
                    parent_id=None,
                )
            )
        else:
            rows.append(
                ActorRow(
                    actor_id=actor_id,
                    name=names[actor_id],
                    type=None,
                    country=None,
                    organisation_type=None,
                    parent_id=None,
                )
            )
    return tuple(rows)


def _referred(doc: Doc) -> Iterable[tuple[str, str]]:
    for commitment in doc._.commitments:
        for party in (*commitment.committers, *commitment.counterparts):
            yield party.actor_id, party.actor_name
    for quote in doc._.quotes:
        if quote.actor_id is not None and quote.speaker_name is not None:
            yield quote.actor_id, quote.speaker_name


@cache
def _listed() -> dict[str, ActorRow]:
    lists = load_actors()
    known: list[Actor | Person] = [*lists.people, *lists.actors]
    return {a.actor_id: _row(a) for a in known}


def _row(actor: Actor | Person) -> ActorRow:
    return ActorRow(
        actor_id=actor.actor_id,
        name=actor.name,
        type=actor.type if isinstance(actor, Actor) else "person",
        country=actor.country,
        organisation_type=actor.organisation_type if isinstance(actor, Actor) else None,
        parent_id=None,
    )


@cache
def technology_rows() -> tuple[TechnologyRow, ...]:
    """The whole two-level list: a row for each area, and one for each sub-area."""
    lists = load_technologies()
    rows = []
    for area in lists.areas.values():
        subs = [s for s in lists.sub_areas.values() if s.area == area.area]
        for sub in (None, *subs):
            rows.append(
                TechnologyRow(
                    area=area.area,
                    area_name=area.name,
                    sub_area=sub.sub_area if sub else None,
                    sub_area_name=sub.name if sub else None,
                    us_cet_2024=area.us_cet_2024,
                    uk_stf_2023=area.uk_stf_2023,
                    eu_rec_2023_2113=area.eu_rec_2023_2113,
                    aspi_domain=area.aspi_domain,
                    dpa_economic_activity=area.dpa_economic_activity,
                )
            )
    return tuple(sorted(rows, key=lambda r: (r.area, r.sub_area or "")))
