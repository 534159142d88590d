"""A cache in an object store, for runs whose workers share no disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from pipeline.errors import OutputError
from pipeline.storage import Remote


@dataclass(frozen=True)
class RemoteShelf:
    """Objects under a URL.

    Attributes:
        place: of the objects.
    """

    place: Remote
    at_once: ClassVar[int] = 16

    def read(self, name: str, size: int | None = None) -> bytes | None:
        """As :meth:`Shelf.read`.

        Raises:
            OutputError: the store cannot be reached.
        """
        try:
            return self.place.read(name, size)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable("read", name, error) from error

    def write(self, name: str, data: bytes) -> None:
        """As :meth:`Shelf.write`."""
        try:
            self.place.write(name, data)
        except OSError as error:
            raise self._unusable("written", name, error) from error

    def remove(self, names: Iterable[str]) -> None:
        """As :meth:`Shelf.remove`."""
        wanted = list(names)
        try:
            self.place.remove(wanted)
        except OSError as error:
            raise self._unusable("removed", wanted[0], error) from error

    def sizes(self) -> Iterator[tuple[str, int]]:
        """As :meth:`Shelf.sizes`."""
        try:
            found = self.place.objects()
        except OSError as error:
            raise self._unusable("listed", "", error) from error
        for one in found:
            yield one.name, one.size

    def sweep(self) -> None:
        """Nothing: an object is there whole or not at all."""

    def _unusable(self, what: str, name: str, error: OSError) -> OutputError:
        return OutputError(
            f"cannot be {what}: {error.strerror or error}",
            where=f"{self.place}/{name}",
            hint="check credentials, permissions and the endpoint",
        )
