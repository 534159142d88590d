"""What a document is about: sister documents say the same of another subject or partner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.ledger.mentions import Mention

_SHARE = 0.2
"""Share of the commitments with parties from which on a country is a partner."""


@dataclass(slots=True)
class Setting:
    """Subject and partners of one document.

    Attributes:
        words: of its title and commitments.
        names: that stand in its title and in a commitment.
        partners: countries that many of its commitments have.
    """

    words: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    partners: set[str] = field(default_factory=set)


def settings_of(mentions: Iterable[Mention]) -> Mapping[str, Setting]:
    """The setting of each document, by its id."""
    found: dict[str, Setting] = {}
    counts: dict[str, Counter[str]] = {}
    for m in mentions:
        setting = found.setdefault(m.document_id, Setting())
        setting.words |= m.words | m.title
        setting.names |= m.names & m.title
        if m.parties:
            counts.setdefault(m.document_id, Counter()).update(
                {"": 1, **dict.fromkeys(m.parties, 1)}
            )
    for document_id, parties in counts.items():
        least = _SHARE * parties.pop("")
        found[document_id].partners |= {c for c, n in parties.items() if n >= least}
    return found


def other_subject(one: Setting, two: Setting) -> bool:
    """Whether each is about a name that the other never says."""
    return bool(one.names - two.words) and bool(two.names - one.words)


def other_partner(one: Setting, two: Setting) -> bool:
    """Whether each has a partner that the other has not."""
    return bool(one.partners - two.partners) and bool(two.partners - one.partners)
