"""How sure a row is: what its rule was worth when measured, less what speaks against it here.

The figure of a rule stands in its row of ``commitments.jsonl``. The discounts are shares that
the signs below had among false alarms; they multiply, so that more signs never raise a figure.
"""

from __future__ import annotations

from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.setting import Setting
from pipeline.model import Party

_NOT_OWN = 0.85
_NOBODY = 0.75
_BODY = 0.92
_PATIENT = 0.9
_ELIDED = 0.95
_LATER = 0.95
_LONG = 0.9
_LONGEST = 420
_LOWEST = 0.05


def confidence(c: Candidate, setting: Setting, parties: tuple[Party, ...], *, length: int) -> float:
    """Estimated share of rows like this one that a reader would call right, 0 to 1.

    Args:
        c: the candidate.
        setting: its surroundings.
        parties: its committers.
        length: characters of its span.
    """
    value = c.rule.confidence
    if not setting.own_text:
        value *= _NOT_OWN
    if not parties:
        value *= _NOBODY
    if c.subject.kind in ("body", "deal", "it"):
        value *= _BODY
    if c.subject.kind in ("other", "effect") and not setting.joint:
        value *= _PATIENT
    if c.subject.elided:
        value *= _ELIDED
    if c.rank > 1:
        value *= _LATER
    if length > _LONGEST:
        value *= _LONG
    return round(max(value, _LOWEST), 3)
