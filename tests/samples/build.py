"""Writes the sample articles under ``raw/``: the same bytes every time.

Run ``python tests/samples/build.py`` after a change of the texts beside this file. Everything in
them is invented.
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

HERE = Path(__file__).parent
SAMPLES = (
    ("communique.txt", "communique.txt", "2024-05-14", "Joint Secretariat of the Dialogue"),
    ("grid-fund.html", "grid-fund.txt", "2024-09-03", "Department for Grid Innovation"),
    ("progress.txt", "progress.txt", "2025-06-12", "Joint Secretariat of the Dialogue"),
    ("chip-talks.pdf", "chip-talks.txt", "2025-02-11", "The Harbour Courier"),
)


def paragraphs(name: str) -> list[str]:
    """Paragraphs of a text, without their hard line breaks."""
    text = (HERE / name).read_text(encoding="utf-8")
    return [block for block in text.strip().split("\n\n") if block.strip()]


def build_html(source: str, date: str, publisher: str) -> str:
    """A news page as a content management system makes them, with furniture around the body."""
    title, *body = paragraphs(source)
    parts = []
    for block in body:
        lines = block.split("\n")
        if all(line.startswith("- ") for line in lines):
            items = "".join(f"<li>{escape(line[2:])}</li>\n" for line in lines)
            parts.append(f"<ul>\n{items}</ul>")
        elif block.startswith("## "):
            parts.append(f"<h2>{escape(block[3:])}</h2>")
        else:
            parts.append(f"<p>{escape(' '.join(lines))}</p>")
    content = "\n".join(parts)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{escape(title)} - {escape(publisher)}</title>
<meta property="og:title" content="{escape(title)}">
<meta property="article:published_time" content="{date}">
<meta name="author" content="{escape(publisher)}">
</head>
<body>
<nav><a href="/">Home</a> <a href="/news">News</a> <a href="/contact">Contact</a></nav>
<main>
<article>
<h1>{escape(title)}</h1>
{content}
</article>
</main>
<footer><p>Terms of use. Accessibility statement. Follow us on social media.</p></footer>
</body>
</html>
"""


def build_pdf(source: str, date: str, publisher: str) -> bytes:
    """A printed page with a running head, page numbers and hyphenation left to the reader."""
    title, *body = paragraphs(source)
    made = datetime.fromisoformat(date).replace(tzinfo=UTC)

    class Page(FPDF):
        def header(self) -> None:
            self.set_font("Helvetica", size=8)
            self.cell(0, 8, f"{publisher}  |  {date}", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

        def footer(self) -> None:
            self.set_y(-15)
            self.set_font("Helvetica", size=8)
            self.cell(0, 8, str(self.page_no()), align="C")

    pdf = Page(format=(148, 180))
    pdf.set_creation_date(made)
    pdf.set_title(title)
    pdf.set_author(publisher)
    pdf.set_margin(18)
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 15)
    pdf.multi_cell(0, 8, title, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(3)
    pdf.set_font("Helvetica", size=11)
    for block in body:
        pdf.multi_cell(0, 6.2, " ".join(block.split("\n")), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.ln(3)
    return bytes(pdf.output())


def build(raw: Path) -> None:
    """Write all samples and ``sources.csv``."""
    raw.mkdir(parents=True, exist_ok=True)
    rows = []
    for target, source, date, publisher in SAMPLES:
        path = raw / target
        if path.suffix == ".html":
            path.write_text(build_html(source, date, publisher), encoding="utf-8")
        elif path.suffix == ".pdf":
            path.write_bytes(build_pdf(source, date, publisher))
        else:
            path.write_bytes((HERE / source).read_bytes())
        title = paragraphs(source)[0]
        rows.append((target, "", title, publisher, date, "en"))
    with (raw / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("path", "url", "title", "publisher", "published_on", "language"))
        writer.writerows(sorted(rows))


if __name__ == "__main__":
    build(HERE.parents[1] / "raw")
