"""The command line: what it says, and what it ends with."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from batch_cases import process
from spacy.language import Language
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.cli.environment import prepare, wide_kernels
from pipeline.errors import Exit
from pipeline.settings import Settings

REPO = Path(__file__).parents[1]
PLEDGER = [sys.executable, "-c", "from pipeline.cli import main; main()"]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "port.txt").write_text("Ministers will build a second harbour by 2031.\n")
    return folder


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def test_help_names_every_command_and_exit_code() -> None:
    result = invoke("--help")
    assert result.exit_code == Exit.OK
    commands = [c.name or c.callback.__name__ for c in app.registered_commands if c.callback]
    assert {"run", "verify", "evaluate", "diff", "export", "report", "ledger"} <= set(commands)
    for command in commands:
        assert f" {command} " in result.output
        shown = invoke(command, "--help")
        assert shown.exit_code == Exit.OK
        assert f"pledger {command}" in shown.output.partition("Examples:")[2], command
    told = " ".join(result.output.split())
    for code in Exit:
        assert f"{int(code)} " in told


def test_every_exit_code_is_documented() -> None:
    text = (REPO / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    documented = [line.split("|")[1:3] for line in text.splitlines() if line.startswith("| ")]
    found = [(int(a), b.strip(" `")) for a, b in documented if a.strip().isdigit()]
    assert found == [(int(code), code.name) for code in Exit]


def test_no_command_is_wrong_usage() -> None:
    assert invoke().exit_code == Exit.USAGE
    assert invoke("run", "--nonsense").exit_code == Exit.USAGE
    assert invoke("frobnicate").exit_code == Exit.USAGE


def test_version() -> None:
    import pipeline

    assert invoke("--version").output.strip() == f"pledger {pipeline.__version__}"


def test_schema_prints_or_writes_the_dictionary(tmp_path: Path) -> None:
    printed = invoke("schema").output
    assert printed.startswith("# Data dictionary\n")
    assert invoke("schema", "--markdown", tmp_path / "d.md").exit_code == Exit.OK
    assert (tmp_path / "d.md").read_text(encoding="utf-8") == printed
    assert invoke("schema", "--markdown", tmp_path / "no" / "d.md").exit_code == Exit.OUTPUT


def test_every_command_reads_tables_in_parts(processed: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "files", tmp_path / "parts"
    for folder in (one, two):
        shutil.copytree(processed, folder, symlinks=True)
    settings = tmp_path / "pledger.toml"
    settings.write_text('layout = "parts"\npart_rows = 200\n')
    raw = REPO / "raw"
    assert invoke("run", raw, two, "--settings", settings).exit_code == Exit.OK
    assert len(list((two / "selectors.parquet").iterdir())) > 1
    assert invoke("verify", two, "--raw", raw).exit_code == Exit.OK
    said = invoke("diff", one, two)
    assert said.exit_code == Exit.OK
    assert "no rows differ" in said.output
    for form in ("csv", "duckdb", "xlsx"):
        done = invoke("export", form, two, "--output", tmp_path / f"two-{form}")
        assert done.exit_code == Exit.OK, done.output
    assert invoke("export", "csv", one, "--output", tmp_path / "one-csv").exit_code == Exit.OK
    for path in (tmp_path / "one-csv").iterdir():
        assert (tmp_path / "two-csv" / path.name).read_bytes() == path.read_bytes()
    assert invoke("ledger", one).output == invoke("ledger", two).output
    for folder in (one, two):
        done = invoke("audit", "--processed", folder, "--raw", raw)
        assert done.exit_code == Exit.OK, done.output
        assert invoke("report", folder).exit_code == Exit.OK
    pages = [{p.name for p in (f / "audit").rglob("*.html")} for f in (one, two)]
    assert pages[0] == pages[1]


def test_run_verify_and_cache(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (raw / "empty.txt").write_bytes(b"")
    result = invoke("run", raw, out)
    assert result.exit_code == Exit.OK, result.output
    assert "2 new, 0 changed, 0 gone, 0 unchanged; 2 to process" in result.output
    assert "failed empty.txt: no_text: " in result.output
    assert "1 documents, 1 commitments, 0 quotes, 1 failures in " in result.output

    again = invoke("run", raw, out, "--strict")
    assert again.exit_code == Exit.FAILURES
    assert "0 to process" in again.output
    assert "nothing changed, tables left as they are" in again.output

    proof = invoke("verify", out, "--raw", raw)
    assert proof.exit_code == Exit.OK
    assert proof.output.startswith("100 % of ")

    kept = invoke("cache", out).output
    assert "results    in use           2" in kept
    assert "read files in use           2" in kept
    assert "0 files removed" in invoke("cache", out, "--prune").output

    text = next((out / "text").iterdir())
    text.write_bytes(text.read_bytes().replace(b"harbour", b"airport"))
    spoilt = invoke("verify", out)
    assert spoilt.exit_code == Exit.VERIFY
    assert "fault sentences.text row " in spoilt.output
    assert "harbour" in spoilt.output


def test_errors_say_code_place_and_hint(raw: Path, tmp_path: Path) -> None:
    for arguments, code, words in (
        (("run", tmp_path / "nowhere", tmp_path / "o"), Exit.INPUT, ("P200", "not a folder")),
        (("run", raw, raw / "port.txt"), Exit.OUTPUT, ("P400", "cannot be written")),
        (("verify", tmp_path / "nowhere"), Exit.OUTPUT, ("P400", "not a folder")),
        (("cache", tmp_path), Exit.OUTPUT, ("P400", "keeps nothing")),
        (("run", raw, tmp_path / "o", "--engine", "abacus"), Exit.SETTINGS, ("P100", "--engine")),
    ):
        result = invoke(*arguments)
        assert result.exit_code == code, result.output
        for word in (*words, "hint"):
            assert word in result.output
        assert "Traceback" not in result.output


def test_broken_settings_stop_a_run(raw: Path, tmp_path: Path) -> None:
    settings = tmp_path / "pledger.toml"
    settings.write_text("wrokers = 2\n")
    result = invoke("run", raw, tmp_path / "out", "--settings", settings)
    assert result.exit_code == Exit.SETTINGS
    assert "unknown key 'wrokers'" in result.output
    assert not (tmp_path / "out").exists()


def test_a_broken_rule_stops_a_run_and_leaves_the_tables(raw: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    shutil.copytree(REPO / "models", models, ignore=shutil.ignore_patterns("training"))
    settings = tmp_path / "pledger.toml"
    settings.write_text(f"models = '{models}'\n")
    out = tmp_path / "out"
    assert invoke("run", raw, out, "--settings", settings).exit_code == Exit.OK
    before = (out / "commitments.parquet").read_bytes()
    broken = sorted((models / "rules").glob("commit*.jsonl"))[0]
    lines = broken.read_text(encoding="utf-8").splitlines()
    broken.write_text("\n".join([*lines, '{"id": "half a rule"']) + "\n", encoding="utf-8")
    result = invoke("run", raw, out, "--settings", settings)
    assert result.exit_code == Exit.RULES, result.output
    assert f"{broken.name}:{len(lines) + 1}" in result.output
    assert (out / "commitments.parquet").read_bytes() == before
    assert invoke("verify", out).exit_code == Exit.OK


def test_a_missing_column_of_sources_is_told_and_the_rest_is_done(
    raw: Path, tmp_path: Path
) -> None:
    (raw / "sources.csv").write_text("file,title\nport.txt,A harbour\n")
    result = invoke("run", raw, tmp_path / "out")
    assert result.exit_code == Exit.INPUT
    assert "P210" in result.output
    assert "has no column 'path'" in result.output
    assert "1 documents, " in result.output
    assert pq.read_table(tmp_path / "out" / "documents.parquet").num_rows == 1


def test_a_row_of_sources_without_a_file_is_a_warning(raw: Path, tmp_path: Path) -> None:
    (raw / "sources.csv").write_text("path,title\nprot.txt,A harbour\n")
    result = invoke("run", raw, tmp_path / "out")
    assert result.exit_code == Exit.OK
    assert "warning P210" in result.output
    assert "sources.csv:2" in result.output


def test_doctor_finds_all_well_and_what_is_not(raw: Path, tmp_path: Path) -> None:
    result = invoke("doctor", raw, tmp_path / "out")
    assert result.exit_code == Exit.OK, result.output
    assert result.output.count("ok ") >= 6
    assert "en_pledger" in result.output
    settings = tmp_path / "pledger.toml"
    settings.write_text(f"models = '{tmp_path / 'nowhere'}'\n")
    result = invoke("doctor", tmp_path / "nowhere", tmp_path / "out", "--settings", settings)
    assert result.exit_code == Exit.RULES
    assert result.output.count("FAIL ") == 2


def test_a_bug_is_called_one(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.cli import batch

    def stumble(*args: object, **options: object) -> None:
        raise ZeroDivisionError("no share of nothing")

    monkeypatch.setattr(batch, "run", stumble)
    result = invoke("run", raw, tmp_path / "out")
    assert result.exit_code == Exit.BUG
    assert "this is a bug: ZeroDivisionError: no share of nothing" in result.output
    assert "Traceback" not in result.output


def test_a_command_that_uses_duckdb_ends_without_a_word(processed: Path, tmp_path: Path) -> None:
    """Its bindings tell of objects that are left when the process ends."""
    out = tmp_path / "out"
    shutil.copytree(processed, out, ignore=shutil.ignore_patterns(".pledger"))
    command = [*PLEDGER, "export", "duckdb", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=REPO, timeout=120)
    assert done.returncode == Exit.OK
    assert done.stderr == ""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_and_keeps_what_is_done(
    raw: Path, tmp_path: Path, number: int, nlp: Language
) -> None:
    # long enough that seconds are left when the first is done, on a busy machine as well
    for i in range(80):
        text = f"Ministers of region {i} will build {i} harbours by 2031. " * 60
        (raw / f"{i}.txt").write_text(text)
    out = tmp_path / "out"
    command = [*PLEDGER, "run", str(raw), str(out), "--workers", "2"]
    started = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        cwd=REPO,
        # a shell has its background jobs ignore Ctrl-C, and so would all that these start
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    cache = out / ".pledger" / "cache"
    deadline = time.monotonic() + 120
    while not list(cache.glob("*/*.entry")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(started.pid, number)
    _, errors = started.communicate(timeout=60)
    kept = len(list(cache.glob("*/*.entry")))
    assert started.returncode == Exit.INTERRUPTED, errors
    assert "what was done is kept" in errors
    assert "Traceback" not in errors
    assert 0 < kept < 81
    assert not (out / "documents.parquet").exists()
    report = process(raw, out, nlp, settings=Settings())
    assert report.plan.todo == 81 - kept
    assert report.counts["documents"] == 81


def test_kernels_are_named_where_openblas_would_not_know_the_processor(tmp_path: Path) -> None:
    wide = "fpu sse2 avx2 avx512f avx512cd avx512bw avx512dq avx512vl"
    cases = {"AuthenticAMD": "SkylakeX", "GenuineIntel": None}
    for vendor, kernels in cases.items():
        about = f"processor\t: 0\nvendor_id\t: {vendor}\nflags\t\t: {wide}\n\nprocessor\t: 1\n"
        (tmp_path / "cpuinfo").write_text(about, encoding="utf-8")
        assert wide_kernels(tmp_path / "cpuinfo") == kernels
    narrow = "vendor_id\t: AuthenticAMD\nflags\t\t: fpu sse2 avx2\n"
    (tmp_path / "cpuinfo").write_text(narrow, encoding="utf-8")
    assert wide_kernels(tmp_path / "cpuinfo") is None
    assert wide_kernels(tmp_path / "none") is None


def test_what_the_user_set_in_the_environment_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"OMP_NUM_THREADS": "3", "OPENBLAS_CORETYPE": "Zen"})
    prepare()
    assert os.environ["OMP_NUM_THREADS"] == "3"
    assert os.environ["OPENBLAS_CORETYPE"] == "Zen"
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
