"""Why a row is there: its rule, its cue, and each step from words to values.

Everything comes from the tables and the rule files; ``trace`` runs the pipeline again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.audit.corpus import Corpus, Record
from pipeline.audit.fields import amount as amount_text
from pipeline.audit.fields import as_text
from pipeline.errors import InputError
from pipeline.settings import Settings, models_folder


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation.

    Attributes:
        title: what the step is about.
        lines: label and words, in order.
    """

    title: str
    lines: Sequence[tuple[str, str]]


def explain_row(corpus: Corpus, row_id: str, *, settings: Settings | None = None) -> list[Step]:
    """Steps that led to a row.

    Args:
        corpus: the tables.
        row_id: key of a commitment, quote, mention, sentence or segment.
        settings: tell where rules are.

    Raises:
        InputError: no row has that key.
    """
    found = corpus.find(row_id)
    if found is None:
        raise InputError(
            f"no row has the key '{row_id}'",
            where=str(corpus.folder),
            hint="keys are in the first column of commitments, quotes and the mention tables",
        )
    table, row = found
    document = corpus.documents[row["document_id"]]
    steps = [
        Step(
            f"{table} {row_id}",
            [
                ("words", row["text"]),
                ("from", _where(document, row)),
                *_present(row, ("cue", "action", "strength", "kind", "confidence")),
            ],
        )
    ]
    if row.get("rule"):
        steps.append(Step("rule", rule_lines(row["rule"], settings)))
    if table == "commitments":
        steps += _commitment_steps(corpus, row)
    elif table == "quotes":
        steps += _quote_steps(corpus, row)
    else:
        skipped = {"document_id", "sentence_id", "start", "end", "text", "rule", "page"}
        lines = [(k, v) for k in row if k not in skipped and (v := as_text(row[k])) is not None]
        steps.append(Step("value", lines[1:]))
    return [*steps, *_sentence_steps(corpus, row)]


def rule_lines(rule: str, settings: Settings | None = None) -> list[tuple[str, str]]:
    """What the rule files say of a rule; its name alone when it is not made of data."""
    lines = [("name", rule)]
    for path in sorted((models_folder(settings) / "rules").glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            entry: Any = json.loads(line) if line.strip() else {}
            if entry.get("id") != rule:
                continue
            lines.append(("file", f"{path.name}, line {number}, version {entry.get('version')}"))
            for name in ("note", "strength", "deed"):
                if entry.get(name) is not None:
                    lines.append((name, _plain(entry[name])))
            lines += [("matches", example) for example in entry.get("matches", [])[:2]]
            lines += [("but not", example) for example in entry.get("misses", [])[:2]]
            return lines
    family = rule.partition(".")[0]
    return [*lines, ("made by", f"the code of the '{family}' rules; no entry in the rule files")]


def _commitment_steps(corpus: Corpus, row: Record) -> Iterator[Step]:
    document_id, key = row["document_id"], row["commitment_id"]
    text = corpus.text(document_id)
    if row["stem_start"] is not None:
        stem = text[row["stem_start"] : row["stem_end"]]
        yield Step("stem", [("words", stem), ("gives", "actor, cue and strength to what follows")])
    mentions = {m["mention_id"]: m for m in corpus.rows("actor_mentions", document_id)}
    lines = []
    for link in corpus.rows("commitment_actors", document_id):
        if link["commitment_id"] == key:
            m = mentions.get(link["mention_id"])
            how = f"from “{m['text']}”, {m['resolution']}, {m['rule']}" if m else "resolved only"
            lines.append((link["role"], f"{link['actor_name']} ({how})"))
    yield Step("actors", lines or [("", "nobody could be named")])
    yield from _values(corpus, document_id, key)


def _values(corpus: Corpus, document_id: str, key: str) -> Iterator[Step]:
    amounts = {a["amount_id"]: a for a in corpus.rows("amounts", document_id)}
    dates = {d["date_id"]: d for d in corpus.rows("dates", document_id)}
    lines = []
    for link in corpus.rows("commitment_amounts", document_id):
        if link["commitment_id"] == key and (a := amounts.get(link["amount_id"])):
            value = f"{amount_text(a)} ({a['qualifier']}; {a['rule']})"
            lines.append(("amount", f"“{a['text']}” → {value}"))
    for link in corpus.rows("commitment_dates", document_id):
        if link["commitment_id"] == key and (d := dates.get(link["date_id"])):
            anchor = f", resolved from {d['anchor']}" if d["anchor"] else ""
            span = f"{d['earliest']} to {d['latest']}" if d["earliest"] else "no days"
            value = f"{d['edtf'] or '?'} ({d['resolution']}{anchor}; {span}; {d['rule']})"
            lines.append((f"date, {link['role']}", f"“{d['text']}” → {value}"))
    for link in corpus.rows("commitment_technologies", document_id):
        if link["commitment_id"] == key:
            how = "a term in the text" if link["mention_id"] else "taken over"
            lines.append(("area", f"{link['area']} {link['sub_area'] or ''} ({how})"))
    if lines:
        yield Step("values", lines)


def _quote_steps(corpus: Corpus, row: Record) -> Iterator[Step]:
    lines = [
        (f"piece {s['ordinal'] + 1}", s["text"])
        for s in corpus.rows("quote_spans", row["document_id"])
        if s["quote_id"] == row["quote_id"]
    ]
    lines += _present(row, ("speaker", "speaker_name", "speaker_role", "speaker_organisation"))
    lines += _present(row, ("resolution", "actor_id"))
    yield Step("who said what", lines)


def _sentence_steps(corpus: Corpus, row: Record) -> Iterator[Step]:
    sentences = corpus.rows("sentences", row["document_id"])
    for s in sentences:
        if s["start"] <= row["start"] < s["end"]:
            reason = f", turned down by gate {s['reason']}" if s["reason"] else ""
            yield Step("sentence", [("words", s["text"]), ("outcome", s["outcome"] + reason)])


def _where(document: Record, row: Record) -> str:
    page = f", page {row['page']}" if row.get("page") else ""
    return f"{document['source_path']}{page}, characters {row['start']} to {row['end']}"


def _present(row: Record, names: Sequence[str]) -> list[tuple[str, str]]:
    return [(n, v) for n in names if (v := as_text(row.get(n))) is not None]


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
