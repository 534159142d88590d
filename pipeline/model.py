"""The records that travel between the stages: text with its map, and what was found in it.

Offsets are Unicode code points into the canonical text of a document, end exclusive,
everywhere. Nothing here knows about files, spaCy or tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

Span = tuple[int, int]
"""Start and end, code points into the canonical text, end exclusive."""

SegmentKind = Literal[
    "title",
    "heading",
    "paragraph",
    "list_stem",
    "list_item",
    "block_quote",
    "table",
    "boilerplate",
]
PublishedOnSource = Literal["manifest", "metadata", "text"]
Strength = Literal["binding", "pledged", "intended", "exploratory", "aspirational"]
Polarity = Literal["positive", "negative"]
Status = Literal["announced", "agreed", "in_progress", "completed", "cancelled"]
DateRole = Literal["deadline", "start", "period", "agreed_on", "other"]
QuoteKind = Literal["direct", "mixed", "indirect"]
Resolution = Literal["exact", "alias", "defined_term", "anaphor", "pattern", "unresolved"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a PDF page, in points from the top left corner.

    ``page`` counts from 1.
    """

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


class SourceMap(Protocol):
    """Where canonical text came from. Readers make one in the same pass as the text.

    Implementations are immutable and can be pickled.
    """

    def page(self, offset: int) -> int | None:
        """Page (from 1) of the character at ``offset``; None where the source has no pages."""
        ...

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """One box a line of text, tight to the characters; empty where the source has none."""
        ...

    def path(self, start: int, end: int) -> str | None:
        """XPath of the smallest element that holds the span; None where there is none."""
        ...

    def source_bytes(self, start: int, end: int) -> Span | None:
        """Byte range in the source file; None where the format does not keep text as bytes."""
        ...


@dataclass(frozen=True, slots=True)
class NoMap:
    """The map of a text that came from no file."""

    def page(self, offset: int) -> int | None:
        """No pages."""
        return None

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """No boxes."""
        return ()

    def path(self, start: int, end: int) -> str | None:
        """No elements."""
        return None

    def source_bytes(self, start: int, end: int) -> Span | None:
        """No bytes."""
        return None


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that the source itself sets apart (an HTML element, a PDF block).

    Attributes:
        kind: what the source says that it is; ``list_stem`` is never said by a source.
        level: depth of a heading (1 to 6) or nesting of a list item (from 1); 0 otherwise.
    """

    start: int
    end: int
    kind: SegmentKind
    level: int = 0


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document besides its text; unknown is None."""

    title: str | None = None
    publisher: str | None = None
    published_on: date | None = None
    published_on_source: PublishedOnSource | None = None
    language: str | None = None
    uri: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    r"""One article: canonical text, the map to its source, and what the source says of itself.

    Attributes:
        document_id: first 16 hexadecimal digits of ``source_sha256``.
        source_path: relative to the input folder, ``/`` separators.
        source_sha256: of the bytes of the file.
        media_type: IANA media type, such as ``text/plain``.
        text: canonical text, ``\n`` line ends; every offset counts its code points.
        blocks: in order, not overlapping, covering every character that is not white space;
            empty when the source has no structure of its own (plain text).
        notes: what the reader found odd, such as a guessed encoding; for the manifest.
    """

    document_id: str
    source_path: str
    source_sha256: str
    media_type: str
    text: str
    blocks: tuple[Block, ...] = ()
    source_map: SourceMap = field(default_factory=NoMap)
    metadata: Metadata = field(default_factory=Metadata)
    page_count: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A structural unit of a text.

    Attributes:
        parent: index of the parent in the tuple of segments: an item's stem, a nested item's
            item, a paragraph's heading; None at the top.
        body: start of the text after a list marker (``a. ``, ``•``); equals ``start`` elsewhere.
        level: heading depth or list nesting, from 1; 0 otherwise.
    """

    start: int
    end: int
    kind: SegmentKind
    parent: int | None = None
    body: int = -1
    level: int = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; ``segment`` is the index of the segment that holds it."""

    start: int
    end: int
    segment: int


@dataclass(frozen=True, slots=True)
class Context:
    """What the extractors know about a text besides its characters.

    Attributes:
        published_on: anchor of relative dates.
        country: ISO 3166-1 alpha-2 of the publisher, which resolves a bare ``$``.
        instrument: what kind of text it is, as in the column of ``documents``.
    """

    title: str | None = None
    publisher: str | None = None
    published_on: date | None = None
    country: str | None = None
    instrument: str | None = None


@dataclass(frozen=True, slots=True)
class ActorMention:
    """A name, defined term or anaphor that stands for an actor.

    Attributes:
        members: actor ids that a joint term stands for (*the Participants*), in order of the
            text; empty for a single actor.
    """

    start: int
    end: int
    rule: str
    actor_id: str | None
    actor_name: str | None
    actor_type: str | None
    country: str | None
    resolution: Resolution
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TechnologyMention:
    """A technology term with its area and sub-area codes."""

    start: int
    end: int
    rule: str
    area: str
    sub_area: str | None
    term: str


@dataclass(frozen=True, slots=True)
class Party:
    """An actor in a role: an id, its canonical name, and the mention when there is one."""

    actor_id: str
    actor_name: str
    mention: Span | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """An undertaking, as the guideline defines it.

    Attributes:
        stem: words outside the span that govern it (a list's lead-in).
        amounts, dates: spans of the mentions that belong to it, dates with their role.
        technologies: area and sub-area codes with the mention, None when inherited.
        restates: span of the earlier commitment that this one repeats.
        signs: what speaks against it, as its confidence counts them.
    """

    start: int
    end: int
    rule: str
    stem: Span | None
    cue: Span
    action: str
    committers: tuple[Party, ...]
    counterparts: tuple[Party, ...]
    strength: Strength
    polarity: Polarity
    status: Status
    conditional: bool
    testable: bool
    amounts: tuple[Span, ...]
    dates: tuple[tuple[Span, DateRole], ...]
    technologies: tuple[tuple[str, str | None, Span | None], ...]
    headline: bool
    restates: Span | None
    confidence: float
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A statement attributed to a source.

    Attributes:
        spans: pieces of what was said, without the marks, in order.
        speaker: the source as it stands in the text.
        speaker_name: resolved name; joint speakers joined by ``; ``.
    """

    spans: tuple[Span, ...]
    kind: QuoteKind
    rule: str
    cue: Span | None
    speaker: Span | None
    speaker_name: str | None
    speaker_role: str | None
    speaker_organisation: str | None
    actor_id: str | None
    resolution: Resolution | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Rejection:
    """A candidate sentence that a gate turned down, with the gate's name."""

    start: int
    end: int
    reason: str
