"""Which subjects can be a source: people, bodies and documents speak, deeds and states do not.

*The figures show that …* is a statement with a source, *these steps show that …* is the
writer's own. People and bodies are an open class, so endings and a list tell what cannot speak.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.components.quotes.frames import Token
from pipeline.components.quotes.patterns import Lexicon
from pipeline.components.quotes.phrases import DETERMINERS, PREPOSITIONS, RELATIVES, Range

_ABSTRACT = tuple(
    """
    ment ments ness ity ities ance ence ances ences ship ships tion tions sion sions ism
    """.split()
)
_NO_HEAD = frozenset(("the", "a", "an", "no", "every"))
_THINGS = frozenset(("this", "that", "these", "those", "it", "which", "what", "all", "much"))


def can_speak(tokens: Sequence[Token], subject: Range, lexicon: Lexicon, *, plain: bool) -> bool:
    """Whether a subject can be the source of a statement, by its head.

    Args:
        tokens: of the frame.
        subject: the subject.
        lexicon: the nouns that can, and those that cannot.
        plain: whether the verb is one of saying alone, so that *it* may be a body; *show* and
            the like also have things as their subjects.
    """
    first = tokens[subject[0]].lower
    alone = subject[1] - subject[0] == 1 and first in _NO_HEAD
    if first == "please" or (alone and not plain):
        return False
    head = _head(tokens, subject)
    if head is None:
        return plain
    if head.lower in _THINGS:
        return plain and head.lower not in ("this", "that", "much")
    if head.capital and head.start != tokens[0].start:
        return True
    speaks = lexicon.subjects.get(head.lower)
    if speaks is None:
        return head.text[0].isupper() or not head.lower.endswith(_ABSTRACT)
    return speaks


def _head(tokens: Sequence[Token], subject: Range) -> Token | None:
    """The noun that heads a subject: the last word before a preposition or a relative."""
    head = None
    for at in range(*subject):
        token = tokens[at]
        if not token.word:
            if head is not None and token.text in ",(—–":
                break
            continue
        if head is not None and (
            token.lower in PREPOSITIONS | RELATIVES
            or (token.lower.endswith("ing") and not token.capital)
        ):
            break
        if token.lower not in DETERMINERS or at + 1 == subject[1]:
            head = token
    return head
