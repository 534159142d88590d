"""The application, its commands, and how it ends."""

from __future__ import annotations

import atexit
import gc
import signal
import sys
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pipeline.audit.commands import audit, explain, review
from pipeline.cli import console, environment
from pipeline.errors import Exit, PledgerError
from pipeline.process import settle_in

_HELP = """Turn articles into a ledger of who promised what, to whom, how much and by when.

Every row leads back to the characters that it came from.
"""

_EXITS = """Exit codes: 0 done · 1 a bug · 2 wrong usage · 3 settings · 4 rules or model ·
5 input folder or sources.csv · 6 output folder · 7 a row is not proved · 8 failures, with
--strict · 130 interrupted."""


# typer has its own copy of click, or not, by version; either way this is the base of usage errors
_WRONG_USAGE: type[Exception] = next(
    k for k in typer.BadParameter.__mro__ if k.__name__ == "ClickException"
)


class _Commands(TyperGroup):
    """Commands that end with a documented code, and say in words what went wrong."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            console.warn("stopped; what was done is kept, the next run goes on from here")
            raise typer.Exit(Exit.INTERRUPTED) from None
        except PledgerError as error:
            console.complain(error)
            raise typer.Exit(error.exit) from None
        except (typer.Exit, typer.Abort, _WRONG_USAGE, BrokenPipeError):
            raise  # what typer itself knows how to end
        except Exception as error:
            console.bug(error)
            raise typer.Exit(Exit.BUG) from None


app = typer.Typer(
    name="pledger",
    cls=_Commands,
    help=_HELP,
    epilog=_EXITS,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


def _examples(*lines: str) -> str:
    """Calls to copy, under the help of a command."""
    return "\n\n".join(["Examples:", *(f"  [cyan]{line}[/]" for line in lines)])


SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", help="Settings; default: pledger.toml here, if there is one."),
]
Processed = Annotated[Path, typer.Argument(help="Folder with the tables.")]


def _version(wanted: bool) -> None:
    if wanted:
        from pipeline.tables.manifest import program_version

        console.say(f"pledger {program_version()}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command(epilog=_examples("pledger run", "pledger run articles out --workers 4 --strict"))
def run(
    raw: Annotated[str, typer.Argument(help="Folder with articles, or s3://bucket/…")] = "raw",
    processed: Annotated[
        str, typer.Argument(help="Folder for the tables, or s3://bucket/…")
    ] = "processed",
    settings: SettingsFile = None,
    engine: Annotated[
        str | None, typer.Option(help="What runs the batch: [b]local[/] processes or [b]ray[/].")
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="Address of a Ray cluster; default: one on this machine.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Worker processes; 0 means one a core.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Process every file anew.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with code 8 when a file failed.")
    ] = False,
) -> None:
    """Process the articles in RAW into tables in PROCESSED; only what changed is done again."""
    from pipeline.cli.batch import run_batch

    raise typer.Exit(
        run_batch(
            raw,
            processed,
            settings=settings,
            changes={"engine": engine, "workers": workers},
            address=address,
            force=force,
            strict=strict,
        )
    )


@app.command(epilog=_examples("pledger verify", "pledger verify out --raw articles"))
def verify(
    processed: Processed = Path("processed"),
    raw: Annotated[
        Path | None, typer.Option(help="Input folder, to prove texts and pages from its bytes too.")
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Prove every row from the text that it points to; list whatever does not agree."""
    from pipeline.cli.proof import verify_folder

    raise typer.Exit(verify_folder(processed, raw, settings=settings))


@app.command(epilog=_examples("pledger schema", "pledger schema --markdown dictionary.md"))
def schema(
    markdown: Annotated[
        Path | None, typer.Option(help="File to write to instead of the screen.")
    ] = None,
) -> None:
    """Show the data dictionary: every table and column, its type and its meaning."""
    from pipeline.cli.dictionary import write_dictionary

    write_dictionary(markdown)


@app.command(epilog=_examples("pledger doctor", "pledger doctor articles out"))
def doctor(
    raw: Annotated[Path, typer.Argument(help="Folder with articles.")] = Path("raw"),
    processed: Annotated[Path, typer.Argument(help="Folder for the tables.")] = Path("processed"),
    settings: SettingsFile = None,
) -> None:
    """Check versions, model, rules, limits and folders: is all as it should be?"""
    from pipeline.cli.health import examine

    raise typer.Exit(examine(raw, processed, settings=settings))


@app.command(
    epilog=_examples("pledger fetch s3://ministry/tables", "pledger fetch s3://ministry/tables out")
)
def fetch(
    url: Annotated[str, typer.Argument(help="Where the tables are, such as s3://bucket/…")],
    processed: Annotated[Path, typer.Argument(help="Folder for the tables.")] = Path("processed"),
) -> None:
    """Copy the published tables of an object store to a folder, as the other commands read them."""
    from pipeline.engines.fetching import fetch as copy

    count = copy(url, processed).counts()
    console.say(
        f"{count['documents']:,} documents and {count['failures']:,} failures in {processed}"
    )


