"""The commands ``audit``, ``review`` and ``explain``, for the command line to mount."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.audit.characters import visible
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.audit.corpus import Corpus
    from pipeline.audit.explain import Step
    from pipeline.audit.precision import Share
    from pipeline.audit.reviews import Review

audit = typer.Typer(
    invoke_without_command=True,
    help="Write pages to see every row in its text; draw samples; measure what was reviewed.",
)
review = typer.Typer(
    no_args_is_help=True, help="Merge reviewers' verdicts; carry them over; make gold of them."
)

Processed = Annotated[Path, typer.Option("--processed", help="Folder with the tables.")]
Raw = Annotated[Path | None, typer.Option("--raw", help="Input folder; default: raw, if there.")]
_PROCESSED = Path("processed")


@audit.callback()
def build(
    context: typer.Context,
    processed: Processed = _PROCESSED,
    raw: Raw = None,
    password: Annotated[str | None, typer.Option(help="Tried on encrypted PDFs.")] = None,
) -> None:
    """Write the pages to PROCESSED/audit; open index.html there in a browser."""
    if context.invoked_subcommand is not None:
        return
    from pipeline.audit.build import build_audit

    built = build_audit(processed, raw=_raw(raw), password=password)
    _say(
        f"{built.documents:,} pages, {built.images:,} page images; "
        f"largest page {built.largest / 1000:,.0f} kB"
    )
    _say(f"open {built.index.resolve().as_uri()}")


@audit.command("sample")
def sample_command(
    n: Annotated[int, typer.Option("--n", min=1, help="Rows to draw.")] = 100,
    by: Annotated[
        str, typer.Option(help="Spread over: rule, table, strength, status, area, year …")
    ] = "rule",
    seed: Annotated[int, typer.Option(help="Another seed, another sample.")] = 1,
    table: Annotated[
        str | None, typer.Option(help="Only commitments, or only quotes; default: both.")
    ] = None,
    processed: Processed = _PROCESSED,
    raw: Raw = None,
) -> None:
    """Draw a sample to review; it becomes a filter of the index page."""
    from pipeline.audit.build import build_audit
    from pipeline.audit.corpus import Corpus
    from pipeline.audit.fields import PRIMARY
    from pipeline.audit.sample import draw, save_sample

    if table is not None and table not in PRIMARY:
        raise InputError(f"'{table}' cannot be sampled", hint=f"one of {', '.join(PRIMARY)}")
    drawn = draw(Corpus(processed), n, by=by, seed=seed, tables=(table,) if table else PRIMARY)
    save_sample(processed, drawn)
    built = build_audit(processed, raw=_raw(raw))
    counts: dict[str, int] = {}
    for row in drawn.rows:
        counts[row.stratum] = counts.get(row.stratum, 0) + 1
    shown = Table("stratum", "rows", "drawn", box=None, header_style="bold")
    for name, size in drawn.sizes.items():
        shown.add_row(Text(visible(name)), f"{size:,}", f"{counts.get(name, 0):,}")
    _console().print(shown)
    _say(f"{len(drawn.rows):,} rows drawn by {by}, seed {seed}")
    _say(f"review {built.index.resolve().as_uri()}#sample=drawn")


@audit.command("precision")
def precision_command(
    everything: Annotated[
        bool, typer.Option("--all", help="Count all reviewed rows, not only the sample.")
    ] = False,
    processed: Processed = _PROCESSED,
) -> None:
    """Show how often reviewed rows are right, with 95 % intervals."""
    from pipeline.audit.corpus import Corpus
    from pipeline.audit.precision import measure
    from pipeline.audit.reviews import read_reviews, tie
    from pipeline.audit.sample import load_sample

    sample = None if everything else load_sample(processed)
    result = measure(tie(Corpus(processed), read_reviews(processed)), sample)
    of = "reviewed rows, not drawn at random" if sample is None else f"{result.drawn:,} drawn"
    _say(f"{result.reviewed:,} of {of}; {result.unsettled:,} unsettled between reviewers")
    _shares("all", [s for s in (result.found, result.right, result.overall) if s is not None])
    _shares("rule", result.by_rule)
    if sample is not None and sample.by != "rule":
        _shares(sample.by, result.by_stratum)
    _shares("field", result.by_field)


@review.command("import")
def import_command(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files exported from the audit pages.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Forget what these reviewers said before.")
    ] = False,
    processed: Processed = _PROCESSED,
) -> None:
    """Merge verdicts into the table of reviews, and tie all of them to the current rows."""
    from pipeline.audit.reviews import import_verdicts
    from pipeline.audit.verdicts import read_verdicts

    verdicts = [v for path in files or [] for v in read_verdicts(path)]
    done = import_verdicts(processed, verdicts, replace_reviewers=replace)
    _say(
        f"{len(verdicts):,} verdicts read: {done.new:,} new, {done.changed:,} changed; "
        f"{len(done.reviews):,} kept"
    )
    _summary(done.reviews)


@review.command("status")
def status_command(processed: Processed = _PROCESSED) -> None:
    """Show what became of reviewed rows since: what is still there, fixed, or lost."""
    from pipeline.audit.corpus import Corpus
    from pipeline.audit.reviews import read_reviews, tie

    _summary(tie(Corpus(processed), read_reviews(processed)))


@review.command("gold")
def gold_command(
    target: Annotated[Path, typer.Argument(help="Folder for the gold files.")],
    reviewer: Annotated[str | None, typer.Option(help="Only what this person said.")] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Unfinished documents too; open rows borderline.")
    ] = False,
    processed: Processed = _PROCESSED,
) -> None:
    """Make gold files of the documents that are reviewed through and through."""
    from pipeline.audit.corpus import Corpus
    from pipeline.audit.gold import write_gold
    from pipeline.audit.reviews import read_reviews, tie

    corpus = Corpus(processed)
    made = write_gold(
        corpus,
        tie(corpus, read_reviews(processed)),
        target,
        reviewer=reviewer,
        partial=partial,
    )
    for path, count in made.unfinished.items():
        _say(f"unfinished {visible(path)}: {count:,} rows without a settled verdict")
    if made.unsettled:
        _say(f"{made.unsettled:,} rows on which reviewers differ; see `pledger review status`")
    _say(f"{len(made.files):,} gold files in {target}")


def explain(
    row: Annotated[str, typer.Argument(help="Key of a row, or an article with --at.")],
    at: Annotated[
        int | None, typer.Option("--at", min=0, help="Offset in the article's text.")
    ] = None,
    processed: Processed = _PROCESSED,
    raw: Raw = None,
) -> None:
    """Show why a row is there; with --at, what was found and turned down at a place."""
    from pipeline.audit.corpus import Corpus
    from pipeline.audit.explain import explain_row
    from pipeline.settings import load

    settings = load()
    if at is not None:
        _steps(_live(Path(row), at))
        return
    corpus = Corpus(processed)
    _steps(explain_row(corpus, row, settings=settings))
    source = _source(corpus, row, _raw(raw))
    if source is not None:
        path, start = source
        _say("")
        _say("Run again on the source:")
        _steps(_live(path, start))


def _live(path: Path, at: int) -> Sequence[Step]:
    from pipeline import readers
    from pipeline.audit.trace import explain_offset
    from pipeline.extraction import load_pipeline
    from pipeline.settings import load

    settings = load()
    document = readers.read_file(path)
    return explain_offset(document, load_pipeline(settings), at, settings=settings)


def _source(corpus: Corpus, row_id: str, raw: Path | None) -> tuple[Path, int] | None:
    """Source of a row and where it starts, when it is at hand and unchanged."""
    from pipeline.tables.written import digest

    found = corpus.find(row_id)
    if found is None or raw is None:
        return None
    document = corpus.documents[found[1]["document_id"]]
    path = raw / document["source_path"]
    if not path.is_file() or digest(path) != document["source_sha256"]:
        return None
    return path, found[1]["start"]


def _summary(reviews: Sequence[Review]) -> None:
    """Verdicts by what became of their rows, conflicts, and agreement."""
    from pipeline.audit.agreement import agreements, conflicts
    from pipeline.audit.tables import MATCHES, VERDICTS

    shown = Table("verdict", *MATCHES, box=None, header_style="bold")
    for verdict in VERDICTS:
        counts = [
            sum(r.row.verdict == verdict and r.row.match == m for r in reviews) for m in MATCHES
        ]
        if any(counts):
            shown.add_row(verdict.replace("_", " "), *(f"{c:,}" for c in counts))
    _console().print(shown)
    for pair in agreements(reviews):
        kappa = "not defined" if pair.kappa is None else f"{pair.kappa:.2f}"
        _say(
            f"{pair.first} and {pair.second}: {pair.rows:,} rows in common, "
            f"{pair.equal:,} alike, Cohen's kappa {kappa}"
        )
    for conflict in conflicts(reviews):
        _say(f"conflict {conflict.source_path} {conflict.target[2]}: {conflict.text[:90]}")
        for name, said in conflict.said.items():
            _say(f"  {name}: {said}")


def _shares(title: str, shares: Iterable[Share]) -> None:
    shown = Table(title, "right", "of", "share", "95 % interval", box=None, header_style="bold")
    for s in shares:
        value = "" if s.value is None else f"{100 * s.value:.1f} %"
        shown.add_row(
            Text(visible(s.name)),
            f"{s.right:,}",
            f"{s.n:,}",
            value,
            f"{100 * s.low:.1f} to {100 * s.high:.1f} %",
        )
    if shown.row_count:
        _say("")
        _console().print(shown)


def _steps(steps: Iterable[Step]) -> None:
    for step in steps:
        _console().print(Text(visible(step.title), style="bold"))
        for label, words in step.lines:
            said = visible(" ".join(words.split()))
            _console().print(Text.assemble("  ", (f"{label:<14} " if label else "", "dim"), said))


def _raw(raw: Path | None) -> Path | None:
    default = Path("raw")
    return raw if raw is not None else default if default.is_dir() else None


def _say(text: str) -> None:
    _console().print(Text(visible(text)))


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True)
