"""A parsed unit as plain arrays, with the small questions that every stage asks of it."""

from __future__ import annotations

import numpy as np
from spacy.attrs import DEP, HEAD, IS_PUNCT, IS_SPACE, LEMMA, LOWER, TAG
from spacy.strings import StringStore

from pipeline.components.commitments.patterns import Words
from pipeline.components.syntax.parses import Parse
from pipeline.model import Span

NEGATIONS = frozenset({"not", "n't", "n’t", "never", "neither", "nor"})
ADVERBS = frozenset(
    """
    also jointly both all each now then further hereby therefore already together formally fully
    actively closely continually continuously immediately swiftly annually again only even still
    thereby collectively respectively mutually regularly first soon once too instead accordingly
    as likewise similarly today
    """.split()
)
_CLOSERS = {")": "(", "]": "["}
_NOMINAL = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "CD", "FW"})
_FINITE = frozenset({"MD", "VBZ", "VBP", "VBD"})


class Texts(dict[int, str]):
    """The words and labels of one document by their hashes; its sentences repeat them."""

    def __init__(self, strings: StringStore) -> None:
        super().__init__()
        self._strings = strings

    def __missing__(self, key: int) -> str:
        text = self[key] = self._strings[key]
        return text


class View:
    """Arrays over the tokens of a unit.

    Args:
        parse: the unit.
        texts: those known from other units of the document.

    Attributes:
        body: index of the first token of the sentence itself; those before are a stem's.
        stop: one past the last token that may belong to a commitment.
    """

    __slots__ = (
        *("body", "dep", "doc", "head", "lemma", "lower", "parse", "size", "stop", "tag"),
        "_punct",
    )

    def __init__(self, parse: Parse, texts: Texts | None = None) -> None:
        doc = parse.doc
        self.parse = parse
        self.doc = doc
        self.size = len(doc)
        self.body = parse.body
        # in one go: a Token made for each answer would cost more than everything else here
        values = doc.to_array([LOWER, TAG, LEMMA, DEP, HEAD, IS_PUNCT, IS_SPACE])
        columns = values[:, :4].T.tolist()
        texts = Texts(doc.vocab.strings) if texts is None else texts
        self.lower, self.tag, lemma, self.dep = ([texts[k] for k in keys] for keys in columns)
        self.lemma = [word.lower() or low for word, low in zip(lemma, self.lower, strict=True)]
        # heads are kept as distances; without a parse every token is its own
        self.head: list[int] = (np.arange(self.size) + values[:, 4].view(np.int64)).tolist()
        self._punct: list[bool] = (values[:, 5] + values[:, 6] > 0).tolist()
        stop = self.size
        while stop > self.body and self.is_punct(stop - 1):
            stop -= 1
        self.stop = stop

    def is_punct(self, i: int) -> bool:
        """Whether token ``i`` is punctuation that ends or parts clauses."""
        return self._punct[i]

    def is_adverb(self, i: int) -> bool:
        """Whether token ``i`` may stand between a modal and its verb."""
        low = self.lower[i]
        return low in NEGATIONS or low in ADVERBS or self.tag[i] in ("RB", "RBR", "RBS")

    def is_nominal(self, i: int) -> bool:
        """Whether token ``i`` is a noun, name, pronoun or number."""
        return self.tag[i] in _NOMINAL

    def is_finite(self, i: int) -> bool:
        """Whether token ``i`` carries tense."""
        return self.tag[i] in _FINITE

    def is_base(self, i: int) -> bool:
        """Whether token ``i`` may be a verb in its base form."""
        return self.tag[i] in ("VB", "VBP")

    def is_homograph(self, i: int, words: Words) -> bool:
        """Whether token ``i`` is tagged as a noun or adjective but stands as a verb may.

        A known verb of doing with an object after it: *exchange views*, *secure the network*.
        """
        if self.tag[i] not in ("NN", "JJ", "JJR", "NNP", "VBN", "VBD", "RB") or i + 1 >= self.size:
            return False
        if self.lower[i] not in words["homograph"] or self.dep[i] == "nsubj":
            return False
        after = self.tag[i + 1]
        if self.dep[i] == "compound" and after in ("NN", "NNS", "NNP", "NNPS"):
            shared = self.lower[i] == "exchange" and self.lower[i + 1] in words["exchanged"]
            return shared or self.lower[i] in words["hardly_noun"]
        return after in ("NNS", "DT", "PRP$", "JJ", "TO", "JJS", "NN", "NNP", "VBG", "RP")

    def is_gerund(self, i: int) -> bool:
        """Whether token ``i`` may be a verb in *-ing*."""
        return self.lower[i].endswith("ing") and len(self.lower[i]) > 4 and self.tag[i] == "VBG"

    def is_participle(self, i: int) -> bool:
        """Whether token ``i`` may be a past participle."""
        return self.tag[i] in ("VBN", "VBD") or (
            self.lower[i].endswith("ed") and self.tag[i] in ("JJ", "NN", "VB", "VBP")
        )

    def skip_adverbs(self, i: int) -> tuple[int, bool]:
        """First token from ``i`` that is no adverb or set-off remark; whether it was negated."""
        negative = False
        while i < self.size:
            if self.lower[i] in NEGATIONS:
                negative = True
                i += 1
            elif self.lower[i] == "no" and i + 1 < self.size and self.lower[i + 1] == "longer":
                negative = True
                i += 2
            elif self.is_adverb(i) and not (self.is_base(i) and not self._verb_next(i)):
                i += 1
            elif self.lower[i] in (",", "–", "—", "(") and (after := self._remark(i)):
                i = after
            elif self.lower[i] in ('"', "“", "‘", "'"):
                i += 1
            else:
                break
        return i, negative

    def _verb_next(self, i: int) -> bool:
        """Whether the token after ``i`` is a verb (*to further align*)."""
        return i + 1 < self.size and self.tag[i + 1] in ("VB", "VBG", "VBP")

    def _remark(self, i: int) -> int | None:
        """Index after a remark between two commas, dashes or brackets that starts at ``i``."""
        closer = {",": ",", "(": ")"}.get(self.lower[i], self.lower[i])
        for j in range(i + 1, min(i + 26, self.size)):
            if self.lower[j] == closer:
                return j + 1
            if self.tag[j] in ("MD", "VBZ", "VBD") and closer == ",":
                return None
        return None

    def chain(self, i: int) -> int:
        """The first of a run of coordinated tokens that ``i`` belongs to."""
        for _ in range(12):
            if self.dep[i] != "conj" or self.head[i] == i:
                break
            i = self.head[i]
        return i

    def children(self, i: int) -> list[int]:
        """Indices of the dependents of ``i``."""
        return [child for child, head in enumerate(self.head) if head == i and child != i]

    def left_edge(self, i: int) -> int:
        """First token of the subtree of ``i``."""
        return int(self.doc[i].left_edge.i)

    def right_edge(self, i: int) -> int:
        """Last token of the subtree of ``i``."""
        return int(self.doc[i].right_edge.i)

    def offset(self, i: int) -> int:
        """Canonical offset of token ``i``."""
        return self.parse.starts[i]

    def span(self, first: int, last: int) -> Span:
        """Canonical span from token ``first`` to ``last``, both included."""
        return self.parse.span(first, last)
