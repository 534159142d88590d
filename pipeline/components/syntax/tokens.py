"""The tokens of a unit: those of the article where they are the same, else cut anew."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.attrs import IDX, IS_SPACE, LENGTH, NORM, ORTH, SPACY
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.attributes import text_of
from pipeline.components.syntax.units import Unit

Offsets = npt.NDArray[np.int64]
"""Of the first characters of tokens."""
_COLUMNS: list[int | str] = [IDX, LENGTH, ORTH, SPACY, NORM, IS_SPACE]
_BLANK = 5


class UnitTokens:
    """Makes the small ``Doc`` of each unit of one article.

    A tokenizer cuts at white space first, so a unit that begins and ends at white space has the
    tokens that the article has there, and to copy them costs a quarter of cutting its text again.

    Args:
        doc: the article.
        model: the pipeline that parses; another one than ours has its own vocabulary and tokens.
    """

    def __init__(self, doc: Doc, model: Language) -> None:
        self._text = text_of(doc)
        self._model = model
        self._shared = model.vocab is doc.vocab
        self._values: Any = doc.to_array(_COLUMNS)
        self._starts = self._values[:, 0].astype(np.int64)

    def cut(self, unit: Unit) -> tuple[Doc, Offsets]:
        """The tokens of a unit, and where each begins in ``unit.text``.

        A second blank and one that does not break lines are tokens to spaCy; the model has never
        seen any and would take them for nouns, so they are left out.
        """
        copied = self._copy(*unit.pieces[0]) if self._shared and len(unit.pieces) == 1 else None
        if copied is not None:
            return copied
        made = self._model.make_doc(unit.text(self._text))
        values: Any = made.to_array(_COLUMNS)
        starts = values[:, 0].astype(np.int64)
        return self._made(values, starts) if values[:, _BLANK].any() else (made, starts)

    def _copy(self, start: int, end: int) -> tuple[Doc, Offsets] | None:
        """The article's tokens in a span; None where they may differ from those of its text."""
        if not self._is_edge(start - 1) or not self._is_edge(end):
            return None
        if self._text.find("\n", start, end) >= 0:
            return None  # a line break is a token in the article, a blank in the unit
        first, stop = np.searchsorted(self._starts, (start, end)).tolist()
        values = self._values[first:stop]
        if not len(values) or values[0, 0] != start or values[-1, 0] + values[-1, 1] != end:
            return None
        return self._made(values, self._starts[first:stop] - start)

    def _made(self, values: Any, starts: Offsets) -> tuple[Doc, Offsets]:
        blank = values[:, _BLANK].astype(bool)
        if blank.any():
            values = values.copy()
            values[:-1, 3] |= blank[1:]
            values, starts = values[~blank], starts[~blank]
        spaces = values[:, 3].astype(bool).tolist()
        spaces[-1:] = [False] * len(spaces[-1:])
        made = Doc(self._model.vocab, words=values[:, 2].tolist(), spaces=spaces)
        norms: Any = np.ascontiguousarray(values[:, 4:5])
        if not np.array_equal(made.to_array([NORM]), norms):  # those of *can't*, *gonna*
            made.from_array([NORM], norms)
        return made, starts

    def _is_edge(self, offset: int) -> bool:
        """Whether white space, or an end of the text, is at an offset."""
        return not 0 <= offset < len(self._text) or self._text[offset].isspace()
