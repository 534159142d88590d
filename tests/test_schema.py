"""The declaration of the tables: types that every tool reads, keys, references, documentation."""

from __future__ import annotations

import typing
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline import errors, model, schema
from pipeline.cli.dictionary import DERIVED
from pipeline.schema import TABLES, Row
from pipeline.settings import Limits, Settings

FLAT = {
    pa.string(),
    pa.bool_(),
    pa.int32(),
    pa.int64(),
    pa.float64(),
    pa.date32(),
    pa.decimal128(18, 2),
}

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda t: t.table)


@each_table
def test_types_are_flat(table: type[Row]) -> None:
    assert {c.type for c in table.columns()} <= FLAT


@each_table
def test_keys_and_order_are_columns(table: type[Row]) -> None:
    names = [c.name for c in table.columns()]
    assert table.key()
    assert set(table.key()) <= set(names)
    assert set(table.order) <= set(names)
    assert len(set(names)) == len(names)


@each_table
def test_references_lead_to_a_column_of_the_same_type(table: type[Row]) -> None:
    for c in table.columns():
        if c.references is not None:
            name, _, column = c.references.partition(".")
            target = {t.name: t for t in schema.table(name).columns()}[column]
            assert target.type == c.type, f"{table.table}.{c.name}"


@each_table
def test_every_column_says_what_it_means(table: type[Row]) -> None:
    described = table.arrow_schema()
    for c in table.columns():
        assert c.meaning
        assert described.field(c.name).metadata[b"description"].decode() == c.meaning
        assert described.field(c.name).nullable == c.nullable
    assert described.metadata[b"pledger.schema_version"].decode() == schema.SCHEMA_VERSION


@pytest.mark.parametrize(
    ("codes", "literal"),
    [
        (schema.STRENGTHS, model.Strength),
        (schema.POLARITIES, model.Polarity),
        (schema.STATUSES, model.Status),
        (schema.DATE_ROLES, model.DateRole),
        (schema.RESOLUTIONS, model.Resolution),
        (schema.SEGMENT_KINDS, model.SegmentKind),
        (schema.FAILURE_KINDS, errors.FailureKind),
    ],
)
def test_code_lists_are_those_of_the_records(codes: tuple[str, ...], literal: object) -> None:
    assert codes == typing.get_args(literal)


def test_an_unknown_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        schema.table("pledges")


def test_data_dictionary_is_fresh(repo: Path) -> None:
    text = (repo / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert text == "\n".join(schema.markdown(DERIVED)) + "\n", (
        "run `pledger schema --markdown docs/data-dictionary.md`"
    )


def test_settings_are_documented(repo: Path) -> None:
    """Every key with its default and its description, and no key that is not there."""
    lines = (repo / "docs" / "settings.md").read_text(encoding="utf-8").splitlines()
    documented = [line.split("`")[1] for line in lines if line.startswith("| `")]
    expected = []
    for prefix, settings in (("", Settings), ("limits.", Limits)):
        for name, field in settings.model_fields.items():
            if name == "limits":
                continue
            expected.append(f"{prefix}{name}")
            default = "" if field.default is None else f"`{str(field.default).lower()}`"
            row = f"| `{prefix}{name}` | {default} | {field.description} |"
            assert row in lines, f"docs/settings.md needs this line:\n{row}"
    assert documented == expected
