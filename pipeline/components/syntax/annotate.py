"""Runs a syntax pipeline over short texts, as ``Language.pipe`` does, at about half its cost.

spaCy's parser lets go of the interpreter's lock while it parses, and its compiled code then takes
the lock back for a moment several times a token, to see whether an exception was raised; that is
most of what parsing costs. The same steps by its public methods keep the lock, and with it cost
half; the parses are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline import DependencyParser
from spacy.tokens import Doc

_NO_TENSOR: Any = np.zeros((0,), dtype=np.float32)
"""In place of the vectors of its words: half a kilobyte a token, and only the networks use them."""


def annotate(nlp: Language, docs: Sequence[Doc], *, batch_size: int) -> None:
    """Give tokenised texts what the components of a pipeline write, in place.

    Args:
        nlp: tagger, parser and so on; its components must not replace a ``Doc``.
        docs: not empty ones.
        batch_size: how many go through the networks at once.
    """
    for start in range(0, len(docs), batch_size):
        batch = docs[start : start + batch_size]
        for _, component in nlp.pipeline:
            if isinstance(component, DependencyParser) and component.cfg["beam_width"] == 1:
                component.set_annotations(batch, _parse(component, batch))
            elif hasattr(component, "pipe"):
                for _ in component.pipe(batch, batch_size=batch_size):
                    pass
            else:
                for doc in batch:
                    component(doc)
        for doc in batch:
            doc.tensor = _NO_TENSOR


def _parse(parser: Any, docs: Sequence[Doc]) -> list[Any]:
    """Final states of a greedy parse, one for each text."""
    states: list[Any] = parser.moves.init_batch(docs)
    step = parser.model.predict(docs)
    score = _scorer(step)
    going = [state for state in states if not state.is_final()]
    while going:
        going = parser.transition_states(going, score(going))
    step.clear_memory()
    return states


def _scorer(step: Any) -> Callable[[list[Any]], Any]:
    """The scores of all moves in some states, as the model of a step gives them.

    It takes the worst score of each step, through numpy in Python, for the sake of moves that
    training never met; mostly there are none, and then that is a third of a step.
    """
    if not step.attrs["has_upper"] or (step._class_mask == 0).any():
        scores: Callable[[list[Any]], Any] = step.predict
        return scores
    hidden, output = step.state2vec.predict, step.vec2scores.predict
    return lambda states: output(hidden(step.get_token_ids(states)))
