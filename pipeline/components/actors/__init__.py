"""Actors: who is named in a text, under whatever name, and who its parties are."""

from __future__ import annotations

from pipeline.components.actors.cast import Cast
from pipeline.components.actors.factory import ActorRecogniser, create_actors

__all__ = ["ActorRecogniser", "Cast", "create_actors"]
