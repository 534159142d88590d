"""Registration of ``pledger_actors``."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components import attributes
from pipeline.components.actors.patterns import load_patterns
from pipeline.components.actors.recognise import recognise
from pipeline.components.phrases import Phrases


class ActorRecogniser:
    """Writes ``doc._.actors``, ``doc.spans["actors"]`` and ``doc._.cast``.

    Needs nothing but tokens; reads ``doc._.context`` and, when set, ``doc._.sentences``.
    """

    def __init__(self, nlp: Language, name: str, models: str | None) -> None:
        attributes.register()
        self.name = name
        self._patterns = load_patterns(Path(models) if models else None)
        self._matcher = Phrases(same[0].words for same in self._patterns.forms)

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        mentions, cast = recognise(doc, matcher=self._matcher, patterns=self._patterns)
        attributes.annotate(doc, "actors", mentions, label="ACTOR")
        doc._.cast = cast
        return doc


@Language.factory(
    "pledger_actors",
    default_config={"models": None},
    assigns=["doc._.actors", "doc._.cast", "doc.spans"],
)
def create_actors(nlp: Language, name: str, models: str | None) -> ActorRecogniser:
    """Create the component.

    Args:
        nlp: the pipeline.
        name: of the component in it.
        models: folder with ``lexicons/``; None is the one shipped.
    """
    return ActorRecogniser(nlp, name, models)
