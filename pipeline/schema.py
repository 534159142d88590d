"""The tables that leave the pipeline, declared once.

Each table is a frozen dataclass; each column a typed field with its meaning, code list and
reference. Arrow schemas, Parquet metadata, the data dictionary, the data package and the
checks of ``pledger verify`` are all derived from here. All tables stand in this one file, so that
whatever leaves the pipeline in another form is one change, in one place.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar

import pyarrow as pa

from pipeline.errors import FailureKind
from pipeline.model import (
    DateRole,
    Polarity,
    PublishedOnSource,
    QuoteKind,
    Resolution,
    SegmentKind,
    Status,
    Strength,
)

SCHEMA_VERSION = "1.0.0"
"""Semantic: a column or table more is a minor version; one less, renamed, or of another type
or meaning is a major one."""

STRENGTHS: tuple[str, ...] = typing.get_args(Strength)
POLARITIES: tuple[str, ...] = typing.get_args(Polarity)
STATUSES: tuple[str, ...] = typing.get_args(Status)
DATE_ROLES: tuple[str, ...] = typing.get_args(DateRole)
QUALIFIERS = ("exact", "at_least", "at_most", "over", "under", "about")
RESOLUTIONS: tuple[str, ...] = typing.get_args(Resolution)
SEGMENT_KINDS: tuple[str, ...] = typing.get_args(SegmentKind)
INSTRUMENTS = (
    "treaty",
    "memorandum",
    "joint_statement",
    "press_release",
    "fact_sheet",
    "news",
    "analysis",
    "speech",
    "other",
)
PRECISIONS = (
    "instant",
    "day",
    "weekend",
    "week",
    "month",
    "quarter",
    "season",
    "half",
    "year",
    "fiscal_year",
    "decade",
    "century",
    "mixed",
)
QUOTE_KINDS: tuple[str, ...] = typing.get_args(QuoteKind)
PUBLISHED_ON_SOURCES: tuple[str, ...] = typing.get_args(PublishedOnSource)
FAILURE_KINDS: tuple[str, ...] = typing.get_args(FailureKind)
LEDGER_BASES = ("first", "restated", "reported")
AMOUNT_MOVES = ("same", "raised", "lowered", "given", "dropped", "changed")
DEADLINE_MOVES = ("same", "later", "earlier", "given", "dropped")
STRENGTH_MOVES = ("same", "firmer", "weaker")
STATUS_MOVES = ("same", "changed")


@dataclass(frozen=True, slots=True)
class Column:
    """One column, as declared.

    Attributes:
        codes: the values allowed, when they are a closed list.
        references: ``table.column`` that every value must be found in.
    """

    name: str
    type: pa.DataType
    nullable: bool
    meaning: str
    codes: tuple[str, ...] = ()
    references: str | None = None
    key: bool = False


def column(
    meaning: str,
    *,
    codes: tuple[str, ...] = (),
    references: str | None = None,
    key: bool = False,
    arrow: pa.DataType | None = None,
) -> Any:
    """Declare a column; its Arrow type follows from the annotation unless ``arrow`` says more."""
    return field(
        metadata={
            "meaning": meaning,
            "codes": codes,
            "references": references,
            "key": key,
            "arrow": arrow,
        }
    )


_ARROW: Mapping[type, pa.DataType] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int32(),
    float: pa.float64(),
    date: pa.date32(),
    Decimal: pa.decimal128(18, 2),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Base of all rows. A subclass is a table, named by ``table``."""

    table: ClassVar[str]
    order: ClassVar[tuple[str, ...]]

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        """The columns in order."""
        table: Any = cls  # a class is hashable, whatever its instances are
        return _columns(table)

    @classmethod
    def arrow_schema(cls) -> pa.Schema:
        """Arrow schema, with the meaning of each column and the schema version as metadata."""
        table: Any = cls
        return _arrow_schema(table)

    @classmethod
    def key(cls) -> tuple[str, ...]:
        """Names of the columns that identify a row."""
        return tuple(c.name for c in cls.columns() if c.key)


@cache
def _columns(table: type[Any]) -> tuple[Column, ...]:
    hints = typing.get_type_hints(table)
    result = []
    for f in dataclasses.fields(table):
        hint, nullable = hints[f.name], False
        if isinstance(hint, types.UnionType):
            (hint,) = [a for a in typing.get_args(hint) if a is not types.NoneType]
            nullable = True
        m = f.metadata
        result.append(
            Column(
                name=f.name,
                type=m["arrow"] or _ARROW[hint],
                nullable=nullable,
                meaning=m["meaning"],
                codes=m["codes"],
                references=m["references"],
                key=m["key"],
            )
        )
    return tuple(result)


