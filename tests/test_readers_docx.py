"""Word documents."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from lxml import etree

from pipeline.errors import ReadError
from pipeline.readers import Limits, read_bytes

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = """
<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Pact on ferries</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">Nine towns </w:t></w:r><w:del><w:r><w:delText>refused
</w:delText></w:r></w:del><w:ins><w:r><w:t>agreed to run</w:t></w:r></w:ins><w:r><w:tab/>
<w:t>electric ferries &amp; to share the cost between them from next year on.</w:t></w:r></w:p>
<w:p/>
<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>Steps</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr><w:r><w:t>piers;</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr><w:r><w:t>cables.</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Eastpier</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
"""
CORE = """<cp:coreProperties xmlns:cp="urn:x" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>Pact</dc:title><dc:creator>Ada Winter
</dc:creator><dcterms:created>2024-05-17T08:00:00Z</dcterms:created></cp:coreProperties>"""


def build(body: str = BODY, **parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>"
        )
        archive.writestr("docProps/core.xml", CORE)
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_paragraphs_with_what_they_are() -> None:
    document = read_bytes(build(), "pact.docx")
    assert [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks] == [
        ("title", 1, "Pact on ferries"),
        (
            "paragraph",
            0,
            "Nine towns agreed to run electric ferries & to share the cost between them"
            " from next year on.",
        ),
        ("heading", 2, "Steps"),
        ("list_item", 1, "piers;"),
        ("list_item", 2, "cables."),
        ("table", 0, "Eastpier"),
    ]
    assert "piers;\ncables." in document.text
    found = document.metadata
    assert (found.title, found.author, found.published_on) == (
        "Pact",
        "Ada Winter",
        date(2024, 5, 17),
    )


def test_paths_find_the_paragraph_again() -> None:
    data = build()
    document = read_bytes(data, "pact.docx")
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    for block in document.blocks:
        path = document.source_map.path(block.start, block.end)
        (element,) = root.xpath(str(path))
        text = "".join(t.text for t in element.iter("{*}t"))
        assert text.split()[-1] == document.text[block.start : block.end].split()[-1]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (build()[:-200], "malformed"),
        (b"not a document", "malformed"),
        (build(body="<w:p><w:r><w:t>"), "malformed"),
        (build(body="<w:p><w:r>" * 400 + "</w:r></w:p>" * 400), "too_large"),
        (build(body="<!--" + " " * 3_000_000 + "-->"), "too_large"),
        (build(body="<w:p/>"), "no_text"),
    ],
)
def test_damaged_and_hostile_documents(data: bytes, kind: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "x.docx", limits=Limits(bytes=1_000_000))
    assert caught.value.kind == kind


def test_other_office_documents_are_unsupported() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(ReadError) as caught:
        read_bytes(buffer.getvalue(), "x.docx")
    assert caught.value.kind == "unsupported"


def test_no_external_entities() -> None:
    body = "<w:p><w:r><w:t>Text of a paragraph &x; of the document.</w:t></w:r></w:p>"
    document = f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document {W}>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", f"{document}<w:body>{body}</w:body></w:document>")
    assert "root:" not in read_bytes(buffer.getvalue(), "x.docx").text
