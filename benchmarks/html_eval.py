"""How well the article of a web page is found, and whether its blocks are found again.

    python benchmarks/html_eval.py [FOLDER] [--predictions FILE] [--verbose]

FOLDER holds ``pages/*.html.gz``, ``ground-truth.json`` and ``score.py`` of the article extraction
benchmark (default ``../shared/html``). Prints shingle F1 of the canonical text without its
boilerplate, of trafilatura as it comes, and the share of blocks whose XPath leads to an element
of the page that holds their text, white space aside.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from lxml import html as lxml_html

from pipeline.errors import ReadError
from pipeline.model import Document
from pipeline.readers import read_bytes
from pipeline.readers.encoding import decode
from pipeline.readers.html import _declared

DEFAULT = Path(__file__).parents[2] / "shared" / "html"


def body(document: Document) -> str:
    """Canonical text without its boilerplate blocks."""
    return "\n\n".join(
        document.text[block.start : block.end]
        for block in document.blocks
        if block.kind != "boilerplate"
    )


def lost_blocks(document: Document, data: bytes) -> list[str]:
    """Paths of blocks that do not lead to exactly one element that holds the block's text."""
    page = decode(data, _declared(data)).text.encode("utf-8", "replace")
    root = lxml_html.document_fromstring(page, parser=lxml_html.HTMLParser(encoding="utf-8"))
    lost: list[str] = []
    for block in document.blocks:
        path = document.source_map.path(block.start, block.end)
        found: Any = root.xpath(path) if path else []
        text = _flat(document.text[block.start : block.end])
        if len(found) != 1 or text not in _flat(found[0].text_content()):
            lost.append(f"{path}: {text[:60]}")
    return lost


def _flat(text: str) -> str:
    return " ".join(text.split())


def load_scorer(folder: Path) -> ModuleType:
    """The benchmark's own ``score.py``."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def total(rows: list[tuple[float, float, float]]) -> str:
    """Precision, recall and F1 of pages that weigh the same."""
    tp, fp, fn = (sum(column) for column in zip(*rows, strict=True))
    precision, recall = tp / (tp + fp), tp / (tp + fn)
    f1 = 2 * precision * recall / (precision + recall)
    return f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.4f}"


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--predictions", type=Path, help="write texts for score.py here")
    parser.add_argument("--verbose", action="store_true", help="a line a page, and lost blocks")
    arguments = parser.parse_args()
    import trafilatura

    score = load_scorer(arguments.folder)
    truth = json.loads((arguments.folder / "ground-truth.json").read_text(encoding="utf-8"))
    ours: list[tuple[float, float, float]] = []
    theirs: list[tuple[float, float, float]] = []
    predictions: dict[str, str] = {}
    blocks = lost = 0
    seconds = 0.0
    for name, page in truth.items():
        data = gzip.decompress((arguments.folder / "pages" / f"{name}.html.gz").read_bytes())
        started = time.process_time()
        try:
            document = read_bytes(data, f"{name}.html")
        except ReadError as error:
            print(f"{name[:8]} {error}")
            predictions[name] = ""
            ours.append(score.page(page["articleBody"], ""))
            continue
        finally:
            seconds += time.process_time() - started
        predictions[name] = body(document)
        ours.append(score.page(page["articleBody"], predictions[name]))
        plain = trafilatura.extract(data, include_comments=False) or ""
        theirs.append(score.page(page["articleBody"], plain))
        missing = lost_blocks(document, data)
        blocks += len(document.blocks)
        lost += len(missing)
        if arguments.verbose:
            print(f"{name[:8]} tp {ours[-1][0]:.3f} fp {ours[-1][1]:.3f} fn {ours[-1][2]:.3f}")
            for line in missing:
                print(f"    lost {line}")
    print(f"pages {len(truth)}, {len(truth) / seconds:.0f} a second of CPU time")
    print(f"pledger      {total(ours)}")
    print(f"trafilatura  {total(theirs)}")
    print(f"blocks found again by their path: {blocks - lost} of {blocks}, {1 - lost / blocks:.4f}")
    if arguments.predictions:
        arguments.predictions.write_text(json.dumps(predictions), encoding="utf-8")


if __name__ == "__main__":
    main()
