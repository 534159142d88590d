"""PDF: reading order, boilerplate, hyphens, boxes, and files that cannot be read."""

from __future__ import annotations

import csv
import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from cases.hostile import make
from fpdf import FPDF

from pipeline.errors import ReadError
from pipeline.model import Box, Document
from pipeline.readers import Limits, read_bytes

LEFT = """The harbour board has agreed to deepen
the channel before the winter of 2029, and
to keep a tug on duty day and night. It has
asked three firms for an offer and will de-
cide in May which of them is to do the work.
Until then the old lights stay where they
are, and pilots are told to go round."""
RIGHT = """A second plan, for a long-term store of
salt on the quay, was put off until more is
known about the ground under it. The board
will pay for ten more bore holes and expects
the long-term results within the year, so
that a vote can be taken before the summer
and work on the store can begin in autumn."""


def build(fill: Callable[[FPDF, int], None], *, pages: int = 1, size: float = 10) -> bytes:
    """A PDF of letter-sized pages; ``fill`` draws each of them, in points."""
    document = FPDF(unit="pt", format="letter")
    document.set_auto_page_break(False)
    for number in range(1, pages + 1):
        document.add_page()
        document.set_font("Times", size=size)
        fill(document, number)
    return bytes(document.output())


def lines(document: FPDF, x: float, y: float, text: str, leading: float = 14) -> float:
    for line in text.split("\n"):
        document.text(x, y, line)
        y += leading
    return y


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def under(pdf: pypdfium2.PdfDocument, box: Box) -> str:
    """Text of the page inside a box, as pdfium itself finds it."""
    page = pdf[box.page - 1]
    left, bottom, right, top = page.get_bbox()
    # back from the page as it is shown to the coordinates of the file
    x0, x1, y0, y1 = {
        90: (left + box.top, left + box.bottom, bottom + box.x0, bottom + box.x1),
        180: (right - box.x1, right - box.x0, bottom + box.top, bottom + box.bottom),
        270: (right - box.bottom, right - box.top, top - box.x1, top - box.x0),
    }.get(page.get_rotation(), (left + box.x0, left + box.x1, top - box.bottom, top - box.top))
    textpage = page.get_textpage()
    found: str = textpage.get_text_bounded(x0 - 0.01, y0 - 0.01, x1 + 0.01, y1 + 0.01)
    textpage.close()
    page.close()
    return found


def bare(text: str) -> str:
    """Letters and figures only: pdfium adds spaces, and hyphens at line ends go."""
    return "".join(re.findall(r"\w", text))


def test_columns_are_read_one_after_the_other() -> None:
    def two_columns(document: FPDF, _: int) -> None:
        # row by row, as some programs write columns
        for number, (left, right) in enumerate(
            zip(LEFT.split("\n"), RIGHT.split("\n"), strict=True)
        ):
            document.text(72, 100 + 14 * number, left)
            document.text(310, 100 + 14 * number, right)

    document = read_bytes(build(two_columns), "x.pdf")
    assert [text[:30] for _, text in kinds(document)] == [LEFT[:30], RIGHT[:30]]
    assert "an offer and will decide in May" in document.text
    assert "the long-term results" in document.text


def test_a_broken_word_keeps_its_boxes() -> None:
    data = build(lambda document, _: void(lines(document, 72, 100, LEFT)))
    document = read_bytes(data, "x.pdf")
    start = document.text.index("decide in May")
    boxes = document.source_map.boxes(start, start + len("decide in May"))
    assert len(boxes) == 2
    pdf = pypdfium2.PdfDocument(data)
    assert [bare(under(pdf, box)) for box in boxes] == ["de", "cideinMay"]
    pdf.close()


def void(_: object) -> None:
    return None


