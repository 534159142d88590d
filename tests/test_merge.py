"""Tables made of the published ones are, byte for byte, those that a clean run makes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from pipeline.cache import Entry, Store
from pipeline.cache.entry import Summary, counts
from pipeline.engines.local import InProcess
from pipeline.engines.merge import LostError, Merge, merge
from pipeline.engines.output import FolderOutput
from pipeline.engines.shards import Before
from pipeline.schema import ActorRow, AmountRow, DocumentRow, QuoteSpanRow, Row
from pipeline.tables import batch, layout, writer
from pipeline.tables.manifest import Input, RunManifest

DOCUMENTS = 40
Corpus = dict[int, int]
"""Revision of each document."""


def document_id(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()[:16]


def entry(number: int, revision: int) -> Entry:
    """A document with a few rows; what it says of an actor depends on its revision."""
    document, text = document_id(number), f"Document {number}, edition {revision}.\n"
    text_sha256 = hashlib.sha256(text.encode()).hexdigest()
    rows: dict[type[Row], list[Row]] = {
        DocumentRow: [
            DocumentRow(
                document_id=document, source_path=f"{number}.txt", source_uri=None,
                media_type="text/plain", source_sha256=text_sha256, text_sha256=text_sha256,
                title=None, publisher=None, published_on=None, published_on_source=None,
                language="en", instrument="other", legal_force=None, page_count=None,
                character_count=len(text), sentence_count=1,
            )
        ],
        AmountRow: [
            AmountRow(
                amount_id=f"{document}-a-{at}-{at + 3}", document_id=document, sentence_id=None,
                start=at, end=at + 3, text=f"€{at}", currency="EUR", minimum=Decimal(revision),
                maximum=None, qualifier="exact", period=None, page=None, rule="money",
            )
            for at in range(0, 10 * (number % 4 + revision), 10)
        ],
        # of document 5 alone
        QuoteSpanRow: [
            QuoteSpanRow(
                quote_id=f"{document}-q-0-3", document_id=document, ordinal=i, start=i, end=i + 1,
                text=text[i],
            )
            for i in range(3)
        ] if number == 5 else [],
        ActorRow: [
            ActorRow(
                actor_id=name, name=name.title(), type="state",
                # documents do not agree
                country="NO" if (number + revision) % 3 else None,
                organisation_type=None, parent_id=None,
            )
            for name in ("norway", f"actor {number % 7}", f"actor {number} of {revision}")
        ],
    }  # fmt: skip
    batches = {table.table: batch(table, found) for table, found in rows.items()}
    summary = Summary(
        key=hashlib.sha256(f"{number} {revision}".encode()).hexdigest()[:40],
        source_path=f"{number}.txt",
        source_sha256=text_sha256,
        document_id=document,
        text_sha256=text_sha256,
        counts=counts(batches),
    )
    return Entry(summary, text, batches)


class Published:
    """An output folder with a store of its own."""

    def __init__(self, path: Path, *, part_rows: int | None = None) -> None:
        self.path = path
        self._part_rows = part_rows
        self._output = FolderOutput(path)
        self._output.prepare()
        self.store = Store(path / ".pledger" / "cache")
        self._manifest: RunManifest | None = None

    def publish(self, corpus: Corpus, *, keep: bool = True, lost: Corpus | None = None) -> None:
        """Publish the tables of a corpus.

        Args:
            corpus: the documents.
            keep: whether what is published may be used.
            lost: documents whose entries are gone, so that reading them fails.
        """
        entries = [entry(number, revision) for number, revision in corpus.items()]
        for one in entries:
            self.store.put(one)
        for number, revision in (lost or {}).items():
            self.store.drop(entry(number, revision).summary.key)
        summaries = [one.summary for one in entries]
        generation = hashlib.sha256(str(sorted(corpus.items())).encode()).hexdigest()
        before = None
        if self._manifest is not None:
            damaged = self._output.damaged(self._manifest)
            before = Before.of(self._manifest, damaged, tables=keep)
        work = Merge(self._output.begin(generation), self.store, generation, self._part_rows)
        outputs = merge(work, InProcess(), documents=summaries, failures=(), before=before)
        inputs = (
            Input(s.source_path, s.source_sha256, "document", s.document_id, s.key)
            for s in summaries
        )
        settings = {"part_rows": self._part_rows}
        manifest = RunManifest(generation, {}, settings, tuple(inputs), outputs)
        self._output.publish(work.target, manifest)
        self._manifest = manifest

    def files(self) -> dict[str, bytes]:
        """Tables and texts by name."""
        assert self._manifest is not None
        return {name: (self.path / name).read_bytes() for name in self._manifest.outputs}


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "ROWS_A_GROUP", 16)


def edited(corpus: Corpus, edits: str) -> Corpus:
    """A corpus after edits: ``~3`` changes document 3, ``+3`` adds it, ``-3`` takes it away.

    ``first`` and ``last`` are the documents whose rows begin and end the tables.
    """
    found = dict(corpus)
    ordered = sorted(corpus, key=document_id)
    for edit in edits.split():
        sign, name = edit[0], edit[1:]
        number = {"first": ordered[0], "last": ordered[-1]}.get(name) or int(name)
        if sign == "-":
            del found[number]
        else:
            found[number] = found.get(number, 0) + 1
    return found


WHOLE = dict.fromkeys(range(1, DOCUMENTS), 1)
EDITS = {
    "changed": "~7",
    "added": "+77",
    "gone": "-7",
    "the first changed": "~first",
    "the last changed": "~last",
    "the first gone": "-first",
    "the last gone": "-last",
    "several": "~first ~8 -9 -10 +91 +92 ~30 -last +93",
    "the only one of a table gone": "-5",
    "the only one of a table changed": "~5",
    "more row groups": " ".join(f"+{n}" for n in range(100, 119)),
    "fewer row groups": " ".join(f"-{n}" for n in range(24, DOCUMENTS)),
    "nothing": "",
}


IN_PARTS = ("changed", "added", "the last gone", "the only one of a table gone")
CUT_ANEW = ("several", "more row groups")
"""In parts, so much changes that some are made of entries."""


@pytest.mark.parametrize(
    ("name", "part_rows"),
    [*((name, None) for name in EDITS), *((name, 60) for name in IN_PARTS + CUT_ANEW)],
)
def test_only_what_changed_is_read(tmp_path: Path, name: str, part_rows: int | None) -> None:
    after = edited(WHOLE, EDITS[name])
    clean = Published(tmp_path / "clean", part_rows=part_rows)
    clean.publish(after)
    renewed = Published(tmp_path / "renewed", part_rows=part_rows)
    renewed.publish(WHOLE)
    stay = {n: r for n, r in WHOLE.items() if after.get(n) == r}
    renewed.publish(after, lost={} if part_rows and name in CUT_ANEW else stay)
    assert renewed.files() == clean.files()


def test_tables_that_were_made_of_others_are_made_of_again(tmp_path: Path) -> None:
    clean, renewed = Published(tmp_path / "clean"), Published(tmp_path / "renewed")
    corpus = WHOLE
    renewed.publish(corpus)
    for edits in ("~first ~9", "+50 -7", "-50 ~last", "+7 +51"):
        corpus = edited(corpus, edits)
        renewed.publish(corpus)
        clean.publish(corpus, keep=False)
        assert renewed.files() == clean.files()


def test_what_is_published_is_read_by_others(tmp_path: Path) -> None:
    out = Published(tmp_path)
    out.publish(WHOLE)
    out.publish(edited(WHOLE, "~8 -9 +77"))
    path = tmp_path / layout.file_name("amounts")
    about = pq.read_metadata(path)
    assert about.num_row_groups > 4
    wanted = pq.read_table(path).to_pylist()
    assert [r["document_id"] for r in wanted] == sorted(r["document_id"] for r in wanted)
    assert duckdb.connect().query(f"FROM '{path}'").fetchall() == [
        tuple(row.values()) for row in wanted
    ]
    assert pl.read_parquet(path).rows() == [tuple(row.values()) for row in wanted]
    # statistics and indexes of pages lead to the rows, wherever their group stands now
    for row in wanted[:: len(wanted) // 5]:
        found = pq.read_table(path, filters=pc.field("amount_id") == row["amount_id"])
        assert found.to_pylist() == [row]
        query = f"FROM '{path}' WHERE amount_id = '{row['amount_id']}'"
        assert duckdb.connect().query(query).fetchall() == [tuple(row.values())]


def damage_table(out: Published) -> None:
    path = (out.path / "amounts.parquet").resolve()
    path.write_bytes(path.read_bytes()[:-30] + bytes(30))


def damage_counts(out: Published) -> None:
    (path,) = out.path.glob(".pledger/generations/*/dimensions")
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def lose_counts(out: Published) -> None:
    (path,) = out.path.glob(".pledger/generations/*/dimensions")
    path.unlink()


def lose_what_was_there_before(out: Published) -> None:
    out.store.drop(entry(7, 1).summary.key)


def do_nothing(out: Published) -> None:
    pass


@pytest.mark.parametrize(
    ("harm", "keep"),
    [
        (damage_table, True),
        (damage_counts, True),
        (lose_counts, True),
        (lose_what_was_there_before, True),
        (do_nothing, False),
    ],
)
def test_what_cannot_be_used_is_made_of_entries(
    tmp_path: Path, harm: Callable[[Published], None], keep: bool
) -> None:
    after = edited(WHOLE, "~7")
    clean = Published(tmp_path / "clean")
    clean.publish(after)
    out = Published(tmp_path / "out")
    out.publish(WHOLE)
    harm(out)
    with pytest.raises(LostError):
        out.publish(after, keep=keep, lost={8: 1})
    out.publish(after, keep=keep)
    assert out.files() == clean.files()


def test_a_text_that_was_changed_by_hand_is_written_again(tmp_path: Path) -> None:
    out = Published(tmp_path)
    out.publish(WHOLE)
    before = out.files()
    path = tmp_path / "text" / f"{document_id(3)}.txt"
    path.write_text("Somebody was here.\n")
    with pytest.raises(LostError):
        out.publish(WHOLE, lost={3: 1})
    out.publish(WHOLE, lost={4: 1})
    assert out.files() == before


def test_a_row_of_a_dimension_goes_with_its_last_document(tmp_path: Path) -> None:
    def names() -> set[str]:
        return set(layout.read(tmp_path, "actors")["name"].to_pylist())

    out = Published(tmp_path)
    out.publish(WHOLE)
    assert {"Actor 5", "Actor 7 Of 1"} <= names()
    out.publish(edited(WHOLE, "-7"))
    assert "Actor 7 Of 1" not in names()
    fives = " ".join(f"-{n}" for n in WHOLE if n % 7 == 5)
    out.publish(edited(WHOLE, fives))
    assert "Actor 5" not in names()
    assert "Actor 4" in names()
