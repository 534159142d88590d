"""Subject, verb and object of pledges in real articles, against judgements kept by offset.

The judged sentences are not stored: ``docs/syntax-judgements.csv`` names the article
and the offsets (code points) of the sentence, of its cue, and of the first letter of
the right verb and of the head words of the right subject and object.
"""

from __future__ import annotations

import csv
import random
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Token

CUE = re.compile(
    r"\b(?:will|shall|agree[sd]?|commit(?:s|ted)?|pledge[sd]?|plan(?:s|ned)?|intend(?:s|ed)?)\b"
)
_SENTENCE = re.compile(r"[^\n]+")
_STOP = re.compile(r"(?<=[.!?])[”’\"')]?\s+(?=[A-Z“‘\"'(])")
_ABBREVIATED = re.compile(r"(?:\b(?:Mr|Ms|Mrs|Dr|St|No|Sen|Rep|Gov|Gen|Jr|Inc|vs)|\b[A-Z])\.$")
SUBJECTS = ("nsubj", "nsubj:pass", "csubj", "nsubj:outer", "expl")
OBJECTS = ("obj", "ccomp", "xcomp")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judged sentence; offsets are code points in the article.

    Attributes:
        article: Name of the file in the archive.
        start: First character of the sentence.
        end: One past its last.
        cue: First character of the word that it was drawn for.
        verb: First character of the verb that says what is pledged.
        subjects: First characters of words that are right as head of the subject; empty if none.
        objects: The same for the object; empty where the verb has none.
        note: Why the sentence is not judged, or what is doubtful.
    """

    article: str
    start: int
    end: int
    cue: int
    verb: int | None
    subjects: tuple[int, ...]
    objects: tuple[int, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Clause:
    """What a parse says of the same: tokens, or None where it has none."""

    verb: Token
    subject: Token | None
    object: Token | None


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of rough sentences: within a line, up to a stop and a capital."""
    for line in _SENTENCE.finditer(text):
        start = line.start()
        for stop in _STOP.finditer(text, line.start(), line.end()):
            if _ABBREVIATED.search(text, start, stop.start()):
                continue
            yield start, stop.start() + len(stop.group().rstrip())
            start = stop.end()
        yield start, line.end()


def draw(archive: Path, count: int, *, seed: int) -> list[tuple[str, int, int, int]]:
    """Draw sentences with a cue: one each from ``count`` articles drawn by seed.

    Returns:
        Article name, start, end and offset of the cue.
    """
    rng = random.Random(seed)
    drawn: list[tuple[str, int, int, int]] = []
    with zipfile.ZipFile(archive) as articles:
        names = sorted(articles.namelist())
        rng.shuffle(names)
        for name in names:
            text = articles.read(name).decode("utf-8")
            found = [
                (start, end, match.start())
                for start, end in sentences(text)
                if 5 <= text.count(" ", start, end) + 1 <= 60
                for match in CUE.finditer(text, start, end)
            ]
            if found:
                drawn.append((name, *rng.choice(found)))
            if len(drawn) == count:
                break
    return drawn


def clause_at(doc: Doc, cue: int) -> Clause | None:
    """The pledge that a parse finds at a cue.

    *will* and *shall* point to the verb they help; *agree*, *plan* and so on to the
    infinitive they govern, whose subject is their own.

    Args:
        doc: The parsed sentence.
        cue: Offset of the cue in it.
    """
    token = next((token for token in doc if token.idx <= cue < token.idx + len(token)), None)
    if token is None or token.pos_ not in ("AUX", "VERB", "ADJ"):
        return None
    holder = token.head if token.tag_ == "MD" else token
    verb = holder if token.tag_ == "MD" else _pledged(token)
    subject = _child(holder, SUBJECTS)
    while subject is None and holder.dep_ == "conj":
        holder = holder.head
        subject = _child(holder, SUBJECTS)
    if subject is None and holder.dep_ in ("acl:relcl", "acl"):
        subject = holder.head
    return Clause(verb, subject, _child(verb, ("obj",)) or _child(verb, OBJECTS))


def _pledged(cue: Token) -> Token:
    """The verb under *agree to*, *committed to* and such; the cue itself where it governs none."""
    if _child(cue, ("obj",)) is not None:
        return cue
    for child in cue.children:
        marked = any(
            word.lower_ == "to" and word.dep_ in ("mark", "case") for word in child.children
        )
        if child.i > cue.i and child.dep_ in ("xcomp", "ccomp", "advcl") and marked:
            return child
    return cue


def _child(token: Token, deps: Iterable[str]) -> Token | None:
    return next((child for child in token.children if child.dep_ in deps), None)


def read_judgements(path: Path) -> list[Judgement]:
    """Read the table of judgements."""

    def numbers(cell: str) -> tuple[int, ...]:
        return tuple(int(part) for part in cell.split())

    with path.open(encoding="utf-8", newline="") as rows:
        return [
            Judgement(
                article=row["article"],
                start=int(row["start"]),
                end=int(row["end"]),
                cue=int(row["cue"]),
                verb=int(row["verb"]) if row["verb"] else None,
                subjects=numbers(row["subjects"]),
                objects=numbers(row["objects"]),
                note=row["note"],
            )
            for row in csv.DictReader(rows)
        ]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether verb, subject and object of one judged sentence were found."""

    judgement: Judgement
    verb: bool
    subject: bool
    object: bool

    @property
    def right(self) -> bool:
        """All three."""
        return self.verb and self.subject and self.object


def judge(nlp: Language, judgements: Iterable[Judgement], archive: Path) -> list[Verdict]:
    """Score a pipeline on the judged sentences.

    Args:
        nlp: A pipeline with UD labels.
        judgements: Those with a verb are scored.
        archive: The zip file that holds the articles.
    """
    verdicts = []
    with zipfile.ZipFile(archive) as articles:
        for judged in judgements:
            if judged.verb is None:
                continue
            text = articles.read(judged.article).decode("utf-8")
            clause = clause_at(nlp(text[judged.start : judged.end]), judged.cue - judged.start)
            if clause is None:
                verdicts.append(Verdict(judged, False, False, False))
                continue
            verdicts.append(
                Verdict(
                    judged,
                    verb=clause.verb.idx + judged.start == judged.verb,
                    subject=_among(clause.subject, judged.subjects, judged.start),
                    object=_among(clause.object, judged.objects, judged.start),
                )
            )
    return verdicts


def _among(token: Token | None, right: tuple[int, ...], start: int) -> bool:
    return token is None if not right else token is not None and token.idx + start in right
