"""How a run goes, and what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from pipeline.cache.entry import Summary
from pipeline.engines.task import Outcome
from pipeline.errors import ManifestError

Change = Literal["new", "changed", "gone", "unchanged"]
"""What happened to an input since the last run."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is about to do.

    Attributes:
        changes: inputs by what happened to them since the last run.
        todo: files to process; the rest is known.
    """

    changes: Mapping[Change, int]
    todo: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did.

    Attributes:
        counts: inputs by status, and rows by table.
        published: whether the tables were written; False when nothing changed.
        failures: rows of ``failures``.
        problems: of ``sources.csv``.
        manifest_error: ``sources.csv`` as a whole could not be used.
        stages: seconds of all workers together, by stage.
        read: files that were read and extracted from.
        recalled: files that were only extracted from again, since what an earlier run had read
            still holds.
    """

    plan: Plan
    counts: Mapping[str, int]
    published: bool
    failures: tuple[Summary, ...]
    problems: tuple[ManifestError, ...]
    manifest_error: ManifestError | None
    seconds: float
    stages: Mapping[str, float] = field(default_factory=dict)
    read: int = 0
    recalled: int = 0


class Observer(Protocol):
    """Is told how a run goes."""

    def planned(self, plan: Plan) -> None:
        """Inputs were compared with the last run."""
        ...

    def done(self, outcome: Outcome) -> None:
        """One file was processed."""
        ...

    def writing(self) -> None:
        """All files were processed; tables are being written."""
        ...


class Silent:
    """An observer that says nothing."""

    def planned(self, plan: Plan) -> None:
        """Nothing."""

    def done(self, outcome: Outcome) -> None:
        """Nothing."""

    def writing(self) -> None:
        """Nothing."""
