"""How well quotes and their speakers are found, by the sets beside the repository.

Run from the repository: ``python benchmarks/quotes_eval.py [--out DIR]``. Writes one file of
predictions for each set and scores it with the scorer of the sets; needs the development data
beside the repository. The component needs no parse, so none is made.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language

from pipeline.api import load
from pipeline.model import Quote

SHARED = Path(__file__).resolve().parents[2] / "shared"
SETS = (("press", "direct,mixed"), ("hardcases", ""), ("polnear_dev", ""))
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


def main() -> None:
    """Predict and score every set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="folder for the predictions")
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the sets")
    arguments = parser.parse_args()
    folder = arguments.shared / "quotes"
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: the sets are kept beside the repository")
    out = arguments.out or Path(tempfile.mkdtemp(prefix="quotes-"))
    out.mkdir(parents=True, exist_ok=True)
    nlp = load()
    nlp.select_pipes(enable=list(NEEDED))
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
