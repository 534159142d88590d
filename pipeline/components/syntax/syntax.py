"""Parses candidate sentences with a trained pipeline of its own, in batches over documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from spacy.attrs import IDX, LEMMA, LENGTH, LOWER, POS, TAG
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.syntax.annotate import annotate
from pipeline.components.syntax.candidates import Candidate, Candidates
from pipeline.components.syntax.parses import Parse
from pipeline.components.tokenizer import create_placeholder
from pipeline.components.weights import load_syntax, save_syntax

_UNITS_A_BATCH = 96


class Syntax:
    """Writes ``doc._.parses``: one :class:`Parse` for each sentence that may hold a row.

    Tags, parts of speech and lemmas of these sentences are copied to the article's own tokens;
    the other sentences stay as the tokenizer left them, which is where the time is saved.
    """

    def __init__(
        self, nlp: Language, name: str, candidates: Candidates, *, model: str | None = None
    ) -> None:
        self.name = name
        self._nlp = nlp
        # until ``from_disk`` an empty one; a tokenizer would take long to build
        empty = Language(nlp.vocab, create_tokenizer=create_placeholder())
        self.model: Language = load_syntax(model) if model else empty
        self.candidates = candidates

    def __call__(self, doc: Doc) -> Doc:
        """Parse one document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 16) -> Iterator[Doc]:
        """Parse documents, the candidate sentences of a batch of them at once."""
        documents = iter(stream)
        while batch := list(islice(documents, batch_size)):
            self._parse(batch)
            yield from batch

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the trained pipeline."""
        save_syntax(self.model, Path(path))

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Syntax:
        """Read the trained pipeline."""
        self.model = load_syntax(Path(path), within=self._nlp)
        return self

    def _parse(self, docs: list[Doc]) -> None:
        work: list[tuple[int, Candidate]] = []
        for number, doc in enumerate(docs):
            for candidate in self.candidates.find(doc, self.model):
                work.append((number, candidate))
        found: list[list[Parse]] = [[] for _ in docs]
        annotate(self.model, [c.doc for _, c in work], batch_size=_UNITS_A_BATCH)
        for number, candidate in work:
            found[number].append(_tie(candidate))
        for doc, parses in zip(docs, found, strict=True):
            doc._.parses = tuple(parses)
            _copy_tags(doc, parses)


def _tie(candidate: Candidate) -> Parse:
    """Tie the tokens of a parsed unit to the canonical text."""
    unit, at = candidate.unit, candidate.starts
    offsets = unit.offsets()
    starts = offsets[at]
    joints = starts < 0  # a token that opens with the joint: from the character before it
    starts[joints] = offsets[at[joints] - 1] + 1
    start, end = unit.pieces[-1]
    body = int(np.searchsorted(at, len(offsets) - (end - start)))
    return Parse(candidate.doc, tuple(starts.tolist()), unit.sentence, body, candidate.cues)


def _copy_tags(doc: Doc, parses: list[Parse]) -> None:
    """Give the article's tokens the tags and lemmas of the parse where both agree on the token."""
    if not parses:
        return
    own = doc.to_array([IDX, LENGTH])
    values = np.concatenate([p.doc.to_array(_COPIED)[p.body :] for p in parses])
    starts = np.concatenate([np.array(p.starts[p.body :], dtype=np.uint64) for p in parses])
    rows = np.minimum(np.searchsorted(own[:, 0], starts), len(doc) - 1)
    same = (own[rows, 0] == starts) & (own[rows, 1] == values[:, 0])
    made: Any = np.zeros((len(doc), 3), dtype=np.uint64)
    values[:, 3] = np.where(values[:, 3] == 0, values[:, 4], values[:, 3])  # a model without lemmas
    made[rows[same]] = values[same, 1:4]
    theirs = parses[0].doc.vocab
    if theirs is not doc.vocab:  # of a model of its own
        for key in np.unique(made[:, [0, 2]]).tolist():
            doc.vocab.strings.add(theirs.strings[key])
    doc.from_array([TAG, POS, LEMMA], made)


_COPIED: list[int | str] = [LENGTH, TAG, POS, LEMMA, LOWER]
