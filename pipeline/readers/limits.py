"""How much one input may cost."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on reading one file; past any of them the file becomes a typed failure.

    Attributes:
        seconds: wall time, enforced from outside by ``read_isolated``.
        memory_mb: address space of the reading process in MiB, enforced by ``read_isolated``.
        bytes: size of the file, and of what a compressed file expands to.
        pages: pages of one PDF.
        characters: code points of the canonical text.
        depth: nesting of HTML elements.
    """

    seconds: float = 60
    memory_mb: int = 1500
    bytes: int = 50_000_000
    pages: int = 2000
    characters: int = 10_000_000
    depth: int = 512

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits that the settings set."""
        own = settings.limits
        return cls(
            seconds=own.seconds,
            memory_mb=own.memory_mb,
            bytes=int(own.megabytes * 1_000_000),
            pages=own.pages,
            characters=own.characters,
            depth=own.depth,
        )
