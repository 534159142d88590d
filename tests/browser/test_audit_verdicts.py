"""Verdicts in the pages: given by keyboard, exported, imported, and what becomes of them."""

from __future__ import annotations

from audit_cases import copy_tables, judge
from page_cases import export, rows_of, select

from pipeline.audit.build import build_audit
from pipeline.audit.corpus import Corpus
from pipeline.audit.gold import write_gold
from pipeline.audit.reviews import import_verdicts, read_reviews
from pipeline.audit.verdicts import read_verdicts
from pipeline.evaluate.evaluation import evaluate
from pipeline.evaluate.gold import load_gold


def test_verdicts_by_keyboard_to_export_to_table_and_back(site, tab, tmp_path, browser):
    page = tab.page
    rows = rows_of(site, "commitments", "communique.txt")
    text = Corpus(site.processed).text(site.documents["communique.txt"])
    page.goto(site.document("communique.txt"))
    page.fill("#reviewer", "Ana")
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement.blur()")
    page.uncheck("input[data-kind=q]")
    page.keyboard.press("j")
    page.keyboard.press("r")  # first right, on to the second
    page.keyboard.press("w")  # second wrong, on to the third
    page.keyboard.press("f")  # third: strength is wrong
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("4")
    page.select_option("#in-strength", "aspirational")
    page.click("dialog .primary")
    page.keyboard.press("j")
    page.keyboard.press("s")  # fourth: the span, by keyboard
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    page.keyboard.press("s")  # fifth: the span, by selecting
    start, end = rows[4]["start"] + 3, rows[4]["end"] - 4
    select(page, start, end)
    page.wait_for_timeout(100)
    page.keyboard.press("Enter")
    at = text.index("recognise")
    select(page, at, at + len("recognise that"))
    page.keyboard.press("m")  # missed
    page.fill("#in-action", "recognise")
    page.click("dialog .primary")
    assert "5 of" in page.inner_text("#progress")

    exported = tmp_path / "ana.jsonl"
    records = export(page, exported)
    by_start = {r["start"]: r for r in records}
    said = [by_start[r["start"]]["verdict"] for r in rows[:5]]
    assert said == ["right", "wrong", "wrong_field", "wrong_span", "wrong_span"]
    assert by_start[rows[2]["start"]]["fields"] == {"strength": "aspirational"}
    fourth = by_start[rows[3]["start"]]["span"]
    assert fourth[0] == rows[3]["start"]
    assert text[fourth[0] : fourth[1]] == rows[3]["text"].rsplit(" ", 2)[0]
    fifth = by_start[rows[4]["start"]]["span"]
    assert text[fifth[0] : fifth[1]] == text[start:end].strip()
    assert by_start[at]["verdict"] == "missed"
    assert by_start[at]["exact"] == "recognise that"

    done = import_verdicts(site.processed, read_verdicts(exported))
    assert (done.new, len(done.reviews)) == (6, 6)
    matches = [r.row.match for r in read_reviews(site.processed) if r.row.verdict != "missed"]
    assert matches == ["same"] * 5
    for name in ("reviews", "review_fields"):
        (site.processed / f"{name}.parquet").unlink()

    # another browser takes the file, and so does the same page after it is loaded again
    page.reload()
    assert "5 of" in page.inner_text("#progress")
    context = browser.new_context()
    other = context.new_page()
    other.goto(site.document("communique.txt"))
    other.set_input_files("#file", str(exported))
    other.wait_for_selector("#note.shown")
    assert "5 of" in other.inner_text("#progress")
    context.close()
    page.goto(site.index())
    page.locator(".facet", has_text="Verdict").get_by_label("wrong span").check()
    assert page.inner_text("#count").startswith("2 rows")


def test_reviewed_document_becomes_gold_and_moves_the_figures(site, tab, tmp_path):
    page = tab.page
    rows = rows_of(site, "commitments", "communique.txt")
    quotes = rows_of(site, "quotes", "communique.txt")
    folder = copy_tables(site.processed, tmp_path / "processed")
    page.goto(site.document("communique.txt"))
    page.keyboard.press("j")
    for number in range(len(rows) + len(quotes)):
        page.keyboard.press("w" if number == 0 else "r")
    total = len(rows) + len(quotes)
    assert page.inner_text("#progress").startswith(f"{total} of {total}")
    exported = tmp_path / "verdicts.jsonl"
    export(page, exported)
    reviews = import_verdicts(folder, read_verdicts(exported)).reviews
    made = write_gold(Corpus(folder), reviews, tmp_path / "gold")
    assert [f.name for f in made.files] == ["communique.json"]
    result = evaluate(folder, load_gold([tmp_path / "gold"]))
    assert result.figure("commitments").recall == 100
    assert result.figure("commitments").wrong == 1
    assert result.figure("strength").precision == 100


def test_imported_verdicts_of_others_are_shown_with_their_conflicts(site, tab, tmp_path):
    folder = copy_tables(site.processed, tmp_path / "processed")
    corpus = Corpus(folder)
    row = rows_of(site, "commitments", "communique.txt")[0]
    ben = judge(corpus, "commitments", row, "wrong", reviewer="Ben <b>", note="no <i>deed</i>")
    import_verdicts(folder, [judge(corpus, "commitments", row), ben])
    build_audit(folder)
    page = tab.page
    page.goto((folder / "audit" / "index.html").as_uri() + "#verdict=conflict")
    assert page.inner_text("#count").startswith("1 row")
    page.locator(".list tbody tr a").nth(1).click()
    said = page.inner_text(".card.on .others")
    assert "Ben <b>: " in said
    assert "no <i>deed</i>" in said
    assert "Ana" in said


def test_queue_leads_from_document_to_document(site, tab):
    page = tab.page
    page.goto(site.index() + "#table=quotes&sort=unsure")
    page.click("#queue")
    page.wait_for_selector(".card.on")
    seen = set()
    quotes = Corpus(site.processed).table("quotes").num_rows
    for _ in range(quotes):
        seen.add(page.url.partition("#")[2])
        page.keyboard.press("r")
        page.wait_for_timeout(60)
        page.wait_for_selector(".card.on")
    assert len(seen) == quotes
    page.goto(site.index() + "#verdict=right")
    assert page.inner_text("#count").startswith(f"{quotes} rows")


def test_changed_fields_make_a_verdict_stale(site, tab):
    page = tab.page
    page.goto(site.document("communique.txt"))
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.evaluate(
        """() => { for (const key of Object.keys(localStorage)) {
             if (!key.startsWith("pledger:verdicts:")) continue;
             const all = JSON.parse(localStorage[key]);
             for (const r of Object.values(all)) for (const f of Object.keys(r.judged))
               r.judged[f] = "something else";
             localStorage[key] = JSON.stringify(all); } }"""
    )
    page.reload()
    assert page.locator(".card .mark.stale").count() == 1
    assert page.inner_text("#progress").startswith("0 of")