def test_heads_feet_numbers_and_notes_are_set_apart() -> None:
    def report(document: FPDF, number: int) -> None:
        document.text(72, 40, "Harbour Board of Longsand")
        document.text(400, 40, "Yearly Report")
        document.set_font("Times", "B", 14)
        document.text(72, 90, f"Chapter {number} of the Review")
        document.set_font("Times", size=11)
        y = lines(document, 72, 120, LEFT if number % 2 else RIGHT)
        lines(document, 72, y + 14, RIGHT if number % 2 else LEFT)
        document.set_font("Times", size=8)
        document.text(72, 690, "1 The board met twice this year, once without its chair.")
        document.text(300, 760, f"Page {number} of 4")

    document = read_bytes(build(report, pages=4), "x.pdf")
    found = kinds(document)
    boilerplate = [text for kind, text in found if kind == "boilerplate"]
    assert sum("Harbour Board of Longsand" in text for text in boilerplate) == 4
    assert sum("Page" in text for text in boilerplate) == 4
    assert sum("once without its chair" in text for text in boilerplate) == 4
    assert [kind for kind, text in found if text.startswith("Chapter")] == ["title"] + [
        "heading"
    ] * 3
    body = "\n".join(text for kind, text in found if kind == "paragraph")
    assert "Yearly" not in body
    assert "Page" not in body
    assert body.count("keep a tug on duty") == 4
    assert document.page_count == 4


def test_a_sentence_runs_on_over_a_page() -> None:
    def halves(document: FPDF, number: int) -> None:
        first, last = LEFT.split("\n")[:4], LEFT.split("\n")[4:]
        document.text(72, 40, "Harbour Board of Longsand")
        lines(document, 72, 700, "\n".join(first)) if number == 1 else lines(
            document, 72, 90, "\n".join(last)
        )

    document = read_bytes(build(halves, pages=2), "x.pdf")
    (paragraph,) = [text for kind, text in kinds(document) if kind == "paragraph"]
    assert "an offer and will decide in May which of them" in paragraph
    start = document.text.index("decide in May")
    assert [box.page for box in document.source_map.boxes(start, start + 13)] == [1, 2]
    assert document.source_map.page(start) == 1
    assert document.source_map.page(start + 10) == 2


def test_lists_keep_their_marks_and_levels() -> None:
    def listing(document: FPDF, _: int) -> None:
        y = lines(document, 72, 100, "The board will do three things before the year is over:")
        y = lines(
            document,
            90,
            y + 6,
            "(a) buy a second tug, which is to be as strong as the\nfirst one and quieter;",
        )
        y = lines(document, 90, y + 6, "(b) train six pilots:")
        y = lines(document, 110, y + 6, "- three of them at sea;\n- three of them ashore;")
        lines(document, 90, y + 6, "(c) publish its accounts.")

    document = read_bytes(build(listing), "x.pdf")
    assert [
        (b.kind, b.level, document.text[b.start : b.end].split()[0]) for b in document.blocks
    ] == [
        ("paragraph", 0, "The"),
        ("list_item", 1, "(a)"),
        ("list_item", 1, "(b)"),
        ("list_item", 2, "-"),
        ("list_item", 2, "-"),
        ("list_item", 1, "(c)"),
    ]
    assert "as strong as the first one and quieter;" in document.text


def test_rows_of_a_table_stay_rows() -> None:
    def table(document: FPDF, _: int) -> None:
        y = lines(document, 72, 100, LEFT) + 20
        for row in (
            ("Port", "Ships", "Tonnes"),
            ("Eastpier", "120", "4,000"),
            ("Longsand", "75", "900"),
        ):
            for x, cell in zip((72, 250, 400), row, strict=True):
                document.text(x, y, cell)
            y += 16

    document = read_bytes(build(table), "x.pdf")
    rows = [text for kind, text in kinds(document) if kind == "table"]
    assert rows == ["Port\tShips\tTonnes", "Eastpier\t120\t4,000", "Longsand\t75\t900"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_on_a_turned_page(turn: int) -> None:
    data = build(lambda document, _: void(lines(document, 72, 100, LEFT)))
    source = pypdfium2.PdfDocument(data)
    source[0].set_rotation(turn)
    saved = save(source)
    document = read_bytes(saved, "x.pdf")
    pdf = pypdfium2.PdfDocument(saved)
    width, height = pdf[0].get_size()
    start = document.text.index("channel")
    (box,) = document.source_map.boxes(start, start + 7)
    assert 0 <= box.x0 < box.x1 <= width
    assert 0 <= box.top < box.bottom <= height
    assert bare(under(pdf, box)) == "channel"
    pdf.close()


def save(document: pypdfium2.PdfDocument) -> bytes:
    from io import BytesIO

    buffer = BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def test_encrypted_files_need_their_password() -> None:
    data = make.pdf(password="open sesame")
    for password, kind in ((None, "encrypted"), ("open barley", "encrypted")):
        with pytest.raises(ReadError) as caught:
            read_bytes(data, "x.pdf", password=password)
        assert caught.value.kind == kind
    assert "joint laboratory" in read_bytes(data, "x.pdf", password="open sesame").text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (make.claimed_pages(50_000), "too_large"),
        (b"%PDF-1.4\nnothing of the kind", "malformed"),
        (build(lambda document, _: None), "no_text"),
    ],
)
def test_pdfs_that_cannot_be_read(data: bytes, kind: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "x.pdf")
    assert caught.value.kind == kind


