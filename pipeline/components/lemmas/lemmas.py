"""Sets the lemma of each token from its form and Penn tag."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import srsly
from spacy.attrs import LEMMA, ORTH, TAG
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.lemmas.endings import regular

_FILE = "exceptions.bin"
_REMEMBERED = 200_000
Table = dict[str, dict[str, str]]


class Lemmas:
    """Looks up ``tag`` and lower-case form in a table of exceptions, else cuts the ending.

    Deterministic, and about a microsecond a word: answers are remembered per form and tag.
    """

    def __init__(self, nlp: Language, name: str, *, table: Table | None = None) -> None:
        self.name = name
        self.vocab = nlp.vocab
        self.table: Table = table or {}
        self._known: dict[tuple[int, int], int] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemmas of a tagged document."""
        if not len(doc):
            return doc
        known, strings = self._known, self.vocab.strings
        lemmas = []
        for orth, tag in doc.to_array([ORTH, TAG]).tolist():
            key = (orth, tag)
            lemma = known.get(key)
            if lemma is None:
                lemma = strings.add(self.lemma(strings[orth], strings[tag] if tag else ""))
                if len(known) >= _REMEMBERED:
                    known.clear()
                known[key] = lemma
            lemmas.append(lemma)
        made: Any = np.array(lemmas, dtype=np.uint64).reshape(-1, 1)
        doc.from_array([LEMMA], made)
        return doc

    def lemma(self, form: str, tag: str) -> str:
        """Lemma of one form under one Penn tag."""
        plain = form.replace("’", "'")
        exceptions = self.table.get(tag)
        if exceptions is not None:
            found = exceptions.get(plain) or exceptions.get(plain.lower())
            if found is not None:
                return found
        return regular(plain, tag)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The table, packed."""
        return zlib.compress(srsly.msgpack_dumps(self.table), 9)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Lemmas:
        """Take up a packed table."""
        self.table = srsly.msgpack_loads(zlib.decompress(data))
        self._known.clear()
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the table into a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / _FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Lemmas:
        """Read the table from a folder."""
        return self.from_bytes((Path(path) / _FILE).read_bytes())
