"""What was said, within one sentence: from reporting clauses to attributions.

Marks first: words in marks next to a reporting clause are its content. Then clauses: what
follows *said that*, or stands before *, she said*. Pieces round one cue are one attribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.components.quotes.ahead import Ahead
from pipeline.components.quotes.clause import Clause
from pipeline.components.quotes.complements import adverbial
from pipeline.components.quotes.content import (
    bounded,
    governed,
    to_main_clause,
)
from pipeline.components.quotes.cues import clauses, unlisted_clause
from pipeline.components.quotes.finite import is_complement
from pipeline.components.quotes.frames import FINAL, Frame, Token, last_character
from pipeline.components.quotes.phrases import (
    CONJUNCTIONS,
    PREPOSITIONS,
    SUBORDINATORS,
    TEMPORAL,
    counts,
    is_adverb,
    is_auxiliary,
)
from pipeline.components.quotes.pieces import Attribution
from pipeline.components.quotes.position import (
    finite,
    follows_subject,
    hangs_on,
    is_coordinate,
    leads_in,
    marks_follow,
    marks_in,
    parenthetical,
)
from pipeline.components.quotes.verbless import colon_clause, dash_clause, owned_words
from pipeline.model import Span

_SHORT = 3
_ADJUNCT = 16
_ONLY_MARKED = frozenset(("mixed", "past_stance"))


@dataclass(frozen=True, slots=True)
class SentenceReader(Ahead):
    """Reads frames."""

    def says_nothing(self, tokens: Sequence[Token], clause: Clause) -> bool:
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
        if is_adverb(rest[0]) and len(rest) > 1 and counts(rest[1]):
            return False  # have announced nearly $140 billion
        dated = tokens[clause.cue[1]].lower in TEMPORAL and clause.end > clause.cue[1]
        return (
            (clause.end == clause.cue[1] or dated)
            and (
                (dated and rest[0].lower in PREPOSITIONS)
                or adverbial(tokens, clause.end)
                or is_adverb(rest[0])
                or rest[0].lower == "of"
            )
            and not any(t.quoted or t.text == ":" for t in rest)
            and not any(is_auxiliary(t) for t in rest[:12])
        )

    def attributions(self, frame: Frame) -> list[Attribution]:
        """What a frame attributes to somebody, in order of the cues."""
        if not frame.marked and not self.lexicon.may_report(frame.words):
            return []
        tokens = frame.tokens
        dash = dash_clause(tokens)
        if dash is not None:
            pieces: list[Span] = []
            stretches: list[int] = []
            self.add(tokens[: dash.start], pieces, stretches)
            return [self.made(tokens, dash, pieces, stretches, "quote.dash")]
        found = clauses(tokens, self.lexicon)
        colon = colon_clause(tokens)
        if colon is not None and self._is_name(tokens[colon.end]):
            colon = None  # Report: “Safe on the River”
        if colon is not None and not any(c.cue[0] < colon.cue[0] for c in found):
            found = [colon, *found]
        result: list[Attribution] = []
        reach = -1
        for index, clause in enumerate(found):
            cue = tokens[clause.cue[0]].start
            if cue < reach and not any(t.quoted for t in tokens[clause.end : clause.end + 2]):
                continue  # inside what another says
            attribution = self._attribute(tokens, found, index)
            if attribution is None:
                continue
            result.append(attribution)
            if attribution.pieces and attribution.pieces[-1][0] > cue:
                reach = max(reach, attribution.pieces[-1][1])
        if not result:
            last = next((t for t in reversed(tokens) if t.word or t.quoted), tokens[-1])
            other = self._unlisted(tokens, last) if last.quoted else None
            if other is not None:
                result.append(other)
        return result

    def _is_name(self, token: Token) -> bool:
        """Whether words in marks are a title, which ends without a stop."""
        return self.titled(token) and last_character(self.text, token) not in FINAL

    def _unlisted(self, tokens: Sequence[Token], last: Token) -> Attribution | None:
        """Words in marks at the end of a sentence that no listed cue claims."""
        owner = owned_words(tokens, self.lexicon)
        plain = last_character(self.text, last) in FINAL or not self.titled(last)
        clause = owner if plain else None
        rule = "quote.lead_in"
        if clause is None and self._sentence(last):
            clause, rule = unlisted_clause(tokens), "quote.unlisted"
        if clause is None:
            return None
        attribution = self.looking_ahead(tokens, clause, len(tokens))
        if attribution is not None:
            attribution.rule = rule
        return attribution

    def _sentence(self, token: Token) -> bool:
        """Whether words in marks are a whole sentence."""
        return self.speechlike(token) and last_character(self.text, token) in FINAL

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
        if clause.order == "verb" and not before and marks_follow(tokens, clause):
            return self.looking_ahead(tokens, clause, stop)
        if clause.order == "verb" or (before and self._looks_back(tokens, clause, stop)):
            after = self._resumed(tokens, clause, stop)
            return self._looking_back(tokens, clause, before, after)
        if any(clause.cue[1] <= c.cue[0] < clause.end for c in found[index + 1 :]):
            return None  # a nearer cue stands before what is said
        if before and self._interrupts(tokens, clause):
            return self._looking_back(tokens, clause, before, list(tokens[clause.end + 1 : stop]))
        return self.looking_ahead(tokens, clause, stop)

    def _interrupts(self, tokens: Sequence[Token], clause: Clause) -> bool:
        """Whether a clause stands in the middle of a sentence (*It was, he said, “a mess”*)."""
        if not marks_follow(tokens, clause) or tokens[clause.end].text != ",":
            return False
        if tokens[clause.start - 1].text != "," or clause.order != "subject":
            return False
        before = tokens[: clause.start - 1]
        adjunct = bool(before) and before[0].lower in PREPOSITIONS | TEMPORAL
        if adjunct and not any(finite(t) or t.quoted for t in before):
            return False  # on the pier, Lee warned, “…”
        stretch = self.stretches[tokens[clause.end + 1].stretch]
        return self.text[stretch.start : stretch.start + 1].islower()

    def _left(self, tokens: Sequence[Token], found: Sequence[Clause], index: int) -> int:
        """First token that a clause may reach back to."""
        for clause in reversed(found[:index]):
            if clause.order == "verb":
                return clause.end
            if marks_follow(tokens, clause) and tokens[clause.end].text == ":":
                return clause.end + 1
        return 0

    def _right(self, tokens: Sequence[Token], found: Sequence[Clause], index: int) -> int:
        """Token after the last that a clause may reach to."""
        stop = len(tokens)
        clause = found[index]
        for later in found[index + 1 :]:
            same = (
                later.speaker == clause.speaker
                and later.speaker is not None
                and (not _ONLY_MARKED.issuperset(later.lexeme.frames) or marks_in(tokens, later))
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
            if later.order == "subject" and is_coordinate(tokens, clause, later):
                stop = later.start
                break
        while stop > clause.end and (
            tokens[stop - 1].lower in CONJUNCTIONS | {"though", "although", "while"}
            or tokens[stop - 1].text in ",.;—–-?!"
        ):
            stop -= 1
        return stop

    def _hangs_on(self, tokens: Sequence[Token], later: Clause) -> bool:
        """Whether a participle that reports something follows the whole sentence."""
        if not hangs_on(tokens, later):
            return False
        joined = tokens[later.cue[0] - 1].lower == "and"
        content = tokens[later.end :]
        return not joined or bool(content and governed(later, content, relative=False))

    def _trails(self, tokens: Sequence[Token], clause: Clause) -> bool:
        """Whether a later clause closes the whole sentence (*…, the source added.*)."""
        if clause.order not in ("subject", "verb") or clause.start == 0:
            return False
        before = tokens[clause.start - 1]
        return (before.text == "," or before.quoted) and self.says_nothing(tokens, clause)

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
        if clause.order != "subject" or not clause.lexeme.takes("quote", "clause", "pronoun"):
            return False
        last = tokens[clause.start - 1]
        relative = tokens[clause.group - 1].lower in ("which", "who", "that")
        if (clause.doubtful or relative) and not last.quoted:
            return False
        if relative and clause.lexeme.takes("evidence"):
            return False  # “Ever Green”, which reflects our aims
        nothing = self.says_nothing(tokens, clause)
        if last.quoted:
            alone = all(t.quoted or not t.word for t in tokens[: clause.start])
            return nothing or clause.end >= stop or (alone and self._speech_mark(last))
        if clause.complement or not nothing:
            return nothing
        words = [t for t in tokens[: clause.start] if t.word or t.quoted]
        leading = words and (words[0].lower in PREPOSITIONS | SUBORDINATORS or is_adverb(words[0]))
        if parenthetical(tokens, clause):
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
        if parenthetical(tokens, clause) and at + 1 < stop:
            return list(tokens[at + 1 : stop])
        for index in range(at, stop):
            token = tokens[index]
            if token.quoted:
                before = tokens[index - 1]
                near = before.text in (",", ":", ";", "—", "–", "-") or index == at
                if near or before.lower in CONJUNCTIONS or before.lower == "that":
                    return list(tokens[index:stop])
                return []
            if token.text in ";:" and not marks_follow(tokens, replace(clause, end=index)):
                return []
        return []

    def _looking_back(
        self, tokens: Sequence[Token], clause: Clause, before: list[Token], after: list[Token]
    ) -> Attribution | None:
        pieces: list[Span] = []
        stretches: list[int] = []
        marked = any(t.quoted for t in (*before, *after))
        if clause.own and not marked:
            return None
        evidence = clause.order == "verb" and clause.lexeme.takes("evidence")
        if evidence and not self.has_source(tokens, clause):
            return None  # the name, “Ever Green”, reflects our ambition
        if not marked and len([t for t in before if t.word]) < _SHORT and not after:
            if clause.start == 0:  # looks back to the sentence before
                return self.made(tokens, clause, [], [], "quote.after", is_open=True)
            return None
        if not marked and not clause.lexeme.takes("clause", "pronoun", "that"):
            return None
        dashed = tokens[clause.start - 1].text in "—–-" and clause.start > 0
        if dashed and not marked and not any(finite(t) for t in (*before, *after)):
            return None  # a heading – Lee said …
        for content in (before, after):
            self.add(content, pieces, stretches)
        kind = "quote.after" if marked else "quote.clause_before"
        return self.made(tokens, clause, pieces, stretches, kind, is_open=True)

    def _according(
        self, tokens: Sequence[Token], clause: Clause, before: list[Token], stop: int
    ) -> Attribution | None:
        content = list(tokens[: clause.start])
        if clause.start <= 1 or leads_in(tokens, clause):
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
        self.add(content, pieces, stretches)
        if follows_subject(tokens, clause, content):
            self.add(bounded(tokens, list(tokens[after:stop])), pieces, stretches)
        return self.made(tokens, clause, pieces, stretches, "quote.according", is_open=True)

    def _as(
        self, tokens: Sequence[Token], clause: Clause, start: int, stop: int
    ) -> Attribution | None:
        """*As Ann Lee said, …* and *…, as Ann Lee put it*."""
        if clause.own or clause.lexeme.lemma in ("continue", "relate"):
            return None
        if clause.start - start <= 1:
            at = self._fronted(tokens, clause, stop)
            if at is None:
                return None
            content = to_main_clause(list(tokens[at + 1 : stop]), ("and", "but", "so"))
        else:
            content = self._before(tokens, clause, start)
            if content and content[-1].quoted and not content[0].quoted:
                return None  # how far back it reaches cannot be told
        marked = any(t.quoted for t in content)
        if not marked and (
            len([t for t in content if t.word]) < _SHORT or not self.has_source(tokens, clause)
        ):
            return None
        pieces: list[Span] = []
        stretches: list[int] = []
        self.add(content, pieces, stretches)
        return self.made(tokens, clause, pieces, stretches, "quote.as")

    def _fronted(self, tokens: Sequence[Token], clause: Clause, stop: int) -> int | None:
        """The comma that ends *As Ann Lee said in May, …*; None where there is none."""
        at = clause.end
        first = tokens[clause.speaker[0]].lower if clause.speaker is not None else ""
        if first in ("a", "an", "most"):
            return None  # as a model law recommended for adoption, …; as most recently said
        if at < stop and (tokens[at].lower in PREPOSITIONS or adverbial(tokens, at)):
            limit = min(stop, at + _ADJUNCT)
            at = next((i for i in range(at, limit) if tokens[i].text == ","), stop)
            if at + 2 < stop and tokens[at + 1].text.isdigit() and tokens[at + 2].text == ",":
                at += 2  # on July 10, 2024,
            if any(is_auxiliary(t) or t.quoted for t in tokens[clause.end : at]):
                return None
        return at if at < stop and tokens[at].text == "," else None

    def _passive(
        self, tokens: Sequence[Token], clause: Clause, start: int, stop: int
    ) -> Attribution | None:
        """*X was described by Ann Lee as “Y”*, *it was reported by the board that …*."""
        after = list(tokens[clause.end : stop])
        said = clause.lexeme.takes("that", "pronoun", "clause")
        if after and after[0].lower == "that" and said and is_complement(after):
            return self.made_of(tokens, clause, bounded(tokens, after[1:]), "quote.passive")
        if after and after[0].lower == "as":
            after.pop(0)
        if not clause.lexeme.takes("naming") or not after or not after[0].quoted:
            return None
        pieces: list[Span] = []
        stretches: list[int] = []
        subject = list(tokens[start : clause.group])
        self.add(subject, pieces, stretches)
        self.add(after, pieces, stretches)
        return self.made(tokens, clause, pieces, stretches, "quote.passive")
