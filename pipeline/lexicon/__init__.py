"""Word lists as typed, validated records."""

from __future__ import annotations

from pipeline.lexicon.actors import Actor, Actors, Person, Succession, actor_id, load_actors
from pipeline.lexicon.rows import load_rows
from pipeline.lexicon.technologies import (
    Area,
    SubArea,
    Technologies,
    TechnologyTerm,
    load_technologies,
)

__all__ = [
    "Actor",
    "Actors",
    "Area",
    "Person",
    "SubArea",
    "Succession",
    "Technologies",
    "TechnologyTerm",
    "actor_id",
    "load_actors",
    "load_rows",
    "load_technologies",
]
