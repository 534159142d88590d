"""All commitments as columns of numbers: what is compared, and what rows are made of.

Strings are numbered, and texts are not kept: they are read once for their words, and again when
an entry is written. A commitment takes some 150 bytes, and its wording as much again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.ledger.bags import Bags, Grown, Numbered, Pile
from pipeline.ledger.sets import Codes, Flags, Numbers, Sets
from pipeline.ledger.setting import Settings, SettingsReader
from pipeline.ledger.words import Spans, Words
from pipeline.schema import POLARITIES, STATUSES, STRENGTHS

UNKNOWN = np.iinfo(np.int32).min
"""A day that is not known."""
NO_SUM = np.iinfo(np.int64).min
"""A bound of a sum that is not known."""

_LISTED = {"strength": STRENGTHS, "polarity": POLARITIES, "status": STATUSES}
_NUMBERED = ("action", "committers", "counterparts", "currency", "area")


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents in order of their ids.

    Attributes:
        ids: of each.
        days: of publication, since 1970; ``UNKNOWN`` where it is not known.
        publishers: as numbers; -1 where it is not known.
    """

    ids: pa.StringArray
    days: Codes
    publishers: Codes


@dataclass(frozen=True, slots=True)
class Corpus:
    """Commitments in order of their keys, by position; all arrays are as long as that.

    Attributes:
        ids: keys.
        document: position of its document.
        start: offset in that document.
        wording: number of its content words taken together; wordings are numbered in the order
            of their words in the alphabet, so that neighbours are alike.
        strength, polarity, status: places in their code lists.
        action, committers, counterparts, currency, area: numbers in ``names``; -1 for null.
        minimum, maximum: hundredths of a unit; ``NO_SUM`` for null.
        deadline: days since 1970; ``UNKNOWN`` for null.
        restates: position of the commitment that it restates; -1 for null.
        proper, numbers, parties: its names and numbers among the words, and its countries.
        wordings: words of each wording.
        roots: words, in order of the alphabet.
        names: values of the columns that are numbered; areas in order of the alphabet.
        makers: how many actors each value of ``committers`` names, and 0 for null at the end.
    """

    ids: pa.StringArray
    document: Codes
    start: Codes
    wording: Codes
    strength: npt.NDArray[np.int8]
    polarity: npt.NDArray[np.int8]
    status: npt.NDArray[np.int8]
    action: Codes
    committers: Codes
    counterparts: Codes
    currency: Codes
    area: Codes
    minimum: Numbers
    maximum: Numbers
    deadline: Codes
    restates: Codes
    proper: Sets
    numbers: Sets
    parties: Sets
    wordings: Sets
    roots: Sequence[str]
    names: dict[str, pa.StringArray]
    makers: Codes
    documents: Documents
    settings: Settings

    def __len__(self) -> int:
        return len(self.document)

    @property
    def day(self) -> Codes:
        """When each was published."""
        return self.documents.days[self.document]

    def has_sum(self, which: Numbers) -> Flags:
        """Whether some commitments have an amount."""
        result: Flags = (self.minimum[which] != NO_SUM) | (self.maximum[which] != NO_SUM)
        return result


class Numbering(dict[str | None, int]):
    """Numbers for values in the order in which they come; -1 for None."""

    def __init__(self) -> None:
        super().__init__({None: -1})

    def __missing__(self, value: str | None) -> int:
        self[value] = number = len(self) - 1
        return number

    def of(self, column: pa.Array) -> Codes:
        """Number of each value of a column."""
        coded = column.dictionary_encode()
        numbers = [self[value] for value in (*coded.dictionary.to_pylist(), None)]
        places = np.asarray(coded.indices.fill_null(-1))
        result: Codes = np.array(numbers, dtype=np.int32)[places]
        return result

    def array(self) -> pa.StringArray:
        """The values by number."""
        return pa.array([value for value in self if value is not None], type=pa.string())


