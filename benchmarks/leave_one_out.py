"""Leave one article out: what is left of an article when all that only it taught is taken away.

usage: python benchmarks/leave_one_out.py [--articles DIR] [--gold DIR] [--guideline MD] [--levels]

For each article of the gold, rules, gates, words and names that do nothing right in any of the
others are removed, and the article is read with what remains:

rules   rules that made no right row elsewhere, gates that rightly turned nothing down elsewhere
words   and words of cues that opened no right row elsewhere, in any form; and words of cues.csv
        in no sentence elsewhere that held a candidate
names   and actors, people and technology terms that are named nowhere else; states and groups
        of states stay, which no article teaches

Prints each article and all together: plain, with all that removed, and the same with what stands
in the guideline put back (rules whose words are found in it, and its words), since whoever starts
has read that. ``--levels`` adds the steps between. What the code does with a parse cannot be taken
away like this, and neither can what a reader of all articles knows: see docs/method.md for what
the figures do and do not show.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

import pipeline
from pipeline.components.commitments.gates import gate_names
from pipeline.components.commitments.patterns import compiled
from pipeline.components.syntax.candidates import Candidates
from pipeline.evaluate.evaluation import OVERLAP, Evaluation, evaluate
from pipeline.evaluate.gold import Gold, load_gold
from pipeline.evaluate.matching import match
from pipeline.extraction.extraction import Extraction
from pipeline.extraction.pipeline import extract, make_doc
from pipeline.model import Document
from pipeline.readers import list_inputs, load_manifest
from pipeline.settings import models_folder

SHARED = Path(__file__).parents[2] / "shared"
LEVELS = ("rules", "words", "names")
RULES, GATES, WORDS = "rules/commitments.jsonl", "rules/gates.jsonl", "lexicons/cues.csv"
SUCCESSION = "lexicons/actor_succession.csv"
NAMES = {"actors.csv": "name", "people.csv": "name", "technology_terms.csv": "term"}
# Forms of be and have, and what marks an infinitive, are grammar that no article teaches.
_GRAMMAR = frozenset(
    "to is are am was were be been being has have had ’s 's ’re 're ’m 'm ’ve 've ’ll 'll".split()
)
_NEVER = "\u2205"  # stands in no text
_STATES = ("government", "supranational", "grouping")
_FIGURES = ("commitments", "committers", "technologies")


@dataclass
class Evidence:
    """What did something right in an article.

    Attributes:
        rules, gates: by name.
        cues: words of cues of right rows, and their lemmas.
        words: words and lemmas of the sentences that held a candidate.
        names: names of actors and people, and technology terms, in small letters.
    """

    rules: set[str] = field(default_factory=set)
    gates: set[str] = field(default_factory=set)
    cues: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def add(self, other: Evidence) -> None:
        """Take over what another article shows."""
        for name in ("rules", "gates", "cues", "words", "names"):
            getattr(self, name).update(getattr(other, name))


def evidence(doc: Doc, gold: Gold) -> Evidence:
    """What an article shows to whoever reads it with its marks."""
    rows = doc._.commitments
    marks = [[tuple(mark["span"])] for mark in gold.commitments]
    pairs = match(marks, [[(c.start, c.end)] for c in rows], threshold=OVERLAP)
    right = [rows[j] for j in pairs.values()]
    firm = [m for m, c in zip(marks, gold.commitments, strict=True) if not c["borderline"]]
    down = doc._.rejections
    lost = set(match(firm, [[(r.start, r.end)] for r in down], threshold=OVERLAP).values())
    found = Evidence(
        rules={c.rule for c in right},
        gates={r.reason for i, r in enumerate(down) if i not in lost},
        names={name.lower() for name in _names(doc)},
    )
    told = [(c.start, c.end) for c in rows] + [(r.start, r.end) for r in down]
    cues = [c.cue for c in right]
    for parse in doc._.parses:
        spans = [(parse.starts[t.i], parse.end(t.i), t) for t in parse.doc]
        forms = [({t.lower_, (t.lemma_ or t.lower_).lower()}, a, b) for a, b, t in spans]
        if any(a < end and start < b for _, a, b in forms for start, end in told):
            found.words.update(*(words for words, _, _ in forms))
        found.cues.update(
            *(words for words, a, b in forms if any(a < end and start < b for start, end in cues))
        )
    return found


def _names(doc: Doc) -> Iterator[str]:
    for mention in doc._.actors:
        yield from filter(None, (mention.actor_name,))
    for term in doc._.technologies:
        yield term.term


def of_guideline(path: Path, nlp: Language) -> Evidence:
    """What stands in the guideline: rules whose words are found in it, and its words."""
    commitments: Any = nlp.get_pipe("commitments")
    patterns = compiled(commitments.rules.rules)
    found = Evidence()
    for line in path.read_text("utf-8").splitlines():
        doc = nlp(nlp.make_doc(line.replace("*", "")))
        found.rules.update(name for name, _, _ in patterns.find(doc))
        found.words.update(token.lower_ for token in doc)
        for parse in doc._.parses:
            found.words.update(token.lemma_.lower() for token in parse.doc)
    found.cues.update(found.words)
    return found


def lemmas(docs: Iterable[Doc]) -> Mapping[str, set[str]]:
    """Lemmas of each word in small letters, so that another form of a known word counts."""
    found: dict[str, set[str]] = defaultdict(set)
    for doc in docs:
        for parse in doc._.parses:
            for token in parse.doc:
                found[token.lower_].add((token.lemma_ or token.lower_).lower())
    return found


def reduce(folder: Path, known: Evidence, forms: Mapping[str, set[str]], level: str) -> None:
    """Take out of a copy of rules and lexicons what the evidence does not show."""
    deep = LEVELS.index(level)

    def seen(word: str, among: set[str]) -> bool:
        return word in among or not among.isdisjoint(forms.get(word, ()))

    def rule(row: dict[str, Any]) -> dict[str, Any]:
        if row["id"] not in known.rules:
            return _silent(row)
        return _pruned(row, lambda w: w in _GRAMMAR or seen(w, known.cues)) if deep >= 1 else row

    _rewrite(folder / RULES, rule)
    _rewrite(folder / GATES, lambda row: row if row["id"] in known.gates else None)
    if deep >= 1:
        _filter(folder / WORDS, "word", lambda row: seen(row["word"], known.words), by="class")
    if deep >= 2:
        for name, column in NAMES.items():
            _filter(folder / "lexicons" / name, column, partial(_named, column, known.names))
        _filter(folder / SUCCESSION, "successor", partial(_succeeds, known.names))


def _named(column: str, names: set[str], row: Mapping[str, str]) -> bool:
    """Whether an entry is named elsewhere, or is a state or group of states."""
    return row.get("type") in _STATES or row[column].lower() in names


def _succeeds(names: set[str], row: Mapping[str, str]) -> bool:
    return row["predecessor"].lower() in names and row["successor"].lower() in names


def _silent(row: dict[str, Any]) -> dict[str, Any]:
    """A rule that matches nothing; the code may still ask for it by name."""
    kept = {k: v for k, v in row.items() if k != "dependency"}
    return {**kept, "pattern": [[{"LOWER": _NEVER}]], "matches": [_NEVER]}


def _pruned(row: dict[str, Any], keep: Callable[[str], bool]) -> dict[str, Any]:
    """A rule with those words of its cues that are kept."""

    def token(attributes: dict[str, Any], optional: object) -> dict[str, Any] | None:
        words = attributes.get("LOWER")
        if not isinstance(words, dict) or "IN" not in words or optional in ("?", "*"):
            return attributes
        left = [w for w in words["IN"] if keep(w)]
        return {**attributes, "LOWER": {"IN": left}} if left else None

    patterns = [[token(t, t.get("OP")) for t in p] for p in row["pattern"]]
    syntax = [
        [{**node, "RIGHT_ATTRS": token(node["RIGHT_ATTRS"], None)} for node in p]
        for p in row.get("dependency", [])
    ]
    patterns = [p for p in patterns if None not in p]
    syntax = [p for p in syntax if all(node["RIGHT_ATTRS"] is not None for node in p)]
    if not patterns and not syntax:
        return _silent(row) if row["pattern"] or row.get("dependency") else row
    # what is left must be found in its sentences: a sentence of the pattern's own words is
    return {
        **row,
        "pattern": [*patterns, [{"LOWER": _NEVER}]],
        "dependency": syntax if row["kind"] in ("verb", "nominal") else [],
        "matches": [_NEVER],
    }


def _rewrite(path: Path, change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> None:
    rows = [change(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows if row is not None), "utf-8")


def _filter(
    path: Path, column: str, keep: Callable[[dict[str, str]], bool], *, by: str | None = None
) -> None:
    """Keep those rows of a CSV; a class that would be empty keeps a word that is in no text."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        header = list(reader.fieldnames or ())
        rows = list(reader)
    left = [row for row in rows if keep(row)]
    if by is not None:
        gone = sorted({row[by] for row in rows} - {row[by] for row in left})
        left += [{**dict.fromkeys(header, ""), column: _NEVER, by: name} for name in gone]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(left)


