"""The audit pages, driven as an auditor drives them: real tables, a real browser."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from page_cases import rows_of, until

from pipeline.audit.corpus import Corpus

ARTICLES = ("communique.txt", "grid-fund.html", "chip-talks.pdf", "progress.txt", "hostile.txt")


@pytest.mark.parametrize("source", ARTICLES)
def test_text_of_page_is_canonical_text(site, tab, source):
    tab.page.goto(site.document(source))
    shown = tab.page.evaluate(
        """() => { let text = ""; (function walk(node) {
             for (const child of node.childNodes) {
               if (child.nodeType === 3) text += child.data;
               else if (child.dataset.cp) text += String.fromCodePoint(Number(child.dataset.cp));
               else walk(child);
             } })(document.getElementById("text")); return text; }"""
    )
    assert shown == Corpus(site.processed).text(site.documents[source])


def test_hostile_article_is_shown_as_text(site, tab):
    tab.page.goto(site.document("hostile.txt"))
    text = tab.page.inner_text("#text")
    assert "<script>document.title='owned'</script>" in text
    assert "</article><style>*{}</style>" in text
    assert tab.page.title() != "owned"
    assert tab.page.locator("#text img, #text script, #text style").count() == 0
    labels = tab.page.eval_on_selector_all("#text .hid", "all => all.map(e => e.dataset.label)")
    assert labels == ["RLO", "PDF", "LRI", "PDI", "ZWSP"]
    # no character that reorders is left in the page
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", tab.page.content())


def test_hostile_reviewer_and_import_are_shown_as_text(site, tab, tmp_path):
    tab.page.goto(site.document("communique.txt"))
    line = {"format": "pledger-verdict-1", "reviewer": "<img src=x onerror=alert(1)>"}
    bad = tmp_path / "bad.jsonl"
    bad.write_text(json.dumps(line) + "\n{\n", encoding="utf-8")
    tab.page.set_input_files("#file", str(bad))
    tab.page.wait_for_selector("#note.warn")
    assert "line 1 unknown verdict" in tab.page.inner_text("#note")
    assert tab.page.locator("img").count() == 0


def test_policy_stops_inline_script_and_requests(site, tab):
    tab.page.goto(site.index())
    policy = tab.page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    refused = tab.page.evaluate(
        """async () => { const why = [];
          try { document.body.innerHTML = "<p>x</p>"; } catch (e) { why.push(e.name); }
          try { await fetch("https://example.org/"); } catch (e) { why.push(e.name); }
          const div = document.createElement("div");
          try { div.setAttribute("onclick", "document.title='owned'"); }
          catch (e) { why.push(e.name); }
          const script = document.createElement("script");
          script.append("document.title='owned'");
          document.body.append(script);
          return [why, document.title]; }"""
    )
    assert refused == [["TypeError"] * 3, "pledger audit"]
    assert all(u.startswith("file://") or u == "data:," for u in tab.requests)
    tab.problems.clear()  # the refusals are reported there
    tab.requests.clear()


def test_index_filters_sorts_and_counts(site, tab):
    corpus = Corpus(site.processed)
    commitments = corpus.table("commitments").to_pylist()
    total = len(commitments) + corpus.table("quotes").num_rows
    page = tab.page
    page.goto(site.index())
    assert page.inner_text("#count").startswith(f"{total} rows")
    strength = commitments[0]["strength"]
    same = [c for c in commitments if c["strength"] == strength]
    page.locator(".facet", has_text="Strength").get_by_label(strength).check()
    assert page.inner_text("#count").startswith(f"{len(same)} row")
    assert f"strength={strength}" in page.url
    name = next(c["committers"] for c in same if c["committers"]).split("; ")[0]
    page.fill("#q", name)
    named = [c for c in same if name.lower() in f"{c['committers']} {c['text']}".lower()]
    until(page, f"document.querySelectorAll('.list tbody tr').length <= {len(same)}")
    page.wait_for_timeout(200)
    assert int(page.inner_text("#count strong").split()[0]) >= len(named) > 0
    page.click("#reset")
    until(page, f"document.getElementById('count').innerText.startsWith('{total} rows')")
    page.select_option("#sort", "money")
    sums = [c for c in commitments if c["maximum"] is not None]
    largest = max(sums, key=lambda c: c["maximum"])
    assert largest["text"].split()[0] in page.locator(".list tbody tr").first.inner_text()
    page.click("#tab-failures")
    assert "broken.pdf" in page.inner_text("#results")
    page.click("#tab-documents")
    paths = page.locator(".list tbody td.words .date").all_inner_texts()
    assert len(paths) == len(ARTICLES)
    assert paths == sorted(paths)
    page.click("#tab-reasons")
    reasons = {s["reason"] for s in corpus.table("sentences").to_pylist() if s["reason"]}
    assert page.locator(".list tbody tr").count() == len(reasons)


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("2026-03", "by 2026-03"),
        ("2015-23", "by autumn 2015"),
        ("203X", "by the 2030s"),
        ("2025-04/2026-03", "by 2025-04 to 2026-03"),
        ("P1Y6M", "within 1 year 6 months"),
        ("P30D/P60D", "within 30 days to 60 days"),
        ("R/P1Y", "every 1 year"),
    ],
)
def test_deadlines_are_read_in_words(site, tab, edtf, said):
    tab.page.goto(site.index())
    assert tab.page.evaluate("edtf => pledger.due(edtf)", edtf) == said


def test_filtered_index_can_be_linked_to(site, tab):
    tab.page.goto(site.index() + "#table=quotes&view=rows")
    quotes = Corpus(site.processed).table("quotes").num_rows
    assert tab.page.inner_text("#count").startswith(f"{quotes} rows of")


def test_row_opens_at_its_words(site, tab):
    page = tab.page
    page.goto(site.index() + "#table=commitments")
    page.locator(".list tbody tr a").nth(3).click()
    page.wait_for_selector(".card.on")
    row_id = page.url.partition("#")[2]
    row = Corpus(site.processed).find(row_id)[1]
    marked = page.eval_on_selector_all("#text .m.on", "all => all.map(e => e.textContent).join('')")
    assert marked == row["text"]
    assert page.locator("#text .m.on").first.is_visible()
    card = page.inner_text(".card.on")
    assert row["rule"] in card
    assert f"{round(100 * row['confidence'])}%" in card


def test_kinds_can_be_switched_off(site, tab):
    page = tab.page
    page.goto(site.document("communique.txt"))
    fill = "e => getComputedStyle(e).backgroundImage"
    before = page.eval_on_selector("#text .m.c", fill)
    cards = page.locator(".card.c").count()
    assert cards == len(rows_of(site, "commitments", "communique.txt"))
    page.uncheck("input[data-kind=c]")
    assert page.eval_on_selector("#text .m.c", fill) != before
    assert page.locator(".card.c").count() == 0


def test_coverage_shows_what_was_turned_down_and_why(site, tab):
    page = tab.page
    source = next(s for s in ARTICLES if any(r["reason"] for r in rows_of(site, "sentences", s)))
    rejected = [r for r in rows_of(site, "sentences", source) if r["outcome"] == "rejected"]
    page.goto(site.document(source))
    assert page.locator(".card.r").count() == 0
    page.check("input[data-kind=r]")
    assert page.locator(".card.r").count() == len(rejected)
    assert rejected[0]["reason"].replace("_", " ") in page.locator(".card.r").first.inner_text()


def test_click_goes_through_overlapping_rows(site, tab):
    page = tab.page
    page.goto(site.document("communique.txt"))
    page.locator("#text .m.c.o").first.click()
    assert page.locator(".card.on .kind").inner_text() == "Actor"
    page.locator("#text .m.c.o").first.click()
    assert page.locator(".card.on .kind").inner_text() == "Commitment"
    page.mouse.move(2, 2)
    page.locator("#text .m.c.o").first.hover()
    assert page.locator(".card.hover").count() >= 1


def test_pdf_shows_page_with_boxes_on_the_words(site, tab):
    page = tab.page
    page.goto(site.document("chip-talks.pdf"))
    until(page, "document.querySelector('.sheet img').naturalWidth > 400")
    row = rows_of(site, "commitments", "chip-talks.pdf")[0]
    page.goto(site.document("chip-talks.pdf") + "#" + row["commitment_id"])
    page.wait_for_selector(".box.on")
    boxes = [
        s
        for s in Corpus(site.processed).rows("selectors", row["document_id"])
        if s["target_id"] == row["commitment_id"]
    ]
    assert page.locator(".box.on").count() == len(boxes)
    sheet = page.locator(".sheet").first.bounding_box()
    box = page.locator(".box.on").first.evaluate(
        "e => [e.offsetLeft / e.parentNode.clientWidth, e.offsetTop / e.parentNode.clientHeight]"
    )
    size = page.evaluate("JSON.parse(document.getElementById('data').textContent).pages[0]")
    assert box[0] == pytest.approx(boxes[0]["x0"] / size["width"], abs=0.01)
    assert box[1] == pytest.approx(boxes[0]["top"] / size["height"], abs=0.01)
    assert sheet["width"] / sheet["height"] == pytest.approx(size["width"] / size["height"], 0.01)


def test_html_links_to_its_words_in_a_harmless_copy(site, tab):
    page = tab.page
    page.goto(site.document("grid-fund.html"))
    page.keyboard.press("j")
    link = page.get_attribute(".card.on a.fragment", "href")
    assert "#:~:text=" in link
    with page.expect_popup() as popup:
        page.click(".card.on a.fragment")
    popup.value.wait_for_load_state()
    assert popup.value.title()
    policy = popup.value.get_attribute("meta[http-equiv=Content-Security-Policy]", "content")
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("source", [None, "communique.txt", "chip-talks.pdf"])
def test_axe_finds_no_serious_fault(site, tab, source):
    axe = pytest.importorskip(
        "axe_playwright_python", reason="needs axe-core: pip install axe-playwright-python"
    )
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    page = tab.page
    page.goto(site.document(source) if source else site.index())
    if source:
        page.keyboard.press("j")
        page.check("input[data-kind=r]")
    # evaluated by the browser's debugger, which the page's policy does not bind
    page.evaluate(script)
    for opened in (False, True):
        if opened and source:
            page.keyboard.press("f")
            page.wait_for_selector("dialog[open]")
        found = page.evaluate("async () => (await axe.run({ preload: false })).violations")
        grave = [v for v in found if v["impact"] in ("serious", "critical")]
        assert [(v["id"], [n["target"] for n in v["nodes"][:3]]) for v in grave] == []


def test_print_shows_text_and_cards_without_controls(site, tab):
    page = tab.page
    page.goto(site.document("communique.txt"))
    page.emulate_media(media="print")
    assert page.locator("#text").is_visible()
    assert page.locator(".card").first.is_visible()
    assert not page.locator(".tools").is_visible()
    assert page.pdf()[:5] == b"%PDF-"


def test_page_is_small_and_its_hash_is_the_texts(site):
    for row in pq.read_table(site.processed / "documents.parquet").to_pylist():
        path = site.processed / "audit" / "documents" / f"{row['document_id']}.html"
        assert path.stat().st_size < 1_000_000
        text = Corpus(site.processed).text(row["document_id"])
        assert hashlib.sha256(text.encode()).hexdigest() in path.read_text(encoding="utf-8")


@pytest.mark.skipif("AUDIT_SCREENSHOTS" not in os.environ, reason="only when pictures are wanted")
def test_screenshots(site, tab):
    target = Path(os.environ["AUDIT_SCREENSHOTS"])
    target.mkdir(parents=True, exist_ok=True)
    pages = {"index": None, "text": "communique.txt", "html": "grid-fund.html",
             "pdf": "chip-talks.pdf", "hostile": "hostile.txt"}  # fmt: skip
    for name, source in pages.items():
        tab.page.goto(site.document(source) if source else site.index())
        if source:
            for _ in range(3):
                tab.page.keyboard.press("j")
            tab.page.wait_for_timeout(400)
        tab.page.screenshot(path=target / f"{name}.png")
