"""Writing: typed, in order, in row groups, and never half a publication."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from table_cases import DOCUMENT, actor, amount, entry

from pipeline import schema
from pipeline.cache import Store
from pipeline.errors import OutputError
from pipeline.schema import TABLES, ActorRow, AmountRow, FailureRow, TechnologyRow
from pipeline.tables import Dimension, TableWriter, batch, writer
from pipeline.tables.written import digest


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.table)
def test_a_table_without_rows_has_all_its_columns(table: type[schema.Row], tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    TableWriter(path, table, generation="g").close()
    found = pq.read_table(path)
    assert found.num_rows == 0
    for c, f in zip(table.columns(), found.schema, strict=True):
        assert (f.name, f.type, f.nullable) == (c.name, c.type, c.nullable)
        assert f.metadata[b"description"].decode() == c.meaning


def test_rows_come_back_as_they_were_sorted(tmp_path: Path) -> None:
    rows = [amount(30, maximum=Decimal("12.50")), amount(2), amount(7, period="P1Y")]
    path = tmp_path / "t.parquet"
    table = TableWriter(path, AmountRow, generation="g")
    table.append(batch(AmountRow, rows))
    written = table.close()
    assert written.rows == 3
    assert written.sha256 == digest(path)
    found = [AmountRow(**row) for row in pq.read_table(path).to_pylist()]
    assert found == sorted(rows, key=lambda r: r.start)


def test_row_groups_do_not_depend_on_how_rows_arrive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "ROWS_A_GROUP", 10)
    rows = [amount(i) for i in range(0, 470, 10)]
    files = []
    for name, step in (("one", 47), ("few", 7), ("each", 1)):
        path = tmp_path / name
        table = TableWriter(path, AmountRow, generation="g")
        for start in range(0, len(rows), step):
            table.append(batch(AmountRow, rows[start : start + step]))
        table.close()
        metadata = pq.read_metadata(path)
        groups = [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)]
        assert groups == [10, 10, 10, 10, 7]
        files.append(path.read_bytes())
    assert files[0] == files[1] == files[2]


def test_rows_out_of_order_are_refused(tmp_path: Path) -> None:
    table = TableWriter(tmp_path / "t.parquet", AmountRow, generation="g")
    table.append(batch(AmountRow, [amount(50)]))
    with pytest.raises(OutputError, match="not in order"):
        table.append(batch(AmountRow, [amount(20)]))
    table.abandon()


def test_documents_may_be_added_together_or_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "ROWS_A_GROUP", 10)
    ids = [f"{i * 0x05100000:08x}aabbccdd" for i in range(50)]
    documents = [
        (i, batch(AmountRow, [amount(at, document=i) for at in range(n % 4)]))
        for n, i in enumerate(ids)
    ]
    files = []
    for step in (50, 7, 1):
        path = tmp_path / str(step)
        table = TableWriter(path, AmountRow, generation="g", rows=73)
        for start in range(0, len(ids), step):
            table.extend(documents[start : start + step])
        assert table.close().rows == 73
        assert pq.read_metadata(path).num_row_groups == 8
        files.append(path.read_bytes())
    assert files[0] == files[1] == files[2]


def test_documents_out_of_order_are_refused(tmp_path: Path) -> None:
    one, two = (
        (i, batch(AmountRow, [amount(0, document=i)]))
        for i in ("1111111111111111", "2222222222222222")
    )
    table = TableWriter(tmp_path / "t.parquet", AmountRow, generation="g", rows=2)
    with pytest.raises(OutputError, match="not in order"):
        table.extend([two, one])
    table.extend([two])
    with pytest.raises(OutputError, match="not in order"):
        table.extend([one])
    table.abandon()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"rule": None}, r"amounts\.rule: is null in 1 rows"),
        ({"minimum": Decimal("1.005")}, r"amounts\.minimum: .*data loss"),
        ({"minimum": Decimal("1e19")}, r"amounts\.minimum: "),
        ({"start": 2**31}, r"amounts\.start: "),
        ({"text": 5}, r"amounts\.text: "),
    ],
)
def test_a_value_that_does_not_fit_is_named(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        batch(AmountRow, [amount(1, **values)])


def test_null_comes_first() -> None:
    codes = (None, "a2", "a1")
    rows = [
        TechnologyRow(
            area="a",
            area_name="A",
            sub_area=code,
            sub_area_name=code,
            **dict.fromkeys([c.name for c in TechnologyRow.columns()][4:]),
        )
        for code in codes
    ]
    assert batch(TechnologyRow, rows)["sub_area"].to_pylist() == [None, "a1", "a2"]


def test_a_dimension_is_the_same_in_any_order() -> None:
    rows = [actor("norway"), actor("chile", country="CL"), actor("chile"), actor("norway")]
    expected = [actor("chile", country="CL"), actor("norway")]
    for order in (rows, rows[::-1]):
        dimension = Dimension(ActorRow)
        for row in order:
            dimension.append(batch(ActorRow, [row]))
        assert [ActorRow(**r) for r in dimension.rows().to_pylist()] == expected


def test_a_dimension_stays_small() -> None:
    dimension = Dimension(ActorRow)
    lots = [batch(ActorRow, [actor("norway"), actor(other)]) for other in ("chile", "peru")]
    for i in range(3000):
        dimension.append(lots[i % 2])
    assert len(dimension._batches) < 1000
    assert dimension.rows().num_rows == 3


def test_a_list_that_all_documents_have_is_kept_once() -> None:
    dimension = Dimension(ActorRow)
    every = batch(ActorRow, [actor("norway"), actor("peru")])
    for _ in range(3000):
        dimension.append(every)
    assert (len(dimension._loose), len(dimension._batches)) == (1, 0)
    kept = Dimension.from_buffer(ActorRow, dimension.to_buffer())
    for _ in range(2999):
        kept.append(every, -1)
    assert kept.rows().num_rows == 2
    kept.append(every, -1)
    assert kept.rows().num_rows == 0
    kept.append(every, -1)
    with pytest.raises(ValueError, match="taken away that nobody has added"):
        kept.to_buffer()


def test_entries_come_back_as_they_were_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    kept = entry(DOCUMENT, "€10 for “schools”\n")
    store.put(kept)
    found = store.get(kept.summary.key)
    assert found == kept
    assert store.summary(kept.summary.key) == kept.summary
    assert store.summary("0" * 40) is None


def test_failures_are_written(tmp_path: Path) -> None:
    row = FailureRow(
        source_path="b.pdf", source_sha256=None, stage="read", kind="malformed", message="no PDF"
    )
    table = TableWriter(tmp_path / "f", FailureRow, generation="g")
    table.append(batch(FailureRow, [row]))
    table.close()
    assert [FailureRow(**r) for r in pq.read_table(tmp_path / "f").to_pylist()] == [row]
