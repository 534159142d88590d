"""Commitments of a ``Doc``: candidates, gates, and the fields of what passes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.attributes import annotate
from pipeline.components.commitments.confidence import load_scale
from pipeline.components.commitments.dependencies import ROLES, Dependencies, Found
from pipeline.components.commitments.fields import Reader
from pipeline.components.commitments.finder import Candidate, Finder
from pipeline.components.commitments.gates import reason
from pipeline.components.commitments.patterns import Words, compiled, load_rules, load_words
from pipeline.components.commitments.stems import Frame, amount_items, frame_of, item_candidate
from pipeline.components.commitments.view import Texts, View
from pipeline.model import Commitment, Rejection

_EFFECTS = (
    "effect",
    "deal_effect",
    "body_effect",
    "unknown_subject",
    "third_party_call",
    "not_a_deed",
)
"""Gates that turn down *the fund will support the following*, whose items still are deeds."""
_SOON = 2  # tokens between a cue or deed and the words of a gate
_TITLES = ("title", "heading")
_ENDS_REACH = ("paragraph", "block_quote")


class Commitments:
    """Writes ``doc._.commitments`` and adds to ``doc._.rejections``.

    Rules, gates and word classes are data; this class holds them compiled and nothing else.

    Attributes:
        without: gates that are not asked, to measure what they are worth.
    """

    def __init__(self, nlp: Language, name: str, *, folder: Path | None = None) -> None:
        self.name = name
        self.without: frozenset[str] = frozenset()
        self.words = load_words(folder)
        self.rules = load_rules(folder, nlp=nlp)
        self._scale = load_scale(folder, rules=[rule.rule_id for rule in self.rules.rules])
        cued = tuple(rule for rule in self.rules.rules if rule.kind != "list")
        listed = tuple(rule for rule in self.rules.rules if rule.kind == "list")
        self._finder = Finder(cued, self.words)
        self._stems = compiled(listed, together=True)
        self._gates = compiled(self.rules.gates, together=True)
        self._parse_gates = Dependencies(self.rules.gates)
        self._kinds = {gate.name: gate.kind for gate in self.rules.gates}
        self._lists = {rule.rule_id: rule for rule in listed}

    def __call__(self, doc: Doc) -> Doc:
        """Find the commitments of one document."""
        reader = Reader(doc, self.words, self._scale)
        found: list[Commitment] = []
        titles: list[Commitment] = []
        rejected: list[Rejection] = []
        frames: dict[int, Frame | None] = {}
        recent: Frame | None = None
        segments_of = [s.segment for s in reader.sentences]
        last = {segment: i for i, segment in enumerate(segments_of)}
        parses = {parse.sentence: parse for parse in doc._.parses}
        texts = Texts(doc._.parses[0].doc.vocab.strings) if parses else None
        for index, segment in enumerate(segments_of):
            kind = reader.segments[segment].kind
            parse = parses.get(index)
            if parse is None:  # no cue: a paragraph that hands nothing down
                if last[segment] == index and kind in _ENDS_REACH:
                    frames[-1] = recent = None
                continue
            view = View(parse, texts)
            place = _Place(
                later=index > 0 and segments_of[index - 1] == segment,
                more=last[segment] != index,
            )
            if kind == "paragraph" and not (place.later or place.more) and _headed(view):
                kind = "heading"
            kept: list[Candidate] = []
            led: list[Candidate] = []
            bare: list[Candidate] = []
            refused: set[int] = set()
            candidates = list(self._candidates(view, reader, segment, frames, place))
            gates = self._parse_gates.find(view) if candidates else ()
            for candidate in candidates:
                setting = reader.setting(candidate)
                why = (
                    self._by_words(candidate)
                    or _by_parse(candidate, gates)
                    or reason(candidate, setting, without=self.without)
                )
                if (
                    why is None
                    and kind in ("list_stem", "list_item")
                    and (_bare(candidate, self.words) or self._only_leads(view, candidate, kind))
                ):
                    why = "bare_stem"
                if (
                    why is None
                    and candidate.rule.kind == "nominal"
                    and candidate.rule.rule_id != "noun.fund"
                    and any(k.first <= candidate.first and candidate.last <= k.last for k in kept)
                ):
                    why = "nested"
                if why is None:
                    kept.append(candidate)
                    frame = self._frame(reader, segment, frames)
                    made = reader.read(candidate, setting, segment, frame)
                    if made is not None:
                        (titles if kind in _TITLES else found).append(made)
                else:
                    if why == "bare_stem":
                        bare.append(candidate)
                    else:
                        refused.add(candidate.cue[0])
                    if why in _EFFECTS and kind == "list_stem" and reader.own_text:
                        led.append(candidate)
                    start, end = view.span(max(candidate.first, view.body), candidate.last)
                    rejected.append(Rejection(start, end, why))
            if last[segment] == index and kind not in _TITLES:
                opened = self._finder.opened(view, reader.known)
                if opened is not None and opened.cue[0] in refused:
                    opened = None  # "firms will have the chance to:"
                weakest = self._finder.weakest(view)
                if "following" not in view.lower:
                    led = []
                above = kept or led or bare
                if above and _names_aims(above[-1]):
                    above, opened = [], None
                made_frame = frame_of(view, above, opened, weakest, self._lists, self._stems)
                if made_frame is not None and made_frame.governor is None and not reader.joint:
                    made_frame = made_frame if made_frame.rule.rule_id != "list.following" else None
                if kind != "list_item":
                    named_only = kind == "list_stem" and not _speaks(view)
                    recent = recent if named_only else _far(made_frame, view, kind)
                    made_frame = recent if named_only else made_frame
                frames[segment] = made_frame
                frames[-1] = recent
        kept_all, alone = reader.finish(found, titles)
        rejected.extend(Rejection(c.start, c.end, "title") for c in alone)
        annotate(doc, "commitments", kept_all, label="COMMITMENT")
        doc._.rejections = (*doc._.rejections, *rejected)
        return doc

    def _by_words(self, c: Candidate) -> str | None:
        """Name of the gate of ``gates.jsonl`` whose words stand where they must."""
        for name, first, end in self._gates.find(c.view.doc):
            kind = self._kinds[name]
            if kind == "sentence" and end > c.view.body:
                return name
            if kind == "after" and c.cue[1] < first <= c.cue[1] + _SOON:
                return name
            if kind == "deed" and first <= c.deed.head + _SOON and end > c.deed.first:
                return name
        return None

    def _only_leads(self, view: View, candidate: Candidate, kind: str) -> bool:
        """Whether a stem's own cue only announces the items (*The accords being signed are:*)."""
        if kind != "list_stem" or candidate.rule.kind != "performed":
            return False
        return any(name == "list.signed" for name, _, _ in self._stems.find(view.doc))

    def _frame(self, reader: Reader, segment: int, frames: dict[int, Frame | None]) -> Frame | None:
        """The frame of the nearest stem above a list item."""
        segments = reader.segments
        if segments[segment].kind != "list_item":
            return None
        above = segments[segment].parent
        for _ in range(6):
            if above is None or segments[above].kind not in ("list_stem", "list_item"):
                return frames.get(-1)
            frame = frames.get(above)
            if frame is not None:
                return frame
            above = segments[above].parent
        return None

    def _candidates(
        self,
        view: View,
        reader: Reader,
        segment: int,
        frames: dict[int, Frame | None],
        place: _Place,
    ) -> Iterator[Candidate]:
        """Candidates of a unit: those with a cue of their own, else what the stem supplies."""
        own = self._finder.find(view, reader.known)
        frame = self._frame(reader, segment, frames)
        listed = reader.segments[segment].kind == "list_item"
        if listed and not any(_speaks_itself(view, c) for c in own):
            money = amount_items(view, self._lists["list.amount"], self.words)
            if money:
                yield from self._finder.extend(view, money)
                return
        if frame is not None:
            label = place.more and not place.later and _titled(view)
            item = None if label else item_candidate(view, frame, self.words)
            if item is not None and place.more and _only_names(view, item):
                item = None  # "New grants for ports. The ministry will …"
            if item is not None and place.later and item.deed.form != "VB":
                item = None  # what is told after the item: "Testing of pumps is …"
            governed = any(c.cue[0] < view.body for c in own)
            speaks = any(_speaks_itself(view, c) for c in own)
            if item is not None and speaks and item.deed.form != "NN":
                item = None  # the item is a sentence with a subject of its own
            if item is not None and not governed:
                later = [c for c in own if _opens_clause(view, c, item.deed.head)]
                yield from self._finder.extend(view, [item, *later])
                return
        yield from own


