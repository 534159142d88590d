"""The garbage collector, told that a run makes many objects and hardly a cycle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (50_000, 20, 100)
"""A document makes some 100,000 objects and hardly a cycle; by Python's own thresholds looking for
them costs 2 % of a long run, and 7 % of one that loads the model for one document."""


@contextmanager
def collected_rarely() -> Iterator[None]:
    """Look for cycles rarely meanwhile; this process's own thresholds are put back afterwards."""
    before = gc.get_threshold()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
