"""What was said, over a whole text: paragraphs, transcripts, blocks, and what runs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.components.quotes.blocks import BLOCKS, block_end, speaks_alone
from pipeline.components.quotes.cues import clauses
from pipeline.components.quotes.dialogue import Turn, headline, turns
from pipeline.components.quotes.frames import Frame, Paragraph
from pipeline.components.quotes.matrix import sentence_subject
from pipeline.components.quotes.pieces import Attribution, trimmed
from pipeline.components.quotes.speech import SentenceReader
from pipeline.components.quotes.verbless import owner_of_words

_LONG = 8
_GAP = 20


@dataclass(frozen=True, slots=True)
class Reader(SentenceReader):
    """Reads the quotes of a text."""

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
        within = 0
        for index, (part, frames) in enumerate(zip(parts, framed, strict=True)):
            if index in spoken:
                lead = None
                continue
            if index < within:
                continue
            title = headline(self.text, part)
            if title is not None:
                found.append(self._turn(title, "quote.headline"))
                continue
            if lead is not None and not lead.pieces and self._opens_block(part, frames, lead):
                within = block_end(self.text, parts, index, own=lead.cue is None)
                lead.pieces.extend((p.start, p.end) for p in parts[index:within])
                lead.rule = "quote.block"
                found.append(lead)
                lead = None
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
        here: list[Attribution] = []
        carried = False
        for frame in joined:
            attributions = self.attributions(frame)
            if attributions:
                here.extend(attributions)
            elif self._alone(frame):
                target = here[-1] if here else lead
                if target is not None and target.open:
                    carried = carried or target is lead
                    self.add(frame.tokens, target.pieces, target.stretches)
        if carried and lead is not None and not any(lead is a for a in found):
            found.append(lead)
        found.extend(a for a in here if a.pieces)
        return lead if carried and not here else self._lead_in(joined[-1], here)

    def _opens_block(self, part: Paragraph, frames: Sequence[Frame], lead: Attribution) -> bool:
        """Whether a paragraph without marks is what *Ann Lee said:* leads up to."""
        if not frames or self.text[part.start] in "“\"'‘„«":
            return False
        if lead.cue is None:
            before = self.text[max(0, part.start - _GAP) : part.start].rstrip()[-1:]
            return before == "," and part.kind in BLOCKS and speaks_alone(self.text, part)
        if part.kind == "block_quote":
            return True
        after = self.text[lead.cue[1] : part.start].strip()
        if part.kind != "paragraph" or after not in (":", ","):
            return False
        long = len(frames[0].tokens) + len(frames[-1].tokens) >= _LONG
        return long and (after == ":" or self.text[part.start].isupper())

    def _turn(self, turn: Turn, rule: str) -> Attribution:
        inside = [index for start, end in turn.pieces for index in self.between(start, end)]
        return Attribution(list(turn.pieces), inside, rule, turn.colon, turn.label)

    def _rejoin(self, part: Sequence[Frame]) -> list[Frame]:
        """Join an attribution to the question or exclamation that it was cut off from."""
        joined: list[Frame] = []
        for frame in part:
            if joined and self._belongs(joined[-1], frame):
                before = joined[-1]
                marked = (*before.marked, *frame.marked)
                joined[-1] = Frame(self.text, before.start, frame.end, marked)
            else:
                joined.append(frame)
        return joined

    def _belongs(self, before: Frame, frame: Frame) -> bool:
        if not before.marked or not before.tokens[-1].quoted:
            return False
        first = frame.tokens[0]
        if first.quoted:
            return False
        if first.text[0].islower() or first.text in ",—–―":
            return True
        head = frame.tokens[:14]
        for clause in clauses(head, self.lexicon):
            if not clause.lexeme.takes("quote") or clause.order not in ("subject", "verb"):
                return False
            if clause.start > 1:
                return False
            return self.says_nothing(frame.tokens, clause)
        return False

    def _alone(self, frame: Frame) -> bool:
        """Whether a frame holds words in marks and little else."""
        if not frame.marked or not frame.tokens[0].quoted:
            return False
        first = frame.tokens[0]
        rest = [t for t in frame.tokens[1:] if t.word]
        words = self.text[first.start : first.end].count(" ")
        return not rest or (words >= _LONG and len(rest) < words)

    def _lead_in(self, frame: Frame, here: Sequence[Attribution]) -> Attribution | None:
        """The attribution that the next paragraph may fill (*Ann Lee said:*)."""
        if frame.ending not in ":,":
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
                target.pieces.append(trimmed(self.text, stretch.start, stretch.end))
                target.stretches.append(index)
        target.pieces.sort()


def _outermost(found: Sequence[Attribution]) -> list[Attribution]:
    """Leave out what is said inside something that another says, unless in marks of its own.

    *She said that he hoped it would pass* is one statement of hers.
    """
    said = sorted((start, end, index) for index, a in enumerate(found) for start, end in a.pieces)
    kept: list[Attribution] = []
    reach: list[tuple[int, int]] = []
    at = 0
    order = sorted(range(len(found)), key=lambda i: found[i].cue or found[i].pieces[0])
    inner: set[int] = set()
    for index in order:
        cue = found[index].cue
        if cue is None:
            continue
        while at < len(said) and said[at][0] <= cue[0]:
            reach.append((said[at][1], said[at][2]))
            at += 1
        reach = [(end, owner) for end, owner in reach if end > cue[0]]
        if found[index].rule == "quote.before":  # the nearer source of words in marks counts
            outer = (owner for _, owner in reach if found[owner].rule == "quote.according")
            inner.update(owner for owner in outer if owner != index)
            continue
        if any(end >= cue[1] and owner != index for end, owner in reach):
            inner.add(index)
    kept.extend(a for index, a in enumerate(found) if index not in inner)
    return kept
