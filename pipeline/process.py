"""How often a process looks for garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

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
    """Look for cycles rarely in a process that does nothing but our work: a command, or a worker.

    To be called first: imports make many objects as well.
    """
    gc.set_threshold(*_THRESHOLDS)
