"""Ministries that the press names in small letters: *China's commerce ministry*."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.lexicon import Actor
from pipeline.model import ActorMention

_BODY = re.compile(
    r"(?:[’']s?)?\s(?P<topic>[a-z]+(?:\s(?:and\s)?[a-z]+)?)\s(?P<head>ministry|department)\b"
)
_SPELT = {"defense": "defence", "labor": "labour", "foreign": "foreign affairs"}
_KNOWN = frozenset(
    "commerce finance defence trade health energy education justice transport industry economy "
    "agriculture interior environment science technology labour housing culture tourism".split()
)
_SMALL = frozenset("of the for and".split())


class Ministries:
    """Ministries by country and by the words of their names.

    Args:
        listed: all ministries that are listed.
    """

    def __init__(self, listed: Sequence[Actor]) -> None:
        by_country: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for actor in listed:
            if actor.country:
                entry = (actor.name, frozenset(_topics(actor.name)))
                by_country.setdefault(actor.country, []).append(entry)
        self._by_country: Mapping[str, Sequence[tuple[str, frozenset[str]]]] = by_country

    def named(self, state: ActorMention, after: str) -> str | None:
        """The ministry that words after a state name, by its full name.

        Args:
            state: the mention of the state.
            after: the text after it, to the end of the phrase.
        """
        found = _BODY.match(after)
        if found is None or state.country is None or state.actor_name is None:
            return None
        topics = _topics(found["topic"])
        fitting = [
            name for name, words in self._by_country.get(state.country, ()) if words >= set(topics)
        ]
        if len(fitting) == 1:
            return fitting[0]
        if (
            fitting
            or found["head"] != "ministry"
            or not set(topics) <= _KNOWN | {"foreign", "affairs"}
        ):
            return None
        spelt = " ".join(w if w == "and" else w.title() for w in _spelt(found["topic"]))
        return f"Ministry of {spelt} ({state.actor_name})"


def _spelt(topic: str) -> list[str]:
    return [w for word in topic.split() for w in _SPELT.get(word, word).split()]


def _topics(name: str) -> list[str]:
    """The words of a name that say what it is for, in lower case and one spelling."""
    bare = re.sub(r"\(.*?\)", "", name.lower())
    words = [w for w in re.findall(r"[a-z]+", bare) if w not in _SMALL]
    return [s for w in words for s in _spelt(w) if s not in ("ministry", "department")]
