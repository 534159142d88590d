"""Registration of the syntax component."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language

from pipeline.components.attributes import register
from pipeline.components.syntax.candidates import Candidates, Choice
from pipeline.components.syntax.syntax import Syntax


@Language.factory(
    "pledger_syntax",
    assigns=["doc._.parses", "token.tag", "token.pos", "token.lemma"],
    requires=["doc._.sentences"],
    default_config={"model": None, "models": None, "parse": "candidates"},
)
def create_syntax(
    nlp: Language, name: str, model: str | None, models: str | None, parse: Choice
) -> Syntax:
    """Make the component.

    Args:
        nlp: pipeline that it becomes part of.
        name: name in that pipeline.
        model: another spaCy pipeline to parse with (package or folder) instead of the one
            stored with the component.
        models: folder with ``rules/`` and ``lexicons/``, which say what is worth a parse; None
            takes the one shipped.
        parse: ``candidates``, or ``all`` sentences, to see what the choice costs and gains.
    """
    register()
    candidates = Candidates(Path(models) if models else None, parse=parse, nlp=nlp)
    return Syntax(nlp, name, candidates, model=model)