def _only_names(view: View, item: Candidate) -> bool:
    """Whether an item is a noun without an article: the name of what others then tell."""
    noun = item.rule.rule_id == "list.signed" and item.cue[0] < item.cue[1]
    return noun and view.tag[max(item.cue[0], view.body)] != "DT"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sentence stands among those of its segment.

    Attributes:
        later: whether another one stands before it.
        more: whether another one follows.
    """

    later: bool
    more: bool


def _by_parse(c: Candidate, found: Sequence[Found]) -> str | None:
    """Name of the first gate whose pattern meets the candidate at every token that it names."""
    verbs = {c.deed.head, *c.deed.governors}
    tokens = {
        "cue": frozenset(range(c.cue[0], c.cue[1] + 1)),
        "deed": verbs | {c.view.chain(verb) for verb in verbs},
        "subject": frozenset({c.subject.head}),
    }
    for match in found:
        if all(at in tokens[name] for name, at in match.tokens.items() if name in ROLES):
            return match.name
    return None


def _bare(c: Candidate, words: Words) -> bool:
    """A stem that stops in the middle of its clause: its items carry the deeds."""
    last = c.view.stop - 1
    if c.view.lower[last] not in _HANGING:
        return False
    carries = c.view.lemma[c.deed.head] in words["light"]  # "will work with the ministry to:"
    return carries or last - max(c.deed.head, c.cue[1]) < _OBJECT_OF_ITS_OWN


_HANGING = ("to", "by", "will", "shall", "will:", "to:")
_OBJECT_OF_ITS_OWN = 4  # tokens after a deed that can be an object, before a hanging *to*


def _opens_clause(view: View, c: Candidate, after: int) -> bool:
    """Whether a cue stands in a later main clause of an item, with its own actor as subject."""
    if c.subject.first <= after or c.subject.elided or c.subject.kind not in ("actor", "self"):
        return False
    return c.rule.kind in ("verb", "progressive") and view.lower[c.subject.first - 1] in (
        ",",
        ";",
        ".",
    )


def _speaks_itself(view: View, c: Candidate) -> bool:
    """Whether a cue is the main verb of an item, with a subject that stands in it."""
    if c.subject.first < view.body or c.subject.elided or c.subject.kind == "relative":
        return False
    if c.rule.kind == "nominal" or (c.deed.form == "VBN" and not c.deed.passive):
        return False
    if view.lower[c.subject.first - 1] == ":":
        return True
    chain = (*range(c.cue[0], c.cue[1] + 1), *c.deed.governors, c.deed.head)
    return any(view.dep[i] == "ROOT" for i in chain)


def _names_aims(c: Candidate) -> bool:
    """Whether a lead-in says that its items are aims (*sets six priorities for the fund:*)."""
    view = c.view
    if c.deed.passive or view.lemma[c.deed.head] not in ("establish", "set", "identify", "outline"):
        return False
    return any(
        view.lower[j] in ("priorities", "principles", "goals", "objectives", "pillars", "themes")
        for j in range(c.deed.head + 1, min(c.deed.head + _LEAD, view.stop))
    )


_LEAD = 6  # tokens between a verb and the head of its object


def _headed(view: View) -> bool:
    """Whether a paragraph is a headline: words with capitals, and no full stop."""
    return view.lower[-1] not in _STOPS and _titled(view)


def _titled(view: View) -> bool:
    """Whether a sentence is written like a title: a label that others explain."""
    words = [token.text for token in view.doc[view.body : view.size] if token.text[:1].isalpha()]
    long = [word for word in words if len(word) > _SMALL]
    capitals = sum(word[:1].isupper() for word in long)
    return len(long) >= _SMALL and capitals >= 0.8 * len(long)


_SMALL = 3  # letters of a word that has no capital in a headline either
_STOPS = (".", "!", "?", ":", ";", ")", "”", '"')


def _speaks(view: View) -> bool:
    """Whether a stem has a verb; one without is only a label."""
    return any(view.is_finite(i) or view.is_base(i) for i in range(view.body, view.stop))


def _far(frame: Frame | None, view: View, kind: str) -> Frame | None:
    """The frame that reaches items under headings of their own: *… in the following areas*."""
    if frame is None:
        return None
    if kind == "list_stem" or (
        frame.rule.rule_id == "list.following"
        and ("following" in view.lower[view.body :] or view.lower[-1] == ":")
    ):
        return frame
    return None
