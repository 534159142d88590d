"""Technology areas: the terms that speak of them, outside names."""

from __future__ import annotations

from pipeline.components.technologies.factory import TechnologyRecogniser, create_technologies

__all__ = ["TechnologyRecogniser", "create_technologies"]
