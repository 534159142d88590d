"""Draw a sample of mentions from the bulk articles, to be read and judged by hand.

Run from the repository: ``python benchmarks/mention_sample.py actors SEED [--size 200]``.
Prints one mention a line with its surroundings; ``--csv PATH`` writes the rows (document id,
offsets, mention, what it was resolved to, and an empty verdict) that ``docs/*-sample.csv`` keep.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

import pipeline.components.actors
import pipeline.components.technologies  # noqa: F401 - registers the factories
from pipeline.components import attributes
from pipeline.model import Context

BULK = Path(__file__).resolve().parents[2] / "shared" / "bulk" / "articles.zip"
PUBLISHERS = {
    "wh_briefings": "The White House",
    "mci_singapore": "Ministry of Communications and Information",
    "mti_singapore": "Ministry of Trade and Industry (Singapore)",
    "govuk_examples": "HM Government",
}
_DATED = re.compile(r"^(?P<source>[a-z_]+)__(?P<day>\d{4}-\d{2}-\d{2})")
DOCUMENTS = 300


def documents(nlp: Language, seed: int) -> Iterator[tuple[str, Doc]]:
    """Some articles, annotated, drawn by a seed."""
    with zipfile.ZipFile(BULK) as archive:
        names = sorted(n for n in archive.namelist() if n.endswith(".txt"))
        for name in random.Random(seed).sample(names, DOCUMENTS):
            text = archive.read(name).decode("utf-8").replace("\r\n", "\n").lstrip("\ufeff")
            doc = nlp.make_doc(text)
            match = _DATED.match(Path(name).name)
            doc._.context = Context(
                title=text.lstrip().split("\n", 1)[0].strip() or None,
                publisher=PUBLISHERS.get(match["source"]) if match else None,
                published_on=date.fromisoformat(match["day"]) if match else None,
            )
            yield name, nlp(doc)


def draw(nlp: Language, kind: str, seed: int, size: int) -> list[tuple[str, Doc, object]]:
    """Mentions drawn evenly from all mentions of the drawn articles."""
    pool = [(name, doc, m) for name, doc in documents(nlp, seed) for m in doc._.get(kind)]
    return random.Random(seed).sample(pool, size)


def identifier(name: str) -> str:
    """The document id of an article: of the bytes, as everywhere in the program."""
    with zipfile.ZipFile(BULK) as archive:
        return hashlib.sha256(archive.read(name)).hexdigest()[:16]


def told(mention: object) -> str:
    """What a mention was resolved to."""
    area = getattr(mention, "sub_area", None)
    if area is not None:
        return str(area)
    return f"{getattr(mention, 'actor_name', '')} [{getattr(mention, 'actor_type', '')}]"


def main() -> None:
    """Print or write the sample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("actors", "technologies"))
    parser.add_argument("seed", type=int)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--csv", type=Path)
    options = parser.parse_args()
    attributes.register()
    nlp = spacy.blank("en")
    nlp.max_length = 10_000_000
    nlp.add_pipe("pledger_actors")
    nlp.add_pipe("pledger_technologies")
    rows = []
    for number, (name, doc, m) in enumerate(draw(nlp, options.kind, options.seed, options.size)):
        start, end = m.start, m.end  # type: ignore[attr-defined]
        before = " ".join(doc.text[max(0, start - 70) : start].split())
        after = " ".join(doc.text[end : end + 70].split())
        mention = " ".join(doc.text[start:end].split())
        print(f"{number:3d} {before} [[{mention}]] {after}  => {told(m)}")
        rows.append((identifier(name), start, end, mention, told(m), ""))
    if options.csv:
        with options.csv.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("document", "start", "end", "mention", "resolved", "verdict"))
            writer.writerows(rows)


if __name__ == "__main__":
    main()
