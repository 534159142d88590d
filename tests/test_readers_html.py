"""Web pages: the article, its blocks and the elements that they came from."""

from __future__ import annotations

import gzip
from datetime import date

import pytest
from cases.hostile import make
from lxml import html as lxml_html

from pipeline.errors import ReadError
from pipeline.model import Document
from pipeline.readers import Limits, read_bytes

ARTICLE = """<!DOCTYPE html>
<html lang="en-GB"><head>
<meta charset="utf-8">
<title>Harbour towns sign a pact on ferries | Coast Gazette</title>
<link rel="canonical" href="https://gazette.example/2024/05/ferries">
<meta property="og:site_name" content="Coast Gazette">
<meta property="og:title" content="Harbour towns sign a pact on ferries">
<meta property="article:published_time" content="2024-05-17T08:00:00Z">
<meta name="author" content="Ada Winter">
<script>var tracking = "never part of the text";</script>
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<main><article>
<h1>Harbour towns sign a pact on ferries</h1>
<p>Nine harbour towns agreed on Friday to run electric ferries between them, and each of them
will pay for <b>one</b> new <a href="/boats">boat&nbsp;that carries 90 people</a> by 2028.</p>
<p>The mayors met in the old customs house, where the first such pact had been signed many years
ago, and spoke for three hours about costs, timetables and the colour of the hulls.</p>
<p>Follow us on Facebook for more pictures of the boats.</p>
<h2>What the towns will do</h2>
<p>Under the pact the towns will:</p>
<ul>
<li>build a charging point at every pier before the first boat arrives;</li>
<li>share one office for tickets, which the largest of the towns will host:
  <ol><li>with staff of its own from next year on;</li><li>with a telephone line.</li></ol></li>
</ul>
<blockquote><p>We will not raise fares before the last of the boats has been paid for, and we
will say so in writing to every household, said one of the mayors after the meeting.</p>
</blockquote>
<table><tr><th>Town</th><th>Share in per cent</th></tr><tr><td>Eastpier</td><td>40</td></tr>
<tr><td>Longsand</td><td>60</td></tr></table>
<p>The regional bank said that it had set aside money for the piers, and expects the first loans
to be taken up in the autumn, once the councils have voted on the plan in their towns.</p>
</article></main>
<footer><p>Coast Gazette is printed on paper made of old nets.</p></footer>
</body></html>
"""


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def document() -> Document:
    return read_bytes(ARTICLE.encode(), "ferries.html")


def kinds(document: Document) -> list[tuple[str, int, str]]:
    return [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks]


def test_metadata(document: Document) -> None:
    found = document.metadata
    assert found.title == "Harbour towns sign a pact on ferries"
    assert found.publisher == "Coast Gazette"
    assert found.author == "Ada Winter"
    assert (found.published_on, found.published_on_source) == (date(2024, 5, 17), "metadata")
    assert found.language == "en"
    assert found.uri == "https://gazette.example/2024/05/ferries"


def test_article_without_what_stands_around_it(document: Document) -> None:
    assert "tracking" not in document.text
    assert "News" not in document.text
    assert "old nets" not in document.text
    assert "one new boat that carries 90 people by 2028." in document.text


def test_structure_is_kept(document: Document) -> None:
    found = kinds(document)
    assert ("heading", 2, "What the towns will do") in found
    items = [(level, text.split()[0]) for kind, level, text in found if kind == "list_item"]
    assert items == [(1, "build"), (1, "share"), (2, "with"), (2, "with")]
    assert [text.split()[0] for kind, _, text in found if kind == "block_quote"] == ["We"]
    assert [text for kind, _, text in found if kind == "table"] == [
        "Town",
        "Share in per cent",
        "Eastpier",
        "40",
        "Longsand",
        "60",
    ]
    assert ("boilerplate", 0, "Follow us on Facebook for more pictures of the boats.") in found


def test_blocks_cover_the_text_and_are_set_apart(document: Document) -> None:
    last = 0
    for block in document.blocks:
        assert document.text[last : block.start] in ("", "\n", "\n\n")
        assert document.text[block.start : block.end].strip()
        last = block.end
    assert last == len(document.text)


def test_paths_find_the_text_again(document: Document) -> None:
    root = lxml_html.document_fromstring(ARTICLE)
    for block in document.blocks:
        path = document.source_map.path(block.start, block.end)
        (element,) = root.xpath(path)
        assert flat(document.text[block.start : block.end]) in flat(element.text_content())


def test_path_of_a_span_is_the_smallest_element(document: Document) -> None:
    start = document.text.index("boat that carries")
    assert (document.source_map.path(start, start + 4) or "").endswith("/p[1]/a[1]")
    wider = document.source_map.path(start - 4, start + 4)
    assert (wider or "").endswith("/p[1]")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("declared", [True, False])
def test_charset_anywhere_or_nowhere(encoding: str, declared: bool) -> None:
    name = {"cp1252": "windows-1252"}.get(encoding, encoding)
    source = ARTICLE.replace("colour", "“colour” – naïve")
    source = source.replace('charset="utf-8"', f'charset="{name}"' if declared else 'name="x"')
    document = read_bytes(source.encode(encoding), "page.html")
    assert "“colour” – naïve" in document.text


def test_gzip_and_mhtml_hold_the_same_article(document: Document) -> None:
    packed = read_bytes(gzip.compress(ARTICLE.encode()), "ferries.html.gz")
    assert packed.text == document.text
    mhtml = (
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://gazette.example/f\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=part\r\n\r\n"
        "--part\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
        f"{ARTICLE}\r\n--part--\r\n"
    )
    saved = read_bytes(mhtml.encode(), "ferries.mhtml")
    assert saved.text == document.text
    assert saved.media_type == "multipart/related"


def test_line_breaks_part_paragraphs_unless_a_sentence_runs_on() -> None:
    lines = (
        "<p>The first line ends here.<br>The second is its own.<br><br>"
        "After a gap it was<br>wrapped by hand.</p>"
    )
    document = read_bytes(make.page(lines), "x.html")
    assert (
        "The first line ends here.\n\nThe second is its own.\n\nAfter a gap it was wrapped by hand."
        in document.text
    )


def test_no_scripts_no_entities_no_network() -> None:
    evil = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + make.page(
            "<p>Entity &x; stays &amp; harmless in this paragraph of the article.</p>"
        ).decode()
    )
    document = read_bytes(evil.encode(), "x.html")
    assert "root:" not in document.text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (make.deep_html(20_000), "too_large"),
        (make.gzip_bomb(30_000_000), "too_large"),
        (gzip.compress(make.page())[:-30], "malformed"),
        (b"<html><body><script>only()</script></body></html>", "no_text"),
        (b"<html></html>", "no_text"),
    ],
)
def test_pages_that_fight_back(data: bytes, kind: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "x.html", limits=Limits(bytes=20_000_000))
    assert caught.value.kind == kind


def test_many_siblings_take_linear_time() -> None:
    document = read_bytes(make.page("".join(f"<p>Line {n}.</p>" for n in range(20_000))), "x.html")
    last = document.blocks[-1]
    assert (document.source_map.path(last.start, last.end) or "").endswith("/p[20008]")
