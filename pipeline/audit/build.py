"""Writes the audit: static pages that open from disk, one index and one page a document."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.audit.characters import HIDDEN, visible
from pipeline.audit.corpus import Corpus, Record
from pipeline.audit.document_page import document_page, safe_link
from pipeline.audit.fields import REVIEWED, specs
from pipeline.audit.html_source import disarm
from pipeline.audit.index_page import index_data
from pipeline.audit.layout import Hidden, parts
from pipeline.audit.pdf_images import PageImage, draw_pages
from pipeline.audit.reviews import read_reviews, tie
from pipeline.audit.sample import load_sample
from pipeline.errors import OutputError
from pipeline.tables.written import digest

FOLDER = "audit"
_ASSETS = (
    "audit.css",
    "common.js",
    "facets.js",
    "index.js",
    "text.js",
    "cards.js",
    "dialogs.js",
    "pages.js",
    "spans.js",
    "document.js",
)
_PDF = ("application/pdf",)
_HTML = ("text/html", "application/xhtml+xml")
_MAX_PAGES = 300
"""Pages of one PDF that are drawn; those with rows come first."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was written.

    Attributes:
        index: path of the index page.
        documents: pages of documents.
        images: pictures of PDF pages.
        largest: bytes of the largest page of a document.
    """

    index: Path
    documents: int
    images: int
    largest: int


def build_audit(
    processed: Path,
    *,
    raw: Path | None = None,
    password: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Built:
    """Write ``processed/audit/`` anew; the old pages stay until the new ones are whole.

    Args:
        processed: folder of the tables.
        raw: folder of the sources, for pictures of PDF pages and copies of HTML sources.
        password: tried on encrypted PDFs.
        progress: told how many documents are done, of how many.

    Raises:
        InputError: the tables cannot be read.
        OutputError: the folder cannot be written.
    """
    corpus = Corpus(processed)
    target = processed / FOLDER
    fresh = processed / f".{FOLDER}.new"
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        for name in ("assets", "documents", "pages", "sources"):
            (fresh / name).mkdir(parents=True)
        built = _Build(corpus, fresh, target, raw, password).run(progress)
        _swap(fresh, target)
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror or error}",
            where=str(target),
            hint="check that the folder can be written to and that the disk is not full",
        ) from error
    return built


@dataclass(slots=True)
class _Build:
    corpus: Corpus
    fresh: Path
    old: Path
    raw: Path | None
    password: str | None

    def run(self, progress: Callable[[int, int], None] | None) -> Built:
        # tied anew: the tables may be of a later run than the verdicts
        reviews = [asdict(r.row) for r in tie(self.corpus, read_reviews(self.corpus.folder))]
        by_document: dict[str, list[Record]] = {}
        by_row: dict[tuple[str, str], list[Record]] = {}
        for row in reviews:
            if row["document_id"] is not None:
                by_document.setdefault(row["document_id"], []).append(row)
            if row["target_id"] is not None:
                by_row.setdefault((row["target_table"], row["target_id"]), []).append(row)
        for name in _ASSETS:
            asset = resources.files("pipeline.audit") / "assets" / name
            (self.fresh / "assets" / name).write_bytes(asset.read_bytes())
        images = largest = 0
        total = len(self.corpus.documents)
        for number, document_id in enumerate(self.corpus.documents, start=1):
            drawn = self._images(document_id)
            size = self._document(document_id, drawn, by_document.get(document_id, []))
            images, largest = images + len(drawn), max(largest, size)
            if progress is not None:
                progress(number, total)
        index = index_data(self.corpus, reviews=by_row, sample=load_sample(self.corpus.folder))
        texts = [as_json(block) for block in index.texts]
        context = {"data": as_json(index.data), "texts": texts, **_shared()}
        self._write("index.html", "index.html.j2", context)
        return Built(self.old / "index.html", total, images, largest)

    def _document(
        self, document_id: str, images: Sequence[PageImage], verdicts: Sequence[Record]
    ) -> int:
        page = document_page(
            self.corpus,
            document_id,
            verdicts=verdicts,
            images=[{**asdict(i), "file": f"../pages/{i.file}"} for i in images],
        )
        uri = page.document["source_uri"]
        context = {
            "document": page.document,
            "title": page.document["title"] or page.document["source_path"],
            "blocks": page.blocks,
            "uri": uri if safe_link(uri) else None,
            "copy": self._source(document_id),
            "doubt": self._doubt(document_id),
            "data": as_json(page.data),
            "has_pages": bool(images),
            **_shared(),
        }
        return self._write(f"documents/{document_id}.html", "document.html.j2", context)

    def _write(self, name: str, template: str, context: Mapping[str, Any]) -> int:
        html = environment().get_template(template).render(context).encode("utf-8")
        (self.fresh / name).write_bytes(html)
        return len(html)

    def _images(self, document_id: str) -> list[PageImage]:
        source = self._file(document_id, *_PDF)
        count = self.corpus.documents[document_id]["page_count"]
        if source is None or not count:
            return []
        rows = [r["page"] for t in REVIEWED for r in self.corpus.rows(t, document_id)]
        wanted = dict.fromkeys([*sorted({p for p in rows if p}), *range(1, count + 1)])
        chosen = sorted(list(wanted)[:_MAX_PAGES])
        note = f"{document_id}.json"
        try:
            # names come from the hash of the source: what is there is what would be drawn
            kept = [PageImage(**i) for i in json.loads((self.old / "pages" / note).read_bytes())]
            if [i.page for i in kept] == chosen:
                for image in kept:
                    os.link(self.old / "pages" / image.file, self.fresh / "pages" / image.file)
                os.link(self.old / "pages" / note, self.fresh / "pages" / note)
                return kept
        except (OSError, ValueError, TypeError):
            pass
        drawn = draw_pages(
            source, self.fresh / "pages", stem=document_id, pages=chosen, password=self.password
        )
        (self.fresh / "pages" / note).write_text(json.dumps([asdict(i) for i in drawn]))
        return drawn

    def _source(self, document_id: str) -> str | None:
        source = self._file(document_id, *_HTML)
        copy = None if source is None else disarm(source.read_bytes())
        if copy is None:
            return None
        (self.fresh / "sources" / f"{document_id}.html").write_bytes(copy)
        return f"../sources/{document_id}.html"

    def _file(self, document_id: str, *media_types: str) -> Path | None:
        """The source of a document, when it is at hand and of one of these types."""
        row = self.corpus.documents[document_id]
        if self.raw is None or row["media_type"] not in media_types:
            return None
        root = self.raw.resolve()
        path = (root / row["source_path"]).resolve()
        if not path.is_file() or not path.is_relative_to(root):
            return None
        # a source that was edited since would show other words than the rows were made from
        return path if digest(path) == row["source_sha256"] else None

    def _doubt(self, document_id: str) -> str | None:
        """Why there is no picture or copy of the source, when one could be expected."""
        media_type = self.corpus.documents[document_id]["media_type"]
        if self.raw is None or media_type not in (*_PDF, *_HTML):
            return None
        if self._file(document_id, media_type) is not None:
            return None
        return "its source is not in the input folder, or was changed since"


@cache
def environment() -> Environment:
    """Templates, with every value escaped unless it is marked as markup."""
    made = Environment(
        loader=PackageLoader("pipeline.audit", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["parts"] = parts
    made.filters["visible"] = visible
    made.tests["hidden"] = lambda part: isinstance(part, Hidden)
    return made


def as_json(data: object) -> Markup:
    """JSON for a script element of a type that does not run.

    No ``<`` can end the element, and hidden characters are escapes for whoever reads the source.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(HIDDEN.sub(lambda found: json.dumps(found.group())[1:-1], text))


def _shared() -> dict[str, Any]:
    return {"specs": as_json({t: [[s.name, list(s.codes)] for s in specs(t)] for t in REVIEWED})}


def _swap(fresh: Path, target: Path) -> None:
    """Put the new folder in the place of the old one."""
    away = target.with_name(f".{FOLDER}.old")
    shutil.rmtree(away, ignore_errors=True)
    keep = target / "sample.json"
    if keep.exists():
        shutil.copyfile(keep, fresh / keep.name)
    if target.exists():
        target.rename(away)
    fresh.rename(target)
    shutil.rmtree(away, ignore_errors=True)
