"""The same promise in several articles: what is joined, what is not, and what moved."""

from __future__ import annotations

import itertools
import random
import time
import tracemalloc
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.ledger import SOURCES, Ledger, build_ledger
from pipeline.ledger.build import batches_of
from pipeline.ledger.corpus import corpus_of
from pipeline.ledger.matching import Matcher
from pipeline.ledger.members import Members
from pipeline.ledger.mentions import MENTION
from pipeline.ledger.words import Words

Mention = dict[str, Any]


def make(
    document: str,
    text: str,
    *,
    start: int = 0,
    who: Iterable[str] = (),
    parties: Iterable[str] = (),
    on: date | None = None,
    title: str = "",
    **fields: Any,
) -> Mention:
    """A mention whose fields are those of a plain pledge unless said."""
    return {
        "action": "open",
        "strength": "pledged",
        "polarity": "positive",
        "status": "announced",
        "commitment_id": f"{document}c{start}",
        "document_id": document,
        "start": start,
        "text": text,
        "committers": "; ".join(who) or None,
        "parties": tuple(parties),
        "published_on": on,
        "publisher": document,
        "title": title,
        "sums": (),
        "due": (),
        **fields,
    }


def batches(mentions: Iterable[Mention], *, documents: int = 100) -> Iterator[pa.RecordBatch]:
    """In order of their keys, some documents at a time."""
    ordered = sorted(mentions, key=itemgetter("commitment_id"))
    own = [list(rows) for _, rows in itertools.groupby(ordered, itemgetter("document_id"))]
    for first in range(0, len(own), documents):
        rows = list(itertools.chain(*own[first : first + documents]))
        yield pa.RecordBatch.from_pylist(rows, MENTION)


def ledger_of(mentions: Sequence[Mention], *, documents: int = 100) -> Ledger:
    texts = (batch.column("text") for batch in batches(mentions))
    return Ledger.of(batches_of(batches(mentions, documents=documents), texts=texts))


def pairs_of(mentions: Sequence[Mention]) -> int:
    matcher = Matcher(corpus_of(batches(mentions)))
    return sum(len(one) for one, _ in matcher.candidates())


def filler() -> list[Mention]:
    """Other promises, so that words have a frequency to be measured by."""
    deeds = "repair widen survey paint insure replant restock irrigate".split()
    things = "harbour orchard tramway lighthouse archive granary reservoir viaduct".split()
    places = "northern coastal upland riverside eastern alpine".split()
    made = []
    for number, (deed, thing, place) in enumerate(itertools.product(deeds, things, places)):
        made.append(make(f"f{number:03d}", f"will {deed} the {place} {thing}", action=deed))
    return made


def together(ledger: Ledger, *ids: str) -> bool:
    entry = {m.commitment_id: m.ledger_id for m in ledger.mentions}
    return len({entry[i] for i in ids}) == 1


KITE = "will fund a kite museum with glass roofs in the old cannery quarter"


