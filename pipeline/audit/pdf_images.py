"""Pictures of PDF pages, drawn by pdfium in a child process.

A PDF is untrusted input: it may crash or hang the library, so drawing happens in a process
that may die without taking the audit with it. Run as ``python -m pipeline.audit.pdf_images``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SCALE = 1.6
"""Pixels a PDF point: 115 dots an inch, enough to read small print on the page."""
MAX_PIXELS = 6_000_000
"""Of one picture; larger pages are drawn smaller."""
_QUALITY = 70
_SECONDS = 120
_MEMORY_MB = 2000


@dataclass(frozen=True, slots=True)
class PageImage:
    """A picture of a page.

    Attributes:
        page: from 1.
        file: name of the picture.
        width: of the page in PDF points, as it is shown.
        height: likewise.
    """

    page: int
    file: str
    width: float
    height: float


def draw_pages(
    source: Path,
    target: Path,
    *,
    stem: str,
    pages: Iterable[int],
    password: str | None = None,
    seconds: float = _SECONDS,
) -> list[PageImage]:
    """Draw pages of a PDF as WebP.

    Args:
        source: the PDF.
        target: folder of the pictures.
        stem: start of the name of each picture.
        pages: which pages, from 1.
        password: for an encrypted file.
        seconds: wall time for the whole document.

    Returns:
        the pictures that could be drawn; none when pdfium died or took too long.
    """
    request = json.dumps(
        {
            "source": str(source),
            "target": str(target),
            "stem": stem,
            "pages": sorted(set(pages)),
            "password": password,
        }
    )
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pipeline.audit.pdf_images"],
            input=request.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return []
    found = []
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        try:
            found.append(PageImage(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found


def main() -> None:
    """Draw what the request on standard input asks for; one JSON line a picture."""
    _limit()
    import pypdfium2

    request = json.loads(sys.stdin.read())
    document = pypdfium2.PdfDocument(request["source"], password=request["password"])
    for number in request["pages"]:
        if not 1 <= number <= len(document):
            continue
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(SCALE, (MAX_PIXELS / max(width * height, 1)) ** 0.5)
        name = f"{request['stem']}-{number}.webp"
        image = page.render(scale=scale).to_pil().convert("RGB")
        image.save(Path(request["target"]) / name, "WEBP", quality=_QUALITY, method=4)
        line = {"page": number, "file": name, "width": width, "height": height}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        page.close()


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return
    size = _MEMORY_MB << 20
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    lowered = size if hard == resource.RLIM_INFINITY else min(size, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (lowered, lowered))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return


if __name__ == "__main__":
    main()
