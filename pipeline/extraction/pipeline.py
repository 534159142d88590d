"""Loads the spaCy pipeline and runs it over documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.attributes import keep_text
from pipeline.errors import ModelError
from pipeline.extraction.dimensions import actor_rows, technology_rows
from pipeline.extraction.extraction import Extraction
from pipeline.extraction.facts import commitment_rows, quote_rows
from pipeline.extraction.mentions import (
    Places,
    actor_mention_rows,
    amount_rows,
    date_rows,
    segment_rows,
    sentence_rows,
    technology_mention_rows,
)
from pipeline.extraction.profile import Profile, profile, text_hash
from pipeline.extraction.selectors import selector_rows
from pipeline.model import Document
from pipeline.schema import DocumentRow, Row
from pipeline.settings import Settings, models_folder

PIPELINE = "en_pledger"
_DOCS_A_BATCH = 8


def load_pipeline(settings: Settings | None = None) -> Language:
    """Load ``models/en_pledger``, with another syntax model when the settings name one.

    Raises:
        ModelError: the folder is missing or incomplete, or the other model cannot be loaded.
        RuleError: a rule or lexicon is broken.
    """
    settings = settings or Settings()
    folder = models_folder(settings) / PIPELINE
    if not (folder / "config.cfg").is_file():
        raise ModelError(
            "there is no trained pipeline here",
            where=str(folder),
            hint="check `models` in pledger.toml, or train it with `make model`",
        )
    overrides: dict[str, object] = {}
    if settings.models is not None:
        for component in ("actors", "technologies", "syntax", "quotes", "commitments"):
            overrides[f"components.{component}.models"] = str(settings.models)
    nlp = spacy.load(folder, config=overrides)
    if settings.syntax_model is not None:
        _replace_syntax(nlp, settings.syntax_model, settings.models)
    nlp.max_length = settings.limits.characters + 1
    return nlp


def _replace_syntax(nlp: Language, model: str, models: Path | None) -> None:
    name = str(Path(model)) if Path(model).is_dir() else model
    config = {"model": name, "models": str(models) if models else None}
    try:
        nlp.replace_pipe("syntax", "pledger_syntax", config=config)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"cannot load the syntax model: {error}",
            where=model,
            hint="`syntax_model` is the name of an installed spaCy package or a folder",
        ) from error


def make_doc(document: Document, nlp: Language, *, settings: Settings | None = None) -> Doc:
    """Tokenised ``Doc`` of a document, with its blocks and context, ready for the pipeline."""
    doc = nlp.make_doc(document.text)
    keep_text(doc, document.text)
    doc._.blocks = document.blocks
    doc._.context = profile(document, country=(settings or Settings()).country).context
    return doc


def extract(document: Document, nlp: Language, *, settings: Settings | None = None) -> Extraction:
    """All rows of one document."""
    return next(extract_many([document], nlp, settings=settings))


def extract_many(
    documents: Iterable[Document], nlp: Language, *, settings: Settings | None = None
) -> Iterator[Extraction]:
    """All rows of each document, in the order given, batched through ``nlp.pipe``."""
    country = (settings or Settings()).country

    def stream() -> Iterator[tuple[Doc, tuple[Document, Profile]]]:
        for document in documents:
            about = profile(document, country=country)
            doc = nlp.make_doc(document.text)
            keep_text(doc, document.text)
            doc._.blocks = document.blocks
            doc._.context = about.context
            yield doc, (document, about)

    for doc, (document, about) in nlp.pipe(stream(), as_tuples=True, batch_size=_DOCS_A_BATCH):
        yield _extraction(document, about, doc)


def _extraction(document: Document, about: Profile, doc: Doc) -> Extraction:
    places = Places(document, doc)
    commitments, quotes = doc._.commitments, doc._.quotes
    rows: dict[str, tuple[Row, ...]] = {
        "documents": (_document_row(document, about, places),),
        "segments": segment_rows(places),
        "sentences": sentence_rows(places, commitments, quotes, doc._.rejections),
        "actor_mentions": actor_mention_rows(places, doc),
        "amounts": amount_rows(places, doc),
        "dates": date_rows(places, doc),
        "technology_mentions": technology_mention_rows(places, doc),
        **commitment_rows(places, doc),
        **quote_rows(places, doc),
        "actors": actor_rows(doc),
        "technologies": technology_rows(),
    }
    rows["selectors"] = selector_rows(places, rows)
    return Extraction(document.document_id, document.text, rows, document.notes)


def _document_row(document: Document, about: Profile, places: Places) -> DocumentRow:
    metadata = document.metadata
    return DocumentRow(
        document_id=document.document_id,
        source_path=document.source_path,
        source_uri=metadata.uri,
        media_type=document.media_type,
        source_sha256=document.source_sha256,
        text_sha256=text_hash(document.text),
        title=metadata.title or _title(places),
        publisher=metadata.publisher,
        published_on=about.published_on,
        published_on_source=about.published_on_source,
        language=metadata.language,
        instrument=about.instrument,
        legal_force=about.legal_force,
        page_count=document.page_count,
        character_count=len(document.text),
        sentence_count=len(places.sentences),
    )


def _title(places: Places) -> str | None:
    for piece in places.segments[:3]:
        if piece.kind == "title":
            return places.text(piece.start, piece.end)
    return None
