"""Row groups that are put into another file stand there as if they had been written there."""

from __future__ import annotations

from dataclasses import replace as replaced
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.tables.footer import FormatError
from pipeline.tables.rowgroups import Assembly, Source
from pipeline.tables.thrift import ThriftError, decode, encode, outline
from pipeline.tables.varints import read, replace
from pipeline.tables.written import digest


def test_row_groups_put_together_are_the_file_that_arrow_writes(tmp_path: Path) -> None:
    rows = pa.table(
        {
            "key": [f"{i:05d}" for i in range(5000)],
            "text": ["x" * (i % 300) for i in range(5000)],
            "none": pa.nulls(5000, pa.string()),
            "least": [-(i**5) for i in range(5000)],
        }
    )
    options = {"write_page_index": True, "write_page_checksum": True, "max_rows_per_page": 256}
    whole = tmp_path / "whole.parquet"
    pq.write_table(rows, whole, row_group_size=1000, **options)
    with Source(whole) as head:
        assembly = Assembly(tmp_path / "made.parquet", head.footer)
        for start in range(0, 5000, 1000):
            part = tmp_path / f"{start}.parquet"
            pq.write_table(rows.slice(start, 1000), part, **options)
            with Source(part) as source:
                assembly.add(source.group(0))
        sha256 = assembly.close()
    assert (tmp_path / "made.parquet").read_bytes() == whole.read_bytes()
    assert sha256 == digest(whole)


@pytest.mark.parametrize("cut", [0, 3, 9, 40, 400])
def test_what_is_no_parquet_file_is_refused(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": [1]}), path)
    data = path.read_bytes()
    path.write_bytes(data[: max(0, len(data) - cut - 1)])
    with pytest.raises(FormatError):
        Source(path)
    path.write_bytes(data)
    with Source(path) as source, pytest.raises(FormatError):
        source.group(0)  # has no index of pages


@pytest.mark.parametrize(
    "data", [b"", b"\x15", b"\x1b\x00", b"\x18\x7f", b"\x19\xff\xff\x7f", b"\x1c" * 5000]
)
def test_what_is_not_thrift_is_refused(data: bytes) -> None:
    with pytest.raises(ThriftError):
        decode(data)
    with pytest.raises(ThriftError):
        outline(data, within={1: {1: {}}})


def test_thrift_comes_back_as_it_was() -> None:
    value = {
        1: (1, None), 2: (2, None), 40: (5, -7), 41: (6, 1 << 60), 42: (8, b"name"),
        43: (9, (1, [1, 2, 1])), 44: (9, (5, list(range(-20, 20)))),
        45: (12, {3: (7, b"8 bytes.")}),
        30000: (3, 200),
    }  # fmt: skip
    data = encode(value)
    assert decode(data + b"more") == (value, len(data))


def test_what_is_looked_for_in_thrift_is_where_reading_finds_it() -> None:
    inner = {1: (5, -7), 2: (1, None), 18: (8, b"\x15\x00"), 300: (6, 1 << 40), 301: (3, 21)}
    lists = [(1, [1, 0]), (5, [3, -300]), (8, [b"a", b""]), (7, [b"8 bytes."]), (12, [inner] * 20)]
    row = {1: (9, (12, [{3: (12, inner)}, {4: (10, (6, [1 << 30]))}])), 5: (7, b"8 bytes.")}
    value = {n: (9, found) for n, found in enumerate(lists, 1)} | {20: (12, row), 21: (5, 1)}
    data = b"before" + encode(value) + b"after"
    found = outline(data, 6, within={20: {1: {3: {}}}})
    assert found.end == len(data) - 5
    assert [(n, kind) for n, (kind, _) in found.fields.items()] == [
        (n, kind) for n, (kind, _) in value.items()
    ]
    (first, second) = found.fields[20][1].fields[1][1]
    assert second.start == first.end
    for number, (kind, start) in first.fields[3][1].fields.items():
        one = bytes([0x10 | kind]) + data[start:]
        if kind != 1:
            assert decode(one + b"\x00" * 9)[0][1] == inner[number]


@pytest.mark.parametrize("by", [0, 1, -1, 1 << 13, 1 << 40, -(1 << 50)])
def test_numbers_that_are_replaced_leave_the_rest_as_it_was(by: int) -> None:
    numbers = [s * (1 << k) + d for k in range(55) for s in (1, -1) for d in (-1, 0, 1)]
    parts = [(b"\xff" * (n % 3), encode({1: (6, n)})[1:-1]) for n in numbers]
    at, end = [], 0
    for gap, number in parts:
        at.append(end + len(gap))
        end = at[-1] + len(number)
    data = b"".join(gap + number for gap, number in parts)
    values, lengths = read(data, np.array(at))
    assert values.tolist() == numbers
    assert lengths.tolist() == [len(number) for _, number in parts]
    fresh = [encode({1: (6, n + by)})[1:-1] for n in numbers]
    out, grown = replace(data, np.array(at), values + by)
    assert out == b"".join(gap + n for (gap, _), n in zip(parts, fresh, strict=True))
    assert grown.tolist() == [len(n) - len(m) for n, (_, m) in zip(fresh, parts, strict=True)]


def test_nothing_to_replace_is_no_change() -> None:
    none = np.array([], dtype=np.int64)
    assert replace(b"as it was", none, none)[0] == b"as it was"


@pytest.mark.parametrize(
    ("at", "byte"), [(0, 0x18), (1, 0x95), (1, 0xEC), (1, 0xFC), (2, 0x15), (2, 0xFF)]
)
def test_a_damaged_index_of_pages_is_refused(tmp_path: Path, at: int, byte: int) -> None:
    path = tmp_path / "t.parquet"
    rows = pa.table({"a": [f"{i:05d}" for i in range(900)], "b": range(900)})
    pq.write_table(rows, path, write_page_index=True, max_rows_per_page=100)
    with Source(path) as source:
        group = source.group(0)
        assert group.pages[:3] == b"\x19\x9c\x16"
        assembly = Assembly(tmp_path / "made.parquet", source.footer)
        assembly.add(group)  # where it was: this is not read
        damaged = group.pages[:at] + bytes([byte]) + group.pages[at + 1 :]
        with pytest.raises(FormatError):
            assembly.add(replaced(group, pages=damaged))
        assembly.abandon()
