"""Actors: who is named in a text, under whatever name, and who its parties are."""

from __future__ import annotations

from pipeline.components.actors.cast import Cast
from pipeline.components.actors.factory import ActorRecogniser, create_actors
from pipeline.components.actors.parties import Named

__all__ = ["ActorRecogniser", "Cast", "Named", "create_actors"]
