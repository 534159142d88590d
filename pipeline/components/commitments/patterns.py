"""Rules and word classes as data: ``models/rules/*.jsonl`` and ``models/lexicons/cues.csv``.

A rule is a list of spaCy ``Matcher`` patterns for the cue, and says where the deed stands
relative to it. Where words do not tell, it has ``DependencyMatcher`` patterns as well. What a
match means is decided by the parse and the gates.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.components.commitments.dependencies import read_dependencies
from pipeline.components.commitments.matching import Pattern, Patterns, matcher
from pipeline.components.commitments.shapes import Dependency
from pipeline.components.tokenizer import TOKENIZER, CodedTokenizer
from pipeline.errors import RuleError
from pipeline.model import Status, Strength
from pipeline.settings import models_folder

RULES = "commitments.jsonl"
GATES = "gates.jsonl"
WORDS = "cues.csv"
WORD_COLUMNS = ("word", "class", "note")
KINDS = ("verb", "performed", "progressive", "nominal", "list")
DEEDS = ("bare", "infinitive", "gerund", "object", "self", "items", "later")
_KEYS = frozenset(
    {
        "id",
        "version",
        "kind",
        "pattern",
        "dependency",
        "deed",
        "strength",
        "status",
        "action",
        "needs",
        "matches",
    }
    | {"misses", "note"}
)
_GATE_KEYS = frozenset(
    {"id", "version", "kind", "pattern", "dependency", "matches", "misses", "note"}
)
GATE_KINDS = ("after", "deed", "sentence", "parse")


@dataclass(frozen=True, slots=True)
class Rule:
    """How one construction makes a commitment.

    Attributes:
        rule_id: dotted name; what stands before the first dot is its family.
        kind: ``verb`` (a modal or verb that governs the deed), ``performed`` (the cue is the
            deed, done or declared), ``progressive``, ``nominal`` (a noun), ``list`` (no cue of
            its own: the stem of a list supplies it).
        deeds: where the deed stands, in order of preference: ``bare`` verb, ``infinitive``,
            ``gerund``, ``object`` (a noun phrase), ``self``, or ``later``: an infinitive after
            whoever is told to.
        action: lemma of the deed where the cue is a noun (*establishment*: establish).
        needs: what must stand beside the cue for the gates to let anything pass; see ``needs.py``.
    """

    rule_id: str
    version: int
    kind: str
    patterns: tuple[Pattern, ...]
    deeds: tuple[str, ...]
    strength: Strength
    status: Status | None
    action: str | None
    matches: tuple[str, ...]
    misses: tuple[str, ...]
    dependencies: tuple[Dependency, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The identifier, as gates have it too."""
        return self.rule_id

    @property
    def family(self) -> str:
        """Name before the first dot."""
        return self.rule_id.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Gate:
    """Words that turn a candidate down.

    Attributes:
        name: written to ``sentences.reason``.
        kind: where they must stand: right ``after`` the cue, at the ``deed``, or anywhere in
            the ``sentence``; ``parse`` for patterns on syntax.
    """

    name: str
    version: int
    kind: str
    patterns: tuple[Pattern, ...]
    matches: tuple[str, ...]
    misses: tuple[str, ...]
    dependencies: tuple[Dependency, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules and gates, in the order of their files."""

    rules: tuple[Rule, ...]
    gates: tuple[Gate, ...]
    source: Path

    def rule(self, rule_id: str) -> Rule:
        """The rule of that name."""
        return next(rule for rule in self.rules if rule.rule_id == rule_id)


class Words(dict[str, frozenset[str]]):
    """Word classes of ``cues.csv``: ``words["deal"]`` is the set of nouns for agreements."""

    def names(self) -> tuple[str, ...]:
        """Names of the classes, sorted."""
        return tuple(sorted(self))


def load_words(folder: Path | None = None) -> Words:
    """Read the word classes.

    Raises:
        RuleError: a column is missing, a row is empty, or a word stands twice in a class.
    """
    path = (folder or models_folder()) / "lexicons" / WORDS
    classes: dict[str, set[str]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            if tuple(reader.fieldnames or ()) != WORD_COLUMNS:
                raise RuleError(f"columns must be {','.join(WORD_COLUMNS)}", where=f"{path}:1")
            for line, row in enumerate(reader, start=2):
                where = f"{path}:{line}"
                word, name = (row["word"] or "").strip(), (row["class"] or "").strip()
                if not word or not name:
                    raise RuleError("a word or its class is empty", where=where)
                if word != word.lower():
                    raise RuleError(f"'{word}' must be in small letters", where=where)
                if word in classes.setdefault(name, set()):
                    raise RuleError(f"'{word}' stands twice in class '{name}'", where=where)
                classes[name].add(word)
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror}", where=str(path)) from error
    return Words({name: frozenset(words) for name, words in classes.items()})


def load_rules(folder: Path | None = None, *, nlp: Language | None = None) -> Rules:
    """Read, validate and try all rules on their own examples.

    A pattern must be found in each sentence of ``matches``; of a gate, in none of ``misses``.
    What needs a parse, patterns on syntax and what a rule's ``misses`` promise, is tried by
    ``check_examples``.

    Args:
        folder: with ``rules/``; None takes the one shipped.
        nlp: pipeline that the rules are for. Examples are cut into words by its tokenizer, where
            that is the product's; to build another one takes a tenth of a second.

    Raises:
        RuleError: with file and line, for unknown or missing keys, bad values, duplicate ids,
            patterns that spaCy refuses and examples that fail.
    """
    rules_folder = (folder or models_folder()) / "rules"
    try:
        stamps = tuple((rules_folder / name).stat().st_mtime_ns for name in (RULES, GATES))
    except OSError:
        stamps = ()  # reading says what is wrong
    ours = nlp is not None and isinstance(nlp.tokenizer, CodedTokenizer)
    return _load(rules_folder, stamps, nlp if ours else None)


@lru_cache(maxsize=1)
def _load(folder: Path, stamps: tuple[int, ...], nlp: Language | None) -> Rules:
    """Rules of a folder as it was at some time; the choice of sentences and the rules ask alike."""
    nlp = nlp or blank()
    rules = [_rule(row, where, nlp.vocab) for row, where in _rows(folder / RULES)]
    gates = [_gate(row, where, nlp.vocab) for row, where in _rows(folder / GATES)]
    for made, path in ((rules, folder / RULES), (gates, folder / GATES)):
        _try(made, path, nlp)
    return Rules(tuple(rules), tuple(gates), folder)


def blank() -> Language:
    """A pipeline with nothing but the tokenizer of the product."""
    # not set on a pipeline in hand: spaCy would build its own tokenizer first
    return spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})


def compiled(items: Iterable[Rule | Gate], *, together: bool = False) -> Patterns:
    """The patterns of rules or gates, named by rule id or gate name; see :class:`Patterns`."""
    return Patterns(_named(items), together=together)


def _named(items: Iterable[Rule | Gate]) -> dict[str, tuple[Pattern, ...]]:
    return {i.rule_id if isinstance(i, Rule) else i.name: i.patterns for i in items}


def _rows(path: Path) -> Iterable[tuple[dict[str, Any], str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror}", where=str(path)) from error
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise RuleError(f"is not JSON: {error.msg}", where=where) from error
        if not isinstance(row, dict) or not isinstance(row.get("id"), str):
            raise RuleError("must be an object with an 'id'", where=where)
        if row["id"] in seen:
            raise RuleError(
                f"duplicate id '{row['id']}', first on line {seen[row['id']]}", where=where
            )
        seen[row["id"]] = number
        yield row, where


def _keys(row: Mapping[str, Any], allowed: frozenset[str], needed: set[str], where: str) -> None:
    unknown = sorted(set(row) - allowed)
    if unknown:
        hint = f"known keys: {', '.join(sorted(allowed))}"
        raise RuleError(f"unknown key '{unknown[0]}'", where=where, hint=hint)
    missing = sorted(needed - set(row))
    if missing:
        raise RuleError(f"key '{missing[0]}' is missing", where=where)


def _one_of(row: Mapping[str, Any], key: str, allowed: Iterable[str], where: str) -> str:
    value = row[key]
    if value not in allowed:
        choices = ", ".join(sorted(str(a) for a in allowed))
        raise RuleError(f"{key} '{value}' must be one of: {choices}", where=where)
    return str(value)


def _texts(row: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
        raise RuleError(f"'{key}' must be a list of texts", where=where)
    return tuple(value)


def _patterns(row: Mapping[str, Any], where: str) -> tuple[Pattern, ...]:
    value = row.get("pattern", [])
    if not isinstance(value, list) or not all(isinstance(p, list) and p for p in value):
        raise RuleError("'pattern' must be a list of spaCy Matcher patterns", where=where)
    return tuple(tuple(pattern) for pattern in value)


def _rule(row: dict[str, Any], where: str, vocab: Vocab) -> Rule:
    _keys(row, _KEYS, {"version", "kind", "deed", "strength", "matches", "misses"}, where)
    kind = _one_of(row, "kind", KINDS, where)
    for deed in row["deed"]:
        if deed not in DEEDS:
            raise RuleError(f"deed '{deed}' must be one of: {', '.join(DEEDS)}", where=where)
    status = row.get("status")
    if status is not None:
        _one_of(row, "status", get_args(Status), where)
    strength: Any = _one_of(row, "strength", get_args(Strength), where)
    patterns = _patterns(row, where)
    needed = ("cue",) if row["deed"] == ["self"] else ("cue", "deed")
    dependencies = read_dependencies(row, where, needed=needed, vocab=vocab)
    if kind != "list" and not patterns and not dependencies:
        raise RuleError("'pattern' and 'dependency' are empty", where=where)
    if dependencies and kind not in ("verb", "nominal"):
        raise RuleError(f"'dependency' is for verbs and nouns, not '{kind}'", where=where)
    matches, misses = _texts(row, "matches", where), _texts(row, "misses", where)
    if not matches or not misses:
        raise RuleError("needs at least one sentence in 'matches' and 'misses'", where=where)
    return Rule(
        row["id"],
        int(row["version"]),
        kind,
        patterns,
        tuple(row["deed"]),
        strength,
        status,
        row.get("action"),
        matches,
        misses,
        dependencies,
        _texts(row, "needs", where),
    )


def _gate(row: dict[str, Any], where: str, vocab: Vocab) -> Gate:
    _keys(row, _GATE_KEYS, {"version", "kind", "matches", "misses"}, where)
    kind = _one_of(row, "kind", GATE_KINDS, where)
    patterns = _patterns(row, where)
    dependencies = read_dependencies(row, where, needed=(), vocab=vocab)
    if bool(dependencies) != (kind == "parse") or bool(patterns) == (kind == "parse"):
        raise RuleError("kind 'parse' has 'dependency', others 'pattern'", where=where)
    matches, misses = _texts(row, "matches", where), _texts(row, "misses", where)
    if not matches or not misses:
        raise RuleError("needs at least one sentence in 'matches' and 'misses'", where=where)
    return Gate(row["id"], int(row["version"]), kind, patterns, matches, misses, dependencies)


def _try(items: Iterable[Rule | Gate], path: Path, nlp: Language) -> None:
    """Compile each pattern and run it on its examples."""
    for number, item in enumerate(items, start=1):
        where = f"{path}:{number}"
        if not item.patterns:
            continue
        try:
            found = matcher(_named([item]), nlp.vocab)
        except ValueError as error:
            raise RuleError(f"spaCy refuses the pattern: {error}", where=where) from error
        for text in item.matches:
            if not item.dependencies and not found(_read(nlp, text)):
                raise RuleError(f"the pattern is not found in: {text}", where=where)
        if isinstance(item, Gate):
            for text in item.misses:
                if found(_read(nlp, text)):
                    raise RuleError(f"the pattern must not be found in: {text}", where=where)


def _read(nlp: Language, text: str) -> Doc:
    return nlp.make_doc(text)
