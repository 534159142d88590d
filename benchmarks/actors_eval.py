"""How many parties and technology areas of the marked articles are resolved as marked.

Run from the repository: ``python benchmarks/actors_eval.py [--misses]``. Needs the development
data beside the repository; prints shares with counts.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

import pipeline.components.actors
import pipeline.components.technologies  # noqa: F401 - registers the factories
from pipeline.components import attributes
from pipeline.model import Context

SHARED = Path(__file__).resolve().parents[2] / "shared"


@dataclass
class Tally:
    """Right ones among all, with the misses for reading."""

    right: int = 0
    total: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, right: bool, miss: str) -> None:
        """Count one."""
        self.right += right
        self.total += 1
        if not right:
            self.misses.append(miss)

    def __str__(self) -> str:
        return f"{self.right}/{self.total} ({self.right / max(1, self.total):.1%})"


def documents(nlp: Language) -> Iterator[tuple[Doc, dict[str, Any]]]:
    """The marked articles, annotated, with their marks."""
    sources = SHARED / "articles" / "sources.csv"
    with sources.open(encoding="utf-8", newline="") as file:
        rows = {row["path"].removesuffix(".txt"): row for row in csv.DictReader(file)}
    for path in sorted((SHARED / "gold" / "dev").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        row = rows[path.stem]
        doc = nlp.make_doc((SHARED / "articles" / f"{path.stem}.txt").read_text(encoding="utf-8"))
        doc._.context = Context(
            title=row["title"] or None,
            publisher=row["publisher"] or None,
            published_on=date.fromisoformat(row["published_on"]),
        )
        yield nlp(doc), gold


def plain(name: str) -> str:
    """A name as the scorer compares it."""
    return name.casefold().removeprefix("the ").removeprefix("government of ").replace("’", "'")


def names_in(doc: Doc, span: list[int], stated: bool) -> set[str]:
    """Names that the cast finds for a phrase."""
    cast = doc._.cast
    found = cast.resolve(*span, states=stated) or (cast.describe(*span),)
    return {plain(p.actor_name) for p in found}


def evaluate(nlp: Language) -> dict[str, Tally]:
    """Count over all marked articles."""
    tallies = {k: Tally() for k in ("committers", "counterparts", "persons", "areas")}
    for doc, gold in documents(nlp):
        for mark in gold["commitments"]:
            if mark["borderline"] or mark["headline"]:
                continue
            for role in ("committers", "counterparts"):
                for span, wanted in _by_span(mark[role]):
                    _count(doc, role, span, wanted, tallies)
            _areas(doc, mark, tallies["areas"])
    return tallies


def _by_span(parties: list[dict[str, Any]]) -> Iterator[tuple[list[int], set[str]]]:
    grouped: dict[tuple[int, ...], set[str]] = {}
    for party in parties:
        if party["span"]:
            grouped.setdefault(tuple(party["span"]), set()).add(plain(party["name"]))
    for span, names in grouped.items():
        yield list(span), names


def _count(
    doc: Doc, role: str, span: list[int], wanted: set[str], tallies: dict[str, Tally]
) -> None:
    either = [names_in(doc, span, False), names_in(doc, span, True)]
    told = f"{doc.text[span[0] : span[1]]!r} at {span[0]}: {wanted} got {either[0]} / {either[1]}"
    tallies[role].add(wanted in either, told)


def areas_within(doc: Doc, start: int, end: int) -> set[str]:
    """Areas of the mentions in a span; the cross-cutting one only where it is alone."""
    found = {m.area for m in doc._.technologies if start <= m.start and m.end <= end}
    return found - {"XCT"} or found


def areas_above(doc: Doc, start: int) -> set[str]:
    """Areas of the nearest heading-like line above that has any (a stand-in for segments)."""
    end = doc.text.rfind("\n", 0, start)
    while end > 0:
        begin = doc.text.rfind("\n", 0, end) + 1
        line = doc.text[begin:end].strip()
        if line and len(line) < 120 and line[-1] not in ".;,:":
            found = areas_within(doc, begin, end)
            if found - {"XCT"}:
                return found
        end = begin - 1
    return set()


def _areas(doc: Doc, mark: dict[str, Any], tally: Tally) -> None:
    start, end = mark["span"]
    found = areas_within(doc, start, end)
    if found <= {"XCT"}:
        found = areas_above(doc, start) or found
    wanted = set(mark["technologies"])
    tally.add(found == wanted, f"{mark['text'][:300]!r}: {sorted(wanted)} got {sorted(found)}")


def main() -> None:
    """Print the shares."""
    attributes.register()
    nlp = spacy.blank("en")
    nlp.add_pipe("pledger_actors")
    nlp.add_pipe("pledger_technologies")
    for name, tally in evaluate(nlp).items():
        if tally.total:
            print(f"{name}: {tally}")
        if "--misses" in sys.argv:
            for miss in tally.misses:
                print(f"    {miss}")


if __name__ == "__main__":
    main()
