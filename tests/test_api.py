"""The library: the four verbs, and the spaCy pipeline on its own."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import duckdb
import pytest
import spacy

import pipeline
from pipeline.components.attributes import MENTIONS
from pipeline.errors import ReadError, VerifyError
from pipeline.extraction.keys import KEY

REPO = Path(__file__).parents[1]
TEXT = """Joint statement of Canada and Ghana

The two countries will:

a. open a centre for solar research in Accra by June 2027;
b. spend up to C$5 million a year on it.

"We will publish every result," said Ama Darko, the centre's director."""


@pytest.fixture(scope="module")
def extraction() -> pipeline.Extraction:
    return pipeline.extract(TEXT, published_on=date(2026, 3, 2))


def test_every_row_is_the_text_that_it_points_to(extraction: pipeline.Extraction) -> None:
    seen = 0
    for rows in extraction.rows.values():
        for row in rows:
            if hasattr(row, "text"):
                assert row.text == extraction.text[row.start : row.end]
                seen += 1
    assert seen > 10


def test_items_inherit_from_their_stem(extraction: pipeline.Extraction) -> None:
    items = [c for c in extraction.rows["commitments"] if c.stem_start is not None]
    assert [c.action for c in items] == ["open", "spend"]
    assert {c.committers for c in items} == {"Canada; Ghana"}
    assert items[0].deadline_edtf == "2027-06"
    assert (items[1].currency, items[1].maximum) == ("CAD", 5_000_000)


def test_a_commitment_inside_a_quote_names_it(extraction: pipeline.Extraction) -> None:
    (quote,) = extraction.rows["quotes"]
    assert quote.speaker_name == "Ama Darko"
    inside = [c for c in extraction.rows["commitments"] if c.quoted_in is not None]
    assert [c.quoted_in for c in inside] == [quote.quote_id]


def test_keys_have_one_form_and_selectors_find_each_row(extraction: pipeline.Extraction) -> None:
    rows = extraction.rows
    ids = [c.commitment_id for c in rows["commitments"]]
    assert all(KEY.fullmatch(i) for i in ids)
    targets = {s.target_id for s in rows["selectors"]}
    assert {*ids, *(q.quote_id for q in rows["quotes"])} <= targets
    for s in rows["selectors"]:
        assert s.prefix + s.exact + s.suffix in extraction.text


def test_the_same_text_gives_the_same_rows(extraction: pipeline.Extraction) -> None:
    assert pipeline.extract(TEXT, published_on=date(2026, 3, 2)).rows == extraction.rows


def test_written_tables_are_proved(extraction: pipeline.Extraction, tmp_path: Path) -> None:
    pipeline.write([extraction], tmp_path)
    assert pipeline.verify(tmp_path) == ()
    with duckdb.connect() as connection:
        found = connection.sql(f"SELECT count(*) FROM '{tmp_path}/commitments.parquet'").fetchall()
    assert found == [(len(extraction.rows["commitments"]),)]


def test_a_row_that_disagrees_is_not_written(
    extraction: pipeline.Extraction, tmp_path: Path
) -> None:
    first, *rest = extraction.rows["commitments"]
    wrong = dataclasses.replace(first, text="something else")
    rows = {**extraction.rows, "commitments": (wrong, *rest)}
    with pytest.raises(VerifyError, match="commitments"):
        pipeline.write([dataclasses.replace(extraction, rows=rows)], tmp_path)
    assert not list(tmp_path.glob("*.parquet"))


def test_the_pipeline_works_without_the_rest() -> None:
    nlp = spacy.load(REPO / "models" / "en_pledger")
    doc = nlp(TEXT)
    assert set(MENTIONS) <= set(doc.spans)
    assert [span.text for span in doc.spans["amounts"]] == ["C$5 million"]
    (amount,) = doc.spans["amounts"]
    assert amount._.record.currency == "CAD"
    assert amount.id_ == amount._.record.rule


def test_reading_what_is_not_there() -> None:
    with pytest.raises(ReadError, match=r"missing\.txt"):
        pipeline.read("missing.txt")