def sum_of(millions: int) -> dict[str, Any]:
    value, start = Decimal(millions * 10**6), len(KITE) + 6
    end = start + len(f"${millions} million")
    return {"currency": "USD", "minimum": value, "maximum": value, "sums": ((start, end),)}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param({}, {}, id="wire copy"),
        pytest.param(
            {},
            {"text": "is funding the kite museum with glass roofs for the old cannery quarter"},
            id="reworded",
        ),
        pytest.param(
            {},
            {"text": f"{KITE}, which residents had long asked for"},
            id="longer in one article",
        ),
        pytest.param({"who": ["a:peru"], "parties": ["PE"]}, {}, id="maker unknown in one"),
        pytest.param(
            {"strength": "intended"}, {"strength": "pledged", "status": "agreed"}, id="firmer"
        ),
        pytest.param(
            {"text": f"{KITE} by May 2026", "due": ((len(KITE) + 4, len(KITE) + 12),)},
            {"text": f"{KITE} before 3 June 2028", "due": ((len(KITE) + 8, len(KITE) + 19),)},
            id="later deadline",
        ),
        pytest.param(
            {"text": f"{KITE} with $40 million", **sum_of(40)},
            {"text": f"{KITE} with $55 million", **sum_of(55)},
            id="larger sum",
        ),
    ],
)
def test_the_same_promise_is_one_entry(one: dict[str, Any], two: dict[str, Any]) -> None:
    pair = [make("aaaa", **{"text": KITE, **one}), make("bbbb", **{"text": KITE, **two})]
    assert together(ledger_of([*filler(), *pair]), "aaaac0", "bbbbc0")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param({"parties": ["PE"]}, {"parties": ["CL"]}, id="another country"),
        pytest.param({"parties": ["PE", "NO"]}, {"parties": ["PE", "CL"]}, id="another partner"),
        pytest.param({"polarity": "positive"}, {"polarity": "negative"}, id="the opposite"),
        pytest.param(
            {"text": "will fund the Osprey museum with glass roofs"},
            {"text": "will fund the Gannet museum with glass roofs"},
            id="another name",
        ),
        pytest.param(
            {"text": "will hold the third summit on kite museums"},
            {"text": "will hold the fourth summit on kite museums"},
            id="another number",
        ),
        pytest.param(
            {"text": f"{KITE} with $40 million", **sum_of(40)},
            {"text": f"{KITE} with $900 million", **sum_of(900)},
            id="a sum of another order",
        ),
        pytest.param(
            {"text": "will take steps"}, {"text": "will take steps"}, id="nothing to go by"
        ),
        pytest.param({}, {"text": "will survey the old cannery quarter"}, id="another deed nearby"),
    ],
)
def test_another_promise_is_another_entry(one: dict[str, Any], two: dict[str, Any]) -> None:
    pair = [make("aaaa", **{"text": KITE, **one}), make("bbbb", **{"text": KITE, **two})]
    assert not together(ledger_of([*filler(), *pair]), "aaaac0", "bbbbc0")


def test_restatements_in_a_document_are_mentions() -> None:
    pair = [
        make("aaaa", KITE),
        make("aaaa", "we will do so for the kites", start=90, restates="aaaac0"),
    ]
    ledger = ledger_of([*filler(), *pair])
    assert together(ledger, "aaaac0", "aaaac90")
    found = [m for m in ledger.mentions if m.document_id == "aaaa"]
    assert [(m.basis, m.matched) for m in found] == [("first", None), ("restated", "aaaac0")]


def test_a_document_that_lists_both_keeps_them_apart() -> None:
    """A sentence that tells of two promises at once does not make them one."""
    glass = "will fund a kite museum with glass roofs in the old cannery quarter"
    reading = "will fund a reading programme for young sailors in the old cannery quarter"
    both = f"{glass}, and {reading.removeprefix('will ')}"
    every = [make(d, glass) for d in ("aaaa", "bbbb")]
    every += [make(d, reading, start=90) for d in ("aaaa", "bbbb")]
    ledger = ledger_of([*filler(), *every, make("cccc", both)])
    assert together(ledger, "aaaac0", "bbbbc0")
    assert together(ledger, "aaaac90", "bbbbc90")
    assert not together(ledger, "aaaac0", "aaaac90")


def test_a_chain_does_not_join_its_ends() -> None:
    """What names no country is like both; the two countries stay apart."""
    chain = [
        make("aaaa", KITE, parties=["PE"]),
        make("bbbb", KITE),
        make("cccc", KITE, parties=["CL"]),
    ]
    ledger = ledger_of([*filler(), *chain])
    assert not together(ledger, "aaaac0", "ccccc0")
    assert together(ledger, "aaaac0", "bbbbc0") or together(ledger, "bbbbc0", "ccccc0")


@pytest.mark.parametrize("documents", [1, 7, 10_000])
def test_how_many_are_read_at_a_time_does_not_matter(documents: int) -> None:
    copies = [make(f"{n:04d}", KITE, on=date(2024, 1, 1 + n % 9)) for n in range(50)]
    every = [*filler(), *copies, *story()]
    assert ledger_of(every, documents=documents) == ledger_of(every)


