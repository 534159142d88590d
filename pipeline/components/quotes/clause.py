"""A reporting clause: who reports, with which words, on which side of what is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.components.quotes.patterns import Lexeme
from pipeline.components.quotes.phrases import Range

Order = Literal[
    "subject", "verb", "participle", "according", "passive", "colon", "as", "noun", "dash"
]


@dataclass(frozen=True, slots=True)
class Clause:
    """A cue with its speaker, as token ranges of a frame.

    Attributes:
        cue: the reporting words.
        group: first token of the verb group (auxiliaries and adverbs included).
        speaker: None where the clause has no subject of its own.
        start: first token of the whole reporting clause.
        end: token after its cue, hearer and adverbials, where what is said may begin.
        complement: whether *that*, *whether* … stands at ``end``.
        negated: whether the verb is negated.
        doubtful: whether the cue may be a noun, so that only a plain complement counts.
        own: whether the makers of the text speak of themselves.
        past: whether the verb is in the past tense, or hangs on one that may be.
        joint: whether several speak together.
    """

    lexeme: Lexeme
    order: Order
    cue: Range
    group: int
    speaker: Range | None
    start: int
    end: int
    complement: bool
    negated: bool = False
    doubtful: bool = False
    own: bool = False
    past: bool = False
    joint: bool = False
