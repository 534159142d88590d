"""Amounts: cases as data, properties, hostile input, floors on the development sets."""

from __future__ import annotations

import json
import shutil
import time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from value_cases import SHARED, load, unmark

from pipeline.errors import RuleError
from pipeline.normalize import currencies, wordlists
from pipeline.normalize.amounts import Amount, find_amounts, to_cents
from pipeline.normalize.lexer import tokens
from pipeline.normalize.numerals import read_number
from pipeline.schema import AmountRow
from pipeline.settings import models_folder
from pipeline.tables.arrow import batch

CASES = Path(__file__).parent / "cases" / "amounts.jsonl"


def as_dict(found: Amount) -> dict[str, Any]:
    return {
        "currency": found.currency,
        "minimum": found.minimum,
        "maximum": found.maximum,
        "qualifier": found.qualifier,
        "period": found.period,
    }


@pytest.mark.parametrize("case", load(CASES), ids=lambda case: case["text"][:60])
def test_case(case: dict[str, Any]) -> None:
    text, spans = unmark(case["text"])
    found = find_amounts(text, country=case.get("country"))
    assert [text[a.start : a.end] for a in found] == [text[s:e] for s, e in spans]
    assert [(a.start, a.end) for a in found] == spans
    for amount, value in zip(found, case["values"], strict=True):
        expected = value | {
            key: None if value[key] is None else Decimal(value[key])
            for key in ("minimum", "maximum")
        }
        assert as_dict(amount) == expected


def check(text: str, country: str | None) -> None:
    found = find_amounts(text, country=country)
    assert found == sorted(found, key=lambda a: a.start)
    for amount in found:
        assert 0 <= amount.start < amount.end <= len(text)
        assert text[amount.start : amount.end] == text[amount.start : amount.end].strip()
        assert amount.currency is None or amount.currency in currencies.codes()
        assert amount.minimum is not None or amount.maximum is not None
        if amount.minimum is not None and amount.maximum is not None:
            assert amount.minimum <= amount.maximum < Decimal(10) ** 16
        assert amount.rule.startswith("amount.")
    assert all(a.end <= b.start for a, b in pairwise(found))


PIECES = st.sampled_from(
    "£ $ € US$ A$ Rs USD EUR 5 12 1,000 2.5 000 million bn m k crore half a an of and to - – "
    "pounds dollars cents pence won between from up over more than year per each % p ."
    " , \n\n".split(" ")
)


@given(st.text(max_size=200), st.sampled_from([None, "US", "GB", "SG", "ZZ"]))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str, country: str | None) -> None:
    check(text, country)


@given(st.lists(PIECES, max_size=30), st.sampled_from(["", " "]))
@settings(max_examples=300, deadline=None)
def test_any_words_of_money(pieces: list[str], gap: str) -> None:
    check(gap.join(pieces), "GB")


@given(st.integers(1, 999), st.sampled_from([("k", 3), ("m", 6), ("bn", 9), (" trillion", 12)]))
def test_magnitudes_multiply(number: int, magnitude: tuple[str, int]) -> None:
    (amount,) = find_amounts(f"worth €{number}{magnitude[0]} now")
    assert amount.minimum == amount.maximum == number * Decimal(10) ** magnitude[1]


@given(st.integers(0, 10**14))
def test_grouped_digits(number: int) -> None:
    (amount,) = find_amounts(f"It is £{number:,}.")
    assert amount.minimum == number


@pytest.mark.parametrize(
    "unit",
    ["9", "1,", "1.", "$", "£1 ", " ", "\n ", "a ", "half ", "£1-", "1 million ", "US", "€5 to "],
)
def test_time_grows_with_length_only(unit: str) -> None:
    def cost(count: int) -> float:
        text = unit * count
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            find_amounts(text)
            best = min(best, time.process_time() - start)
        return best

    cost(10)
    size = 3_000 // len(unit)
    assert cost(4 * size) < 12 * cost(size) + 0.05


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", "1234.5"),
        ("12,34,567", "1234567"),
        ("1 234 567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("2½", "2.5"),
        ("twenty-one", "21"),
        ("nine hundred and ninety-nine thousand", "999000"),
        ("a hundred", "100"),
        ("three quarters of a million", "750000"),
        ("one point three", "1.3"),
        ("2 and a half million", "2500000"),
    ],
)
def test_read_number(text: str, value: str) -> None:
    number = read_number(text, tokens(text), 0)
    assert number is not None
    assert number.value == Decimal(value)