def test_pages_without_text_are_named() -> None:
    data = build(
        lambda document, number: void(number == 2 or lines(document, 72, 90, LEFT)), pages=3
    )
    assert read_bytes(data, "x.pdf").notes == ("no text: page 2",)


def test_limit_on_characters_stops_early() -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(make.pdf(4), "x.pdf", limits=Limits(characters=300))
    assert caught.value.kind == "too_large"


# What follows runs over the development data.


@pytest.fixture(scope="module")
def prose(shared: Path) -> list[Path]:
    with (shared / "pdf" / "manifest.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        shared / "pdf" / row["path"]
        for row in rows
        if row["odd"] != "yes"
        and row["pdfium_characters"].isdigit()
        and int(row["pdfium_characters"]) > 2000
    ]


def rows_of(document: Document, count: int, chance: random.Random) -> Iterator[tuple[int, int]]:
    """Spans of up to twenty words inside one block, as rows of the tables have."""
    for _ in range(count):
        block = chance.choice(document.blocks)
        words = [m.span() for m in re.finditer(r"\S+", document.text[block.start : block.end])]
        first = chance.randrange(len(words))
        last = min(len(words) - 1, first + chance.randrange(20))
        yield block.start + words[first][0], block.start + words[last][1]


def test_fifty_rows_drawn_over_their_pages(prose: list[Path]) -> None:
    chance = random.Random(7)
    exact = total = 0
    for path in chance.sample(prose, 10):
        data = path.read_bytes()
        document = read_bytes(data, path.name)
        pdf = pypdfium2.PdfDocument(data)
        for start, end in rows_of(document, 5, chance):
            boxes = document.source_map.boxes(start, end)
            words = bare(document.text[start:end])
            total += 1
            exact += bare("".join(under(pdf, box) for box in boxes)) == words
            for box in boxes:
                assert has_ink(pdf, box), (path.name, document.text[start:end])
        pdf.close()
    assert total == 50
    # pdfium counts a raised figure of a footnote into the box of its line now and then
    assert exact >= 49


def has_ink(pdf: pypdfium2.PdfDocument, box: Box) -> bool:
    """Whether something is printed in each tenth of a box from left to right, or nearly so."""
    page = pdf[box.page - 1]
    image: Any = page.render(scale=2).to_numpy()
    page.close()
    cut = image[int(box.top * 2) : int(box.bottom * 2) + 1, int(box.x0 * 2) : int(box.x1 * 2) + 1]
    return bool(cut.size and int(cut.max()) - int(cut.min()) > 60)


def test_every_file_is_a_document_or_a_typed_failure(shared: Path) -> None:
    kinds: dict[str, str] = {}
    for path in sorted((shared / "pdf").glob("*.pdf")):
        try:
            document = read_bytes(path.read_bytes(), path.name)
        except ReadError as error:
            kinds[path.name] = error.kind
            continue
        assert document.text.strip()
        assert document.page_count
        kinds[path.name] = "document"
    assert set(kinds.values()) <= {"document", "encrypted", "malformed", "no_text"}
    assert sum(kind == "document" for kind in kinds.values()) >= 50


def test_faster_than_pdfplumber(prose: list[Path]) -> None:
    import pdfplumber

    path = prose[0]
    data = path.read_bytes()
    read_bytes(data, path.name)
    started = time.perf_counter()
    for _ in range(5):
        read_bytes(data, path.name)
    own = (time.perf_counter() - started) / 5
    started = time.perf_counter()
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text()
    assert time.perf_counter() - started > 4 * own


def test_pdfplumber_steps_in_where_pdfium_gives_up() -> None:
    data = build(lambda document, _: void(lines(document, 72, 100, LEFT)))
    from pipeline.readers.pdf_rescue import rescue_pages

    pages = rescue_pages(data, Limits(), None)
    assert pages is not None
    text = " ".join(word.text for fragment in pages[0].fragments for word in fragment.words)
    assert text.split() == LEFT.split()
    assert rescue_pages(data[:200], Limits(), None) is None
