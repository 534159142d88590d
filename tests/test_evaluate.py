"""Matching and counting."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.evaluation import same_speaker
from pipeline.evaluate.gold import plain_name
from pipeline.evaluate.matching import match
from pipeline.evaluate.scores import Count, interval, of_sets

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda p: [(p[0], p[0] + p[1])]),
    max_size=6,
)


def test_best_overlap_wins() -> None:
    assert match([[(0, 10)], [(8, 20)]], [[(0, 18)], [(9, 20)]], threshold=0.5) == {0: 0, 1: 1}


def test_below_the_threshold_nothing_matches() -> None:
    assert match([[(0, 10)]], [[(0, 4)]], threshold=0.5) == {}


def test_pieces_count_together() -> None:
    assert match([[(0, 5), (10, 15)]], [[(10, 15), (0, 5)]], threshold=1.0) == {0: 0}


@given(SPANS, SPANS)
def test_matching_is_one_to_one_and_over_the_threshold(
    gold: list[list[tuple[int, int]]], found: list[list[tuple[int, int]]]
) -> None:
    pairs = match(gold, found, threshold=0.5)
    assert len(set(pairs.values())) == len(pairs)
    for i, j in pairs.items():
        a, b = (set(range(*s[0])) for s in (gold[i], found[j]))
        assert len(a & b) / len(a | b) >= 0.5


def test_figures() -> None:
    count = Count(right=6, wrong=2, missed=4)
    assert (count.precision, count.recall) == (75, 60)
    assert round(count.f1, 1) == 66.7
    assert of_sets({1, 2}, {2, 3}) == Count(1, 1, 1)


def test_interval_holds_the_figure_and_is_the_same_each_time() -> None:
    counts = {str(i): Count(right=i, wrong=1, missed=2) for i in range(1, 9)}
    low, high = interval(counts)
    assert low < 2 * 36 / (2 * 36 + 8 + 16) * 100 < high
    assert interval(counts) == (low, high)


def test_names_are_compared_as_the_protocol_says() -> None:
    assert plain_name("The Government of Peru") == "peru"
    assert plain_name("UK") == "united kingdom"
    assert same_speaker("Jane Roe", "Roe")
    assert not same_speaker("Jane Roe", "Ann Poe")
    assert not same_speaker(None, "Roe")
