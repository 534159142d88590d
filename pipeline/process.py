"""What a process is told before it does much: garbage is rare, and nobody wants pandas."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType

_THRESHOLDS = (50_000, 20, 100)
"""A document makes some 100,000 objects and hardly a cycle; by Python's own thresholds looking for
them costs 2 % of a long run, and a seventh of imports and of loading the model."""


@contextmanager
def collected_rarely() -> Iterator[None]:
    """Look for cycles rarely meanwhile; this process's own thresholds are put back afterwards."""
    before = gc.get_threshold()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def settle_in() -> None:
    """Fit a process that does nothing but our work, first thing: a command, or a worker.

    Cycles are looked for rarely, and there is no pandas: Arrow would import it with its first
    array, only to know its types if it met them, for 0.15 s and 30 MB.
    """
    gc.set_threshold(*_THRESHOLDS)
    sys.meta_path.insert(0, _NoPandas())


class _NoPandas:
    """Says that pandas is not installed."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("pandas is not used here", name=name)
