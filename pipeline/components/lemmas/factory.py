"""Registration of the lemma component."""

from __future__ import annotations

from spacy.language import Language

from pipeline.components.lemmas.lemmas import Lemmas


@Language.factory(
    "pledger_lemmas",
    assigns=["token.lemma"],
    requires=["token.tag"],
    default_score_weights={"lemma_acc": 1.0},
)
def create_lemmas(nlp: Language, name: str) -> Lemmas:
    """Make the component, with an empty table that ``from_disk`` fills.

    Args:
        nlp: Pipeline that it becomes part of.
        name: Name in that pipeline.
    """
    return Lemmas(nlp, name)