class Reader:
    """Makes a corpus of batches of mentions."""

    def __init__(self) -> None:
        self._words = Words()
        self._numbering = {name: Numbering() for name in (*_NUMBERED, "country", "publisher")}
        self._columns: dict[str, Grown] = {}
        self._ids: list[pa.StringArray] = []
        self._documents: list[pa.StringArray] = []
        self._bags = {name: Pile() for name in ("words", "proper", "numbers", "parties")}
        self._wordings = Numbered()
        self._settings = SettingsReader()
        self._counts = [0, 0]

    def add(self, batch: pa.RecordBatch) -> None:
        """Take in commitments that come after those before, their documents whole."""
        first, known = self._counts
        ids = batch.column("commitment_id")
        coded = batch.column("document_id").dictionary_encode()
        document = np.asarray(coded.indices).astype(np.int32)
        of_document = np.flatnonzero(np.diff(document, prepend=-1))
        self._ids.append(ids)
        self._documents.append(coded.dictionary)
        self._keep("document", document + np.int32(known))
        self._keep("start", np.asarray(batch.column("start")))
        self._keep("days", _days(batch.column("published_on").take(of_document)))
        publishers = batch.column("publisher").take(of_document)
        self._keep("publishers", self._numbering["publisher"].of(publishers))
        for name, codes in _LISTED.items():
            places = pc.index_in(batch.column(name), pa.array(codes))
            self._keep(name, np.asarray(places).astype(np.int8))
        for name in _NUMBERED:
            self._keep(name, self._numbering[name].of(batch.column(name)))
        for name in ("minimum", "maximum"):
            self._keep(name, _hundredths(batch.column(name)))
        self._keep("deadline", _days(batch.column("deadline")))
        restated = np.asarray(pc.index_in(batch.column("restates"), ids).fill_null(-1 - first))
        self._keep("restates", restated + np.int32(first))
        self._read_words(batch, document, batch.column("title").take(of_document))
        self._counts = [first + len(ids), known + len(of_document)]

    def _keep(self, name: str, values: npt.NDArray[Any]) -> None:
        self._columns.setdefault(name, Grown()).add(values)

    def _read_words(self, batch: pa.RecordBatch, document: Codes, titles: pa.Array) -> None:
        size = batch.num_rows
        spans = {name: _spans(batch.column(name)) for name in ("sums", "due")}
        found = self._words.read(batch.column("text").to_pylist(), **spans)
        makers = batch.column("committers").dictionary_encode()
        makers_words = self._words.read([*makers.dictionary.to_pylist(), None]).words
        named = makers_words.take(np.asarray(makers.indices.fill_null(-1)))
        names = found.names | (named & found.words)
        parties = batch.column("parties")
        countries = self._numbering["country"].of(parties.flatten())
        owners = np.repeat(np.arange(size), np.asarray(parties.value_lengths()))
        bound = Bags.of(owners, countries, count=size)
        wording, new = self._wordings.of(found.words)
        self._keep("wording", wording)
        self._bags["words"].add(new)
        self._bags["proper"].add(names)
        self._bags["numbers"].add(found.numbers)
        self._bags["parties"].add(bound)
        title = self._words.read(titles.to_pylist()).words
        self._settings.add(document, titles=title, words=found.words, names=names, parties=bound)

    def corpus(self) -> Corpus:
        """All that was added."""
        roots = list(self._words.roots)
        order = sorted(range(len(roots)), key=roots.__getitem__)
        rank = np.empty(len(roots), dtype=np.int32)
        rank[order] = np.arange(len(roots), dtype=np.int32)
        del self._words, self._wordings
        sizes, items = self._bags["words"].taken()
        number, wordings = _in_order(Sets(sizes, rank[items], universe=len(roots)))
        sets: dict[str, Any] = {"wordings": wordings}
        for name in ("proper", "numbers"):
            sizes, items = self._bags[name].taken()
            sets[name] = Sets(sizes, rank[items], universe=len(roots))
        countries = self._numbering["country"]
        sizes, items = self._bags["parties"].taken()
        sets["parties"] = Sets(sizes, items, universe=len(countries))
        columns: dict[str, Any] = {
            name: self._columns.pop(name).array() for name in list(self._columns)
        }
        names = {name: self._numbering[name].array() for name in _NUMBERED}
        names["area"], columns["area"] = _alphabetical(names["area"], columns["area"])
        documents = Documents(
            _strings(self._documents), columns.pop("days"), columns.pop("publishers")
        )
        return Corpus(
            ids=_strings(self._ids),
            wording=number[columns.pop("wording")],
            roots=[roots[i] for i in order],
            names=names,
            makers=_makers(names["committers"]),
            documents=documents,
            settings=self._settings.settings(rank, countries=len(countries)),
            **columns,
            **sets,
        )


def corpus_of(mentions: Iterable[pa.RecordBatch]) -> Corpus:
    """The columns of commitments.

    Args:
        mentions: with the columns of :data:`~pipeline.ledger.mentions.MENTION`, in order of their
            keys, documents whole.
    """
    reader = Reader()
    for batch in mentions:
        reader.add(batch)
    return reader.corpus()


def _in_order(sets: Sets) -> tuple[Codes, Sets]:
    """Sets in the order of their items, and the place of each in that order."""
    # big-endian numbers compare as bytes do, one after the other
    ends = np.r_[0, np.cumsum(sets.sizes, dtype=np.int64) * 4]
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(sets.items().astype(">u4"))]
    spelled = pa.Array.from_buffers(pa.large_binary(), len(sets), buffers)
    order = np.asarray(pc.sort_indices(spelled)).astype(np.int32)
    del buffers, spelled
    place = np.empty(len(sets), dtype=np.int32)
    place[order] = np.arange(len(sets), dtype=np.int32)
    items = Grown()
    for which in sets.lots():
        items.add(sets.members(order[which].astype(np.int64))[1].astype(np.int32))
    sizes, universe = sets.sizes[order], sets.universe
    del sets
    return place, Sets(sizes, items.array(), universe=universe)


def _alphabetical(values: pa.StringArray, codes: Codes) -> tuple[pa.StringArray, Codes]:
    order = np.asarray(pc.sort_indices(values)).astype(np.int64)
    place = np.full(len(order) + 1, -1, dtype=np.int32)  # that of null is the last
    place[order] = np.arange(len(order), dtype=np.int32)
    return values.take(order), place[codes]


def _makers(committers: pa.StringArray) -> Codes:
    more = np.asarray(pc.count_substring(committers, "; ")).astype(np.int32)
    return np.append(more + np.int32(1), np.int32(0))


def _strings(arrays: list[pa.StringArray]) -> pa.StringArray:
    return pa.concat_arrays(arrays) if arrays else pa.array([], type=pa.string())


def _days(column: pa.Array) -> Codes:
    return np.asarray(column.cast(pa.int32()).fill_null(UNKNOWN))


def _hundredths(column: pa.Array) -> Numbers:
    """Decimals with two digits as whole numbers; those of 18 digits fit."""
    _, data = column.buffers()
    low = np.frombuffer(data, dtype=np.int64)[2 * column.offset :: 2][: len(column)]
    return np.where(np.asarray(column.is_valid()), low, NO_SUM)


def _spans(column: pa.ListArray) -> Spans:
    """Those of texts that have any, by the position of the text."""
    some = np.flatnonzero(np.asarray(column.value_lengths()) > 0)
    return dict(zip(some.tolist(), column.take(some).to_pylist(), strict=True))
