"""``pledger evaluate``: an output folder against gold, field by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import OutputError
from pipeline.evaluate.gold import Gold, plain_name
from pipeline.evaluate.matching import match
from pipeline.evaluate.scores import Count, of_sets, total
from pipeline.tables.layout import exists, file_name, read

OVERLAP = 0.5
"""Intersection over union from which a commitment or quote counts as found."""
_ANY = 1e-9

FIELDS = (
    "strength",
    "status",
    "polarity",
    "action",
    "conditional",
    "row_right",
    "quote_kind",
    "speaker",
)
"""Figures that are shares of what was found; the others have precision, recall and F1."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Error:
    """One miss (``missed``) or false alarm (``wrong``)."""

    document: str
    kind: str
    what: str
    text: str
    rule: str | None = None


@dataclass
class Evaluation:
    """All figures, by name and document.

    Attributes:
        counts: count by name (``commitments``, ``strength``) and document.
        rules: count by rule, missed always 0.
        missing: gold documents that are not in the tables.
        text_differs: documents whose text is not the one that was marked.
    """

    counts: dict[str, dict[str, Count]] = field(default_factory=lambda: defaultdict(dict))
    rules: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    errors: list[Error] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    text_differs: list[str] = field(default_factory=list)

    def add(self, name: str, document: str, count: Count) -> None:
        """Add to a figure."""
        by_document = self.counts[name]
        by_document[document] = by_document.get(document, Count()) + count

    def figure(self, name: str) -> Count:
        """A figure over all documents."""
        return total(self.counts[name].values())


class _Tables:
    """The tables of an output folder, by document and by key."""

    def __init__(self, processed: Path) -> None:
        self._processed = processed
        self.documents = {PurePosixPath(d["source_path"]).stem: d for d in self._read("documents")}
        self.by_document = {
            name: _grouped(self._read(name), "document_id")
            for name in ("commitments", "quotes", "amounts", "dates")
        }
        self.pieces = _grouped(self._read("quote_spans"), "quote_id")
        self.bridges = {
            name: _grouped(self._read(f"commitment_{name}"), "commitment_id")
            for name in ("actors", "amounts", "dates", "technologies")
        }
        self.amounts = {a["amount_id"]: a for a in self._all("amounts")}
        self.dates = {d["date_id"]: d for d in self._all("dates")}

    def _read(self, name: str) -> list[Row]:
        if not exists(self._processed, name):
            where = str(self._processed / file_name(name))
            raise OutputError("is missing", where=where, hint="`pledger run` makes it")
        return list(read(self._processed, name).to_pylist())

    def _all(self, name: str) -> Iterator[Row]:
        for rows in self.by_document[name].values():
            yield from rows

    def quote_spans(self, quote: Row) -> list[tuple[int, int]]:
        """Pieces of a quote."""
        pieces = [(p["start"], p["end"]) for p in self.pieces.get(quote["quote_id"], [])]
        return pieces or [(quote["start"], quote["end"])]


def evaluate(processed: Path, gold: Iterable[Gold]) -> Evaluation:
    """Compare an output folder with gold, by the rules of the protocol.

    Raises:
        OutputError: a table is missing.
    """
    tables, result = _Tables(processed), Evaluation()
    for marks in gold:
        document = tables.documents.get(marks.document)
        if document is None:
            result.missing.append(marks.document)
        elif document["text_sha256"] != marks.text_sha256:
            result.text_differs.append(marks.document)
        key = document["document_id"] if document else ""
        _commitments(result, tables, marks, tables.by_document["commitments"].get(key, []))
        _quotes(result, tables, marks, tables.by_document["quotes"].get(key, []))
        _values(result, marks, "amounts", tables.by_document["amounts"].get(key, []))
        _values(result, marks, "dates", tables.by_document["dates"].get(key, []))
    return result


def _commitments(result: Evaluation, tables: _Tables, marks: Gold, found: list[Row]) -> None:
    name = marks.document
    pairs = match(
        [[c["span"]] for c in marks.commitments],
        [[(c["start"], c["end"])] for c in found],
        threshold=OVERLAP,
    )
    neutral = {i for i, c in enumerate(marks.commitments) if c["borderline"] or c["headline"]}
    right = {i: j for i, j in pairs.items() if i not in neutral}
    wrong = sorted(set(range(len(found))) - set(pairs.values()))
    missed = sorted(set(range(len(marks.commitments))) - neutral - set(pairs))
    result.add("commitments", name, Count(len(right), len(wrong), len(missed)))
    for j in wrong:
        row = found[j]
        result.rules[row["rule"]] += Count(wrong=1)
        result.errors.append(Error(name, "wrong", "commitment", row["text"], row["rule"]))
    for i in missed:
        result.errors.append(Error(name, "missed", "commitment", marks.commitments[i]["text"]))
    for i, j in right.items():
        result.rules[found[j]["rule"]] += Count(right=1)
        _fields(result, tables, marks, marks.commitments[i], found[j])


