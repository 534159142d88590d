"""What follows a reporting clause: words in marks, or a clause (*said that …*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.components.quotes.clause import Clause
from pipeline.components.quotes.complements import after_noun
from pipeline.components.quotes.content import (
    after_of,
    bounded,
    governed,
    is_plain,
    named_part,
    to_main_clause,
    to_next_deed,
    to_verb,
)
from pipeline.components.quotes.frames import FINAL, Token, last_character
from pipeline.components.quotes.patterns import Lexicon
from pipeline.components.quotes.pieces import Attribution, Marked
from pipeline.components.quotes.position import (
    describes_noun,
    finite,
    is_aside_relative,
    subordinate,
    supposed,
    to_come,
)
from pipeline.components.quotes.sources import can_speak
from pipeline.model import Span

_OPEN_QUESTIONS = frozenset("how what when whether where which who why if".split())
_ORDERS = frozenset(("quote.order", "quote.proposal"))
_COMMANDS = frozenset("order orders memorandum proclamation directive directives".split())
_TO_NEXT_DEED = frozenset(("quote.that", "quote.bare", "quote.stance", "quote.proposal"))
_DEEDS_TO_COME = frozenset(("quote.order", "quote.gerund"))
_NEAR = 6


@dataclass(frozen=True, slots=True)
class Ahead(Marked):
    """Reads what stands after a cue.

    Attributes:
        lexicon: the words that report speech.
    """

    lexicon: Lexicon

    def looking_ahead(
        self, tokens: Sequence[Token], clause: Clause, stop: int
    ) -> Attribution | None:
        """What a clause introduces, up to the token ``stop``; None where nothing is said."""
        at = clause.end
        comma = False
        while at < stop and tokens[at].text in ",:—–":
            comma = True
            at += 1
        if at >= stop:
            if tokens[-1].text in ":," and clause.lexeme.takes("quote"):
                return self.made(tokens, clause, [], [], "quote.before", is_open=True)
            return None
        first = tokens[at]
        if first.quoted and clause.lexeme.takes("quote"):
            return self._marks_ahead(tokens, clause, at, stop, comma)
        content = list(tokens[at:stop])
        if comma and not (first.lower == "that" or first.quoted or clause.complement):
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
        alone = not rest or (comma or last in FINAL or (last == "," and self.speechlike(first)))
        pieces: list[Span] = []
        stretches: list[int] = []
        if alone and not comma and clause.lexeme.takes("act") and not self.speechlike(first):
            return None  # offers “ring fencing”
        if alone:
            for token in tokens[at:run]:
                if token.quoted:
                    self.add([token], pieces, stretches)
            return self.made(tokens, clause, pieces, stretches, "quote.before", is_open=run >= stop)
        if self.titled(first):
            return None
        self.add(bounded(tokens, list(tokens[at:stop])), pieces, stretches)
        return self.made(tokens, clause, pieces, stretches, "quote.partial")

    def _clause_ahead(
        self, tokens: Sequence[Token], clause: Clause, content: list[Token]
    ) -> Attribution | None:
        lexeme = clause.lexeme
        content = bounded(tokens, content)
        if subordinate(tokens, clause):
            content = to_main_clause(content)
        elif is_aside_relative(tokens, clause):
            content = to_verb(content)
        if clause.order == "noun" and clause.cue[1] - clause.cue[0] == 1:
            content = self._to_comma(content)
        if not content:
            return None
        marked = any(t.quoted for t in content)
        if clause.own:
            return None
        if clause.start > 0 and tokens[clause.start - 1].lower == "what" and not marked:
            return None
        relative = tokens[clause.group - 1].lower in ("which", "who", "that")
        if not marked and (supposed(tokens, clause) or not self.has_source(tokens, clause)):
            return None
        far = after_noun(tokens, clause.end, clause.cue[1], lexeme)
        describing = describes_noun(tokens, clause, relative=relative)
        rule = governed(clause, content, relative=relative, far=far, describing=describing)
        if rule == "quote.accusation":
            content = after_of(content)
        if rule is None and marked and self._quotable(clause, content):
            rule = "quote.naming" if lexeme.takes("naming") else "quote.partial"
        if rule is None or (rule in _ORDERS and self._orders_itself(tokens, clause)):
            return None
        if rule in _DEEDS_TO_COME and to_come(tokens, clause):
            return None  # the Act will ask firms to pay
        if clause.negated and (
            content[0].lower in _OPEN_QUESTIONS or (lexeme.takes("act") and rule == "quote.bare")
        ):
            return None  # did not say how, does not share our aims: nothing is said
        if rule in _TO_NEXT_DEED:
            content = to_next_deed(content, nominal=rule in ("quote.stance", "quote.proposal"))
        if content[0].lower == "that":
            content = content[1:]
        styled = lexeme.takes("mixed") and any(t.lower == "as" for t in content)
        if rule == "quote.naming" or (rule == "quote.partial" and styled):
            content = named_part(content)
        while content and content[0].text in ",":
            content = content[1:]
        if not [t for t in content if t.word or t.quoted]:
            return None
        return self.made_of(tokens, clause, content, rule)

    def has_source(self, tokens: Sequence[Token], clause: Clause) -> bool:
        """Whether the subject can be the source of a statement that no marks show."""
        if clause.speaker and not any(t.text[0].isalpha() for t in tokens[slice(*clause.speaker)]):
            return False  # the number of a paragraph
        if clause.speaker is None or clause.order == "noun":
            return True
        plain = not clause.lexeme.takes("evidence")
        return can_speak(tokens, clause.speaker, self.lexicon, plain=plain)

    def _orders_itself(self, tokens: Sequence[Token], clause: Clause) -> bool:
        """Whether the subject is an order, which does what it says (*the Order instructs …*)."""
        if clause.speaker is None:
            return False
        if clause.lexeme.lemma == "instruct" and tokens[clause.speaker[0]].lower == "it":
            return True
        return tokens[clause.speaker[1] - 1].lower in _COMMANDS

    def _quotable(self, clause: Clause, content: Sequence[Token]) -> bool:
        """Whether words in marks, no title and no definition, are the object of a cue."""
        if not is_plain(clause, content):
            return False
        lexeme = clause.lexeme
        if lexeme.takes("act") or not lexeme.takes("naming", "mixed", "clause", "that", "pronoun"):
            return False
        near = content if lexeme.takes("naming", "mixed") else content[:_NEAR]
        return any(
            token.quoted and not self.titled(token) and not self.defines(content, index)
            for index, token in enumerate(near)
        )

    def made_of(
        self, tokens: Sequence[Token], clause: Clause, content: Sequence[Token], rule: str
    ) -> Attribution:
        """The attribution of one run of tokens."""
        pieces: list[Span] = []
        stretches: list[int] = []
        self.add(content, pieces, stretches)
        ended = content[-1].quoted
        return self.made(tokens, clause, pieces, stretches, rule, is_open=ended)

    def _to_comma(self, content: list[Token]) -> list[Token]:
        """A clause in the middle of a sentence ends at a comma, inside marks or outside."""
        for index, token in enumerate(content):
            if index and token.text == "," and any(finite(t) for t in content[:index]):
                return content[:index]
            if token.quoted and last_character(self.text, token) == ",":
                return content[: index + 1]
        return content
