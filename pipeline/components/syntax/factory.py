"""Registration of the syntax component."""

from __future__ import annotations

from spacy.language import Language

from pipeline.components.attributes import register
from pipeline.components.syntax.syntax import Syntax


@Language.factory(
    "pledger_syntax",
    assigns=["doc._.parses", "token.tag", "token.pos", "token.lemma"],
    requires=["doc._.sentences"],
    default_config={"model": None},
)
def create_syntax(nlp: Language, name: str, model: str | None) -> Syntax:
    """Make the component.

    Args:
        nlp: pipeline that it becomes part of.
        name: name in that pipeline.
        model: another spaCy pipeline to parse with (package or folder) instead of the one
            stored with the component.
    """
    register()
    return Syntax(nlp, name, model=model)
