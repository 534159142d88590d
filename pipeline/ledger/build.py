"""The ledger of an output folder: read, compare, group, write."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pipeline.ledger.corpus import corpus_of
from pipeline.ledger.entries import Nearest, entries
from pipeline.ledger.grouping import groups
from pipeline.ledger.matching import Matcher
from pipeline.ledger.mentions import read_mentions, read_texts
from pipeline.schema import LedgerMentionRow, LedgerRow
from pipeline.tables.memory import give_back


@dataclass(frozen=True, slots=True)
class Ledger:
    """Promises and their mentions.

    Attributes:
        entries: one for each promise, in order of their keys.
        mentions: one for each commitment, in order of promise and time.
    """

    entries: Sequence[LedgerRow]
    mentions: Sequence[LedgerMentionRow]

    @classmethod
    def of(cls, batches: Iterable[Mapping[str, pa.RecordBatch]]) -> Ledger:
        """From batches of both tables."""
        entries: list[LedgerRow] = []
        mentions: list[LedgerMentionRow] = []
        for rows in batches:
            entries += (LedgerRow(**row) for row in rows[LedgerRow.table].to_pylist())
            found = rows[LedgerMentionRow.table].to_pylist()
            mentions += (LedgerMentionRow(**row) for row in found)
        return cls(entries, mentions)


def build_ledger(processed: Path) -> Ledger:
    """Find the same promises among the commitments of an output folder.

    Holds all rows at once; :func:`ledger_batches` does not.

    Args:
        processed: folder of the tables; nothing is written to it.

    Raises:
        OutputError: a table is missing.
    """
    return Ledger.of(ledger_batches(processed))


def ledger_batches(processed: Path) -> Iterator[Mapping[str, pa.RecordBatch]]:
    """Rows of ``ledger`` and ``ledger_mentions``, by table name, a few thousand at a time.

    Args:
        processed: holds the tables of one run that they are made of.

    Yields:
        rows that come after those before, in the order of their tables.

    Raises:
        OutputError: a table is missing.
    """
    return batches_of(read_mentions(processed), texts=read_texts(processed))


def batches_of(
    mentions: Iterable[pa.RecordBatch], *, texts: Iterable[pa.StringArray]
) -> Iterator[Mapping[str, pa.RecordBatch]]:
    """The same, of mentions from anywhere.

    Args:
        mentions: with the columns of :data:`~pipeline.ledger.mentions.MENTION`, in order of their
            keys, documents whole; read once.
        texts: words of the same mentions, in the same order; read after them.
    """
    lots = iter(mentions)
    first = next(lots, None)
    if first is None:
        return
    corpus = corpus_of(itertools.chain([first], lots))
    del first
    give_back()
    matcher = Matcher(corpus)
    links = matcher.links()
    give_back()
    label = groups(links, restates=corpus.restates, document=corpus.document, matcher=matcher)
    nearest = Nearest.of(links, label)
    del matcher, links
    give_back()
    yield from entries(corpus, label, nearest, texts)
