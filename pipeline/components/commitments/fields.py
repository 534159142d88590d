"""The fields of a commitment, read from its candidate and the document around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Literal

from spacy.tokens import Doc

from pipeline.components.attributes import text_of
from pipeline.components.commitments import grading, roles
from pipeline.components.commitments.areas import Areas
from pipeline.components.commitments.arguments import Within, beside
from pipeline.components.commitments.bodies import Bodies
from pipeline.components.commitments.confidence import Scale, signs
from pipeline.components.commitments.dates import Dating, Paid
from pipeline.components.commitments.deeds import action
from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.leaders import Leaders
from pipeline.components.commitments.nouns import bought, is_news, launch_action, noun_action
from pipeline.components.commitments.patterns import Words
from pipeline.components.commitments.repeats import mark_repeats
from pipeline.components.commitments.setting import Setting
from pipeline.components.commitments.stems import Frame
from pipeline.components.commitments.subjects import Subject
from pipeline.components.commitments.view import View
from pipeline.model import Commitment, Party, Segment, Sentence, Span

_RECENT = 370  # days within which a past deed is still the news of a text
_DAYS = 3  # days before a text that still are its news
_ASKING = re.compile(r"(?:What|How|Why|Who|Where|When|Which)\b")
_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][\w&-]{2,30}")
_SMALL = re.compile(r"\b[a-z][\w&-]{2,30}")
_NEWS = ("news", "analysis", "other")


class Reader:
    """Reads the fields of candidates; holds what the document knows.

    Attributes:
        doc: the article.
    """

    def __init__(self, doc: Doc, words: Words, scale: Scale) -> None:
        self.doc = doc
        self.text: str = text_of(doc)
        self.words = words
        self._scale = scale
        self.segments: tuple[Segment, ...] = doc._.segments
        self.sentences: tuple[Sentence, ...] = doc._.sentences
        self.cast = doc._.cast if Doc.has_extension("cast") else None
        self.instrument: str | None = getattr(doc._.context, "instrument", None)
        self.joint = bool(self.cast is not None and self.cast.joint)
        self.own_text = self._own_text()
        self._amounts = Within(doc._.amounts)
        self._dates = Within(doc._.dates)
        self._actors = Within(doc._.actors)
        self._published: date | None = doc._.context.published_on
        self._dating = Dating(self.text, self._dates, words, self._published)
        self._quotes = sorted(span for quote in doc._.quotes for span in quote.spans)
        self._quoted_to = list(accumulate((end for _, end in self._quotes), max))
        self._areas = Areas(doc)
        self._bodies = Bodies(self.text, self.cast) if self.cast is not None else None
        self._leaders = Leaders(doc) if self.cast is not None else None
        self._last: tuple[int, tuple[Party, ...], int] | None = None
        self._committers: dict[tuple[int, int], tuple[Party, ...]] = {}

    def _own_text(self) -> bool:
        if self.joint:
            return True
        if self.instrument is not None:
            return self.instrument not in _NEWS
        return self.cast is None or self.cast.publisher is not None

    def _for_all(self) -> bool:
        """Whether the text may speak for all parties: no outsider's, nor one side's release."""
        return self.own_text and self.instrument != "press_release"

    def _states(self, c: Candidate, who: tuple[Party, ...]) -> int:
        """How many states undertake it together, in a text that may say so for all of them."""
        told = self._for_all() or c.rule.rule_id == "launch.body"
        return self.cast.count_states(who) if self.cast is not None and told else 0

    def is_name(self, word: str) -> bool:
        """Whether a word stands with a capital within sentences and never without."""
        if word not in self._capitals:
            return False
        small = word.lower()
        return small not in self.text or small not in self._small

    @cached_property
    def _capitals(self) -> frozenset[str]:
        return frozenset(_CAPITAL.findall(self.text))

    @cached_property
    def _small(self) -> frozenset[str]:
        return frozenset(_SMALL.findall(self.text))

    def known(self, view: View, subject: Subject) -> Literal["actor", "deal"] | None:
        """What the document knows of the head of a subject."""
        if self.cast is None:
            return None
        start = view.offset(subject.head)
        end = view.parse.end(subject.head)
        if self.text[start:end] in self.cast.deals:
            return "deal"
        if subject.first == subject.last and self.is_name(self.text[start:end]):
            return "actor"
        for mention in self.cast.within(start, end):
            if (
                mention.start <= start
                and mention.end >= end
                and not mention.rule.endswith("adjective")
            ):
                return "actor"
        return None

    def setting(self, c: Candidate) -> Setting:
        """What the gates need to know about the surroundings of a candidate."""
        sentence = self.sentences[c.view.parse.sentence]
        tail = self.text[max(sentence.start, sentence.end - 3) : sentence.end]
        start, end = self._extent(c)
        return Setting(
            words=self.words,
            joint=self.joint,
            question="?" in tail or self._asks(sentence),
            amount=bool(self._amounts.inside(start, end)),
            own_text=self.own_text,
            long_ago=c.rule.kind == "performed" and self._long_ago(c, start, end),
            fresh=c.rule.kind == "performed" and self._fresh(sentence),
            quoted=self._quoted(start, end),
        )

    def _quoted(self, start: int, end: int) -> bool:
        """Whether some quotation holds all of a span."""
        opened = bisect_right(self._quotes, (start, len(self.text)))
        return opened > 0 and self._quoted_to[opened - 1] >= end

    def _asks(self, sentence: Sentence) -> bool:
        """A heading that is a question without its mark (*What the fund will support*)."""
        kind = self.segments[sentence.segment].kind
        return kind in ("heading", "title") and bool(_ASKING.match(self.text, sentence.start))

    def _long_ago(self, c: Candidate, start: int, end: int) -> bool:
        """Whether the sentence dates the deed well before the text."""
        published = self._published
        if published is None:
            return False
        sentence = self.sentences[c.view.parse.sentence]
        limit = published - timedelta(days=_RECENT)
        dates = self._dates.inside(sentence.start, max(end, sentence.start))
        return any(d.latest is not None and d.latest < limit for d in dates if d.end <= end)

    def _fresh(self, sentence: Sentence) -> bool:
        """Whether the sentence dates a deed to the days of the text."""
        published = self._published
        if published is None:
            return False
        since = published - timedelta(days=_DAYS)
        dates = self._dates.inside(sentence.start, sentence.end)
        return any(d.earliest is not None and since <= d.earliest <= published for d in dates)

    def _extent(self, c: Candidate) -> Span:
        return c.view.span(max(c.first, c.view.body), c.last)

    def read(
        self, c: Candidate, setting: Setting, segment: int, frame: Frame | None
    ) -> Commitment | None:
        """The record of a candidate that passed the gates."""
        start, end = self._extent(c)
        text = self.text[start:end]
        inherited = self._inherited(c, frame)
        before, leader = self._before(c, segment)
        listed = frame.span if frame is not None and c.rule.kind == "list" else None
        named = roles.named(c, self.doc)
        who = roles.committers(c, self.doc, named, inherited, before, leader, listed)
        who = self._bodies.stand(c, who) if self._bodies is not None else who
        who = who if named else self._by_pronoun(c, segment, before, who)
        who = self._together(c, segment, who)
        base = frame.strength if frame is not None and c.rule.kind == "list" else c.rule.strength
        binds = self.instrument == "treaty"
        grade = grading.strength(c, base, self.words, binds=binds)
        publisher = self.cast.publisher if self.cast is not None else None
        state = grading.status(
            c,
            who,
            self.words,
            joint=self.joint,
            instrument=self.instrument,
            own=publisher.actor_id if publisher else None,
            deal=frozenset(p.actor_id for p in self.cast.parties) if self.cast else frozenset(),
            states=self._states(c, who),
        )
        sums = [a for a in self._amounts.inside(start, end) if not beside(self.text, a.start)]
        amounts = tuple((a.start, a.end) for a in sums)
        regularly = any(a.period in ("P1Y", "P1M") for a in sums)
        paid: Paid = "regularly" if regularly else "once" if sums else None
        sentence = self.sentences[c.view.parse.sentence]
        dates = self._dating.of(c, (start, end), sentence, status=state, paid=paid)
        deed = self._action(c)
        self._committers[(c.view.parse.sentence, c.cue[0])] = who
        if self._bodies is not None:
            self._bodies.learn(c, who, deed)
        deadlines = sum(role in ("deadline", "period", "start") for _, role in dates)
        borne = signs(c, setting, who)
        return Commitment(
            start=start,
            end=end,
            rule=c.rule.rule_id,
            stem=self._stem(c, frame),
            cue=frame.cue if frame is not None and c.rule.kind == "list" else c.view.span(*c.cue),
            action=deed,
            committers=who,
            counterparts=roles.counterparts(c, self.doc, who, (start, end)),
            strength=grade,
            polarity=grading.polarity(c),
            status=state,
            conditional=grading.conditional(text),
            testable=grading.testable(text, deed, amounts=len(amounts), deadlines=deadlines),
            amounts=amounts,
            dates=dates,
            technologies=self._areas.about(segment, start, end),
            headline=False,
            restates=None,
            confidence=self._scale.confidence(c.rule.rule_id, borne),
            signs=borne,
        )

    def _before(self, c: Candidate, segment: int) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
        """Who undertook something just before in the paragraph, and whom it tells of.

        The nearer of the two counts.
        """
        at = c.view.parse.sentence
        leader = self._leaders.before(at) if self._leaders is not None else None
        last = self._last if self._last and self._last[0] == segment else None
        if last is not None and leader is not None and leader.sentence > last[2]:
            last = None
        return last[1] if last else (), leader.parties if leader else ()

    def _by_pronoun(
        self, c: Candidate, segment: int, before: tuple[Party, ...], who: tuple[Party, ...]
    ) -> tuple[Party, ...]:
        """Who *it* or *they* is where the cast does not know: those before in the paragraph."""
        if self._bodies is None or self.joint or c.deed.passive:
            return who
        found = self._bodies.pronoun(c, self.segments[segment].start)
        word = c.view.lower[c.subject.head] if c.subject.head >= 0 else ""
        return found or (before if word == "they" else ()) or who

    def _together(self, c: Candidate, segment: int, who: tuple[Party, ...]) -> tuple[Party, ...]:
        """*We* goes on standing for the parties that the paragraph spoke of just before."""
        before = self._last
        self._last = (segment, who, c.view.parse.sentence)
        if c.subject.kind != "self" or self.cast is None or len(who) > 1:
            return who
        if c.view.lower[c.subject.head] != "we":
            return who
        parties = tuple(self.cast.parties)
        same = before is not None and before[0] == segment and len(before[1]) > 1
        together = "together" in c.view.lower[c.view.body : c.deed.head + 1]
        if (
            len(parties) > 1
            and (same or together)
            and {p.actor_id for p in who} <= {p.actor_id for p in parties}
        ):
            self._last = (segment, parties, c.view.parse.sentence)
            return parties
        return who

    def _inherited(self, c: Candidate, frame: Frame | None) -> tuple[Party, ...]:
        if c.rule.kind != "list" or frame is None or frame.governor is None:
            return ()
        governor = frame.governor
        return self._committers.get((governor.view.parse.sentence, governor.cue[0]), ())

    def _stem(self, c: Candidate, frame: Frame | None) -> Span | None:
        if c.rule.kind == "list" and frame is not None:
            return frame.span
        view = c.view
        if c.cue[0] < view.body:
            return view.span(0, view.body - 1)
        if c.rank:
            first = max(
                min(c.subject.first, c.cue[0]) if c.subject.head >= 0 else c.cue[0], view.body
            )
            return view.span(first, max(first, c.cue[1]))
        return None

    def _action(self, c: Candidate) -> str:
        if c.rule.action is not None:
            return c.rule.action
        if c.rule.rule_id == "sign.deal":
            return bought(c.view, c.deed.head, c.last) or action(c.view, c.deed.head)
        if c.rule.rule_id == "launch.body" or is_news(c):
            return launch_action(c.view, c.deed.head, c.last, self.words)
        if c.rule.rule_id == "list.amount" and c.deed.form == "NN":
            return "fund"
        if c.deed.form == "NN":
            return noun_action(c.view, c.deed.head, c.last, c.cue)
        return action(c.view, c.deed.head)

    def finish(
        self, found: list[Commitment], titles: list[Commitment]
    ) -> tuple[list[Commitment], list[Commitment]]:
        """Drop doubles, mark headlines and restatements; titles that stand alone come second."""
        return mark_repeats(self.doc, found, titles)