def replace_parts(nlp: Language, models: Path | None, asked: set[str] | None) -> None:
    """Let actors, technologies, commitments and the choice of parses read other rules and lists."""
    for name in ("actors", "technologies", "commitments"):
        factory = nlp.get_pipe_meta(name).factory
        nlp.replace_pipe(name, factory, config={"models": str(models) if models else None})
    # not replaced as a whole, since it holds the weights
    syntax: Any = nlp.get_pipe("syntax")
    syntax.candidates = Candidates(models, nlp=nlp)
    if asked is not None:
        commitments: Any = nlp.get_pipe("commitments")
        commitments.without = frozenset(gate_names()) - asked


def measure(gold: Iterable[Gold], extractions: Iterable[Extraction]) -> Evaluation:
    """Figures of tables made of these extractions."""
    with tempfile.TemporaryDirectory() as folder:
        processed = Path(folder) / "processed"
        pipeline.write(extractions, processed)
        return evaluate(processed, gold)


def run(
    documents: dict[str, Document],
    gold: tuple[Gold, ...],
    guideline: Path,
    levels: tuple[str, ...],
) -> None:
    """Measure the levels and print them."""
    nlp = pipeline.load()
    docs = {name: nlp(make_doc(document, nlp)) for name, document in documents.items()}
    shown = {marks.document: evidence(docs[marks.document], marks) for marks in gold}
    forms = lemmas(docs.values())
    given = of_guideline(guideline, nlp)
    results = {"plain": measure(gold, [extract(documents[g.document], nlp) for g in gold])}
    for level, start in [*((level, Evidence()) for level in levels), (LEVELS[-1], given)]:
        made = []
        for marks in gold:
            known = Evidence()
            for other in (start, *(e for name, e in shown.items() if name != marks.document)):
                known.add(other)
            made.append(_read(documents[marks.document], nlp, known, forms, level))
        title = "with guideline" if start is given else f"without {level}"
        results[title] = measure(gold, made)
    replace_parts(nlp, None, None)
    show(results, [marks.document for marks in gold])


