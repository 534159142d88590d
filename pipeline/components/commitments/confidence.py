"""How sure a row is: what readers said of rows like it, as weights in ``confidence.csv``.

Confidence is a logistic function of a base, a weight for the rule and one for each sign that the
row bears. The weights are fitted on rows that were judged (``benchmarks/calibration.py``) and
stand in one file; a rule or sign without a row there has weight 0. Signs only ever lower it.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.setting import Setting
from pipeline.errors import RuleError
from pipeline.model import Party
from pipeline.settings import models_folder

WEIGHTS = "confidence.csv"
COLUMNS = ("sign", "weight", "right", "judged")
BASE = "base"
_ALONE = frozenset({"i", "he", "she", "they"})

SIGNS = (
    "not_own_text",
    "nobody_named",
    "body_or_deal",
    "other_subject",
    "passive",
    "elided_subject",
    "later_in_chain",
    "quoted",
    "person_alone",
)
"""What may speak against a row, in the order of the file."""


def signs(c: Candidate, setting: Setting, parties: tuple[Party, ...]) -> tuple[str, ...]:
    """The signs that a row bears.

    Args:
        c: the candidate.
        setting: its surroundings.
        parties: its committers.
    """
    head = c.view.lower[c.subject.head] if c.subject.head >= 0 else ""
    borne = {
        "not_own_text": not setting.own_text,
        "nobody_named": not parties,
        "body_or_deal": c.subject.kind in ("body", "deal", "it"),
        "other_subject": c.subject.kind in ("other", "effect") and not setting.joint,
        "passive": c.deed.passive,
        "elided_subject": c.subject.elided,
        "later_in_chain": c.rank > 0,
        "quoted": setting.quoted,
        "person_alone": head in _ALONE,
    }
    return tuple(name for name in SIGNS if borne[name])


@dataclass(frozen=True, slots=True)
class Scale:
    """The weights, by rule and sign."""

    weights: Mapping[str, float]

    def confidence(self, rule: str, borne: Iterable[str]) -> float:
        """Estimated share of such rows that a reader would call right, 0 to 1.

        Args:
            rule: id of the rule that made the row.
            borne: its signs.
        """
        names = (BASE, rule, *borne)
        return round(1 / (1 + math.exp(-sum(self.weights.get(n, 0.0) for n in names))), 3)


def load_scale(folder: Path | None = None, *, rules: Iterable[str]) -> Scale:
    """Read the weights.

    Args:
        folder: with ``rules/``; None takes the one shipped.
        rules: ids of the rules there are.

    Raises:
        RuleError: with file and line, for wrong columns, a name that is neither base, rule nor
            sign, one that stands twice, a weight that is no number or a sign that would raise it.
    """
    path = (folder or models_folder()) / "rules" / WEIGHTS
    known = {BASE, *SIGNS, *rules}
    weights: dict[str, float] = {}
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise RuleError(f"columns must be {','.join(COLUMNS)}", where=f"{path}:1")
            for line, row in enumerate(reader, start=2):
                name, where = row["sign"], f"{path}:{line}"
                if name not in known or name in weights:
                    raise RuleError(
                        f"'{name}' is no rule or sign, or stands twice",
                        where=where,
                        hint="take the row out; a rule without one has the weight of none",
                    )
                try:
                    weights[name] = float(row["weight"])
                except (TypeError, ValueError) as error:
                    raise RuleError(f"'{row['weight']}' is no weight", where=where) from error
                if not math.isfinite(weights[name]) or (name in SIGNS and weights[name] > 0):
                    raise RuleError(f"a sign only lowers: '{name}'", where=where)
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror}", where=str(path)) from error
    return Scale(weights)
