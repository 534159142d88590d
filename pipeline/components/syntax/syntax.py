"""Parses candidate sentences with a trained pipeline of its own, in batches over documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.syntax.candidates import needs_parse
from pipeline.components.syntax.parses import Parse
from pipeline.components.syntax.units import Unit, UnitBuilder
from pipeline.components.weights import load_syntax, save_syntax
from pipeline.model import Rejection

_UNITS_A_BATCH = 96
_LONGEST_UNIT = 6000
"""Characters. Longer "sentences" are tables or lists without an end, and cost minutes to parse."""


class Syntax:
    """Writes ``doc._.parses``: one :class:`Parse` for each sentence that may hold a row.

    Tags, parts of speech and lemmas of these sentences are copied to the article's own tokens;
    the other sentences stay as the tokenizer left them, which is where the time is saved.
    """

    def __init__(self, nlp: Language, name: str, *, model: str | None = None) -> None:
        self.name = name
        self.model: Language = load_syntax(model) if model else spacy.blank("en")

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
        self.model = load_syntax(Path(path))
        return self

    def _parse(self, docs: list[Doc]) -> None:
        work: list[tuple[int, Unit, list[int]]] = []
        texts: list[str] = []
        for number, doc in enumerate(docs):
            text = doc.text
            builder = UnitBuilder(text, doc._.segments, doc._.sentences)
            for index in needs_parse(doc):
                unit = builder.unit(index)
                unit_text, offsets = unit.text(text)
                if len(unit_text) > _LONGEST_UNIT:
                    start, end = unit.pieces[-1]
                    doc._.rejections += (Rejection(start, end, "too_long"),)
                    continue
                work.append((number, unit, offsets))
                texts.append(unit_text)
        found: list[list[Parse]] = [[] for _ in docs]
        parsed = self.model.pipe(texts, batch_size=_UNITS_A_BATCH)
        for (number, unit, offsets), small in zip(work, parsed, strict=True):
            found[number].append(_tie(small, unit, offsets))
        for doc, parses in zip(docs, found, strict=True):
            doc._.parses = tuple(parses)
            _copy_tags(doc, parses)


def _tie(small: Doc, unit: Unit, offsets: list[int]) -> Parse:
    """Tie the tokens of a parsed unit to the canonical text."""
    begin = unit.pieces[-1][0]
    starts: list[int] = []
    body = len(small)
    in_body = len(offsets) - (unit.pieces[-1][1] - begin)
    for token in small:
        offset = offsets[token.idx]
        starts.append(offset if offset >= 0 else offsets[token.idx - 1] + 1)
        if token.idx >= in_body:
            body = min(body, token.i)
    return Parse(small, tuple(starts), unit.sentence, body)


def _copy_tags(doc: Doc, parses: list[Parse]) -> None:
    """Give the article's tokens the tags and lemmas of the parse where both agree on the token."""
    if not parses:
        return
    at: dict[int, Any] = {token.idx: token for token in doc}
    for parse in parses:
        for small, start in zip(parse.doc[parse.body :], parse.starts[parse.body :], strict=True):
            token = at.get(start)
            if token is not None and len(token) == len(small):
                token.tag = small.tag
                token.pos = small.pos
                token.lemma_ = small.lemma_ or small.lower_
