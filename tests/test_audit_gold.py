"""Verdicts become gold, gold is scored, and the figures move as the verdicts say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from audit_cases import change, copy_tables, document_of, judge, missed

from pipeline.audit.corpus import Corpus
from pipeline.audit.fields import PRIMARY
from pipeline.audit.gold import write_gold
from pipeline.audit.reviews import import_verdicts
from pipeline.evaluate.evaluation import evaluate
from pipeline.evaluate.gold import load_gold

SOURCE = "communique.txt"


@pytest.fixture
def folder(processed: Path, tmp_path: Path) -> Path:
    return copy_tables(processed, tmp_path / "processed")


def all_right(corpus: Corpus, document_id: str) -> list:
    return [judge(corpus, t, row) for t in PRIMARY for row in corpus.rows(t, document_id)]


def make(folder: Path, target: Path, verdicts: list, **more):
    reviews = import_verdicts(folder, verdicts, replace_reviewers=True).reviews
    return write_gold(Corpus(folder), reviews, target, **more)


def test_everything_right_scores_full_marks(folder, tmp_path):
    corpus = Corpus(folder)
    verdicts = [v for d in corpus.documents for v in all_right(corpus, d)]
    report = make(folder, tmp_path / "gold", verdicts)
    assert len(report.files) == len(corpus.documents)
    assert (report.unfinished, report.unsettled) == ({}, 0)
    result = evaluate(folder, load_gold([tmp_path / "gold"]))
    assert (result.missing, result.text_differs) == ([], [])
    for name in ("commitments", "committers", "commitment_amounts", "commitment_dates",
                 "technologies", "strength", "status", "action", "amount_values", "date_values",
                 "quotes"):  # fmt: skip
        assert result.figure(name).f1 == 100, name


def test_each_verdict_moves_its_own_figure(folder, tmp_path):
    corpus = Corpus(folder)
    document_id = document_of(corpus, SOURCE)
    rows = corpus.rows("commitments", document_id)
    n = len(rows)
    verdicts = {v.start: v for v in all_right(corpus, document_id) if v.table == "commitments"}
    quotes = [v for v in all_right(corpus, document_id) if v.table == "quotes"]

    def figures(**changed):
        said = {**verdicts, **{v.start: v for v in changed.values()}}
        target = tmp_path / "-".join(changed)
        make(folder, target, [*said.values(), *quotes])
        return evaluate(folder, load_gold([target]))

    wrong = figures(wrong=judge(corpus, "commitments", rows[0], "wrong"))
    assert wrong.figure("commitments").precision == pytest.approx(100 * (n - 1) / n)
    assert wrong.figure("commitments").recall == 100

    lost = figures(
        missed=missed(corpus, document_id, "recognise that reliable networks are a condition")
    )
    assert lost.figure("commitments").precision == 100
    assert lost.figure("commitments").recall == pytest.approx(100 * n / (n + 1))

    other = "aspirational" if rows[0]["strength"] != "aspirational" else "binding"
    field = figures(
        field=judge(corpus, "commitments", rows[0], "wrong_field", fields={"strength": other})
    )
    assert field.figure("commitments").f1 == 100
    assert field.figure("strength").precision == pytest.approx(100 * (n - 1) / n)

    names = figures(
        names=judge(
            corpus,
            "commitments",
            rows[0],
            "wrong_field",
            fields={"committers": "Kenya; Norway; Peru"},
        )
    )
    assert names.figure("committers").recall < 100
    assert names.figure("committers").precision == 100

    # a given date with its role, as the card shows it
    first = next(r for r in rows if r["deadline_edtf"])
    dates = figures(
        dates=judge(corpus, "commitments", first, "wrong_field", fields={"dates": None})
    )
    assert dates.figure("commitment_dates").precision < 100

    short = (rows[0]["start"], rows[0]["start"] + len(rows[0]["text"]) // 3)
    span = figures(span=judge(corpus, "commitments", rows[0], "wrong_span", span=short))
    assert span.figure("commitments").wrong == 1
    assert span.figure("commitments").missed == 1


def test_gold_stays_what_it_is_when_rows_change(folder, tmp_path):
    corpus = Corpus(folder)
    document_id = document_of(corpus, SOURCE)
    verdicts = all_right(corpus, document_id)
    make(folder, tmp_path / "before", verdicts)
    change(folder, "commitments", lambda r: {**r, "strength": "aspirational", "rule": "x.y"})
    make(folder, tmp_path / "after", verdicts)
    name = "communique.json"
    before, after = ((tmp_path / d / name).read_text(encoding="utf-8") for d in ("before", "after"))
    assert before == after
    assert evaluate(folder, load_gold([tmp_path / "after"])).figure("strength").precision < 100


def test_unfinished_documents_are_left_out_or_neutral(folder, tmp_path):
    corpus = Corpus(folder)
    document_id = document_of(corpus, SOURCE)
    verdicts = all_right(corpus, document_id)[:-1]
    total = sum(len(corpus.rows(t, document_id)) for t in PRIMARY)
    report = make(folder, tmp_path / "gold", verdicts[:4])
    assert (report.files, report.unfinished) == ([], {SOURCE: total - 4})
    report = make(folder, tmp_path / "gold", verdicts[:4], partial=True)
    gold = json.loads(report.files[0].read_text(encoding="utf-8"))
    neutral = [c["borderline"] for c in gold["commitments"]]
    assert neutral == [False] * 4 + [True] * (len(neutral) - 4)


def test_reviewers_who_differ_settle_nothing_until_a_third_decides(folder, tmp_path):
    corpus = Corpus(folder)
    document_id = document_of(corpus, SOURCE)
    row = corpus.rows("commitments", document_id)[0]
    verdicts = all_right(corpus, document_id)
    ben = judge(corpus, "commitments", row, "wrong", reviewer="Ben")
    report = make(folder, tmp_path / "gold", [*verdicts, ben])
    assert (report.unsettled, report.files) == (1, [])
    report = make(folder, tmp_path / "gold", [*verdicts, ben], reviewer="Ana")
    assert len(report.files) == 1
    cleo = judge(corpus, "commitments", row, "wrong", reviewer="Cleo")
    report = make(folder, tmp_path / "gold", [*verdicts, ben, cleo])
    gold = json.loads(report.files[0].read_text(encoding="utf-8"))
    assert row["text"] not in [c["text"] for c in gold["commitments"]]


def test_gold_has_the_form_of_the_development_gold_and_its_scorer_reads_it(
    shared, folder, tmp_path
):
    corpus = Corpus(folder)
    verdicts = [v for d in corpus.documents for v in all_right(corpus, d)]
    report = make(folder, tmp_path / "gold", verdicts)
    read = [json.loads(p.read_text(encoding="utf-8")) for p in (shared / "gold" / "dev").iterdir()]
    model = next(g for g in read if g["quotes"])
    for path in report.files:
        made = json.loads(path.read_text(encoding="utf-8"))
        assert made.keys() == model.keys()
        for name in ("commitments", "quotes"):
            for row in made[name]:
                assert row.keys() == model[name][0].keys()
    scored = subprocess.run(
        [sys.executable, shared / "gold" / "score.py", folder, tmp_path / "gold"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    line = next(x for x in scored.stdout.splitlines() if x.startswith("commitments"))
    assert '"F1": 100.0' in line