def story() -> Sequence[Mention]:
    def money(sum_: int | None) -> dict[str, Any]:
        known = None if sum_ is None else Decimal(sum_)
        return {"currency": "PEN" if sum_ else None, "minimum": known, "maximum": known}

    return [
        make("dddd", KITE, on=date(2024, 1, 5), strength="intended", **money(5)),
        make("cccc", KITE, on=date(2024, 3, 5), deadline=date(2026, 1, 1), **money(7)),
        make("bbbb", KITE, on=date(2024, 6, 5), deadline=date(2027, 1, 1), status="agreed"),
        make("aaaa", KITE, strength="exploratory", **money(9)),
    ]


def test_what_moved_is_told_from_mention_to_mention() -> None:
    ledger = ledger_of([*filler(), *story()])
    ledger_id = "Lddddc0"
    found = [m for m in ledger.mentions if m.ledger_id == ledger_id]
    assert [
        (m.document_id, m.amount_move, m.deadline_move, m.strength_move, m.status_move)
        for m in found
    ] == [
        ("dddd", None, None, None, None),
        ("cccc", "raised", "given", "firmer", "same"),
        ("bbbb", "dropped", "later", "same", "changed"),
        ("aaaa", None, None, None, None),  # without a date it has no place in time
    ]
    (entry,) = [e for e in ledger.entries if e.ledger_id == ledger_id]
    assert (entry.mentions, entry.documents, entry.publishers) == (4, 4, 4)
    assert (entry.first_seen, entry.last_seen) == (date(2024, 1, 5), date(2024, 6, 5))
    assert (entry.first_strength, entry.last_strength) == ("intended", "pledged")
    assert (entry.first_status, entry.last_status) == ("announced", "agreed")
    assert (entry.minimum, entry.deadline) == (Decimal(7), date(2027, 1, 1))
    assert entry.amount_moved
    assert entry.deadline_moved
    assert entry.strength_moved
    assert entry.status_moved


def test_every_commitment_is_in_one_entry() -> None:
    every = [*filler(), *story()]
    ledger = ledger_of(every)
    assert sorted(m.commitment_id for m in ledger.mentions) == sorted(
        m["commitment_id"] for m in every
    )
    assert sum(e.mentions for e in ledger.entries) == len(every)


@pytest.mark.parametrize(
    ("text", "words", "names", "numbers"),
    [
        ("will open two offices", {"open", "2", "offic"}, set(), {"2"}),
        ("the third Osprey Prize", {"3", "osprey", "priz"}, {"osprey", "priz"}, {"3"}),
        ("spending 1,500 on Peru’s museums", {"spend", "1500", "peru", "museum"}, {"peru"},
         {"1500"}),
        ("Kite Museum To Open In Cannery", {"kite", "museum", "open", "cannery"}, set(), set()),
    ],
)  # fmt: skip
def test_content_words(text: str, words: set[str], names: set[str], numbers: set[str]) -> None:
    vocabulary = Words()
    content = vocabulary.read([text])
    roots = list(vocabulary.roots)
    found = (
        {roots[i] for i in bags.items} for bags in (content.words, content.names, content.numbers)
    )
    assert tuple(found) == (words, names, numbers)


@pytest.mark.parametrize(
    ("one", "two"),
    [("studies", "study"), ("fitted", "fitting"), ("invests", "investing"),
     ("prices", "pricing"), ("launched", "launches"), ("policies", "policy")],
)  # fmt: skip
def test_endings_do_not_matter(one: str, two: str) -> None:
    a, b = Words().read([one, two]).words.items
    assert a == b


def test_no_mention_is_compared_with_all_others() -> None:
    rng = random.Random(7)
    words = [f"{a}{b}" for a in "bdfgklmn" for b in ("alo", "erit", "ulam", "ivor", "onex")]
    rare = [f"{word}{i}x" for word in words for i in range(40)]
    every = []
    for number in range(5000):
        text = " ".join(["will", *rng.sample(words, 5), *rng.choices(rare, k=3)])
        every.append(make(f"{number:04x}", text))
        if number % 10 == 0:
            every.append(make(f"{number:04x}copy", text))
    started = time.monotonic()
    ledger = ledger_of(every)
    assert time.monotonic() - started < 40
    assert sum(e.documents == 2 for e in ledger.entries) >= 480
    assert pairs_of(every) < 100 * len(every)


