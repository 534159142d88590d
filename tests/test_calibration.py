"""Confidence: the weights as data, and what judged rows say of them."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from scripts import load_script

from pipeline.components.commitments.confidence import SIGNS, Scale, load_scale
from pipeline.components.commitments.patterns import load_rules
from pipeline.errors import InputError, RuleError
from pipeline.evaluate.judged import Judged, bands, load_judged, wilson

ROOT = Path(__file__).parents[1]
ARTICLES = ROOT.parent / "shared" / "bulk" / "articles.zip"
RULES = [rule.rule_id for rule in load_rules().rules]


def script() -> ModuleType:
    return load_script(ROOT / "benchmarks" / "calibration.py")


def test_signs_only_lower_and_more_of_them_lower_more() -> None:
    scale = load_scale(rules=RULES)
    for rule in (*RULES, "new.rule"):
        before = scale.confidence(rule, ())
        assert 0 < before < 1
        for count in range(1, len(SIGNS) + 1):
            after = scale.confidence(rule, SIGNS[:count])
            assert 0 < after <= before
            before = after


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("sign,weight\nbase,1\n", "confidence.csv:1: columns must be"),
        ("sign,weight,right,judged\nmood,1,,\n", "confidence.csv:2: 'mood' is no rule or sign"),
        ("sign,weight,right,judged\nbase,1,,\nbase,1,,\n", "confidence.csv:3: 'base'"),
        ("sign,weight,right,judged\nbase,much,,\n", "'much' is no weight"),
        ("sign,weight,right,judged\npassive,0.5,,\n", "a sign only lowers: 'passive'"),
        ("sign,weight,right,judged\nbase,inf,,\n", "only lowers: 'base'"),
    ],
)
def test_broken_weights_say_where_and_what(tmp_path: Path, lines: str, message: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "confidence.csv").write_text(lines, "utf-8")
    with pytest.raises(RuleError) as caught:
        load_scale(tmp_path, rules=RULES)
    assert message in str(caught.value)


def test_missing_weights_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="cannot be read"):
        load_scale(tmp_path, rules=RULES)


def test_wilson_interval() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(8, 10)  # 0.4902 and 0.9433 in Wilson's own formula
    assert round(low, 3) == 0.490
    assert round(high, 3) == 0.943


def test_bands_hold_their_lower_edge() -> None:
    rows = [(0.9, True), (0.89, False), (0.5, True), (0.1, False)]
    assert bands(rows, (0.9, 0.5, 0.0)) == [(0.9, 1, 1), (0.5, 1, 2), (0.0, 0, 1)]


def test_what_no_mark_meets_is_wrong_only_where_all_was_read() -> None:
    marks = (((10, 30), "right"), ((50, 60), "neutral"))
    spans = [(12, 30), (50, 61), (70, 90)]
    assert Judged(marks, whole=True).verdicts(spans) == ["right", "neutral", "wrong"]
    assert Judged(marks, whole=False).verdicts(spans) == ["right", "neutral", None]


def test_judgements_are_read_and_odd_ones_refused(tmp_path: Path) -> None:
    assert len(load_judged(ROOT / "docs" / "confidence-judgements.csv")) > 50
    path = tmp_path / "judged.csv"
    path.write_text("document,start,end\na,1,2\n", "utf-8")
    with pytest.raises(InputError, match=r"judged\.csv:2"):
        load_judged(path)


def test_a_fit_finds_which_sign_speaks_against_a_row() -> None:
    calibration = script()
    rows = [
        calibration.Row(f"d{n}", True, ("modal.will", *(["passive"] if n % 2 else [])), 0.5, right)
        for n, right in enumerate([True, False] * 20 + [True, True] * 10)
    ]
    weights = calibration.fit(rows)
    assert weights["passive"] < -0.5
    scale = Scale(weights)
    assert scale.confidence("modal.will", ()) > scale.confidence("modal.will", ("passive",))


@pytest.mark.skipif(not ARTICLES.exists(), reason="needs the articles of ../shared/bulk")
def test_higher_bands_were_more_often_right() -> None:
    """On rows that were drawn from articles no rule was written from, with shipped weights."""
    rows = [row for row in script().read_rows(ARTICLES) if row.drawn]
    shares = [
        right / judged
        for _, right, judged in bands([(r.confidence, r.right) for r in rows], (0.75, 0.6, 0.0))
    ]
    assert len(rows) >= 200
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[-1] + 0.2
