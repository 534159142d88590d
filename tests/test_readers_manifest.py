"""``sources.csv`` and what lies in an input folder."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from pipeline.engines.inputs import Inputs
from pipeline.errors import InputError, ManifestError, ReadError
from pipeline.readers import (
    hash_file,
    list_inputs,
    list_refused,
    load_manifest,
    portable_path,
    read_file,
)
from pipeline.settings import Settings

HEADER = "path,url,title,publisher,published_on,language\n"


def folder(tmp_path: Path, rows: str | None, header: str = HEADER) -> Path:
    for name in ("a.txt", "b.txt", "sub/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"The text of {name}.")
    if rows is not None:
        (tmp_path / "sources.csv").write_text(header + rows, encoding="utf-8")
    return tmp_path


def test_a_missing_manifest_is_empty(tmp_path: Path) -> None:
    manifest = load_manifest(folder(tmp_path, None))
    assert manifest.metadata("a.txt") is None
    assert manifest.problems == ()


def test_rows_become_metadata(tmp_path: Path) -> None:
    rows = (
        "\ufeff"
        + HEADER
        + 'a.txt,https://example.org/a,"A title, quoted",Ministry,2024-03-01,en-GB\n'
        + "sub/c.txt,,,,,\n"
    )
    manifest = load_manifest(folder(tmp_path, rows, header=""))
    found = manifest.metadata("a.txt")
    assert found is not None
    assert (found.title, found.publisher, found.language) == ("A title, quoted", "Ministry", "en")
    assert found.uri == "https://example.org/a"
    assert (found.published_on, found.published_on_source) == (date(2024, 3, 1), "manifest")
    empty = manifest.metadata("sub/c.txt")
    assert empty is not None
    assert empty.title is None
    assert empty.published_on_source is None
    assert manifest.problems == ()


@pytest.mark.parametrize(
    ("row", "line", "words"),
    [
        ("a.txt,,,,01/03/2024,en\n", 2, "'01/03/2024' in published_on"),
        ("a.txt,,,,2024-02-30,en\n", 2, "'2024-02-30' in published_on"),
        ("nowhere.txt,,,,,\n", 2, "'nowhere.txt', which is not in the folder"),
        ("a.txt,,,,,\n\nb.txt,,,,,\na.txt,,,,,\n", 5, "first on line 2"),
        (",,Title,,,\n", 2, "empty path"),
        ('a.txt,,"two\nlines",,,\nb.txt,,,,,english!\n', 4, "'english!' in language"),
        ("a.txt,not a url,,,,\n", 2, "'not a url' in url"),
    ],
)
def test_a_bad_row_is_a_problem_with_its_line(
    tmp_path: Path, row: str, line: int, words: str
) -> None:
    manifest = load_manifest(folder(tmp_path, row))
    assert len(manifest.problems) == 1
    message = str(manifest.problems[0])
    assert f"sources.csv:{line}" in message
    assert words in message


def test_a_bad_cell_does_not_cost_the_others(tmp_path: Path) -> None:
    manifest = load_manifest(folder(tmp_path, "a.txt,,Kept,,soon,en\nb.txt,,,,,\n"))
    found = manifest.metadata("a.txt")
    assert found is not None
    assert found.title == "Kept"
    assert found.published_on is None
    assert manifest.metadata("b.txt") is not None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("title,url\nx,y\n", "no column 'path'"),
        ("", "no column 'path'"),
        ("path,path\na.txt,a.txt\n", "'path' twice"),
        ('path,title\na.txt,"never closed\n', "not valid CSV"),
    ],
)
def test_a_broken_manifest_is_one_error(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(ManifestError, match=words):
        load_manifest(folder(tmp_path, content, header=""))


def test_inputs_are_sorted_and_nothing_vanishes_silently(tmp_path: Path) -> None:
    raw = folder(tmp_path / "raw" if (tmp_path / "raw").mkdir() is None else tmp_path, "")
    (raw / ".hidden").write_text("x")
    (raw / ".git").mkdir()
    (raw / ".git" / "x.txt").write_text("x")
    (raw / "link.txt").symlink_to("a.txt")
    (tmp_path / "outside.txt").write_text("x")
    (raw / "out.txt").symlink_to(tmp_path / "outside.txt")
    (raw / "loop.txt").symlink_to("loop.txt")
    (raw / "folder").symlink_to(raw / "sub")
    os.mkfifo(raw / "pipe.txt")
    names = [portable_path(path, root=raw) for path in list_inputs(raw)]
    assert names == ["a.txt", "b.txt", "link.txt", "sub/c.txt"]
    refused = {refusal.source_path: refusal.reason for refusal in list_refused(raw)}
    assert set(refused) == {"out.txt", "loop.txt", "folder", "pipe.txt"}
    assert "leads out" in refused["out.txt"]
    assert "circle" in refused["loop.txt"]
    assert "FIFO" in refused["pipe.txt"]
    with pytest.raises(InputError):
        list_inputs(raw / "a.txt")


def test_a_folder_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shut").mkdir()
    (tmp_path / "shut" / "lost.txt").write_text("x")
    (tmp_path / "a.txt").write_text("x")
    real = os.scandir

    def refuse(path: str = ".") -> object:
        if Path(path).name == shut:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    # tests may run as root, who may read everything
    monkeypatch.setattr(os, "scandir", refuse)
    shut = "shut"
    assert [path.name for path in list_inputs(tmp_path)] == ["a.txt"]
    (refusal,) = list_refused(tmp_path)
    assert refusal.source_path == "shut"
    assert refusal.reason == "is a folder that cannot be read: Permission denied"
    shut = tmp_path.name
    with pytest.raises(PermissionError):
        list_inputs(tmp_path)


def test_names_that_are_not_unicode(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad-\xff\n.txt"))
    path.write_text("The text of a file with an odd name.")
    assert portable_path(path, root=tmp_path) == "bad-\\xff\n.txt"
    document = read_file(path, root=tmp_path)
    assert document.source_path.encode("utf-8") == b"bad-\\xff\n.txt"


def test_names_that_are_shown_alike_are_two_files(tmp_path: Path) -> None:
    odd, plain = "bad-\udcff.txt", "bad-\\xff.txt"
    for name in (odd, plain):
        (tmp_path / name).write_text(ascii(name))
    tasks = Inputs.collect(tmp_path, Settings()).tasks
    assert [task.source_path for task in tasks] == [plain, plain]
    assert {tmp_path / task.path for task in tasks} == {tmp_path / odd, tmp_path / plain}
    assert len({task.sha256 for task in tasks}) == 2


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    for path in (tmp_path / "pipe.txt", tmp_path / "loop.txt", tmp_path, tmp_path / "gone.txt"):
        for read in (read_file, hash_file):
            with pytest.raises(ReadError) as caught:
                read(path)
            assert caught.value.kind == "unsupported"
