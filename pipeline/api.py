"""The four verbs and the loader, as ``import pipeline`` offers them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from spacy.language import Language

from pipeline import readers
from pipeline.extraction import Extraction, load_pipeline
from pipeline.extraction import extract as run_extraction
from pipeline.model import Document, Metadata
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.verification import Fault


@cache
def load(settings: Settings | None = None) -> Language:
    """The spaCy pipeline, loaded once for each settings.

    Raises:
        ModelError: the model is missing.
        RuleError: a rule or lexicon is broken; the message names file and line.
    """
    return load_pipeline(settings)


def read(path: str | Path, *, metadata: Metadata | None = None) -> Document:
    """Read one txt, html, pdf or docx file.

    Args:
        path: the file.
        metadata: what you know of it; wins over what the file says of itself.

    Raises:
        ReadError: the file cannot be read; ``kind`` says why.
    """
    return readers.read_file(Path(path), metadata=metadata)


def extract(
    source: Document | str, *, published_on: date | None = None, settings: Settings | None = None
) -> Extraction:
    """Rows of every table for one document.

    Args:
        source: what :func:`read` gave, or a plain text.
        published_on: anchor of relative dates, for a plain text.
        settings: None for the defaults.
    """
    document = source if isinstance(source, Document) else _from_text(source, published_on)
    return run_extraction(document, load(settings), settings=settings)


def verify(processed: str | Path, *, raw: str | Path | None = None) -> tuple[Fault, ...]:
    """Prove every row of the tables again; the faults, empty when all is well.

    Args:
        processed: folder of the tables.
        raw: folder of the sources, to prove the texts from the bytes as well.
    """
    from pipeline.verification import verify as prove

    return prove(Path(processed), raw=None if raw is None else Path(raw)).faults


def write(extractions: Iterable[Extraction], processed: str | Path) -> None:
    """Write the tables of these documents to a folder, all or nothing.

    Raises:
        VerifyError: a row does not agree with its text; the folder is left as it was.
        OutputError: the folder cannot be written.
    """
    from pipeline.engines.publish import write_tables

    write_tables(extractions, Path(processed))


def _from_text(text: str, published_on: date | None) -> Document:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Document(
        document_id=digest[:16],
        source_path=f"{digest[:16]}.txt",
        source_sha256=digest,
        media_type="text/plain",
        text=text,
        metadata=Metadata(
            published_on=published_on, published_on_source="manifest" if published_on else None
        ),
    )
