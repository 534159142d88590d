"""Subjects and their verbs: whether they agree, and whose voice a report stands in."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.components.quotes.frames import Token
from pipeline.components.quotes.patterns import Form
from pipeline.components.quotes.phrases import PREPOSITIONS, Range, is_adverb, subject_pronoun

_MAKERS = frozenset(
    "participants parties sides signatories ministers leaders governments countries members "
    "states partners principals presidents".split()
)
JOINT = _MAKERS | {"and", "both", "they", "we", "two"}
"""Words of a subject of several."""
_ONE_SIDE = frozenset(("vice", "lady"))
"""Words of people who hold office on one side (*the President and the First Lady believe …*)."""
_PEOPLES = frozenset("nations states countries governments peoples".split())


def own_voice(tokens: Sequence[Token], speaker: Range, form: Form, *, present: bool) -> bool:
    """Whether the makers of a text say of themselves what they hold (*We affirm that …*)."""
    words = [t.lower for t in tokens[speaker[0] : speaker[1]]]
    if words[0].split("'")[0] in ("we", "i") or (present and words[0] in ("our", "my")):
        return True
    if words[-1] in ("me", "us"):  # let me say
        return True
    if words[-1].split("'")[0] == "you":  # of anybody, unless it tells what you once said
        return form.present or form.participle
    if not (present and form.lexeme.takes("performative")):
        return False
    if _ONE_SIDE.intersection(words):
        return False
    return (
        bool(_MAKERS.intersection(words))
        or (words == ["they"] and form.lexeme.takes("past_stance"))
        or (
            "and" in words
            and all(
                t.capital or t.lower in ("the", "and", "of", ",") or t.lower in _PEOPLES
                for t in tokens[speaker[0] : speaker[1]]
            )
        )
    )


def is_present(tokens: Sequence[Token], group: int, at: int, form: Form) -> bool:
    """Whether a plural subject does it as the text is read (*affirm*, *are announcing*)."""
    words = [t.lower for t in tokens[group:at] if not is_adverb(t)]
    return (form.present and not words) or (form.participle and words == ["are"])


def is_past(tokens: Sequence[Token], group: int, at: int, form: Form) -> bool:
    """Whether it is a report of the past (*affirmed*, *has affirmed*), not *affirms*."""
    if form.participle or any(t.lower in _MODALS for t in tokens[group:at]):
        return False
    return not form.present and not form.words[0].endswith("s")


_MODALS = frozenset("will would can could may might shall should must to".split())
_QUANTIFIERS = frozenset(
    "those these that this all many several few some most other such both each any every two three "
    "four five six seven eight nine ten".split()
)


def agrees(tokens: Sequence[Token], speaker: Range, form: Form) -> bool:
    """Whether a subject fits a verb that may be a noun (*experts claim*, not *a rule claim*)."""
    words = tokens[speaker[0] : speaker[1]]
    if words[-1].lower in _QUANTIFIERS:
        return False
    described = zip(words, [*words[1:], words[-1]], strict=True)
    if any(t.lower.endswith("ed") and not t.capital and n.lower != "by" for t, n in described):
        return False
    at = next((i for i, t in enumerate(words) if i and t.lower in PREPOSITIONS), len(words))
    if words[at - 1].lower in ("data", "figures"):
        return form.present  # data as of May show that
    last = words[-1]
    if subject_pronoun(last) or last.capital or not last.word:
        return True
    plural = last.lower.endswith("s") or last.lower in ("people", "women", "men")
    return plural == form.present
