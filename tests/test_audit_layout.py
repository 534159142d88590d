"""A text cut into marked pieces loses and adds nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audit.build import as_json, environment
from pipeline.audit.characters import HIDDEN, label, pieces, visible
from pipeline.audit.corpus import Corpus
from pipeline.audit.document_page import document_page, safe_link
from pipeline.audit.html_source import disarm
from pipeline.audit.layout import Hidden, LaidBlock, Mark, lay_out


def text_of(blocks: list[LaidBlock]) -> str:
    return "".join(
        chr(part.code) if isinstance(part, Hidden) else part
        for block in blocks
        for piece in block.pieces
        for part in piece.parts
    )


def segment(start: int, end: int, kind: str = "paragraph", parent: str | None = None) -> dict:
    return {"segment_id": f"{start}", "parent_id": parent, "kind": kind, "start": start,
            "end": end, "page": None}  # fmt: skip


spans = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda s: (s[0], s[0] + s[1]))


@given(
    st.text(st.sampled_from("ab \n\u202e\u200b\U0001f600é"), min_size=43, max_size=43),
    st.lists(spans, max_size=12),
)
def test_pieces_hold_every_character_once_with_exactly_its_marks(text, marked):
    marks = [Mark(a, b, "cqoadt"[n % 6], n) for n, (a, b) in enumerate(marked)]
    blocks = lay_out(text, [segment(2, 20), segment(22, 41)], marks)
    assert text_of(blocks) == text
    at = 0
    for block in blocks:
        for piece in block.pieces:
            for _ in text_of([LaidBlock("paragraph", 0, None, (piece,))]):
                expected = {str(m.row) for m in marks if m.start <= at < m.end}
                assert set(piece.rows.split()) == expected
                at += 1


def test_list_items_are_nested_and_text_outside_segments_is_kept():
    text = "Both will:\n a. open\n  i. one\nstray"
    rows = [segment(0, 10, "list_stem"), segment(12, 19, "list_item", "0"),
            segment(22, 28, "list_item", "12")]  # fmt: skip
    blocks = lay_out(text, rows, [])
    assert [(b.kind, b.level) for b in blocks if b.kind != "gap"] == [
        ("list_stem", 0), ("list_item", 1), ("list_item", 2), ("paragraph", 0)]  # fmt: skip
    assert text_of(blocks) == text


@pytest.mark.parametrize(
    ("character", "name"),
    [("\u202e", "RLO"), ("\u2066", "LRI"), ("\u200b", "ZWSP"), ("\x07", "U+0007"),
     ("\U000e0041", "U+E0041"), ("\ufeff", "BOM")],
)  # fmt: skip
def test_hidden_characters_have_labels(character, name):
    assert label(character) == name
    assert visible(f"a{character}b") == f"a⟦{name}⟧b"
    assert list(pieces(f"a{character}")) == [("a", False), (character, True)]


def test_letters_accents_and_line_ends_are_not_hidden():
    assert not HIDDEN.search("Österreich\n\t\u00a0שלום كويت 日本 \U0001f600")


def test_json_in_a_page_cannot_end_its_element():
    text = as_json({"x": "</script><!--\u2028\u202e&"})
    assert not re.search("[<>&\u2028\u202e]", text)
    assert '"\\u003c/script\\u003e\\u003c!--\\u2028\\u202e\\u0026"' in text


def test_templates_escape_every_value():
    assert environment().autoescape is True
    title = "<img src=x onerror=alert(1)>"
    page = environment().get_template("document.html.j2").render(
        document={"title": title, "publisher": title, "published_on": None, "instrument": title,
                  "legal_force": title, "source_sha256": title, "source_path": title,
                  "language": f'"{title}'},
        title=title, blocks=(), uri=None, copy=None, doubt=None, data=as_json({"a": title}),
        specs=as_json([]), has_pages=False,
    )  # fmt: skip
    assert "<img" not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") >= 4


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "file:///etc", None]
)
def test_links_that_could_run_are_not_followed(link):
    assert not safe_link(link)
    assert safe_link("https://example.org/a#:~:text=b")


def test_copy_of_html_begins_with_its_policy_and_cannot_navigate():
    raw = b"\xef\xbb\xbf<!doctype html><meta HTTP-EQUIV = 'refresh' content='0;url=//x'><p>a"
    copy = disarm(raw)
    assert copy is not None
    assert copy.startswith(b'\xef\xbb\xbf<!doctype html><meta http-equiv="Content-Security-Policy"')
    assert copy.lower().count(b"http-equiv") == 1
    assert copy.endswith(b"<p>a")
    kept = b'<meta http-equiv="Content-Type" content="text/html; charset=latin-1">'
    assert kept in disarm(kept)
    assert disarm(b"\xff\xfe<\x00") is None


def test_page_of_a_real_document_holds_its_rows(processed):
    corpus = Corpus(processed)
    for document_id in corpus.documents:
        page = document_page(corpus, document_id)
        assert text_of(list(page.blocks)) == corpus.text(document_id)
        for table in ("commitments", "quotes", "amounts"):
            shown = [r["id"] for r in page.data["rows"] if r["t"] == table]
            assert len(shown) == len(corpus.rows(table, document_id))