@pytest.mark.parametrize(
    ("name", "row", "message"),
    [
        ("currencies.csv", "zorkmid,QQQ,after,,,", "ISO 4217"),
        ("currencies.csv", "$,USD,both,,,", "already"),
        ("currencies.csv", "zorkmid,USD,under,,,", "place"),
        ("value_words.csv", "nowhere,word", "list"),
        ("value_words.csv", "past,Two Words", "small letters"),
        ("qualifiers.csv", "give or take,roughly", "qualifier"),
        ("calendars.csv", "ZZ,13,start,north", "month"),
    ],
)
def test_broken_rows_are_refused(tmp_path: Path, name: str, row: str, message: str) -> None:
    shutil.copytree(models_folder() / "lexicons", tmp_path / "lexicons")
    path = tmp_path / "lexicons" / name
    path.chmod(0o644)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, row]) + "\n", encoding="utf-8")
    load = {
        "currencies.csv": currencies.table,
        "value_words.csv": wordlists.lists,
        "qualifiers.csv": wordlists.phrases,
        "calendars.csv": wordlists.calendars,
    }[name]
    with pytest.raises(RuleError) as caught:
        load(tmp_path)
    assert message in str(caught.value)
    assert f"{name}:{len(lines) + 1}" in str(caught.value)


def test_sums_finer_than_a_cent_fit_the_table() -> None:
    (found,) = find_amounts("Petrol is $3.459 a litre.")
    row = AmountRow(
        amount_id="0" * 16 + "-1",
        document_id="0" * 16,
        sentence_id=None,
        start=found.start,
        end=found.end,
        text="$3.459",
        currency=found.currency,
        minimum=to_cents(found.minimum),
        maximum=to_cents(found.maximum),
        qualifier=found.qualifier,
        period=found.period,
        page=None,
        rule=found.rule,
    )
    assert batch(AmountRow, [row]).column("minimum").to_pylist() == [Decimal("3.46")]


@pytest.mark.parametrize(
    ("name", "value", "full"),
    [("policy_cases", 99, 99), ("currency", 98, 0), ("duckling_money", 97, 0)],
)
def test_floor(norm_scorer: ModuleType, name: str, value: float, full: float) -> None:
    gold = load(SHARED / "norm" / f"{name}.jsonl")
    predicted = {
        case["id"]: [
            {
                "start": a.start,
                "end": a.end,
                "type": "money",
                "currency": a.currency,
                "min": a.minimum,
                "max": a.maximum,
                "qualifier": {"exact": None}.get(a.qualifier, a.qualifier),
                "period": a.period,
            }
            for a in find_amounts(case["text"])
        ]
        for case in gold
    }
    figures = norm_scorer.evaluate("money", gold, predicted)
    assert figures["value"]["F1"] >= value
    assert figures["full"]["F1"] >= full
    assert figures["neg_docs_with_fp"] == 0


def test_floor_on_gold() -> None:
    folder = SHARED / "gold" / "dev"
    if not folder.is_dir():
        pytest.skip(f"{folder} is development data beside the repository")
    right = found = wanted = 0
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (SHARED / "articles" / f"{gold['document']}.txt").read_text(encoding="utf-8")
        values = {
            (a["span"][0], a["currency"], a["min"], a["max"], a["qualifier"], a["period"])
            for a in gold["amounts"]
        }
        amounts = find_amounts(text)
        wanted += len(values)
        found += len(amounts)
        right += sum(
            (a.start, a.currency, a.minimum, a.maximum, a.qualifier, a.period) in values
            for a in amounts
        )
    assert 200 * right / (found + wanted) >= 98
