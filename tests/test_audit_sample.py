"""Drawn samples, and what verdicts on them say of the whole."""

from __future__ import annotations

from collections import Counter

import pytest
from audit_cases import change, copy_tables, judge

from pipeline.audit.corpus import Corpus
from pipeline.audit.precision import measure, wilson
from pipeline.audit.reviews import import_verdicts
from pipeline.audit.sample import BY, Drawn, Sample, allocate, draw, load_sample, save_sample
from pipeline.errors import InputError


@pytest.mark.parametrize(
    ("sizes", "n", "shares"),
    [
        ({"a": 100, "b": 100}, 10, {"a": 5, "b": 5}),
        ({"a": 2, "b": 100}, 10, {"a": 2, "b": 8}),
        ({"a": 2, "b": 3}, 10, {"a": 2, "b": 3}),
        ({"a": 50, "b": 50, "c": 1}, 2, {"a": 1, "b": 1, "c": 0}),
    ],
)
def test_shares_are_as_even_as_sizes_allow(sizes, n, shares):
    assert allocate(sizes, n) == shares


@pytest.mark.parametrize("by", BY)
def test_sample_is_the_same_for_the_same_seed_and_another_for_another(processed, by):
    corpus = Corpus(processed)
    first = draw(corpus, 12, by=by, seed=1)
    assert first == draw(Corpus(processed), 12, by=by, seed=1)
    assert len({(r.table, r.row_id) for r in first.rows}) == len(first.rows) == 12
    assert first.rows != draw(corpus, 12, by=by, seed=2).rows
    total = corpus.table("commitments").num_rows + corpus.table("quotes").num_rows
    assert sum(first.sizes.values()) == total


def test_sample_does_not_depend_on_keys_or_the_order_of_rows(processed, tmp_path):
    folder = copy_tables(processed, tmp_path / "processed")
    before = draw(Corpus(folder), 10, by="strength", seed=3, tables=("commitments",))
    change(folder, "commitments", lambda r: {**r, "commitment_id": r["commitment_id"] + "x"})
    after = draw(Corpus(folder), 10, by="strength", seed=3, tables=("commitments",))
    assert [r.start for r in before.rows] == [r.start for r in after.rows]


def test_sample_by_something_unknown_says_what_is_known(processed):
    with pytest.raises(InputError, match="rule, table, strength"):
        draw(Corpus(processed), 3, by="mood", seed=1)


def test_sample_is_kept_beside_the_pages(processed, tmp_path):
    assert load_sample(tmp_path) is None
    sample = draw(Corpus(processed), 5, by="rule", seed=1)
    path = save_sample(tmp_path, sample)
    assert load_sample(tmp_path) == sample
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="draw again"):
        load_sample(tmp_path)


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(8, 10, 0.490, 0.943), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (81, 263, 0.255, 0.366),
     (0, 0, 0.0, 1.0)],
)  # fmt: skip
def test_wilson(right, n, low, high):
    assert wilson(right, n) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))


def test_precision_by_rule_field_and_stratum(processed, tmp_path):
    folder = copy_tables(processed, tmp_path / "processed")
    corpus = Corpus(folder)
    sample = draw(corpus, 10, by="strength", seed=1, tables=("commitments",))
    verdicts = []
    for number, drawn in enumerate(sample.rows[:8]):
        _, row = corpus.find(drawn.row_id)
        verdict, more = "right", {}
        if number == 0:
            verdict = "wrong"
        if number == 1:
            verdict, more = "wrong_field", {"fields": {"action": None}}
        verdicts.append(judge(corpus, "commitments", row, verdict, **more))
    outside = next(
        r for d in corpus.documents for r in corpus.rows("commitments", d)
        if r["commitment_id"] not in {s.row_id for s in sample.rows}
    )  # fmt: skip
    verdicts.append(judge(corpus, "commitments", outside, "wrong"))
    result = measure(import_verdicts(folder, verdicts).reviews, sample)
    assert (result.drawn, result.reviewed) == (10, 8)
    assert (result.found.right, result.found.n) == (7, 8)
    assert (result.right.right, result.right.n) == (6, 8)
    fields = {s.name: s for s in result.by_field}
    assert (fields["commitments.action"].right, fields["commitments.action"].n) == (6, 7)
    assert fields["commitments.strength"].right == 7
    strata = Counter(s.stratum for s in sample.rows[:8])
    assert {s.name: s.n for s in result.by_stratum} == strata
    assert sum(s.n for s in result.by_rule) == 8
    assert result.overall.low <= result.overall.value <= result.overall.high
    everything = measure(import_verdicts(folder, []).reviews)
    assert (everything.drawn, everything.reviewed, everything.overall) == (None, 9, None)


def test_whole_is_weighted_by_the_size_of_strata(processed, tmp_path):
    folder = copy_tables(processed, tmp_path / "processed")
    corpus = Corpus(folder)
    rows = [r for d in corpus.documents for r in corpus.rows("commitments", d)][:4]
    drawn = [
        Drawn("commitments", r["commitment_id"], "big" if n < 2 else "small", r["rule"],
              corpus.documents[r["document_id"]]["text_sha256"], r["start"], r["end"])
        for n, r in enumerate(rows)
    ]  # fmt: skip
    said = ["right", "right", "wrong", "wrong"]
    verdicts = [judge(corpus, "commitments", r, v) for r, v in zip(rows, said, strict=True)]
    sample = Sample("rule", 1, drawn, {"big": 900, "small": 100})
    result = measure(import_verdicts(folder, verdicts).reviews, sample)
    assert result.right.value == 0.5
    assert result.overall.value == pytest.approx(0.9)