def test_many_copies_stay_cheap() -> None:
    copies = [make(f"{number:04d}", KITE) for number in range(1500)]
    corpus = corpus_of(batches([*filler(), *copies]))
    assert len(corpus) - len(corpus.wordings) == 1499
    assert len(Matcher(corpus).links()) < 9 * len(copies)
    ledger = ledger_of([*filler(), *copies])
    assert max(e.documents for e in ledger.entries) == 1500


def edition(number: int, mentions: Iterable[Mention]) -> list[Mention]:
    """The same in other documents."""
    names = ("commitment_id", "document_id")
    return [{**m, **{n: f"e{number}{m[n]}" for n in names}} for m in mentions]


def test_copies_of_all_articles_change_no_promise() -> None:
    deeds = ("repair", "widen", "survey", "irrigate", "replant")
    once = [
        make(f"d{n:03d}", f"will {deeds[n % 5]} harbour wall pier{n} on quay{n} by dock{n}")
        for n in range(200)
    ]
    once += [make("aaaa", KITE), make("bbbb", f"{KITE}, which residents had long asked for")]
    every = [*once, *(m for number in range(3) for m in edition(number, once))]
    alone, more = ledger_of(once), ledger_of(every)
    assert len(alone.entries) > 150
    counts = [sorted(e.mentions for e in ledger.entries) for ledger in (alone, more)]
    assert counts[1] == [4 * count for count in counts[0]]
    assert together(more, "aaaac0", "e2aaaac0", "bbbbc0", "e1bbbbc0")


@pytest.mark.parametrize(
    ("sizes", "pairs"),
    [
        pytest.param([1], 0, id="one mention"),
        pytest.param([30], 30 * 29 // 2, id="all of one wording"),
        pytest.param([2, 28], 1 + 28 * 27 // 2 + 2 * 28, id="all of two wordings"),
        pytest.param([1000], 8 * 1000 - 36, id="a crowd"),
        pytest.param([3, 1000], 3 + (8 * 1000 - 36) + 3 * 8, id="a crowd of another wording"),
    ],
)
def test_mentions_of_wordings_are_paired_once(sizes: list[int], pairs: int) -> None:
    wording = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    members = Members(wording, wordings=len(sizes))
    u, v = np.array(list(itertools.combinations_with_replacement(range(len(sizes)), 2))).T
    found = [
        (min(a, b), max(a, b))
        for _, one, two in members.pairs(u, v)
        for a, b in zip(one.tolist(), two.tolist(), strict=True)
    ]
    assert len(found) == len(set(found)) == pairs
    assert all(a != b for a, b in found)


def test_memory_hardly_grows_with_the_corpus() -> None:
    """The peak grows by some hundred bytes a commitment, and rows come a few at a time."""
    words = [f"{a}{b}{c}" for a in "bdfgklmn" for b in "aeiou" for c in ("lo", "rit", "nex")]
    rare = [f"{word}{i}x" for word in words for i in range(40)]
    rng = random.Random(3)
    texts = [" ".join([*rng.sample(words, 5), *rng.choices(rare, k=5)]) for _ in range(12_000)]
    every = list(batches(make(f"{n:05d}", text) for n, text in enumerate(texts)))

    def peak(some: Sequence[pa.RecordBatch]) -> int:
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        most = 0
        for rows in batches_of(some, texts=(b.column("text") for b in some)):
            most = max(most, rows["ledger_mentions"].num_rows)
        found = tracemalloc.get_traced_memory()[1] - before
        tracemalloc.stop()
        assert most < 5000
        return found

    few = every[: len(every) // 4]
    grown = peak(every) - peak(few)
    assert grown < 800 * sum(b.num_rows for b in every[len(few) :])


@pytest.mark.parametrize("left", [(), ("documents",), ("documents", "commitments")])
def test_tables_without_rows_say_nothing(
    left: tuple[str, ...], processed: Path, tmp_path: Path
) -> None:
    for name in SOURCES:
        table = pq.read_table(processed / f"{name}.parquet")
        kept = table if name in left else table.slice(0, 0)
        pq.write_table(kept, tmp_path / f"{name}.parquet")
    expected = len(build_ledger(processed).mentions) if "commitments" in left else 0
    assert len(build_ledger(tmp_path).mentions) == expected
