"""Verdicts: read, merged, tied to whatever stands there now."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from audit_cases import change, copy_tables, document_of, judge, missed

from pipeline.audit.agreement import agreements, conflicts, kappa, settle
from pipeline.audit.corpus import Corpus
from pipeline.audit.fields import amount
from pipeline.audit.reviews import import_verdicts, overlap, read_reviews, tie
from pipeline.audit.tables import REVIEW_TABLES
from pipeline.audit.verdicts import read_verdicts
from pipeline.errors import InputError


@pytest.fixture
def folder(processed: Path, tmp_path: Path) -> Path:
    return copy_tables(processed, tmp_path / "processed")


@pytest.fixture
def rows(folder: Path) -> list[dict]:
    corpus = Corpus(folder)
    return corpus.rows("commitments", document_of(corpus, "communique.txt"))


def test_import_writes_tables_as_declared(folder, rows):
    corpus = Corpus(folder)
    fields = {"strength": "intended", "status": None}
    span = (rows[2]["start"], rows[2]["end"] - 2)
    verdicts = [
        judge(corpus, "commitments", rows[0]),
        judge(corpus, "commitments", rows[1], "wrong_field", fields=fields),
        judge(corpus, "commitments", rows[2], "wrong_span", span=span),
    ]
    done = import_verdicts(folder, verdicts)
    assert (done.new, done.changed) == (3, 0)
    for table in REVIEW_TABLES:
        read = pq.read_table(folder / f"{table.table}.parquet")
        assert read.schema.remove_metadata().equals(table.arrow_schema().remove_metadata())
    again = read_reviews(folder)
    assert [r.row.match for r in again] == ["same"] * 3
    assert again[1].values == {"strength": "intended", "status": None}
    assert again[1].row.wrong_fields == "status; strength"
    text = corpus.text(rows[0]["document_id"])
    assert all(text[r.row.start : r.row.end] == r.row.text for r in again)


def test_importing_twice_changes_nothing_and_the_later_verdict_wins(folder, rows):
    corpus = Corpus(folder)
    import_verdicts(folder, [judge(corpus, "commitments", rows[0])])
    before = (folder / "reviews.parquet").read_bytes()
    done = import_verdicts(folder, [judge(corpus, "commitments", rows[0])])
    assert (done.new, done.changed) == (0, 0)
    assert (folder / "reviews.parquet").read_bytes() == before
    later = judge(corpus, "commitments", rows[0], "wrong", reviewed_at="2026-02-01T09:00:00Z")
    early = judge(corpus, "commitments", rows[0], "right", reviewed_at="2025-02-01T09:00:00Z")
    assert import_verdicts(folder, [later, early]).changed == 1
    assert [r.row.verdict for r in read_reviews(folder)] == ["wrong"]


def test_replace_forgets_what_a_reviewer_took_back(folder, rows):
    corpus = Corpus(folder)
    ben = judge(corpus, "commitments", rows[0], "wrong", reviewer="Ben")
    import_verdicts(folder, [judge(corpus, "commitments", r) for r in rows[:3]] + [ben])
    only = [judge(corpus, "commitments", rows[1])]
    done = import_verdicts(folder, only, replace_reviewers=True)
    assert sorted(r.row.reviewer for r in done.reviews) == ["Ana", "Ben"]


def test_conflicts_and_agreement_between_reviewers(folder, rows):
    corpus = Corpus(folder)
    said = [("right", "right"), ("right", "wrong"), ("wrong", "wrong"), ("right", "right")]
    verdicts = []
    for row, (ana, ben) in zip(rows, said, strict=False):
        verdicts.append(judge(corpus, "commitments", row, ana))
        verdicts.append(judge(corpus, "commitments", row, ben, reviewer="Ben"))
    reviews = import_verdicts(folder, verdicts).reviews
    (pair,) = agreements(reviews)
    assert (pair.first, pair.second, pair.rows, pair.equal) == ("Ana", "Ben", 4, 3)
    assert pair.kappa == pytest.approx(0.5)
    (conflict,) = conflicts(reviews)
    assert conflict.text == rows[1]["text"]
    assert conflict.said == {"Ana": "right", "Ben": "wrong"}
    assert settle([r for r in reviews if r.row.start == rows[1]["start"]]) is None


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], None),
        ([("a", "a")] * 5, None),
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "b"), ("b", "a")], -1.0),
        # Cohen's own layout: 20 and 15 on the diagonal, 5 and 10 off it
        ([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15, 0.4),
    ],
)
def test_kappa(pairs, expected):
    assert kappa(pairs) == (None if expected is None else pytest.approx(expected))


def test_verdicts_are_carried_over_to_another_run(folder, rows):
    corpus = Corpus(folder)
    import_verdicts(folder, [judge(corpus, "commitments", r) for r in rows[:5]])

    def other_run(row):
        if row["document_id"] != rows[0]["document_id"]:
            return row
        row["rule"] = f"new.{row['rule']}"  # another rule, another key: the same row
        row["commitment_id"] = f"{row['document_id']}-x-{row['start']}"
        if row["start"] == rows[1]["start"]:
            row["strength"] = "aspirational"
        if row["start"] == rows[2]["start"]:
            row["end"] -= 5
            row["text"] = row["text"][:-5]
        return None if row["start"] == rows[3]["start"] else row

    links = {
        "commitment_actors",
        "commitment_technologies",
        "commitment_amounts",
        "commitment_dates",
    }
    starts = {r["commitment_id"]: f"{r['document_id']}-x-{r['start']}" for r in rows}
    for name in links:
        change(
            folder,
            name,
            lambda r: {**r, "commitment_id": starts.get(r["commitment_id"], r["commitment_id"])},
        )
    change(folder, "commitments", other_run)
    tied = tie(Corpus(folder), read_reviews(folder))
    assert [r.row.match for r in tied] == ["same", "changed", "moved", "gone", "same"]
    assert tied[0].row.target_id == starts[rows[0]["commitment_id"]]
    assert tied[3].row.target_id is None


def test_verdicts_on_a_text_that_is_gone_are_kept(folder, rows):
    corpus = Corpus(folder)
    import_verdicts(folder, [judge(corpus, "commitments", rows[0])])
    change(folder, "documents", lambda r: None if r["document_id"] == rows[0]["document_id"] else r)
    (review,) = import_verdicts(folder, []).reviews
    assert (review.row.match, review.row.document_id) == ("gone", None)


def test_verdict_that_quotes_other_words_is_refused(folder, rows):
    corpus = Corpus(folder)
    verdict = judge(corpus, "commitments", rows[0])
    wrong = verdict.model_copy(update={"start": verdict.start + 1, "end": verdict.end + 1})
    with pytest.raises(InputError, match=r"Ana.*is not what the text has"):
        import_verdicts(folder, [wrong])
    assert not (folder / "reviews.parquet").exists()


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (lambda r: "not json", "line 2: is not JSON"),
        (lambda r: json.dumps([1]), "line 2: is no verdict"),
        (lambda r: json.dumps({**r, "format": "other"}), "line 2: is no verdict: format"),
        (lambda r: json.dumps({**r, "surprise": 1}), "surprise: Extra inputs"),
        (lambda r: json.dumps({**r, "table": "documents"}), "no verdicts on table 'documents'"),
        (lambda r: json.dumps({**r, "end": r["end"] + 1}), "'exact' is not as long"),
        (lambda r: json.dumps({**r, "verdict": "wrong_field"}), "names no field"),
        (lambda r: json.dumps({**r, "verdict": "wrong_span"}), "gives no 'span'"),
        (lambda r: json.dumps({**r, "span": [5, 5]}), "'span' is not a span"),
    ],
)
def test_a_broken_line_is_named(folder, rows, tmp_path, edit, why):
    good = judge(Corpus(folder), "commitments", rows[0]).model_dump(mode="json")
    path = tmp_path / "verdicts.jsonl"
    path.write_text(json.dumps(good) + "\n" + edit(good) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_verdicts(path)
    assert why in str(caught.value)
    assert str(path) in str(caught.value)


def test_missed_words_need_no_row(folder, rows):
    corpus = Corpus(folder)
    words = "recognise that reliable networks"
    (review,) = import_verdicts(folder, [missed(corpus, rows[0]["document_id"], words)]).reviews
    assert (review.row.match, review.row.target_id) == ("gone", None)


@pytest.mark.parametrize(
    ("a", "b", "share"),
    [((0, 10), (0, 10), 1.0), ((0, 10), (10, 20), 0.0), ((0, 10), (5, 10), 0.5)],
)
def test_overlap(a, b, share):
    assert overlap(a, b) == share


@pytest.mark.parametrize(
    ("low", "high", "period", "text"),
    [("5000000.00", "5000000.00", None, "EUR 5000000"), ("2.50", "3.00", None, "EUR 2.5..3"),
     ("5.00", None, "P1Y", "EUR 5../P1Y"), (None, "5.00", None, "EUR ..5")],
)  # fmt: skip
def test_sums_are_written_plainly(low, high, period, text):
    minimum, maximum = (value and Decimal(value) for value in (low, high))
    row = {"currency": "EUR", "minimum": minimum, "maximum": maximum, "period": period}
    assert amount(row) == text
