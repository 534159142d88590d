"""Which sentences are worth a parse: those that can hold a commitment, or hand one down.

Only commitments read the parse. What their rules look for is words, so most sentences can be told
before they are tagged; the other ones stay as they are, which is where the time is saved.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.attributes import text_of
from pipeline.components.commitments.matching import Found
from pipeline.components.commitments.needs import Needs, Surroundings
from pipeline.components.commitments.patterns import load_rules, load_words
from pipeline.components.commitments.reach import UNREAD, Cues, Reach
from pipeline.components.syntax.tokens import Offsets, UnitTokens
from pipeline.components.syntax.units import Unit, UnitBuilder
from pipeline.model import Rejection

Choice = Literal["candidates", "all"]
"""What is parsed: sentences that can matter, or each one that is read at all, to compare."""

_LONGEST_UNIT = 6000
"""Characters. Longer "sentences" are tables or lists without an end, and cost minutes to parse."""


class Candidate(NamedTuple):
    """A unit that is worth a parse.

    Attributes:
        unit: where it stands.
        doc: its tokens.
        starts: where each begins in the text of the unit.
        cues: where the words of rules stand in it.
    """

    unit: Unit
    doc: Doc
    starts: Offsets
    cues: tuple[Found, ...]


class Candidates:
    """Chooses the units of a document that are parsed.

    Args:
        folder: with ``rules/`` and ``lexicons/``; None takes the one shipped.
        parse: which sentences.
        nlp: pipeline whose sentences they are.

    Raises:
        RuleError: a rule is broken.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        parse: Choice = "candidates",
        nlp: Language | None = None,
    ) -> None:
        self._parse = parse
        rules = load_rules(folder, nlp=nlp).rules
        self._cues = Cues(rules)
        self._needs = Needs(rules, load_words(folder))
        self._alone = frozenset(rule.rule_id for rule in rules if rule.kind != "list")

    def find(self, doc: Doc, model: Language) -> Iterator[Candidate]:
        """The units to parse, in order; notes those that are too long, or lack what they need.

        Args:
            doc: with ``doc._.segments`` and ``doc._.sentences``.
            model: parses the units.
        """
        segments, sentences = doc._.segments, doc._.sentences
        builder = UnitBuilder(text_of(doc), segments, sentences)
        tokens = UnitTokens(doc, model)
        reach = Reach(segments, sentences)
        about = Surroundings(doc)
        for index in self._readable(doc):
            unit = builder.unit(index)
            start, end = unit.pieces[-1]
            if unit.length > _LONGEST_UNIT:
                doc._.rejections += (Rejection(start, end, "too_long"),)
                continue
            small, starts = tokens.cut(unit)
            if not len(small):
                continue
            cues = self._cues.find(small)
            able = self._cues.may_show(small) or self._needs.met(cues, small, (start, end), about)
            if reach.read(index, small, cued=bool(cues) or able, able=able) or self._parse == "all":
                yield Candidate(unit, small, starts, cues)
            elif any(name in self._alone for name, _, _ in cues):
                doc._.rejections += (Rejection(start, end, "unmet_need"),)

    def _readable(self, doc: Doc) -> list[int]:
        if self._parse == "candidates":
            return self._cues.worth_reading(doc)
        kinds = [doc._.segments[s.segment].kind for s in doc._.sentences]
        return [index for index, kind in enumerate(kinds) if kind not in UNREAD]