def _read(
    document: Document, nlp: Language, known: Evidence, forms: Mapping[str, set[str]], level: str
) -> Extraction:
    """Rows of one document, read with what is known from elsewhere."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("rules", "lexicons"):
            shutil.copytree(models_folder() / part, copy / part)
        reduce(copy, known, forms, level)
        replace_parts(nlp, copy, known.gates)
        return extract(document, nlp)


def show(results: Mapping[str, Evaluation], names: list[str]) -> None:
    """One line for each article: F1 of commitments; then all together."""
    print(f"{'commitments, F1':22}" + "".join(f"{title:>16}" for title in results))
    for name in names:
        counts = [r.counts["commitments"][name] for r in results.values()]
        print(f"{name:22}" + "".join(f"{c.f1:16.1f}" for c in counts))
    print()
    for figure in _FIGURES:
        for title, result in results.items():
            c = result.figure(figure)
            print(
                f"{figure if title == 'plain' else '':15}{title:16}"
                f"P {c.precision:5.1f}  R {c.recall:5.1f}  F1 {c.f1:5.1f}"
                f"  ({c.right} right, {c.wrong} wrong, {c.missed} missed)"
            )
    for figure in ("strength", "status", "action", "row_right"):
        parts = (f"{t} {r.figure(figure).precision:.1f} %" for t, r in results.items())
        print(f"{figure:15}{', '.join(parts)}")


def main() -> None:
    """Read the articles and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=Path, default=SHARED / "articles")
    parser.add_argument("--gold", type=Path, default=SHARED / "gold" / "dev")
    parser.add_argument("--guideline", type=Path, default=SHARED / "gold" / "GUIDELINE.md")
    parser.add_argument("--levels", action="store_true", help="show the steps between as well")
    options = parser.parse_args()
    gold = load_gold([options.gold])
    manifest = load_manifest(options.articles)
    documents = {
        path.stem: pipeline.read(path, metadata=manifest.metadata(path.name))
        for path in list_inputs(options.articles)
    }
    run(documents, gold, options.guideline, LEVELS if options.levels else LEVELS[-1:])


if __name__ == "__main__":
    main()
