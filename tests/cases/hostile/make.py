"""Makes files that fight back, small enough to be made in a test.

Run as ``python -m tests.cases.hostile.make FOLDER`` to look at them.
"""

from __future__ import annotations

import gzip
import os
import sys
import zlib
from pathlib import Path

from fpdf import FPDF

PROSE = (
    "The two ministries will set up a joint laboratory for measuring batteries by 2031. "
    "Each side will name a director, and the laboratory will publish its results every year."
)


def pdf(pages: int = 1, *, password: str | None = None) -> bytes:
    """A small PDF with a few paragraphs on each page."""
    document = FPDF()
    document.set_font("Helvetica", size=11)
    if password is not None:
        document.set_encryption(owner_password="owner of the file", user_password=password)
    for number in range(pages):
        document.add_page()
        document.multi_cell(0, 6, f"{PROSE} This is page {number + 1}.")
    return bytes(document.output())


def claimed_pages(count: int) -> bytes:
    """A PDF of one page whose page tree says that there are ``count``."""
    return pdf().replace(b"/Count 1", b"/Count %d" % count)


def deep_html(depth: int) -> bytes:
    """A page with ``depth`` elements one inside the other."""
    return b"<html><body>" + b"<div>" * depth + PROSE.encode() + b"</div>" * depth


def page(body: str = "") -> bytes:
    """A plain web page with an article."""
    text = "".join(f"<p>{PROSE} Paragraph {number}.</p>" for number in range(8))
    head = "<head><title>Laboratory</title></head>"
    return f"<html>{head}<body><article>{text}{body}</article></body></html>".encode()


def gzip_bomb(size: int) -> bytes:
    """A gzip file that expands to ``size`` zeros."""
    return gzip.compress(b"\0" * size, 9)


def stream_bomb(size: int) -> bytes:
    """A PDF whose page content expands to ``size`` bytes of drawing commands."""
    content = zlib.compress((b"0 0 m 1 1 l S " * (size // 14 + 1))[:size], 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(content), content),
    ]
    out = b"%PDF-1.4\n"
    for number, body in enumerate(objects, 1):
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return out + b"trailer<</Root 1 0 R>>\n%%EOF"


def sparse(path: Path, size: int) -> None:
    """A file of ``size`` zeros that takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(size)


def fill(folder: Path) -> dict[str, str]:
    """Fill a folder with hostile files and some good ones.

    Returns:
        by name, the kind of failure expected, or ``ok``; ``refused`` for what is not even
        listed as an input.
    """
    expected = {
        "good.txt": "ok",
        "good.html": "ok",
        "good.pdf": "ok",
        "huge.txt": "too_large",
        "claims.pdf": "too_large",
        "deep.html": "too_large",
        "bomb.html.gz": "too_large",
        "locked.pdf": "encrypted",
        "empty.txt": "no_text",
        "blank.pdf": "no_text",
        "noise.pdf": "malformed",
        "picture.html": "unsupported",
        "loop.txt": "refused",
        "pipe.txt": "refused",
        "gone.txt": "refused",
        "new\nline.txt": "ok",
        "odd-\udcff\udcfe.txt": "ok",
        "émigré – 東京.txt": "ok",
    }
    for name in ("good.txt", "new\nline.txt", "odd-\udcff\udcfe.txt", "émigré – 東京.txt"):
        # one sentence more in each, since exact duplicates are named once
        text = f"{PROSE} File number {len(os.listdir(folder))}."
        Path(os.fsdecode(os.fsencode(folder / name))).write_text(text, encoding="utf-8")
    (folder / "good.html").write_bytes(page())
    (folder / "good.pdf").write_bytes(pdf(2))
    sparse(folder / "huge.txt", 2 << 30)
    (folder / "claims.pdf").write_bytes(claimed_pages(50_000))
    (folder / "deep.html").write_bytes(deep_html(20_000))
    (folder / "bomb.html.gz").write_bytes(gzip_bomb(200_000_000))
    (folder / "locked.pdf").write_bytes(pdf(password="open sesame"))
    (folder / "empty.txt").write_bytes(b"\n \n")
    blank = FPDF()
    blank.add_page()
    (folder / "blank.pdf").write_bytes(bytes(blank.output()))
    (folder / "noise.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40)
    (folder / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "gone.txt").symlink_to(folder / "never-was.txt")
    os.mkfifo(folder / "pipe.txt")
    return expected


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    fill(target)
