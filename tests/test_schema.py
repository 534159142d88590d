"""The declaration of the tables: types that every tool reads, keys, references, documentation."""

from __future__ import annotations

from pathlib import Path

import pytest
from table_cases import FLAT_TYPES

from pipeline import schema
from pipeline.cli.dictionary import DERIVED
from pipeline.schema import TABLES, Row
from pipeline.settings import Limits, Settings

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda t: t.table)


@each_table
def test_types_are_flat(table: type[Row]) -> None:
    assert {c.type for c in table.columns()} <= FLAT_TYPES


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
