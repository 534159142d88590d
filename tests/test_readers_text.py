"""Plain text: encodings, line ends, and the bytes behind each character."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ReadError
from pipeline.model import Metadata
from pipeline.readers import Limits, read_bytes
from pipeline.readers.encoding import decode
from pipeline.readers.language import _CONFIDENT, _SAMPLE, _WORDS, _classify, detect_language
from pipeline.readers.text import read_text

PROSE = "Norway’s ministry said it “will” spend €2m – café, naïve.\nSecond line of the text.\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_text_is_the_decoded_file_with_line_feeds(encoding: str, line_end: str) -> None:
    data = (PROSE * 20).replace("\n", line_end).encode(encoding)
    text, source_map, _ = read_text(data)
    assert text == PROSE * 20
    start = text.index("€2m", 500)
    span = source_map.source_bytes(start, start + 3)
    assert span is not None
    codec = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(
        encoding, encoding
    )
    assert data[slice(*span)].decode(codec) == "€2m"


def test_nothing_but_line_ends_changes() -> None:
    source = "  two  spaces\t and a tab \x0c\u2028 \u00a0\u200b end \x00 \n\n\n  indented  \n\n"
    assert read_text(source.encode())[0] == source


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400), st.integers(0, 400))
@settings(max_examples=150, deadline=None)
def test_bytes_of_any_span(source: str, cut: int) -> None:
    data = source.encode()
    text, source_map, _ = read_text(data)
    end = min(cut, len(text))
    decoded = decode(data)
    assert text == decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    span = source_map.source_bytes(0, end)
    if span is None or decoded.encoding != "utf-8":
        return
    assert data[slice(*span)].decode().replace("\r\n", "\n").replace("\r", "\n") == text[:end]


def test_bad_bytes_are_shown_counted_and_mapped() -> None:
    data = "Größe und Länge, ".encode() * 40 + b"bro\xffken\r\n" + b"here it goes on"
    text, source_map, notes = read_text(data)
    assert "bro\ufffdken\nhere" in text
    start = text.index("here")
    assert data[slice(*source_map.source_bytes(start, start + 4) or (0, 0))] == b"here"
    assert any("1 bytes are not utf-8" in note for note in notes)


def test_a_guess_is_recorded_with_its_confidence() -> None:
    data = "The minister’s “plan” for 2030 — in full — follows below. ".encode("cp1252") * 5
    text, _, notes = read_text(data)
    assert "“plan”" in text
    assert any("cp1252 guessed, confidence 0." in note for note in notes)


def test_other_alphabets_are_told_from_western_ones() -> None:
    source = "Правительство объявило о новой программе развития науки и техники. " * 10
    assert read_text(source.encode("cp1251"))[0] == source


def test_mojibake_and_nul_are_reported_not_mended() -> None:
    source = "the ministerâ€™s plan \x00 stays as it is"
    text, _, notes = read_text(source.encode())
    assert text == source
    assert any("mojibake" in note for note in notes)
    assert any("NUL" in note for note in notes)


def test_document_of_a_text() -> None:
    document = read_bytes(
        ("The council will meet in March to agree on a plan. " * 5).encode(), "a/b.txt"
    )
    assert document.source_path == "a/b.txt"
    assert document.media_type == "text/plain"
    assert document.blocks == ()
    assert document.metadata.language == "en"
    assert document.document_id == document.source_sha256[:16]


def test_language_is_detected_unless_the_manifest_knows() -> None:
    german = "Die Regierungen haben gestern in Berlin vereinbart, gemeinsam zu forschen. " * 4
    assert read_bytes(german.encode(), "x.txt").metadata.language == "de"
    known = Metadata(language="en")
    assert read_bytes(german.encode(), "x.txt", metadata=known).metadata.language == "en"
    assert read_bytes(b"12 34 56", "x.txt").metadata.language is None


@pytest.mark.parametrize("german", [0, 20, 40, 50, 60, 80, 100])
@pytest.mark.parametrize("mixed", [False, True])
def test_language_of_a_glance_is_that_of_the_whole(german: int, mixed: bool) -> None:
    english = "The two governments agreed in spring to open their laboratories to each other. "
    other = "Die beiden Regierungen wollen ihre Labore im Frühling füreinander öffnen. "
    parts = [english] * (100 - german) + [other] * german
    if mixed:
        parts = [part for place in range(7) for part in parts[place::7]]
    text = "".join(parts)
    assert detect_language(text) == _classify(_WORDS.findall(text[:_SAMPLE]), _CONFIDENT)
    assert german not in (0, 100) or detect_language(text) == ("de" if german else "en")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"", "a.txt", "no_text"),
        (b" \n\t\n", "a.txt", "no_text"),
        (b"PK\x03\x04 and so on", "a.zip", "unsupported"),
        (b"\x89PNG\r\n\x1a\n", "a.txt", "unsupported"),
        (b"x" * 2000, "a.txt", "too_large"),
        (bytes(range(1, 32)) * 20, "a.txt", "unsupported"),
        (b"A label\x00\x00\x00and its value\x00\x01\x02" * 9, "a.md", "unsupported"),
        (b"\x00" * 700, "a.txt", "no_text"),
    ],
)
def test_what_is_no_article_is_a_typed_failure(data: bytes, name: str, kind: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name, limits=Limits(bytes=1000))
    assert caught.value.kind == kind
    assert caught.value.stage == "read"
    assert name in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        b"Ministers \x00will meet\x07 in May.\n" + b"They will sign. " * 20,
        b"One page.\x0cAnother.\x1b[0m\x0b\x08",
        b"Ministers will meet." + bytes(900),
        PROSE.encode("utf-16-le"),
        "Ministers will meet in May, and sign.\n".encode("utf-16-be"),
        "Ministers will meet in May, and sign.\n".encode("utf-16-le"),
    ],
)
def test_a_stray_control_character_costs_nothing(data: bytes) -> None:
    document = read_bytes(data, "a.txt")
    encoding = document.source_map.encoding  # type: ignore[attr-defined]
    assert document.text.encode(encoding) == data
