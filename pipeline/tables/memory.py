"""Memory that nothing uses any more, given back to the system."""

from __future__ import annotations

import pyarrow as pa

_MUCH = 4 << 20


def give_back() -> None:
    """Give back what was freed; takes some milliseconds.

    Allocators keep it for later. But arrays of ever other sizes are put into ever other holes of
    what they keep, so that a process that makes many comes to occupy the most that it ever used
    and half as much again. With Arrow's system pool, which the command uses, this covers all that
    the process allocates, else only what Arrow does.
    """
    pa.default_memory_pool().release_unused()


class Freed:
    """Counts what was freed, and gives it back when it is much."""

    def __init__(self) -> None:
        self._bytes = 0

    def __call__(self, size: int) -> None:
        """So many bytes are needed no longer."""
        self._bytes += size
        if self._bytes >= _MUCH:
            self._bytes = 0
            give_back()
