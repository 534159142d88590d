"""Groups of mentions in order of time, and the rows of both tables, a few thousand at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.ledger.corpus import NO_SUM, UNKNOWN, Corpus
from pipeline.ledger.matching import Links
from pipeline.ledger.moves import MOVES, Moves, moves
from pipeline.ledger.segments import Segments
from pipeline.ledger.sets import Codes, Flags, Numbers, Scores, ranges
from pipeline.schema import (
    LEDGER_BASES,
    STATUSES,
    STRENGTHS,
    LedgerMentionRow,
    LedgerRow,
    Row,
)

_ROWS = 4096
_NEVER = np.iinfo(np.int32).max
_DECIMAL = pa.decimal128(18, 2)
_FIRST, _RESTATED, _REPORTED = range(len(LEDGER_BASES))


@dataclass(frozen=True, slots=True)
class Nearest:
    """What each mention is most like, of its own promise.

    Attributes:
        mention: position of it; -1 where nothing is known.
        score: likeness to it, 0 to 1.
    """

    mention: Codes
    score: Scores

    @classmethod
    def of(cls, links: Links, label: Codes) -> Nearest:
        """The other end of the strongest link of each mention, of equal ones the first.

        Args:
            links: in order of their positions.
            label: group of each mention.
        """
        kept = links.take(np.flatnonzero(label[links.a] == label[links.b]))
        kept = kept.take(np.argsort(-kept.score, kind="stable"))
        best = np.full(len(label), len(kept), dtype=np.int32)
        for ends in (kept.a, kept.b):
            np.minimum.at(best, ends, np.arange(len(kept), dtype=np.int32))
        linked = np.flatnonzero(best < len(kept))
        mention, score = np.full(len(label), -1, dtype=np.int32), np.zeros(len(label))
        a, b = kept.a[best[linked]], kept.b[best[linked]]
        mention[linked], score[linked] = np.where(a == linked, b, a), kept.score[best[linked]]
        return cls(mention, score)


def entries(
    corpus: Corpus, label: Codes, nearest: Nearest, texts: Iterable[pa.StringArray]
) -> Iterator[dict[str, pa.RecordBatch]]:
    """Rows of ``ledger`` and ``ledger_mentions`` in order, by table name.

    Args:
        corpus: all mentions.
        label: group of each.
        nearest: what each is most like.
        texts: words of the mentions, in order of their positions.
    """
    order, starts = _in_time(corpus, label)
    words = _Texts(texts)
    lots = np.flatnonzero(np.diff(starts // _ROWS, prepend=-1))
    for begin, end in zip(lots, (*lots[1:], len(starts)), strict=True):
        last = starts[end] if end < len(starts) else len(order)
        mentions = order[starts[begin] : last].astype(np.int64)
        segments = Segments(starts[begin:end] - starts[begin], len(mentions))
        yield _rows(corpus, mentions, segments, nearest, words)


def _in_time(corpus: Corpus, label: Codes) -> tuple[Codes, Numbers]:
    """Mentions by promise and time, and where each promise starts.

    Promises come in order of the mention that was seen first. Unknown dates come last; within a
    document, mentions are in order of the text.
    """
    day = np.where(corpus.day == UNKNOWN, _NEVER, corpus.day)
    order = np.lexsort((corpus.start, corpus.document, day, label)).astype(np.int32)
    starts = np.flatnonzero(np.diff(label[order], prepend=-1))
    sizes = np.diff(starts, append=len(order))
    by_first = np.argsort(order[starts])
    _, places = ranges(starts[by_first], sizes[by_first])
    sizes = sizes[by_first]
    return order[places], np.cumsum(sizes) - sizes


class _Texts:
    """Texts by position, handed out in order.

    Args:
        texts: some at a time.
    """

    def __init__(self, texts: Iterable[pa.StringArray]) -> None:
        self._lots = iter(texts)
        self._lot: pa.StringArray = pa.array([], type=pa.string())
        self._start = 0

    def take(self, positions: Numbers) -> pa.ChunkedArray:
        """Those at some positions, which ascend and come after those before."""
        found = []
        while True:
            count = np.searchsorted(positions, self._start + len(self._lot))
            found.append(self._lot.take(pa.array(positions[:count] - self._start)))
            positions = positions[count:]
            if not len(positions):
                return pa.chunked_array(found)
            self._start += len(self._lot)
            self._lot = next(self._lots)


def _rows(
    corpus: Corpus, mentions: Numbers, segments: Segments, nearest: Nearest, words: _Texts
) -> dict[str, pa.RecordBatch]:
    """Rows of some promises.

    Args:
        corpus: all mentions.
        mentions: of these promises, each in order of time.
        segments: the promises.
        nearest: what each mention is most like.
        words: of all mentions.
    """
    first = np.zeros(len(mentions), dtype=np.bool_)
    first[segments.starts] = True
    moved = moves(corpus, mentions, first=first)
    ids = pc.binary_join_element_wise("L", corpus.ids.take(mentions[segments.starts]), "")
    columns: dict[type[Row], dict[str, Any]] = {
        LedgerRow: _entries(corpus, mentions, segments, moved),
        LedgerMentionRow: _mentions(corpus, mentions, nearest, first=first),
    }
    columns[LedgerRow] |= {
        "ledger_id": ids,
        "text": words.take(mentions[segments.starts]),
    }
    columns[LedgerMentionRow] |= {
        "ledger_id": ids.take(segments.of),
        "ordinal": np.arange(len(mentions)) - segments.starts[segments.of],
        **{f"{name}_move": _named(MOVES[name], codes) for name, codes in moved.items()},
    }
    return {t.table: _batch(t, c) for t, c in columns.items()}


def _mentions(
    corpus: Corpus, mentions: Numbers, nearest: Nearest, *, first: Flags
) -> dict[str, Any]:
    """Columns of ``ledger_mentions`` that are told of each mention."""
    like = nearest.mention[mentions]
    basis = np.select([first, like < 0], [_FIRST, _RESTATED], _REPORTED)
    matched = np.where((like < 0) & ~first, corpus.restates[mentions], like)
    score = [round(s, 4) for s in nearest.score[mentions].tolist()]  # as Python rounds
    return {
        "commitment_id": corpus.ids.take(mentions),
        "document_id": corpus.documents.ids.take(corpus.document[mentions]),
        "seen_on": _dates(corpus.day[mentions]),
        "basis": _named(LEDGER_BASES, basis),
        "matched": _named(corpus.ids, matched),
        "score": pa.array(score, mask=like < 0),
        "strength": _named(STRENGTHS, corpus.strength[mentions]),
        "status": _named(STATUSES, corpus.status[mentions]),
        **_sums(corpus, mentions),
        "deadline": _dates(corpus.deadline[mentions]),
    }


def _entries(corpus: Corpus, mentions: Numbers, segments: Segments, moved: Moves) -> dict[str, Any]:
    """Columns of ``ledger``: what the mentions of each promise say together."""
    day = corpus.day[mentions]
    dated = day != UNKNOWN
    first = segments.starts
    last_dated = segments.last(dated)
    counted = dated | (last_dated < 0)[segments.of]  # without any date all count
    last = segments.last(counted)
    makers, partners = corpus.committers[mentions], corpus.counterparts[mentions]
    partner = segments.first(partners >= 0)
    fullest = segments.most(corpus.makers[makers])
    due = segments.last(counted & (corpus.deadline[mentions] != UNKNOWN))
    money = segments.last(counted & corpus.has_sum(mentions))
    strength, status = corpus.strength[mentions], corpus.status[mentions]
    return {
        "commitment_id": corpus.ids.take(mentions[first]),
        "action": _named(corpus.names["action"], corpus.action[mentions[first]]),
        "committers": _named(corpus.names["committers"], makers[fullest]),
        "counterparts": _named(corpus.names["counterparts"], _at(partners, partner, -1)),
        "area": _named(corpus.names["area"], segments.commonest(corpus.area[mentions])),
        "mentions": segments.sizes,
        "documents": segments.distinct(corpus.document[mentions]),
        "publishers": segments.distinct(corpus.documents.publishers[corpus.document[mentions]]),
        "first_seen": _dates(day[first]),
        "last_seen": _dates(_at(day, last_dated, UNKNOWN)),
        "first_strength": _named(STRENGTHS, strength[first]),
        "last_strength": _named(STRENGTHS, strength[last]),
        "first_status": _named(STATUSES, status[first]),
        "last_status": _named(STATUSES, status[last]),
        **_sums(corpus, _at(mentions, money, -1)),
        "deadline": _dates(_at(corpus.deadline[mentions], due, UNKNOWN)),
        **{f"{name}_moved": segments.any(codes > 0) for name, codes in moved.items()},
    }


def _at(values: npt.NDArray[Any], rows: Numbers, otherwise: int) -> npt.NDArray[Any]:
    """Values of some rows; another where the row is not known."""
    return np.where(rows >= 0, values[rows], otherwise)


def _sums(corpus: Corpus, mentions: Numbers) -> dict[str, pa.Array]:
    """Currency and bounds of the sums of some mentions; null where the mention is not known."""
    known = mentions >= 0
    currency = np.where(known, corpus.currency[mentions], -1)
    return {
        "currency": _named(corpus.names["currency"], currency),
        "minimum": _decimals(np.where(known, corpus.minimum[mentions], NO_SUM)),
        "maximum": _decimals(np.where(known, corpus.maximum[mentions], NO_SUM)),
    }


def _named(values: Sequence[str] | pa.StringArray, codes: npt.NDArray[Any]) -> pa.StringArray:
    """Values by their number; null for a number below 0."""
    known = values if isinstance(values, pa.Array) else pa.array(values, type=pa.string())
    return known.take(pa.array(codes, mask=codes < 0))


def _dates(days: Codes) -> pa.Array:
    return pa.array(days.astype(np.int32), mask=days == UNKNOWN).cast(pa.date32())


def _decimals(hundredths: Numbers) -> pa.Array:
    """Whole numbers of hundredths as decimals with two digits."""
    words = np.stack([hundredths, hundredths >> 63], axis=1)  # low and high half
    known = pa.array(hundredths != NO_SUM)
    buffers = [known.buffers()[1], pa.py_buffer(words)]
    return pa.Array.from_buffers(_DECIMAL, len(hundredths), buffers)


def _batch(table: type[Row], columns: Mapping[str, Any]) -> pa.RecordBatch:
    declared = table.arrow_schema()
    rows = pa.table({name: columns[name] for name in declared.names}, schema=declared)
    (batch,) = rows.combine_chunks().to_batches()
    return batch
