"""What was said: from reporting clauses to attributions with their pieces.

Marks first: words in marks next to a reporting clause are its content. Then clauses: what
follows *said that*, or stands before *, she said*. Pieces round one cue are one attribution.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.components.quotes.cues import (
    Clause,
    adverbial,
    clauses,
    colon_clause,
    dash_clause,
    owner_of_words,
    sentence_subject,
    unlisted_clause,
)
from pipeline.components.quotes.dialogue import Turn, headline, turns
from pipeline.components.quotes.frames import FINAL, Frame, Paragraph, Token, last_character
from pipeline.components.quotes.marks import Stretch
from pipeline.components.quotes.patterns import Lexicon
from pipeline.components.quotes.phrases import (
    ADVERBS,
    CLAUSE_SUBJECTS,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    SUBORDINATORS,
    begins_phrase,
    is_adverb,
    is_auxiliary,
)
from pipeline.model import Span

STANCE = frozenset(
    "importance need value role benefit benefits practicality necessity significance urgency "
    "usefulness merit merits relevance potential danger dangers risk risks possibility "
    "inevitability power responsibility duty".split()
)
_SHORT = 3
_LONG = 8
_WIDE = 16


@dataclass(slots=True)
class Attribution:
    """Something said, by someone, reported with a cue.

    Attributes:
        pieces: spans of what was said, without the marks where a piece is all in marks.
        stretches: indices of the stretches that are pieces of their own.
        rule: dotted name of the rule.
        open: whether words in marks in the next sentences carry it on.
    """

    pieces: list[Span]
    stretches: list[int]
    rule: str
    cue: Span | None
    speaker: Span | None
    open: bool = False
    frame: int = -1
    follows: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reader:
    """The text with its stretches and the cue lexicon."""

    text: str
    stretches: Sequence[Stretch]
    lexicon: Lexicon

    def read(
        self, parts: Sequence[Paragraph], framed: Sequence[Sequence[Frame]]
    ) -> list[Attribution]:
        """Attributions of all paragraphs.

        Args:
            parts: the paragraphs.
            framed: the frames of each.
        """
        found: list[Attribution] = []
        spoken: set[int] = set()
        for turn in turns(self.text, parts):
            spoken.update(turn.paragraphs)
            found.append(self._turn(turn, "quote.dialogue"))
        lead: Attribution | None = None
        for index, (part, frames) in enumerate(zip(parts, framed, strict=True)):
            if index in spoken:
                lead = None
                continue
            title = headline(self.text, part)
            if title is not None:
                found.append(self._turn(title, "quote.headline"))
                continue
            lead = self._paragraph(part, frames, lead, found)
        found = [a for a in found if a.pieces]
        self._join_chains(found)
        return _outermost(found)

    def _paragraph(
        self,
        part: Paragraph,
        frames: Sequence[Frame],
        lead: Attribution | None,
        found: list[Attribution],
    ) -> Attribution | None:
        """Read one paragraph; what the next may carry on comes back."""
        joined = self._rejoin(frames)
        if not joined:
            return lead
        if lead is not None and not lead.pieces and self._set_off(part, joined, lead):
            lead.pieces.append((part.start, part.end))
            lead.rule = "quote.block"
            found.append(lead)
            return lead if part.kind == "block_quote" else None
        here: list[Attribution] = []
        carried = False
        for frame in joined:
            attributions = self._frame(frame)
            if attributions:
                here.extend(attributions)
            elif self._alone(frame):
                target = here[-1] if here else lead
                if target is not None and target.open:
                    carried = carried or target is lead
                    self._add(frame.tokens, target.pieces, target.stretches)
        if carried and lead is not None and not any(lead is a for a in found):
            found.append(lead)
        found.extend(a for a in here if a.pieces)
        return lead if carried and not here else self._lead_in(joined[-1], here)

    def _set_off(self, part: Paragraph, joined: Sequence[Frame], lead: Attribution) -> bool:
        """Whether a paragraph without marks is what *Ann Lee said:* leads up to."""
        if lead.cue is None or self.text[part.start] in "“\"'‘„«":
            return False
        if part.kind == "block_quote":
            return True
        after = self.text[lead.cue[1] : part.start].strip()
        return part.kind == "paragraph" and after == ":" and len(joined[0].tokens) >= _LONG

    def _between(self, start: int, end: int) -> range:
        """Indices of the stretches that touch a span."""
        first = bisect_left(self.stretches, start, key=lambda stretch: stretch.end)
        last = bisect_right(self.stretches, end, key=lambda stretch: stretch.start)
        return range(first, last)

    def _turn(self, turn: Turn, rule: str) -> Attribution:
        inside = [index for start, end in turn.pieces for index in self._between(start, end)]
        return Attribution(list(turn.pieces), inside, rule, turn.colon, turn.label)

    # --- frames ---------------------------------------------------------------------------

    def _rejoin(self, part: Sequence[Frame]) -> list[Frame]:
        """Join an attribution to the question or exclamation that it was cut off from."""
        joined: list[Frame] = []
        for frame in part:
            if joined and self._belongs(joined[-1], frame):
                before = joined[-1]
                joined[-1] = replace(
                    before, tokens=(*before.tokens, *frame.tokens), last=frame.last
                )
            else:
                joined.append(frame)
        return joined

    def _belongs(self, before: Frame, frame: Frame) -> bool:
        last = before.tokens[-1]
        first = frame.tokens[0]
        if not last.quoted or first.quoted:
            return False
        if first.text[0].islower() or first.text in ",—–―":
            return True
        head = frame.tokens[:14]
        for clause in clauses(head, self.lexicon):
            if not clause.lexeme.takes("quote") or clause.order not in ("subject", "verb"):
                return False
            if clause.start > 1:
                return False
            return self._says_nothing(frame.tokens, clause)
        return False

    def _says_nothing(self, tokens: Sequence[Token], clause: Clause) -> bool:
        """Whether nothing is said after the cue, so that it must look back."""
        rest = tokens[clause.end :]
        if clause.complement:
            return False
        if not rest:
            return True
        if rest[0].text in ".":
            return True
        if rest[0].text == ",":
            return len(rest) > 1 and not rest[1].quoted
        return (
            clause.end == clause.cue[1]
            and (adverbial(tokens, clause.end) or is_adverb(rest[0]) or rest[0].lower == "of")
            and not any(t.quoted or t.text == ":" for t in rest)
            and not any(is_auxiliary(t) for t in rest[:12])
        )

    # --- one frame ------------------------------------------------------------------------

    def _frame(self, frame: Frame) -> list[Attribution]:
        tokens = frame.tokens
        dash = dash_clause(tokens)
        if dash is not None:
            pieces: list[Span] = []
            stretches: list[int] = []
            self._add(tokens[: dash.start], pieces, stretches)
            return [self._made(tokens, dash, pieces, stretches, "quote.dash")]
        found = clauses(tokens, self.lexicon)
        colon = colon_clause(tokens)
        if colon is not None and not any(c.cue[0] < colon.cue[0] for c in found):
            found = [colon, *found]
        result: list[Attribution] = []
        for index in range(len(found)):
            attribution = self._attribute(tokens, found, index)
            if attribution is not None:
                result.append(attribution)
        if not result:
            last = next((t for t in reversed(tokens) if t.word or t.quoted), tokens[-1])
            other = unlisted_clause(tokens) if last.quoted and self._sentence(last) else None
            if other is not None:
                attribution = self._looking_ahead(tokens, other, len(tokens))
                if attribution is not None:
                    attribution.rule = "quote.unlisted"
                    result.append(attribution)
        return result

    def _sentence(self, token: Token) -> bool:
        """Whether words in marks are a whole sentence."""
        return self._speechlike(token) and last_character(self.text, token) in FINAL

    def _attribute(
        self, tokens: Sequence[Token], found: Sequence[Clause], index: int
    ) -> Attribution | None:
        clause = found[index]
        start = self._left(tokens, found, index)
        stop = self._right(tokens, found, index)
        if clause.order == "passive":
            return self._passive(tokens, clause, start, stop)
        if clause.order == "as":
            return self._as(tokens, clause, start, stop)
        before = self._before(tokens, clause, start)
        if clause.order == "according":
            return self._according(tokens, clause, before, stop)
        if clause.order == "verb" and not before and self._marks_follow(tokens, clause):
            return self._looking_ahead(tokens, clause, stop)
        if clause.order == "verb" or (before and self._looks_back(tokens, clause, stop)):
            after = self._resumed(tokens, clause, stop)
            return self._looking_back(tokens, clause, before, after)
        if any(clause.cue[1] <= c.cue[0] < clause.end for c in found[index + 1 :]):
            return None  # a nearer cue stands before what is said
        if before and self._interrupts(tokens, clause):
            return self._looking_back(
                tokens, clause, before, list(tokens[clause.end + 1 : stop])
            )
        return self._looking_ahead(tokens, clause, stop)

    def _marks_follow(self, tokens: Sequence[Token], clause: Clause) -> bool:
        """*Said Lee: “…”*."""
        at = clause.end
        return (
            at + 1 < len(tokens) and tokens[at].text in ",:" and tokens[at + 1].quoted
        )

    def _interrupts(self, tokens: Sequence[Token], clause: Clause) -> bool:
        """Whether a clause stands in the middle of a sentence (*It was, he said, “a mess”*)."""
        if not self._marks_follow(tokens, clause) or tokens[clause.end].text != ",":
            return False
        if tokens[clause.start - 1].text != "," or clause.order != "subject":
            return False
        stretch = self.stretches[tokens[clause.end + 1].stretch]
        return self.text[stretch.start : stretch.start + 1].islower()

    def _left(self, tokens: Sequence[Token], found: Sequence[Clause], index: int) -> int:
        """First token that a clause may reach back to."""
        for clause in reversed(found[:index]):
            if clause.order == "verb":
                return clause.end
        return 0

    def _right(self, tokens: Sequence[Token], found: Sequence[Clause], index: int) -> int:
        """Token after the last that a clause may reach to."""
        stop = len(tokens)
        clause = found[index]
        for later in found[index + 1 :]:
            same = (
                later.speaker == clause.speaker
                and later.speaker is not None
                and (later.lexeme.frames != ("mixed",) or self._marks_in(tokens, later))
            )
            if self._hangs_on(tokens, later) if later.order == "participle" else same:
                stop = later.group
                break
            if later.order == "according" and later.cue[0] > 0:
                stop = later.start
                break
            if later.start > clause.end and self._trails(tokens, later):
                stop = later.start
                break
            if later.order == "subject" and self._coordinate(tokens, clause, later):
                stop = later.start
                break
        while stop > clause.end and (
            tokens[stop - 1].lower in CONJUNCTIONS or tokens[stop - 1].text in ",.;—–-?!"
        ):
            stop -= 1
        return stop

    def _hangs_on(self, tokens: Sequence[Token], clause: Clause) -> bool:
        """Whether a participle follows the whole sentence (*…, adding that …*)."""
        at = clause.cue[0]
        if clause.start != at and clause.start < at and tokens[at - 1].text not in (","):
            return False
        before = tokens[at - 1]
        if is_adverb(before):
            before = tokens[at - 2]
        return before.quoted or before.text in (",", "—", "–", "-", "―", "and")

    def _marks_in(self, tokens: Sequence[Token], clause: Clause) -> bool:
        return any(t.quoted for t in tokens[clause.end :])

    def _coordinate(self, tokens: Sequence[Token], clause: Clause, later: Clause) -> bool:
        """Whether a later clause begins after a comma and *but*, *and* (*…, but he noted …*)."""
        at = later.start
        return (
            at - 2 > clause.end
            and tokens[at - 1].lower in ("and", "but", "while", "though", "although", "yet")
            and (tokens[at - 2].text in ",;—–-―" or tokens[at - 2].quoted)
        )

    def _trails(self, tokens: Sequence[Token], clause: Clause) -> bool:
        """Whether a later clause closes the whole sentence (*…, the source added.*)."""
        if clause.order not in ("subject", "verb") or clause.start == 0:
            return False
        before = tokens[clause.start - 1]
        return (before.text == "," or before.quoted) and self._says_nothing(tokens, clause)

    def _before(self, tokens: Sequence[Token], clause: Clause, start: int) -> list[Token]:
        """Tokens of what was said before a clause, empty when there can be none."""
        if clause.start == 0:
            return []
        last = tokens[clause.start - 1]
        if last.text not in (",", "—", "–", "-") and not last.quoted:
            return []
        content = list(tokens[start : clause.start])
        while content and content[-1].text in ",—–-":
            content.pop()
        while content and content[0].text in ",.;—–-":
            content.pop(0)
        return content

    def _looks_back(self, tokens: Sequence[Token], clause: Clause, stop: int) -> bool:
        """Whether a clause with its subject first has what was said before it."""
        if clause.order != "subject" or not clause.lexeme.takes("quote", "clause"):
            return False
        last = tokens[clause.start - 1]
        if clause.doubtful and not last.quoted:
            return False
        nothing = self._says_nothing(tokens, clause)
        if last.quoted:
            alone = all(t.quoted or not t.word for t in tokens[: clause.start])
            return nothing or clause.end >= stop or (alone and self._speech_mark(last))
        if clause.complement or clause.end >= len(tokens):
            return nothing
        if not nothing:
            return False
        words = [t for t in tokens[: clause.start] if t.word or t.quoted]
        leading = words and (
            words[0].lower in PREPOSITIONS | SUBORDINATORS or is_adverb(words[0])
        )
        if self._parenthetical(tokens, clause):
            return True
        if leading and not any(is_auxiliary(t) or t.quoted for t in words):
            return any(t.lower.endswith("ed") for t in words) and len(words) > 6
        return len(words) >= _SHORT

    def _speech_mark(self, token: Token) -> bool:
        """Whether words in marks end as speech does before an attribution."""
        return last_character(self.text, token) in ",?!—–…"

    def _resumed(self, tokens: Sequence[Token], clause: Clause, stop: int) -> list[Token]:
        """What was said after an attribution in the middle."""
        at = clause.end
        if at >= stop:
            return []
        if self._parenthetical(tokens, clause) and at + 1 < stop:
            return list(tokens[at + 1 : stop])
        for index in range(at, stop):
            token = tokens[index]
            if token.quoted:
                before = tokens[index - 1]
                near = before.text in (",", ":", ";", "—", "–", "-") or index == at
                if near or before.lower in CONJUNCTIONS or before.lower == "that":
                    return list(tokens[index:stop])
                return []
            if token.text in ";:":
                return []
        return []

    def _parenthetical(self, tokens: Sequence[Token], clause: Clause) -> bool:
        """Whether a clause stands between commas, in the middle of what was said."""
        at = clause.end
        return (
            clause.start > 0
            and at + 1 < len(tokens)
            and tokens[clause.start - 1].text == ","
            and tokens[at].text == ","
            and not self._aside(tokens, at + 1)
        )

    def _short_adjunct(self, tokens: Sequence[Token], at: int) -> bool:
        """*…, on average, …*."""
        return tokens[at].lower in PREPOSITIONS and any(
            t.text == "," for t in tokens[at + 1 : at + 5]
        )

    def _aside(self, tokens: Sequence[Token], at: int) -> bool:
        token = tokens[at]
        return (
            token.lower.endswith("ing")
            or token.lower in ("who", "which", "but", "while", "although", "though")
            or token.lower == "and"
            or self._short_adjunct(tokens, at)
        )

    def _looking_back(
        self, tokens: Sequence[Token], clause: Clause, before: list[Token], after: list[Token]
    ) -> Attribution | None:
        pieces: list[Span] = []
        stretches: list[int] = []
        marked = any(t.quoted for t in (*before, *after))
        if not marked and len([t for t in before if t.word]) < _SHORT and not after:
            if clause.start == 0:  # looks back to the sentence before
                return self._made(tokens, clause, [], [], "quote.after", is_open=True)
            return None
        if not marked and not clause.lexeme.takes("clause", "pronoun", "that"):
            return None
        for content in (before, after):
            self._add(content, pieces, stretches)
        kind = "quote.after" if marked else "quote.clause_before"
        return self._made(tokens, clause, pieces, stretches, kind, is_open=True)

    def _according(
        self, tokens: Sequence[Token], clause: Clause, before: list[Token], stop: int
    ) -> Attribution | None:
        content = list(tokens[: clause.start])
        if clause.start <= 1:
            at = clause.end
            if at < len(tokens) and tokens[at].text == ",":
                at += 1
            content = list(tokens[at:stop])
        after = clause.end + 1
        follows = after < stop and tokens[clause.end].text == "," and tokens[after].quoted
        if follows and clause.cue[1] - clause.cue[0] > 2 and clause.start > 1:
            return self._looking_back(tokens, clause, content, list(tokens[after:stop]))
        while content and content[-1].text in ",—–-(.;":
            content.pop()
        marked = any(t.quoted for t in content)
        if not marked and len([t for t in content if t.word]) < _SHORT:
            return None
        pieces: list[Span] = []
        stretches: list[int] = []
        self._add(content, pieces, stretches)
        return self._made(tokens, clause, pieces, stretches, "quote.according", is_open=True)

    def _as(
        self, tokens: Sequence[Token], clause: Clause, start: int, stop: int
    ) -> Attribution | None:
        """*As Ann Lee said, …* and *…, as Ann Lee put it*."""
        if clause.start - start <= 1:
            at = clause.end
            if at >= stop or tokens[at].text != ",":
                return None
            content = list(tokens[at + 1 : stop])
        else:
            content = self._before(tokens, clause, start)
            if content and content[-1].quoted and not content[0].quoted:
                return None  # how far back it reaches cannot be told
        if len([t for t in content if t.word]) < _SHORT and not any(t.quoted for t in content):
            return None
        pieces: list[Span] = []
        stretches: list[int] = []
        self._add(content, pieces, stretches)
        return self._made(tokens, clause, pieces, stretches, "quote.as")

    def _passive(
        self, tokens: Sequence[Token], clause: Clause, start: int, stop: int
    ) -> Attribution | None:
        """*X was described by Ann Lee as “Y”*."""
        after = list(tokens[clause.end : stop])
        if after and after[0].lower == "as":
            after.pop(0)
        if not clause.lexeme.takes("naming") or not after or not after[0].quoted:
            return None
        pieces: list[Span] = []
        stretches: list[int] = []
        subject = list(tokens[start : clause.group])
        self._add(subject, pieces, stretches)
        self._add(after, pieces, stretches)
        return self._made(tokens, clause, pieces, stretches, "quote.passive")

    def _looking_ahead(
        self, tokens: Sequence[Token], clause: Clause, stop: int
    ) -> Attribution | None:
        at = clause.end
        comma = False
        while at < stop and tokens[at].text in ",:—–":
            comma = True
            at += 1
        if at >= stop:
            if tokens[-1].text in ":," and clause.lexeme.takes("quote"):
                return self._made(tokens, clause, [], [], "quote.before", is_open=True)
            return None
        first = tokens[at]
        if first.quoted and clause.lexeme.takes("quote"):
            return self._marks_ahead(tokens, clause, at, stop, comma)
        content = list(tokens[at:stop])
        if comma and not first.lower == "that" and clause.end == clause.cue[1]:
            # *he said, his voice breaking*: nothing is said here, unless marks follow
            return None
        return self._clause_ahead(tokens, clause, content)

    def _marks_ahead(
        self, tokens: Sequence[Token], clause: Clause, at: int, stop: int, comma: bool
    ) -> Attribution | None:
        first = tokens[at]
        last = last_character(self.text, first)
        run = at + 1
        while run < stop and (tokens[run].quoted or tokens[run].text in ".,;…"):
            run += 1
        rest = tokens[run:stop]
        alone = not rest or (comma or last in FINAL or (last == "," and self._speechlike(first)))
        pieces: list[Span] = []
        stretches: list[int] = []
        if alone:
            for token in tokens[at:run]:
                if token.quoted:
                    self._add([token], pieces, stretches)
            return self._made(
                tokens, clause, pieces, stretches, "quote.before", is_open=run >= stop
            )
        if self.titled(first):
            return None
        self._add(self._bounded(tokens, list(tokens[at:stop])), pieces, stretches)
        return self._made(tokens, clause, pieces, stretches, "quote.partial")

    def _clause_ahead(
        self, tokens: Sequence[Token], clause: Clause, content: list[Token]
    ) -> Attribution | None:
        lexeme = clause.lexeme
        content = self._bounded(tokens, content)
        if clause.order == "noun" and clause.cue[1] - clause.cue[0] == 1:
            content = self._to_comma(content)
        if not content:
            return None
        first = content[0]
        marked = any(t.quoted for t in content)
        if clause.own and not marked:
            return None
        if clause.start > 0 and tokens[clause.start - 1].lower == "what" and not marked:
            return None
        plain = not clause.doubtful or first.quoted or first.lower == "to"
        relative = tokens[clause.group - 1].lower in ("which", "who", "that")
        rule = None
        if clause.complement or first.lower == "that":
            if lexeme.takes("clause", "pronoun", "that") and self._complement(content):
                rule = "quote.that"
            elif first.lower == "that" and lexeme.takes("clause"):
                return self._made_of(tokens, clause, content, "quote.bare")
        elif first.lower == "to" and lexeme.takes("order") and clause.end > clause.cue[1]:
            rule = "quote.order"
        elif lexeme.takes("clause") and self._clause_like(content, marked):
            rule = "quote.bare"
        elif lexeme.takes("pronoun") and self._finite(content, plain=plain):
            rule = "quote.bare"
        elif plain and not relative and lexeme.takes("stance") and self._stance(content):
            rule = "quote.stance"
        elif plain and lexeme.takes("proposal") and first.lower != "to" and len(content) >= _SHORT:
            rule = "quote.proposal"
        elif plain and lexeme.takes("figure") and any(
            t.text[0].isdigit() for t in content[:4] if t.word
        ):
            rule = "quote.figure"
        elif plain and not relative and lexeme.takes("verdict") and self._verdict(content):
            rule = "quote.verdict"
        elif plain and lexeme.takes("gerund") and first.lower.endswith("ing"):
            rule = "quote.gerund"
        elif plain and lexeme.takes("accusation"):
            at = next((i for i, t in enumerate(content[:12]) if t.lower == "of"), 0)
            if at and at + 1 < len(content):
                content = content[at + 1 :]
                rule = "quote.accusation"
        if rule is None and marked and plain:
            speech = [
                t
                for index, t in enumerate(content)
                if t.quoted and not self.titled(t) and not self._defines(content, index)
            ]
            if speech and lexeme.takes("naming", "mixed", "quote", "that", "pronoun"):
                rule = "quote.naming" if lexeme.takes("naming") else "quote.partial"
        if rule is None:
            return None
        if content[0].lower == "that":
            content = content[1:]
        if rule == "quote.naming":
            content = self._named(content)
        while content and content[0].text in ",":
            content = content[1:]
        if not [t for t in content if t.word or t.quoted]:
            return None
        return self._made_of(tokens, clause, content, rule)

    def _made_of(
        self, tokens: Sequence[Token], clause: Clause, content: Sequence[Token], rule: str
    ) -> Attribution:
        pieces: list[Span] = []
        stretches: list[int] = []
        self._add(content, pieces, stretches)
        ended = content[-1].quoted
        return self._made(tokens, clause, pieces, stretches, rule, is_open=ended)

    def _bounded(self, tokens: Sequence[Token], content: list[Token]) -> list[Token]:
        """Cut a clause where another of the writer's begins."""
        for index, token in enumerate(content):
            if index and token.text == ";":
                content = content[:index]
                break
            following = content[index + 1] if index + 1 < len(content) else None
            if index > _SHORT and token.text == "," and (
                self._participle(content, index + 1)
            ):
                content = content[:index]
                break
            if not index or not content[index - 1].quoted:
                continue
            if token.lower in ("but", "while", "although", "though") or (
                token.text == "," and following is not None and self._aside_word(following)
            ):
                content = content[:index]
                break
        while content and content[-1].text in ".,;:!?—–-":
            content = content[:-1]
        return content

    def _participle(self, content: Sequence[Token], at: int) -> bool:
        """Whether an adjunct of the writer's may begin here (*…, quietly adding to …*)."""
        if at < len(content) and is_adverb(content[at]):
            at += 1
        if at >= len(content):
            return False
        lower = content[at].lower
        return (
            content[at].word
            and lower.endswith("ing")
            and len(lower) > _LONG - _SHORT
            and lower not in ("including", "according", "regarding", "during", "everything")
            and not content[at].capital
            and at + 1 < len(content)
            and (
                begins_phrase(content[at + 1])
                or content[at + 1].quoted
                or content[at + 1].lower in PREPOSITIONS | SUBORDINATORS
            )
        )

    def _aside_word(self, token: Token) -> bool:
        return is_adverb(token) or token.lower.endswith("ing") or token.lower in (
            "who", "which", "but", "while", "although", "though"
        )

    def _named(self, content: list[Token]) -> list[Token]:
        """*X as “Y” during a visit*: the name ends with the marks, its own *of*, *for* apart."""
        if content[0].lower == "as":
            content = content[1:]
        last = max((i for i, token in enumerate(content) if token.quoted), default=-1)
        if last >= 0 and last + 1 < len(content):
            following = content[last + 1]
            if not following.word or following.lower in PREPOSITIONS - {"of", "for", "from"} or (
                following.lower in SUBORDINATORS
            ):
                return content[: last + 1]
        return content

    def _to_comma(self, content: list[Token]) -> list[Token]:
        """A clause in the middle of a sentence ends at a comma, inside marks or outside."""
        for index, token in enumerate(content):
            if index and token.text == ",":
                return content[:index]
            if token.quoted and last_character(self.text, token) == ",":
                return content[: index + 1]
        return content

    def _complement(self, content: Sequence[Token]) -> bool:
        """Whether *that*, *how* … begins a clause, and no relative clause or infinitive."""
        if len(content) < 2:
            return False
        following = content[1]
        if content[0].lower == "that":
            return not is_auxiliary(following)
        return following.lower != "to"

    def _clause_like(self, content: Sequence[Token], marked: bool) -> bool:
        first = content[0]
        words = [t for t in content if t.word or t.quoted]
        if len(words) < 2 or first.lower in ("to", "about", "of"):
            return False
        if first.lower in PREPOSITIONS:
            return len(words) >= 6 and any(
                is_auxiliary(t) or t.lower in CLAUSE_SUBJECTS for t in words
            )
        return len(words) >= _SHORT or marked

    def _finite(self, content: Sequence[Token], *, plain: bool) -> bool:
        """Whether a clause without *that* begins here, by its first words."""
        first = content[0]
        if first.lower in CLAUSE_SUBJECTS and first.lower not in ("this", "it", "you"):
            return True
        if not plain:
            return False
        if not begins_phrase(first):
            bare = first.word and first.lower not in PREPOSITIONS and not is_adverb(first)
            return bare and any(is_auxiliary(t) for t in content[1:6]) and first.lower != "to"
        for token in content[1:_WIDE]:
            if token.text == "," or token.quoted:
                return False
            if is_auxiliary(token):
                return True
            if token.lower in ("who", "which", "that"):
                return False
        return False

    def _verdict(self, content: Sequence[Token]) -> bool:
        """*the plan a mistake*: a noun phrase and what it is said to be."""
        if not begins_phrase(content[0]) and content[0].lower not in ("him", "her", "it", "them"):
            return False
        if any(t.quoted for t in content):
            return False
        for before, token in zip(content[:10], content[1:11], strict=False):
            if token.lower in ("a", "an") and before.word and before.lower not in PREPOSITIONS:
                return before.lower not in DETERMINERS and before.lower not in CONJUNCTIONS
            if token.text in ",;:":
                return False
        return False

    def _stance(self, content: Sequence[Token]) -> bool:
        for index, token in enumerate(content[:6]):
            if token.lower in STANCE and index + 1 < len(content):
                return content[index + 1].lower in ("of", "for", "to", "in")
        return False

    # --- pieces ---------------------------------------------------------------------------

    def _add(
        self, content: Sequence[Token], pieces: list[Span], stretches: list[int]
    ) -> None:
        """Add a run of tokens: words in marks alone lose their marks, others stay as they are."""
        kept = list(content)
        while kept and kept[-1].text in ".,;:!?—–-":
            kept.pop()
        if not kept:
            return
        if all(t.quoted or t.text in ",.;:—–" for t in kept):
            for token in kept:
                if token.quoted:
                    stretch = self.stretches[token.stretch]
                    pieces.append(_trimmed(self.text, stretch.start, stretch.end))
                    stretches.append(token.stretch)
            return
        at = 0
        for index, token in enumerate(kept):
            if token.quoted and self._defines(kept, index):
                begin = index - 1 if kept[index - 1].text == "(" else index - 2
                if begin > at:
                    pieces.append((kept[at].start, kept[begin - 1].end))
                at = index + 2
            elif token.quoted:
                stretches.append(token.stretch)
        if at < len(kept):
            pieces.append((kept[at].start, kept[-1].end))

    def _defines(self, content: Sequence[Token], at: int) -> bool:
        """Whether words in marks and brackets define a term, which is the writer's (*(“X”)*)."""
        if at + 1 >= len(content) or content[at + 1].text != ")" or at == 0:
            return False
        before = content[at - 1]
        return before.text == "(" or (
            before.lower == "the" and at > 1 and content[at - 2].text == "("
        )

    def _made(
        self,
        tokens: Sequence[Token],
        clause: Clause,
        pieces: list[Span],
        stretches: list[int],
        rule: str,
        *,
        is_open: bool = False,
    ) -> Attribution:
        cue = (tokens[clause.cue[0]].start, tokens[clause.cue[1] - 1].end)
        speaker = None
        if clause.speaker is not None and clause.speaker[0] < clause.speaker[1]:
            speaker = (tokens[clause.speaker[0]].start, tokens[clause.speaker[1] - 1].end)
        if clause.order == "colon":
            rule = "quote.name_colon"
        return Attribution(pieces, stretches, rule, cue, speaker, is_open)

    def titled(self, token: Token) -> bool:
        """Whether words in marks look like a title or a name: every longer word capitalised."""
        stretch = self.stretches[token.stretch]
        return titled(self.text[stretch.start : stretch.end])

    def _speechlike(self, token: Token) -> bool:
        stretch = self.stretches[token.stretch]
        words = self.text[stretch.start : stretch.end].split()
        return len(words) >= _SHORT and words[0][:1].isupper()

    # --- across frames and paragraphs -----------------------------------------------------

    def _alone(self, frame: Frame) -> bool:
        """Whether a frame holds words in marks and little else."""
        first = frame.tokens[0]
        if not first.quoted:
            return False
        rest = [t for t in frame.tokens[1:] if t.word]
        words = self.text[first.start : first.end].count(" ")
        return not rest or (words >= _LONG and len(rest) < words)

    def _lead_in(self, frame: Frame, here: Sequence[Attribution]) -> Attribution | None:
        """The attribution that the next paragraph may fill (*Ann Lee said:*)."""
        if frame.tokens[-1].text != ":":
            return here[-1] if here and here[-1].open else None
        if here and not here[-1].pieces:
            return here[-1]
        subject = owner_of_words(frame.tokens, self.lexicon) or sentence_subject(
            frame.tokens, len(frame.tokens)
        )
        if subject is None:
            return None
        span = (frame.tokens[subject[0]].start, frame.tokens[subject[1] - 1].end)
        return Attribution([], [], "quote.lead_in", None, span, True)

    def _join_chains(self, found: list[Attribution]) -> None:
        """Add the other paragraphs of a quotation that runs over several."""
        owner = {index: a for a in found for index in a.stretches}
        chain: list[int] = []
        for index in range(len(self.stretches) + 1):
            if index < len(self.stretches) and self.stretches[index].continues:
                chain.append(index)
                continue
            if len(chain) > 1:
                self._fill(chain, owner)
            chain = [index]

    def _fill(self, chain: Sequence[int], owner: dict[int, Attribution]) -> None:
        target = next((owner[index] for index in chain if index in owner), None)
        if target is None:
            return
        for index in chain:
            if index not in owner:
                stretch = self.stretches[index]
                target.pieces.append(_trimmed(self.text, stretch.start, stretch.end))
                target.stretches.append(index)
        target.pieces.sort()