def _fields(
    result: Evaluation, tables: _Tables, marks: Gold, gold: Mapping[str, Any], row: Row
) -> None:
    """Fields of one commitment that was found."""
    name, key = marks.document, row["commitment_id"]
    actors = tables.bridges["actors"].get(key, [])
    who = {plain_name(k["name"]) for k in gold["committers"]}
    who_found = {plain_name(a["actor_name"]) for a in actors if a["role"] == "committer"}
    result.add("committers", name, of_sets({*who}, {*who_found}))
    areas = {t["area"] for t in tables.bridges["technologies"].get(key, [])}
    result.add("technologies", name, of_sets({*gold["technologies"]}, areas))
    money = {_amount(_named(marks.amounts, k), "min", "max") for k in gold["amounts"]}
    money_found = {
        _amount(tables.amounts[a["amount_id"]], "minimum", "maximum")
        for a in tables.bridges["amounts"].get(key, [])
    }
    result.add("commitment_amounts", name, of_sets({*money}, {*money_found}))
    days = {(_named(marks.dates, k["id"])["value"], k["role"]) for k in gold["dates"]}
    days_found = set()
    for bridge in tables.bridges["dates"].get(key, []):
        edtf = tables.dates[bridge["date_id"]]["edtf"]
        days_found.add((marks.accepted.get(edtf, edtf), bridge["role"]))
    result.add("commitment_dates", name, of_sets({*days}, {*days_found}))
    for column in ("strength", "status", "polarity", "action"):
        same = (gold[column] or "").casefold() == (row[column] or "").casefold()
        result.add(column, name, _verdict(same))
    result.add("conditional", name, _verdict(gold["conditional"] == row["conditional"]))
    alike = (
        who == who_found
        and gold["strength"] == row["strength"]
        and gold["polarity"] == row["polarity"]
        and money == money_found
    )
    result.add("row_right", name, _verdict(alike))


def _quotes(result: Evaluation, tables: _Tables, marks: Gold, found: list[Row]) -> None:
    name = marks.document
    pairs = match(
        [q["content"] for q in marks.quotes],
        [tables.quote_spans(q) for q in found],
        threshold=OVERLAP,
    )
    wrong = sorted(set(range(len(found))) - set(pairs.values()))
    missed = sorted(set(range(len(marks.quotes))) - set(pairs))
    result.add("quotes", name, Count(len(pairs), len(wrong), len(missed)))
    attributed = 0
    for i, j in pairs.items():
        gold, row = marks.quotes[i], found[j]
        result.add("quote_kind", name, _verdict(gold["kind"] == row["kind"]))
        same = same_speaker(gold["speaker_name"], row["speaker_name"])
        result.add("speaker", name, _verdict(same))
        attributed += same
        result.add(f"quotes.{gold['kind']}", name, Count(right=1))
    result.add(
        "quotes_with_speaker",
        name,
        Count(attributed, len(found) - attributed, len(marks.quotes) - attributed),
    )
    for j in wrong:
        row = found[j]
        result.add(f"quotes.{row['kind']}", name, Count(wrong=1))
        result.errors.append(Error(name, "wrong", "quote", row["text"], row["rule"]))
    for i in missed:
        gold = marks.quotes[i]
        result.add(f"quotes.{gold['kind']}", name, Count(missed=1))
        result.errors.append(Error(name, "missed", "quote", f"{gold['content']}"))


def same_speaker(gold: str | None, found: str | None) -> bool:
    """Whether two resolved names agree; a surname alone counts."""
    name, got = plain_name(gold), plain_name(found)
    if not got or not name:
        return False
    if got == name or got == name.split(" ")[-1]:
        return True
    return name.endswith(f" {got}") or got.endswith(f" {name}")


def _values(result: Evaluation, marks: Gold, table: str, found: list[Row]) -> None:
    name = marks.document
    gold = getattr(marks, table)
    pairs = match(
        [[g["span"]] for g in gold], [[(f["start"], f["end"])] for f in found], threshold=_ANY
    )
    kind = table.removesuffix("s")
    result.add(
        f"{kind}_spans", name, Count(len(pairs), len(found) - len(pairs), len(gold) - len(pairs))
    )
    right = 0
    for i, j in pairs.items():
        if table == "amounts":
            same = _amount(gold[i], "min", "max") == _amount(found[j], "minimum", "maximum")
        else:
            same = found[j]["edtf"] in (gold[i]["value"], *gold[i].get("accept", []))
        right += same
        if not same:
            result.errors.append(Error(name, "wrong", f"{kind} value", found[j]["text"]))
    result.add(f"{kind}_values", name, Count(right, len(found) - right, len(gold) - right))


def _verdict(same: bool) -> Count:
    return Count(right=1) if same else Count(wrong=1)


def _amount(row: Mapping[str, Any], low: str, high: str) -> tuple[Any, float | None, float | None]:
    least, most = row[low], row[high]
    return (
        row["currency"],
        None if least is None else float(least),
        None if most is None else float(most),
    )


def _named(rows: Iterable[Mapping[str, Any]], key: str) -> Mapping[str, Any]:
    return next(row for row in rows if row["id"] == key)


def _grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return dict(groups)
