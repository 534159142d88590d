"""The commands of the audit, the explanations, and the kit that needs nothing of ours."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import typer
from audit_cases import copy_tables, document_of, judge
from typer.testing import CliRunner

from pipeline.audit import commands
from pipeline.audit.corpus import Corpus
from pipeline.errors import InputError


@pytest.fixture
def folder(processed: Path, tmp_path: Path) -> Path:
    return copy_tables(processed, tmp_path / "processed")


def run(*arguments: object, fails: bool = False) -> str:
    app = typer.Typer()
    app.add_typer(commands.audit, name="audit")
    app.add_typer(commands.review, name="review")
    app.command("explain")(commands.explain)
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    if not fails:
        assert result.exit_code == 0, (result.output, result.exception)
    elif result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def kit(repo: Path, language: str) -> str:
    text = (repo / "docs" / "auditors.md").read_text(encoding="utf-8")
    return re.search(rf"```{language} kit\n(.*?)```", text, re.DOTALL).group(1)


def test_kit_proves_every_row_without_our_code(repo, processed, tmp_path):
    script = tmp_path / "kit.py"
    script.write_text(kit(repo, "python"), encoding="utf-8")
    assert "pipeline" not in script.read_text(encoding="utf-8")
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 20
    done = subprocess.run(
        [sys.executable, "-I", script, processed, repo / "raw"], capture_output=True, text=True
    )
    corpus = Corpus(processed)
    rows = corpus.table("commitments").num_rows + corpus.table("quotes").num_rows
    assert done.stdout == f"{rows} rows proved\n", done.stderr


@pytest.mark.parametrize("what", ["text", "source"])
def test_kit_finds_a_changed_character(repo, folder, tmp_path, what):
    script = tmp_path / "kit.py"
    script.write_text(kit(repo, "python"), encoding="utf-8")
    raw = tmp_path / "raw"
    raw.mkdir()
    for path in (repo / "raw").iterdir():
        (raw / path.name).write_bytes(path.read_bytes())
    document_id = document_of(Corpus(folder), "communique.txt")
    path = folder / "text" / f"{document_id}.txt" if what == "text" else raw / "communique.txt"
    path.write_bytes(path.read_bytes().replace(b"Kenya", b"Kenia", 1))
    done = subprocess.run(
        [sys.executable, "-I", script, folder, raw], capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "AssertionError" in done.stderr


def test_kit_in_sql_proves_every_commitment(repo, folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    ((rows, proved),) = duckdb.sql(kit(repo, "sql")).fetchall()
    assert rows == proved == Corpus(folder).table("commitments").num_rows


def test_pages_are_written_and_named(repo, folder):
    said = run("audit", "--processed", folder, "--raw", repo / "raw")
    assert (folder / "audit" / "index.html").as_uri() in said
    assert "4 pages" in said
    assert len(list((folder / "audit" / "documents").iterdir())) == 4
    assert list((folder / "audit" / "pages").glob("*.webp"))
    assert list((folder / "audit" / "sources").glob("*.html"))
    # without the sources there are no pictures, and nothing else is missing
    run("audit", "--processed", folder, "--raw", folder / "nothing")
    assert not list((folder / "audit" / "pages").glob("*.webp"))


def test_pages_are_the_same_when_written_again(repo, folder):
    def content():
        return {
            p.relative_to(folder): p.read_bytes()
            for p in sorted((folder / "audit").rglob("*"))
            if p.is_file()
        }

    run("audit", "--processed", folder, "--raw", repo / "raw")
    before = content()
    run("audit", "--processed", folder, "--raw", repo / "raw")
    assert content() == before


def test_folder_without_tables_says_what_to_do(tmp_path):
    with pytest.raises(InputError, match="pledger run"):
        run("audit", "--processed", tmp_path, fails=True)


def test_sample_review_precision_and_status(repo, folder, tmp_path):
    said = run("audit", "sample", "--n", 6, "--by", "table", "--seed", 1, "--processed", folder)
    assert "6 rows drawn by table, seed 1" in said
    corpus = Corpus(folder)
    from pipeline.audit.sample import load_sample

    lines = []
    for drawn in load_sample(folder).rows:
        table, row = corpus.find(drawn.row_id)
        lines.append(judge(corpus, table, row).model_dump_json())
        if not lines[1:]:
            lines.append(judge(corpus, table, row, "wrong", reviewer="Ben").model_dump_json())
    exported = tmp_path / "verdicts.jsonl"
    exported.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = run("review", "import", exported, "--processed", folder)
    assert "7 verdicts read: 7 new" in said
    assert "Ana and Ben: 1 rows in common, 0 alike, Cohen's kappa 0.00" in said
    assert "conflict" in said
    said = run("audit", "precision", "--processed", folder)
    assert "5 of 6 drawn; 1 unsettled" in said
    assert re.search(r"right +5 +5 +100\.0 % +56\.6 to 100\.0 %", said)
    assert re.search(r"right +6 +0 +0 +0", run("review", "status", "--processed", folder))
    said = run("review", "gold", tmp_path / "gold", "--processed", folder, "--reviewer", "Ana")
    assert "unfinished" in said


def test_explain_a_commitment_names_rule_cue_and_steps(folder, processed):
    corpus = Corpus(folder)
    document_id = document_of(corpus, "communique.txt")
    row = next(r for r in corpus.rows("commitments", document_id) if r["maximum"] is not None)
    said = run("explain", row["commitment_id"], "--processed", folder, "--raw", folder / "none")
    assert row["rule"] in said
    assert "commitments.jsonl, line" in said
    assert " ".join(row["text"].split()) in said
    amount = corpus.rows("commitment_amounts", document_id)[0]["amount_id"]
    assert f"“{corpus.find(amount)[1]['text']}”" in said
    for key in (
        amount,
        corpus.rows("quotes", document_of(corpus, "grid-fund.html"))[0]["quote_id"],
    ):
        assert corpus.find(key)[1]["rule"] in run("explain", key, "--processed", folder)


def test_explain_a_place_names_the_gate(repo, tmp_path):
    path = tmp_path / "note.txt"
    text = "The two firms will likely merge.\n\nGhana will open two weather stations by 2028.\n"
    path.write_text(text, encoding="utf-8")
    said = run("explain", path, "--at", text.index("likely"))
    assert "turned down" in said
    assert "modal.will" in said
    assert "prediction" in said
    said = run("explain", path, "--at", text.index("weather"))
    assert "“will” → this commitment" in said
    assert "committers" in said
    assert "Ghana" in said
    assert "2028" in said
    with pytest.raises(InputError, match="outside the text"):
        run("explain", path, "--at", 5000, fails=True)
    with pytest.raises(InputError, match="no sentence"):
        run("explain", path, "--at", text.index("\n"), fails=True)


def test_explain_says_what_a_sentence_lacks_that_was_not_parsed(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("The yard invests in its people.\n\nIt rained.\n", encoding="utf-8")
    said = run("explain", path, "--at", 4)
    assert "“invests” → lacks what it needs (money): not parsed" in said
    assert "gate unmet_need" in said
    assert "no word of this sentence" in run("explain", path, "--at", 35)


def test_explain_an_unknown_row_says_where_keys_are(folder):
    with pytest.raises(InputError, match="no row has the key"):
        run("explain", "0" * 16, "--processed", folder, fails=True)
