"""Registration of the quotes component."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language

from pipeline.components.attributes import register
from pipeline.components.quotes.patterns import load_cues, load_names
from pipeline.components.quotes.quotes import Quotes


@Language.factory(
    "pledger_quotes",
    assigns=["doc._.quotes", "doc._.rejections"],
    requires=["doc._.segments", "doc._.sentences", "doc._.actors", "doc._.cast"],
    default_config={"models": None},
)
def create_quotes(nlp: Language, name: str, models: str | None) -> Quotes:
    """Make the component.

    Args:
        nlp: pipeline that it becomes part of.
        name: name in that pipeline.
        models: the models folder; None is the one shipped.
    """
    register()
    folder = Path(models) if models else None
    return Quotes(load_cues(folder), load_names(folder))
