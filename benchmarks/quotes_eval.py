"""How well quotes and their speakers are found, by the sets beside the repository.

Run from the repository: ``python benchmarks/quotes_eval.py [--out DIR]``. Writes one file of
predictions for each set and scores it with the scorer of the sets; needs the development data
beside the repository. The component needs no parse, so none is made.

``--rules`` prints how many quotes of each rule are right instead, on the sets and on marked
articles: ``--rules --marked ARTICLES GOLD`` for each further folder of articles and its gold.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language

from pipeline.api import load, read
from pipeline.evaluate.evaluation import OVERLAP
from pipeline.evaluate.gold import load_gold
from pipeline.evaluate.matching import match
from pipeline.extraction import make_doc
from pipeline.model import Quote, Span

SHARED = Path(__file__).resolve().parents[2] / "shared"
SETS = (("press", "direct,mixed"), ("hardcases", ""), ("polnear_dev", ""))
MARKS = frozenset('“"„«‘')
NEEDED = ("segmenter", "actors", "quotes")


def predictions(nlp: Language, path: Path) -> Iterator[dict[str, Any]]:
    """One record a text, in the format of the scorer."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            record = json.loads(line)
            doc = nlp(record["text"])
            yield {"id": record["id"], "quotes": [as_json(quote) for quote in doc._.quotes]}


def as_json(quote: Quote) -> dict[str, Any]:
    """A quote as the scorer wants it."""
    return {
        "content": [list(span) for span in quote.spans],
        "source": [list(quote.speaker)] if quote.speaker else [],
        "cue": [list(quote.cue)] if quote.cue else [],
        "rule": quote.rule,
        "speaker_name": quote.speaker_name,
    }


def in_marks(text: str, quote: Quote) -> bool:
    """Whether some of what is said stands in quotation marks."""
    return any(MARKS.intersection(text[max(0, start - 1) : end]) for start, end in quote.spans)


def by_rule(nlp: Language, folder: Path, marked: Sequence[Sequence[Path]]) -> None:
    """Print right and found of each rule, and (right + 1) / (found + 2)."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()

    def count(gold: list[list[Span]], quotes: Sequence[Quote]) -> None:
        pairs = match(gold, [list(quote.spans) for quote in quotes], threshold=OVERLAP)
        found.update(quote.rule for quote in quotes)
        right.update(quotes[j].rule for j in pairs.values())

    for name, only in SETS:
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            text, quotes = record["text"], nlp(record["text"])._.quotes
            kept = [q for q in quotes if not only or in_marks(text, q)]
            count([[(a, b) for a, b in q["content"]] for q in record["quotes"]], kept)
    for articles, gold in marked:
        for marks in load_gold([gold]):
            path = next(articles.glob(f"{marks.document}.*"))
            doc = make_doc(read(path), nlp)
            for _, pipe in nlp.pipeline:
                doc = pipe(doc)
            count([[(a, b) for a, b in q["content"]] for q in marks.quotes], doc._.quotes)
    for rule in sorted(found, key=lambda rule: -(right[rule] + 1) / (found[rule] + 2)):
        share = (right[rule] + 1) / (found[rule] + 2)
        print(f"{rule:20} {right[rule]:4} / {found[rule]:4}  {share:.2f}")


def main() -> None:
    """Predict and score every set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="folder for the predictions")
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the sets")
    parser.add_argument("--rules", action="store_true", help="right and found of each rule")
    parser.add_argument(
        "--marked", nargs=2, type=Path, action="append", default=[], help="articles and their gold"
    )
    arguments = parser.parse_args()
    folder = arguments.shared / "quotes"
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: the sets are kept beside the repository")
    out = arguments.out or Path(tempfile.mkdtemp(prefix="quotes-"))
    out.mkdir(parents=True, exist_ok=True)
    nlp = load()
    nlp.select_pipes(enable=list(NEEDED))
    if arguments.rules:
        dev = (arguments.shared / "articles", arguments.shared / "gold" / "dev")
        by_rule(nlp, folder, [dev, *arguments.marked])
        return
    for name, only in SETS:
        gold, predicted = folder / f"{name}.jsonl", out / f"{name}.jsonl"
        with predicted.open("w", encoding="utf-8") as stream:
            for record in predictions(nlp, gold):
                stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        print(f"\n== {name}: {predicted}", flush=True)
        command = [sys.executable, str(folder / "score.py"), str(gold), str(predicted)]
        subprocess.run(command + (["--only", only] if only else []), check=True)


if __name__ == "__main__":
    main()
