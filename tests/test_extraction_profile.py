"""What a document says of itself: the country that a bare sign of money is read in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import pipeline
from pipeline.extraction.profile import profile


@pytest.mark.parametrize(
    ("publisher", "country"),
    [
        ("Ministry of Trade (Chile)", "CL"),
        ("Department for Science, Innovation and Technology", "GB"),
        ("The Harbour Gazette", "FR"),
        ("Ministry of Defence", "FR"),  # many countries have one: the setting decides
        (None, "FR"),
    ],
)
def test_the_publisher_tells_the_country_before_the_settings(
    publisher: str | None, country: str, tmp_path: Path
) -> None:
    path = tmp_path / "note.txt"
    path.write_text("The ministry will pay $5 million for the pier.\n", encoding="utf-8")
    document = pipeline.read(path)
    told = replace(document, metadata=replace(document.metadata, publisher=publisher))
    assert profile(told, country="FR").context.country == country
