"""Registration of the component for commitments."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language

from pipeline.components.attributes import register
from pipeline.components.commitments.commitments import Commitments


@Language.factory(
    "pledger_commitments",
    assigns=["doc._.commitments", "doc._.rejections"],
    requires=["doc._.segments", "doc._.sentences", "doc._.parses"],
    default_config={"models": None},
)
def create_commitments(nlp: Language, name: str, models: str | None) -> Commitments:
    """Make the component.

    Args:
        nlp: pipeline that it becomes part of.
        name: name in that pipeline.
        models: folder with ``rules/`` and ``lexicons/``; None takes the one shipped.
    """
    register()
    return Commitments(nlp, name, folder=Path(models) if models else None)
