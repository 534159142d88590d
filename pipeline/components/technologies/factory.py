"""Registration of ``pledger_technologies``."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components import attributes
from pipeline.components.actors.words import running
from pipeline.components.phrases import Phrases
from pipeline.components.technologies.patterns import load_terms
from pipeline.components.technologies.recognise import recognise


class TechnologyRecogniser:
    """Writes ``doc._.technologies`` and ``doc.spans["technologies"]``.

    Reads ``doc._.actors`` and ``doc._.cast``, whose names it leaves alone.
    """

    def __init__(self, nlp: Language, name: str, models: str | None) -> None:
        attributes.register()
        self.name = name
        self._terms = load_terms(Path(models) if models else None)
        self._matcher = Phrases(same[0].words for same in self._terms)

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        cast = doc._.cast
        mentions = recognise(
            attributes.text_of(doc),
            doc._.actors,
            masked=cast.offices if cast is not None else (),
            matcher=self._matcher,
            terms=self._terms,
            pieces=running(doc),
        )
        attributes.annotate(doc, "technologies", mentions, label="TECHNOLOGY")
        return doc


@Language.factory(
    "pledger_technologies",
    default_config={"models": None},
    requires=["doc._.actors", "doc._.cast"],
    assigns=["doc._.technologies", "doc.spans"],
)
def create_technologies(nlp: Language, name: str, models: str | None) -> TechnologyRecogniser:
    """Create the component.

    Args:
        nlp: the pipeline.
        name: of the component in it.
        models: folder with ``lexicons/``; None is the one shipped.
    """
    return TechnologyRecogniser(nlp, name, models)
