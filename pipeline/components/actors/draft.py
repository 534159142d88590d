"""A mention in the making."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Resolution


@dataclass(slots=True)
class Draft:
    """Words that stand for an actor, before records are made of them.

    Attributes:
        start, end: words, end exclusive.
        modifier: the name only qualifies a following noun (*Japanese regulators*).
        role: office of a person as the text says it.
        organisation: body that the person belongs to, as the text says it.
        members: actor identifiers of a joint term.
        name_start: first word of a person's name, after the titles; None for other actors.
    """

    start: int
    end: int
    rule: str
    actor_id: str | None
    name: str | None
    type: str | None
    country: str | None
    resolution: Resolution
    modifier: bool = False
    role: str | None = None
    organisation: str | None = None
    members: tuple[str, ...] = ()
    name_start: int | None = None

    def alias(self, start: int, end: int, rule: str) -> Draft:
        """The same actor by another of its names, at these words."""
        return Draft(
            start,
            end,
            rule,
            actor_id=self.actor_id,
            name=self.name,
            type=self.type,
            country=self.country,
            resolution="alias",
            role=self.role,
            organisation=self.organisation,
        )


class Cover:
    """Which words are spoken for."""

    __slots__ = ("_taken",)

    def __init__(self, size: int) -> None:
        self._taken: list[Draft | None] = [None] * (size + 1)

    def at(self, index: int) -> Draft | None:
        """The draft over a word, if any."""
        return self._taken[index] if 0 <= index < len(self._taken) else None

    def free(self, start: int, end: int) -> bool:
        """No word of the stretch is taken."""
        return all(self._taken[i] is None for i in range(start, end))

    def open(self, start: int, end: int) -> bool:
        """No word is taken, save by names that only qualify what follows: *Japanese*."""
        taken = [d for d in self._taken[start:end] if d is not None]
        return all(
            (d.modifier or d.type == "government") and start < d.start and d.end < end
            for d in taken
        )

    def take(self, draft: Draft) -> None:
        """Give the words to a draft, and take them from those that hold any of them."""
        for i in range(draft.start, draft.end):
            other = self._taken[i]
            if other is not None and other is not draft:
                self.drop(other)
        for i in range(draft.start, draft.end):
            self._taken[i] = draft

    def drop(self, draft: Draft) -> None:
        """Give the words back."""
        for i in range(draft.start, draft.end):
            if self._taken[i] is draft:
                self._taken[i] = None

    def drafts(self) -> list[Draft]:
        """All drafts in order of the text."""
        found: list[Draft] = []
        for draft in self._taken:
            if draft is not None and (not found or found[-1] is not draft):
                found.append(draft)
        return found