def _outermost(found: Sequence[Attribution]) -> list[Attribution]:
    """Leave out what is said inside something that another says, unless in marks of its own.

    *She said that he hoped it would pass* is one statement of hers.
    """
    said = sorted(
        (start, end, index) for index, a in enumerate(found) for start, end in a.pieces
    )
    kept: list[Attribution] = []
    reach: list[tuple[int, int]] = []
    at = 0
    order = sorted(range(len(found)), key=lambda i: (found[i].cue or found[i].pieces[0]))
    inner: set[int] = set()
    for index in order:
        cue = found[index].cue
        if cue is None:
            continue
        while at < len(said) and said[at][0] <= cue[0]:
            reach.append((said[at][1], said[at][2]))
            at += 1
        reach = [(end, owner) for end, owner in reach if end > cue[0]]
        if found[index].rule == "quote.before":
            continue
        if any(end >= cue[1] and owner != index for end, owner in reach):
            inner.add(index)
    kept.extend(a for index, a in enumerate(found) if index not in inner)
    return kept


_SMALL = frozenset(
    "a an the of for and or in on at to with from by as is are vs via de la our your".split()
)


def titled(words: str) -> bool:
    """Whether the words are written as a title."""
    listed = [w.strip(".,;:!?()’'\"") for w in words.split()]
    listed = [w for w in listed if w]
    if not listed or len(listed) > 14:
        return False
    return (listed[0][:1].isupper() or listed[0][:1].isdigit()) and all(
        w[:1].isupper() or w[:1].isdigit() or w.lower() in _SMALL for w in listed
    )


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
