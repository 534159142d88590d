"""What becomes of a folder of PDFs: outcomes, agreement with pdfium's own text, and speed.

    python benchmarks/pdf_eval.py [FOLDER] [--verbose]

FOLDER holds PDFs with a ``manifest.csv`` (default ``../shared/pdf``). Prose are the files in
which pdfium alone finds 2,000 characters or more. Token F1 compares bags of words.
"""

from __future__ import annotations

import argparse
import csv
import re
import time
from collections import Counter
from pathlib import Path

import pdfplumber
import pypdfium2

from pipeline.errors import ReadError
from pipeline.model import Document
from pipeline.readers import read_bytes

DEFAULT = Path(__file__).parents[2] / "shared" / "pdf"
PROSE = 2000


def pdfium_text(data: bytes) -> str:
    """Text of all pages as pdfium gives it; its mark of a broken word is dropped."""
    document = pypdfium2.PdfDocument(data)
    parts: list[str] = []
    for page in document:
        textpage = page.get_textpage()
        parts.append(textpage.get_text_range())
        textpage.close()
        page.close()
    document.close()
    return "\n".join(parts).replace("\ufffe", "").replace("\x02", "")


def tokens(text: str) -> Counter[str]:
    """Bag of words."""
    return Counter(re.findall(r"\w+", text))


def f1(one: Counter[str], other: Counter[str]) -> float:
    """Harmonic mean of precision and recall of two bags."""
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def body(document: Document, boilerplate: bool) -> str:
    """Text of the blocks that are boilerplate, or of those that are not."""
    return "\n".join(
        document.text[block.start : block.end]
        for block in document.blocks
        if (block.kind == "boilerplate") is boilerplate
    )


def agreement(document: Document, data: bytes) -> tuple[float, float]:
    """Token F1 with pdfium of the whole text, and of the text with boilerplate set aside.

    Heads, feet and notes are set aside on both sides: as many of their tokens as pdfium has too
    are taken from pdfium's bag.
    """
    reference = tokens(pdfium_text(data))
    aside = tokens(body(document, True))
    return f1(tokens(document.text), reference), f1(
        tokens(body(document, False)), reference - aside
    )


def speed(path: Path) -> tuple[float, float]:
    """Pages a second of CPU time: this reader, and pdfplumber's ``extract_text``."""
    data = path.read_bytes()
    document = read_bytes(data, path.name)
    pages = document.page_count or 0
    started = time.process_time()
    for _ in range(3):
        read_bytes(data, path.name)
    own = 3 * pages / (time.process_time() - started)
    started = time.process_time()
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text()
    return own, pages / (time.process_time() - started)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--verbose", action="store_true", help="a line a file")
    arguments = parser.parse_args()
    with (arguments.folder / "manifest.csv").open(encoding="utf-8") as file:
        names = list(dict.fromkeys(row["path"] for row in csv.DictReader(file)))
    outcomes: Counter[str] = Counter()
    scores: list[tuple[float, float]] = []
    prose: list[Path] = []
    for name in names:
        path = arguments.folder / name
        data = path.read_bytes()
        try:
            document = read_bytes(data, name)
        except ReadError as error:
            outcomes[error.kind] += 1
            if arguments.verbose:
                print(f"{name}  {error.kind}: {error.message}")
            continue
        outcomes["document" if document.text.strip() else "SILENTLY EMPTY"] += 1
        kinds = ", ".join(f"{k} {n}" for k, n in Counter(b.kind for b in document.blocks).items())
        line = f"{name}  {document.page_count} pages, {kinds}; {'; '.join(document.notes)}"
        if not any("damaged" in note for note in document.notes) and (
            len(pdfium_text(data)) >= PROSE
        ):
            prose.append(path)
            scores.append(agreement(document, data))
            line += f"  F1 {scores[-1][0]:.3f} whole, {scores[-1][1]:.3f} heads set aside"
        if arguments.verbose:
            print(line)
    print(f"{len(names)} files: " + ", ".join(f"{n} {kind}" for kind, n in outcomes.most_common()))
    whole, aside = ([score[i] for score in scores] for i in (0, 1))
    print(f"token F1 with pdfium over {len(scores)} prose files, mean and lowest:")
    print(f"    whole text {sum(whole) / len(whole):.4f}  {min(whole):.4f}")
    print(f"    heads, feet and notes set aside {sum(aside) / len(aside):.4f}  {min(aside):.4f}")
    own, theirs = zip(*(speed(path) for path in prose[:12]), strict=True)
    mean, plumber = (len(v) / sum(1 / max(x, 1e-9) for x in v) for v in (own, theirs))
    print(f"pages a second of CPU time: pledger {mean:.0f}, pdfplumber extract_text {plumber:.1f}")
    print(f"    times faster: {mean / plumber:.1f}")


if __name__ == "__main__":
    main()