@cache
def _arrow_schema(table: type[Any]) -> pa.Schema:
    fields = [
        pa.field(c.name, c.type, nullable=c.nullable, metadata={"description": c.meaning})
        for c in table.columns()
    ]
    meta = {
        "pledger.table": table.table,
        "pledger.schema_version": SCHEMA_VERSION,
        "description": (table.__doc__ or "").strip().split("\n")[0],
    }
    return pa.schema(fields, metadata=meta)


_DOCUMENT = "document it belongs to"
_START = "start, code points into the canonical text"
_END = "end, code points, exclusive"
_PAGE = "page in a PDF, from 1"
_RULE = "dotted name of the rule that made the row"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow(Row):
    """Articles that were read, one row each."""

    table: ClassVar[str] = "documents"
    order: ClassVar[tuple[str, ...]] = ("document_id",)

    document_id: str = column("first 16 hexadecimal digits of source_sha256", key=True)
    source_path: str = column("path relative to the input folder, / separators")
    source_uri: str | None = column("where the article was published")
    media_type: str = column("IANA media type")
    source_sha256: str = column("SHA-256 of the bytes of the source file")
    text_sha256: str = column("SHA-256 of the canonical text in UTF-8")
    title: str | None = column("title of the article")
    publisher: str | None = column("who published it")
    published_on: date | None = column("date of publication")
    published_on_source: str | None = column(
        "where that date was found", codes=PUBLISHED_ON_SOURCES
    )
    language: str | None = column("ISO 639-1 code")
    instrument: str = column("what kind of text it is", codes=INSTRUMENTS)
    legal_force: str | None = column(
        "whether the text says that it binds", codes=("binding", "non_binding")
    )
    page_count: int | None = column("pages of a PDF")
    character_count: int = column("code points of the canonical text", arrow=pa.int64())
    sentence_count: int = column("rows of sentences")


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRow(Row):
    """Structure of each text: titles, headings, paragraphs, list stems and their items."""

    table: ClassVar[str] = "segments"
    order: ClassVar[tuple[str, ...]] = ("document_id", "start", "segment_id")

    segment_id: str = column("document and offsets", key=True)
    document_id: str = column(_DOCUMENT, references="documents.document_id")
    parent_id: str | None = column(
        "stem of an item, item of a nested item, heading of a paragraph",
        references="segments.segment_id",
    )
    kind: str = column("what it is", codes=SEGMENT_KINDS)
    ordinal: int = column("position in the document, from 0")
    start: int = column(_START)
    end: int = column(_END)
    text: str = column("canonical text from start to end")
    page: int | None = column(_PAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceRow(Row):
    """Sentences, and what came of each."""

    table: ClassVar[str] = "sentences"
    order: ClassVar[tuple[str, ...]] = ("document_id", "start", "sentence_id")

    sentence_id: str = column("document and offsets", key=True)
    document_id: str = column(_DOCUMENT, references="documents.document_id")
    segment_id: str = column("segment that holds it", references="segments.segment_id")
    ordinal: int = column("position in the document, from 0")
    start: int = column(_START)
    end: int = column(_END)
    text: str = column("canonical text from start to end")
    outcome: str = column(
        "what was found in it", codes=("commitment", "quote", "both", "rejected", "none")
    )
    reason: str | None = column("gate that turned a candidate down, when the outcome is rejected")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorMentionRow(Row):
    """Names, defined terms and anaphors that stand for actors."""

    table: ClassVar[str] = "actor_mentions"
    order: ClassVar[tuple[str, ...]] = ("document_id", "start", "mention_id")

    mention_id: str = column("document and offsets", key=True)
    document_id: str = column(_DOCUMENT, references="documents.document_id")
    sentence_id: str | None = column("sentence it starts in", references="sentences.sentence_id")
    start: int = column(_START)
    end: int = column(_END)
    text: str = column("canonical text from start to end")
    actor_id: str | None = column("actor it stands for", references="actors.actor_id")
    actor_name: str | None = column("canonical name; several joined by '; ' for a joint term")
    actor_type: str | None = column("kind of actor")
    country: str | None = column("ISO 3166-1 alpha-2")
    resolution: str = column("how the mention was tied to the actor", codes=RESOLUTIONS)
    page: int | None = column(_PAGE)
    rule: str = column(_RULE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountRow(Row):
    """Sums of money."""

    table: ClassVar[str] = "amounts"
    order: ClassVar[tuple[str, ...]] = ("document_id", "start", "amount_id")

    amount_id: str = column("document and offsets", key=True)
    document_id: str = column(_DOCUMENT, references="documents.document_id")
    sentence_id: str | None = column("sentence it starts in", references="sentences.sentence_id")
    start: int = column(_START)
    end: int = column(_END)
    text: str = column("canonical text from start to end")
    currency: str | None = column("ISO 4217")
    minimum: Decimal | None = column("least it can be, in units; null when open")
    maximum: Decimal | None = column("most it can be, in units; null when open")
    qualifier: str = column("direction that the text gives", codes=QUALIFIERS)
    period: str | None = column(
        "ISO 8601 duration that the sum is for, once (over four years) or each time (a year)"
    )
    page: int | None = column(_PAGE)
    rule: str = column(_RULE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRow(Row):
    """Dates, ranges and durations."""

    table: ClassVar[str] = "dates"
    order: ClassVar[tuple[str, ...]] = ("document_id", "start", "date_id")

    date_id: str = column("document and offsets", key=True)
    document_id: str = column(_DOCUMENT, references="documents.document_id")
    sentence_id: str | None = column("sentence it starts in", references="sentences.sentence_id")
    start: int = column(_START)
    end: int = column(_END)
    text: str = column("canonical text from start to end")
    edtf: str | None = column("EDTF (ISO 8601-2) or ISO 8601 duration; null when unresolved")
    earliest: date | None = column("first day that it can mean")
    latest: date | None = column("last day that it can mean")
    kind: str = column("what it is", codes=("date", "range", "duration"))
    precision: str = column("grain of the expression", codes=PRECISIONS)
    resolution: str = column("whether an anchor was needed", codes=("absolute", "relative"))
    anchor: date | None = column("day that a relative expression was resolved against")
    page: int | None = column(_PAGE)
    rule: str = column(_RULE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnologyMentionRow(Row):
    """Technology terms."""

    table: ClassVar[str] = "technology_mentions"
    order: ClassVar[tuple[str, ...]] = ("document_id", "start", "mention_id")

    mention_id: str = column("document and offsets", key=True)
    document_id: str = column(_DOCUMENT, references="documents.document_id")
    sentence_id: str | None = column("sentence it starts in", references="sentences.sentence_id")
    start: int = column(_START)
    end: int = column(_END)
    text: str = column("canonical text from start to end")
    area: str = column("code of the technology area")
    sub_area: str | None = column("code of the sub-area", references="technologies.sub_area")
    term: str = column("term of the lexicon that matched")
    page: int | None = column(_PAGE)
    rule: str = column(_RULE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentRow(Row):
    """Undertakings: who will do what, for whom, for how much, by when."""

    table: ClassVar[str] = "commitments"
    order: ClassVar[tuple[str, ...]] = ("document_id", "start", "commitment_id")

    commitment_id: str = column("document and offsets", key=True)
    document_id: str = column(_DOCUMENT, references="documents.document_id")
    sentence_id: str | None = column("sentence it starts in", references="sentences.sentence_id")
    segment_id: str | None = column("segment it starts in", references="segments.segment_id")
    start: int = column(_START)
    end: int = column(_END)
    text: str = column("canonical text from start to end")
    stem_start: int | None = column("start of the words outside that govern it")
    stem_end: int | None = column("end of those words, exclusive")
    cue_start: int = column("start of the words that make it a commitment")
    cue_end: int = column("end of those words, exclusive")
    cue: str = column("canonical text of the cue")
    action: str = column("head verb of the deed, as a lemma")
    committers: str | None = column("names of those who undertake it, joined by '; '")
    counterparts: str | None = column("names of those it is made with or to, joined by '; '")
    strength: str = column("how firmly it is worded", codes=STRENGTHS)
    polarity: str = column("to do or to refrain", codes=POLARITIES)
    status: str = column("how far it has come", codes=STATUSES)
    conditional: bool = column("hedged by a condition")
    testable: bool = column("has an amount, date, count or named deliverable to check")
    currency: str | None = column("ISO 4217, of the first amount")
    minimum: Decimal | None = column("least of the first amount, in units")
    maximum: Decimal | None = column("most of the first amount, in units")
    deadline: date | None = column("last day of the deadline")
    deadline_edtf: str | None = column("deadline in EDTF")
    area: str | None = column("first technology area")
    quoted_in: str | None = column("quote it stands in", references="quotes.quote_id")
    restates: str | None = column(
        "earlier commitment that it repeats", references="commitments.commitment_id"
    )
    headline: bool = column("a headline or standfirst that repeats the body")
    page: int | None = column(_PAGE)
    rule: str = column(_RULE)
    confidence: float = column("calibrated share of such rows that are right, 0 to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentActorRow(Row):
    """Who is bound by a commitment, and who it is made with or to."""

    table: ClassVar[str] = "commitment_actors"
    order: ClassVar[tuple[str, ...]] = ("commitment_id", "role", "actor_id")

    commitment_id: str = column("commitment", key=True, references="commitments.commitment_id")
    actor_id: str = column("actor", key=True, references="actors.actor_id")
    actor_name: str = column("canonical name")
    role: str = column("part it plays", key=True, codes=("committer", "counterpart"))
    mention_id: str | None = column(
        "mention in the text; null when only resolved", references="actor_mentions.mention_id"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentAmountRow(Row):
    """Sums that belong to a commitment."""

    table: ClassVar[str] = "commitment_amounts"
    order: ClassVar[tuple[str, ...]] = ("commitment_id", "amount_id")

    commitment_id: str = column("commitment", key=True, references="commitments.commitment_id")
    amount_id: str = column("amount", key=True, references="amounts.amount_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentDateRow(Row):
    """Dates that belong to a commitment."""

    table: ClassVar[str] = "commitment_dates"
    order: ClassVar[tuple[str, ...]] = ("commitment_id", "date_id", "role")

    commitment_id: str = column("commitment", key=True, references="commitments.commitment_id")
    date_id: str = column("date", key=True, references="dates.date_id")
    role: str = column("part it plays", codes=DATE_ROLES)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentTechnologyRow(Row):
    """Technology areas that a commitment is about."""

    table: ClassVar[str] = "commitment_technologies"
    order: ClassVar[tuple[str, ...]] = ("commitment_id", "area", "sub_area", "mention_id")

    commitment_id: str = column("commitment", key=True, references="commitments.commitment_id")
    area: str = column("code of the technology area", key=True)
    sub_area: str | None = column(
        "code of the sub-area", key=True, references="technologies.sub_area"
    )
    mention_id: str | None = column(
        "mention in the text; null when taken over from a heading or cross-cutting",
        key=True,
        references="technology_mentions.mention_id",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRow(Row):
    """Statements attributed to a source."""

    table: ClassVar[str] = "quotes"
    order: ClassVar[tuple[str, ...]] = ("document_id", "start", "quote_id")

    quote_id: str = column("document and offsets", key=True)
    document_id: str = column(_DOCUMENT, references="documents.document_id")
    sentence_id: str | None = column("sentence it starts in", references="sentences.sentence_id")
    start: int = column("start of the first piece, code points into the canonical text")
    end: int = column("end of the last piece, exclusive")
    text: str = column("canonical text from start to end")
    kind: str = column("words in marks, some or none", codes=QUOTE_KINDS)
    cue: str | None = column("reporting words")
    cue_start: int | None = column("start of the cue")
    cue_end: int | None = column("end of the cue, exclusive")
    speaker_start: int | None = column("start of the source as it stands")
    speaker_end: int | None = column("end of the source as it stands, exclusive")
    speaker: str | None = column("the source as it stands")
    speaker_name: str | None = column("the source resolved; several joined by '; '")
    speaker_role: str | None = column("role, when the document says it")
    speaker_organisation: str | None = column("organisation, when the document says it")
    actor_id: str | None = column("actor that the speaker is", references="actors.actor_id")
    resolution: str | None = column("how the speaker was resolved", codes=RESOLUTIONS)
    page: int | None = column(_PAGE)
    rule: str = column(_RULE)
    confidence: float = column("calibrated share of such rows that are right, 0 to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteSpanRow(Row):
    """Pieces of what was said, without the marks."""

    table: ClassVar[str] = "quote_spans"
    order: ClassVar[tuple[str, ...]] = ("document_id", "quote_id", "ordinal")

    quote_id: str = column("quote", key=True, references="quotes.quote_id")
    document_id: str = column(_DOCUMENT, references="documents.document_id")
    ordinal: int = column("position within the quote, from 0", key=True)
    start: int = column(_START)
    end: int = column(_END)
    text: str = column("canonical text from start to end")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRow(Row):
    """Actors that are mentioned, committed or quoted."""

    table: ClassVar[str] = "actors"
    order: ClassVar[tuple[str, ...]] = ("actor_id",)

    actor_id: str = column("stable slug of the name", key=True)
    name: str = column("canonical name")
    type: str | None = column("kind of actor")
    country: str | None = column("ISO 3166-1 alpha-2")
    organisation_type: str | None = column("IATI organisation type")
    parent_id: str | None = column("actor it is part of", references="actors.actor_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnologyRow(Row):
    """Technology areas and sub-areas, with the published lists they correspond to."""

    table: ClassVar[str] = "technologies"
    order: ClassVar[tuple[str, ...]] = ("area", "sub_area")

    area: str = column("code of the area", key=True)
    area_name: str = column("name of the area")
    sub_area: str | None = column("code of the sub-area; null for the area itself", key=True)
    sub_area_name: str | None = column("name of the sub-area")
    us_cet_2024: str | None = column("US critical and emerging technologies list, 2024")
    uk_stf_2023: str | None = column("UK Science and Technology Framework, 2023")
    eu_rec_2023_2113: str | None = column("EU Recommendation 2023/2113, annex")
    aspi_domain: str | None = column("ASPI Critical Technology Tracker, domain")
    dpa_economic_activity: str | None = column("Digital Policy Alert, economic activity")


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectorRow(Row):
    """How to find each row again in its source (W3C Web Annotation selectors)."""

    table: ClassVar[str] = "selectors"
    order: ClassVar[tuple[str, ...]] = ("document_id", "target_table", "target_id", "ordinal")

    target_table: str = column("table of the row", key=True)
    target_id: str = column("key of the row", key=True)
    ordinal: int = column("line of text in a PDF, from 0; 0 elsewhere", key=True)
    document_id: str = column(_DOCUMENT, references="documents.document_id")
    exact: str = column("the characters themselves (TextQuoteSelector)")
    prefix: str = column("up to 32 characters before")
    suffix: str = column("up to 32 characters after")
    page: int | None = column(_PAGE)
    x0: float | None = column("left edge, PDF points")
    top: float | None = column("upper edge, PDF points from the top of the page")
    x1: float | None = column("right edge, PDF points")
    bottom: float | None = column("lower edge, PDF points from the top of the page")
    path: str | None = column("XPath of the HTML element")
    link: str | None = column("deep link with a text fragment or page")


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureRow(Row):
    """Inputs that did not become documents, and why."""

    table: ClassVar[str] = "failures"
    order: ClassVar[tuple[str, ...]] = ("source_path", "stage")

    source_path: str = column("path relative to the input folder", key=True)
    source_sha256: str | None = column("SHA-256 of the bytes, when they could be read")
    stage: str = column("where it happened", codes=("read", "extract", "verify"))
    kind: str = column("what kind of failure", codes=FAILURE_KINDS)
    message: str = column("what happened and what to do next")


_AMOUNT_MOVE = (
    "sum against the mention before: changed means another currency or another kind of bound"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow(Row):
    """Promises, each once, however many articles report them."""

    table: ClassVar[str] = "ledger"
    order: ClassVar[tuple[str, ...]] = ("ledger_id",)

    ledger_id: str = column("L and the commitment that was seen first", key=True)
    commitment_id: str = column(
        "commitment that was seen first", references="commitments.commitment_id"
    )
    text: str = column("words of that commitment")
    action: str = column("head verb of the deed, as a lemma")
    committers: str | None = column("names of those who undertake it, from the fullest mention")
    counterparts: str | None = column("names of those it is made with or to, likewise")
    area: str | None = column("technology area that most mentions have")
    mentions: int = column("how often it was found")
    documents: int = column("in how many articles")
    publishers: int = column("by how many publishers, as far as they are known")
    first_seen: date | None = column("earliest publication of a mention")
    last_seen: date | None = column("latest publication of a mention")
    first_strength: str = column("strength in the first mention", codes=STRENGTHS)
    last_strength: str = column("strength in the last mention", codes=STRENGTHS)
    first_status: str = column("status in the first mention", codes=STATUSES)
    last_status: str = column("status in the last mention", codes=STATUSES)
    currency: str | None = column("ISO 4217, of the last mention that has a sum")
    minimum: Decimal | None = column("least sum in that mention, in units")
    maximum: Decimal | None = column("most in that mention, in units")
    deadline: date | None = column("deadline in the last mention that has one")
    amount_moved: bool = column("a dated mention gave another sum than the one before")
    deadline_moved: bool = column("a dated mention gave another deadline than the one before")
    strength_moved: bool = column("a dated mention was firmer or weaker than the one before")
    status_moved: bool = column("a dated mention had another status than the one before")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerMentionRow(Row):
    """Mentions of each promise, in order of time, and what moved from one to the next."""

    table: ClassVar[str] = "ledger_mentions"
    order: ClassVar[tuple[str, ...]] = ("ledger_id", "ordinal")

    ledger_id: str = column("promise", references="ledger.ledger_id")
    commitment_id: str = column("mention of it", key=True, references="commitments.commitment_id")
    document_id: str = column("document it stands in", references="documents.document_id")
    ordinal: int = column("position in time, from 0; mentions without a date come last")
    seen_on: date | None = column("date of publication")
    basis: str = column(
        "why it is here: seen first, restated in its document, or matched", codes=LEDGER_BASES
    )
    matched: str | None = column(
        "mention that it is most like, or restates", references="commitments.commitment_id"
    )
    score: float | None = column("likeness to that mention, 0 to 1; null when it restates it")
    strength: str = column("how firmly it is worded here", codes=STRENGTHS)
    status: str = column("how far it has come here", codes=STATUSES)
    currency: str | None = column("ISO 4217, of the first amount here")
    minimum: Decimal | None = column("least of that amount, in units")
    maximum: Decimal | None = column("most of that amount, in units")
    deadline: date | None = column("deadline here")
    amount_move: str | None = column(_AMOUNT_MOVE, codes=AMOUNT_MOVES)
    deadline_move: str | None = column(
        "deadline against the mention before; null for the first and where a date is unknown",
        codes=DEADLINE_MOVES,
    )
    strength_move: str | None = column("strength against the mention before", codes=STRENGTH_MOVES)
    status_move: str | None = column("status against the mention before", codes=STATUS_MOVES)


EXTRACTED: tuple[type[Row], ...] = (
    DocumentRow,
    SegmentRow,
    SentenceRow,
    ActorMentionRow,
    AmountRow,
    DateRow,
    TechnologyMentionRow,
    CommitmentRow,
    CommitmentActorRow,
    CommitmentAmountRow,
    CommitmentDateRow,
    CommitmentTechnologyRow,
    QuoteRow,
    QuoteSpanRow,
    ActorRow,
    TechnologyRow,
    SelectorRow,
    FailureRow,
)
"""Tables whose rows come out of single documents, or are inputs that became none."""

LEDGER: tuple[type[Row], ...] = (LedgerRow, LedgerMentionRow)
"""Tables that are made of those of all documents together."""

TABLES: tuple[type[Row], ...] = (*EXTRACTED, *LEDGER)
"""All tables of a run."""


def table(name: str) -> type[Row]:
    """The table of that name; ``KeyError`` when there is none."""
    return _by_name()[name]


@cache
def _by_name() -> dict[str, type[Row]]:
    return {t.table: t for t in TABLES}


def markdown(derived: tuple[type[Row], ...] = ()) -> Iterator[str]:
    """Lines of the data dictionary.

    Args:
        derived: tables that other commands write beside those of a run.
    """
    yield "# Data dictionary"
    yield ""
    yield f"Schema version {SCHEMA_VERSION}. Made by `pledger schema`; do not edit by hand."
    for t in (*TABLES, *derived):
        yield ""
        yield f"## {t.table}"
        yield ""
        yield (t.__doc__ or "").strip().split("\n")[0]
        yield ""
        yield "| column | type | null | meaning |"
        yield "|---|---|---|---|"
        for c in t.columns():
            meaning = c.meaning
            if c.codes:
                meaning += ": " + " ".join(f"`{code}`" for code in c.codes)
            if c.references:
                meaning += f" (→ `{c.references}`)"
            name = f"**`{c.name}`**" if c.key else f"`{c.name}`"
            yield f"| {name} | {c.type} | {'yes' if c.nullable else 'no'} | {meaning} |"