@app.command(epilog=_examples("pledger cache out", "pledger cache out --prune"))
def cache(
    processed: Annotated[
        str, typer.Argument(help="Folder with the tables, or s3://bucket/…")
    ] = "processed",
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove what the published tables are not made of.")
    ] = False,
) -> None:
    """Show what is kept of earlier runs, or remove what is no longer used."""
    from pipeline.cli.keeping import show_cache

    show_cache(processed, prune=prune)


@app.command(
    epilog=_examples("pledger evaluate out gold/", "pledger evaluate out gold/ --by rule --errors")
)
def evaluate(
    processed: Processed,
    gold: Annotated[list[Path], typer.Argument(help="Gold files, or folders of them.")],
    errors: Annotated[
        bool, typer.Option("--errors", help="List every miss and false alarm.")
    ] = False,
    by: Annotated[
        str | None, typer.Option(help="A second table by [b]rule[/] or by [b]article[/].")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="File for the figures as JSON.")] = None,
) -> None:
    """Measure the tables against marks made by hand: precision, recall, F1, intervals."""
    from pipeline.cli.measuring import evaluate_folder

    if by not in (None, "rule", "article"):
        raise typer.BadParameter("give 'rule' or 'article'", param_hint="--by")
    raise typer.Exit(evaluate_folder(processed, gold, errors=errors, by=by, target=json))


@app.command(
    epilog=_examples(
        "pledger diff monday tuesday",
        "pledger diff before after --table commitments --html diff.html",
    )
)
def diff(
    before: Annotated[Path, typer.Argument(help="Tables of the first run.")],
    after: Annotated[Path, typer.Argument(help="Tables of the second run.")],
    table: Annotated[
        list[str] | None, typer.Option(help="Tables whose rows are listed; may be repeated.")
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(help="Columns whose change alone lists no row; default: confidence."),
    ] = None,
    html: Annotated[Path | None, typer.Option(help="File for the same as a page.")] = None,
    most: Annotated[int, typer.Option(min=0, help="Rows listed at the most.")] = 100,
) -> None:
    """Show rows and columns gained, lost and changed between two runs."""
    from pipeline.cli.comparing import compare_folders
    from pipeline.schema import TABLES

    known = {t.table for t in TABLES}
    for name in table or ():
        if name not in known:
            raise typer.BadParameter(
                f"no table '{name}'; `pledger schema` lists them", param_hint="--table"
            )
    listed = table or ["commitments", "quotes"]
    left_out = ["confidence"] if ignore is None else ignore
    raise typer.Exit(
        compare_folders(before, after, tables=listed, ignore=left_out, html=html, most=most)
    )


@app.command(
    epilog=_examples("pledger export duckdb", "pledger export csv out --output spreadsheets")
)
def export(
    form: Annotated[str, typer.Argument(help="[b]duckdb[/], [b]csv[/] or [b]xlsx[/].")],
    processed: Processed = Path("processed"),
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File, or folder for CSV.")
    ] = None,
) -> None:
    """Write the tables as a DuckDB file, CSV files or a workbook."""
    from pipeline.cli.exporting import export as write

    if form not in ("duckdb", "csv", "xlsx"):
        raise typer.BadParameter("give 'duckdb', 'csv' or 'xlsx'", param_hint="FORM")
    raise typer.Exit(write(processed, form, output))


@app.command(epilog=_examples("pledger report", "pledger report out --today 2026-12-31"))
def report(
    processed: Processed = Path("processed"),
    today: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Day that deadlines are compared with; default: the day of the run.",
        ),
    ] = None,
) -> None:
    """Write one offline page of charts over the tables, each with the query behind it."""
    from pipeline.report import build_report

    page = build_report(processed, today=None if today is None else today.date())
    console.say(f"open {page.resolve().as_uri()}")
    if not (processed / "audit" / "index.html").exists():
        console.note("`pledger audit` first, and its charts lead to the rows in their text")


app.add_typer(audit, name="audit")
app.add_typer(review, name="review")
app.command(
    "explain",
    epilog=_examples(
        "pledger explain 3f2a9c01d4e5b678-c-120-188", "pledger explain articles/note.txt --at 150"
    ),
)(explain)


@app.command(epilog=_examples("pledger ledger", "pledger ledger out --most 50"))
def ledger(
    processed: Processed = Path("processed"),
    most: Annotated[int, typer.Option(min=0, help="Promises listed at the most.")] = 20,
) -> None:
    """List promises that several articles report, the most reported first, and what moved."""
    from pipeline.cli.promises import list_promises

    list_promises(processed, most=most)


def main() -> None:
    """Entry point of the console script."""
    environment.prepare()
    signal.signal(signal.SIGTERM, _terminate)
    atexit.register(_leave_garbage)
    settle_in()
    app()


def _leave_garbage() -> None:
    """The process ends: its lists and model need not be walked for cycles once more."""
    if "duckdb" not in sys.modules:  # which tells of every object that is left
        gc.freeze()


def _terminate(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
