"""What a rule needs beside its cue, told from words and amounts before any parse.

*Invests* and *provides* make no row where no sum is named, *signed* none where no deal is. Gates
say so after a parse; a sentence that they would turn down in any case needs none. ``needs`` in a
row of ``commitments.jsonl`` names what must be there, of which one is enough, and never asks for
more than the gates do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.attrs import LOWER
from spacy.strings import get_string_id
from spacy.tokens import Doc

from pipeline.components.commitments.arguments import Within
from pipeline.components.commitments.matching import Found
from pipeline.components.commitments.patterns import Rule, Words
from pipeline.errors import RuleError
from pipeline.model import Span

MONEY, JOINT = "money", "joint"
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class _Need:
    """What one rule needs: any of these.

    Attributes:
        money: an amount of money in the sentence.
        joint: a text in which several parties agree.
        forms: hashes of words, in small letters, one of which stands in the unit.
    """

    money: bool
    joint: bool
    forms: frozenset[int]


class Needs:
    """The needs of all rules.

    Args:
        rules: with ``needs``; a rule of a list never makes a row of its own sentence.
        words: the classes that they name.

    Raises:
        RuleError: a need is neither a class of words nor ``money`` nor ``joint``.
    """

    def __init__(self, rules: Iterable[Rule], words: Words) -> None:
        self._of = {
            rule.rule_id: _need(rule, words) for rule in rules if rule.needs or rule.kind == "list"
        }

    def met(self, cues: Sequence[Found], words: Doc, span: Span, about: Surroundings) -> bool:
        """Whether one of the rules whose cues stand in a unit has what it needs there.

        Args:
            cues: where the words of rules stand.
            words: the unit's tokens.
            span: of its sentence.
            about: what else is known of the article.
        """
        names = {name for name, _, _ in cues}
        if names - self._of.keys():
            return True
        lower = words.to_array(LOWER).tolist() if names else ()
        for need in map(self._of.__getitem__, names):
            if not need.forms.isdisjoint(lower):
                return True
            if (need.joint and about.joint) or (need.money and about.money(span)):
                return True
        return False


class Surroundings:
    """What is known of an article before it is parsed, beside its words.

    Args:
        doc: with ``doc._.amounts`` and the cast.

    Attributes:
        joint: whether several parties agree in the text.
    """

    def __init__(self, doc: Doc) -> None:
        cast = doc._.cast if Doc.has_extension("cast") else None
        self.joint = bool(cast is not None and cast.joint)
        self._amounts = Within(doc._.amounts)

    def money(self, span: Span) -> bool:
        """Whether an amount of money stands in a sentence."""
        return bool(self._amounts.inside(*span))


def _need(rule: Rule, words: Words) -> _Need:
    forms: set[str] = set()
    for name in rule.needs:
        if name in (MONEY, JOINT):
            continue
        if name not in words.names():
            raise RuleError(
                f"rule '{rule.rule_id}' needs '{name}', which is no class of words",
                hint=f"name a class of cues.csv, '{MONEY}' or '{JOINT}'",
            )
        for word in words[name]:
            forms.update(inflected(word))
    hashes = frozenset(map(get_string_id, forms))
    return _Need(MONEY in rule.needs, JOINT in rule.needs, hashes)


def inflected(word: str) -> set[str]:
    """A word with the regular endings of nouns and verbs; more than there are, never fewer."""
    stem = word[:-1]
    found = {word + ending for ending in ("", "s", "es", "'s", "’s", "d", "ed", "ing")}
    if word.endswith("y"):
        found |= {stem + "ies", stem + "ied"}
    elif word.endswith("e"):
        found.add(stem + "ing")
    elif word[-1:] not in _VOWELS:
        found |= {word + word[-1] + "ed", word + word[-1] + "ing"}
    return found
