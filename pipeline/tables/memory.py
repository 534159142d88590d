"""Memory that nothing uses any more, given back to the system."""

from __future__ import annotations

import pyarrow as pa


def give_back() -> None:
    """Give back what was freed; takes some milliseconds.

    Allocators keep it for later. But arrays of ever other sizes are put into ever other holes of
    what they keep, so that a process that makes many comes to occupy the most that it ever used
    and half as much again. With Arrow's system pool, which the command uses, this covers all that
    the process allocates, else only what Arrow does.
    """
    pa.default_memory_pool().release_unused()
