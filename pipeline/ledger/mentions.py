"""Commitments as the ledger compares them: words, names, numbers, parties."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.errors import OutputError

_TOKEN = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_POSSESSIVE = re.compile(r"['’]s\b")
_HEADLINE = 0.6
"""Share of capitalised words from which on capitals do not tell a name."""

_STOP = frozenset(
    "a an the this that these those it its they their them he his she her we our us you your i my "
    "and or but nor so as of in on at to for from by with without into over under through between "
    "among within during per via than then also both each every all any some such other own same "
    "be is are was were been being am have has had having do does did will would shall should may "
    "might can could must not no only just very more most much many which who whom whose what "
    "when where while if how there here about after before up out off including include includes "
    "today new continue continues continued continuing further pledge pledges pledged commit "
    "commits committed committing commitment commitments plan plans planned intend intends "
    "intended aim aims agree agrees agreed announce announces announced announcing work works "
    "working following action actions step steps additional well".split()
)
_NUMBERS = {
    word: str(number)
    for number, words in enumerate(
        "first one;second two;third three;fourth four;fifth five;sixth six;seventh seven;"
        "eighth eight;ninth nine;tenth ten;eleventh eleven;twelfth twelve".split(";"),
        start=1,
    )
    for word in words.split()
}
_STATES = ("government", "supranational")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")


@dataclass(frozen=True, slots=True)
class Mention:
    """One commitment.

    Attributes:
        words: content words, folded and without endings; includes numbers.
        names: those of them that stand for names.
        numbers: those of them that are numbers.
        parties: codes of countries that undertake it, are its counterparts or stand in its words.
        committers: ids of the actors who undertake it.
        row: the row of ``commitments``.
        title: content words of the title of its document.
        published_on: date of its document.
        publisher: of its document.
    """

    row: dict[str, Any]
    words: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    parties: frozenset[str]
    committers: frozenset[str]
    title: frozenset[str]
    published_on: date | None
    publisher: str | None

    @property
    def commitment_id(self) -> str:
        """Key of the commitment."""
        key: str = self.row["commitment_id"]
        return key

    @property
    def document_id(self) -> str:
        """Document that it stands in."""
        key: str = self.row["document_id"]
        return key

    @property
    def amount(self) -> tuple[str | None, Decimal | None, Decimal | None] | None:
        """Currency, least and most of the first amount; None without one."""
        amount = (self.row["currency"], self.row["minimum"], self.row["maximum"])
        return None if amount[1] is None and amount[2] is None else amount


def fold(text: str) -> str:
    """Lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def stem(word: str) -> str:
    """A word without its English ending: enough to compare, not a lemma."""
    for ending, left in (("ies", 2), ("ing", 4), ("ed", 4), ("es", 4), ("s", 3), ("e", 4)):
        if word.endswith(ending) and len(word) - len(ending) >= left and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word


def content(text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Content words of a text, which of them are names, and which are numbers."""
    tokens = _TOKEN.findall(_POSSESSIVE.sub("", text))
    letters = [t for t in tokens if t[0].isalpha()]
    capitals = sum(t[0].isupper() for t in letters)
    headline = len(letters) > 3 and capitals >= _HEADLINE * len(letters)
    words, names, numbers = set(), set(), set()
    for index, token in enumerate(tokens):
        plain = fold(token)
        number = _NUMBERS.get(plain)
        if number is None and plain[0].isdigit():
            ordinal = _ORDINAL.fullmatch(plain)
            number = ordinal[1] if ordinal else plain.replace(",", "")
        if number is not None:
            numbers.add(number)
            words.add(number)
        elif plain not in _STOP and len(plain) > 1:
            root = stem(plain)
            words.add(root)
            if token[0].isupper() and not headline and (index or token.isupper()):
                names.add(root)
    return frozenset(words), frozenset(names), frozenset(numbers)


def read_mentions(processed: Path) -> list[Mention]:
    """All commitments of an output folder, in order of their keys.

    Raises:
        OutputError: a table is missing.
    """
    documents = {r["document_id"]: r for r in _rows(processed, "documents")}
    country = {r["actor_id"]: r["country"] for r in _rows(processed, "actors")}
    actors: dict[str, list[tuple[str, str]]] = {}
    for r in _rows(processed, "commitment_actors"):
        actors.setdefault(r["commitment_id"], []).append((r["role"], r["actor_id"]))
    inside = _Places(_rows(processed, "actor_mentions"))
    found = []
    for row in _rows(processed, "commitments"):
        document = documents[row["document_id"]]
        parties = {country.get(a) for _, a in actors.get(row["commitment_id"], ())}
        parties |= set(inside.countries(row))
        who = [a for role, a in actors.get(row["commitment_id"], ()) if role == "committer"]
        found.append(
            mention(
                row,
                parties=[p for p in parties if p],
                committers=who,
                title=document["title"] or "",
                published_on=document["published_on"],
                publisher=document["publisher"],
            )
        )
    return sorted(found, key=lambda m: m.commitment_id)


def mention(
    row: dict[str, Any],
    *,
    parties: Iterable[str] = (),
    committers: Iterable[str] = (),
    title: str = "",
    published_on: date | None = None,
    publisher: str | None = None,
) -> Mention:
    """A mention from a row of ``commitments`` and what other tables say of it."""
    words, names, numbers = content(row["text"])
    who, _, _ = content(row["committers"] or "")
    return Mention(
        row=row,
        words=words,
        names=names | (who & words),
        numbers=numbers,
        parties=frozenset(parties),
        committers=frozenset(committers),
        title=content(title)[0],
        published_on=published_on,
        publisher=publisher,
    )


class _Places:
    """Countries by where they stand."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self._by_document: dict[str, list[tuple[int, int, str]]] = {}
        for r in rows:
            if r["country"] and r["actor_type"] in _STATES:
                spans = self._by_document.setdefault(r["document_id"], [])
                spans.append((r["start"], r["end"], r["country"]))
        for spans in self._by_document.values():
            spans.sort()

    def countries(self, row: dict[str, Any]) -> Iterator[str]:
        spans = self._by_document.get(row["document_id"], [])
        for start, end, code in spans[bisect_left(spans, (row["start"], 0, "")) :]:
            if start >= row["end"]:
                return
            if end <= row["end"]:
                yield code


def _rows(processed: Path, table: str) -> list[dict[str, Any]]:
    path = processed / f"{table}.parquet"
    if not path.exists():
        raise OutputError("is missing", where=str(path), hint="`pledger run` makes it")
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows
