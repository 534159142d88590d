"""How firm, which way, how far: strength, polarity, status, condition, testability."""

from __future__ import annotations

import re

from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.patterns import Words
from pipeline.components.commitments.setting import object_of
from pipeline.components.commitments.view import View
from pipeline.model import Party, Polarity, Status, Strength

_ORDER: tuple[Strength, ...] = ("binding", "pledged", "intended", "exploratory", "aspirational")
_NEGATIVE = frozenset({"refrain", "abstain", "desist", "avoid"})
_CONDITION = re.compile(
    r"\b(?:subject to (?!(?:a|an|the|tariff|duty|duties)\b)|if\b|unless\b|contingent (?:on|upon)|"
    r"where(?:ver)? (?:possible|appropriate|feasible|necessary|applicable|relevant|needed)|"
    r"as (?:appropriate|needed|necessary|required|applicable)|"
    r"when (?:needed|necessary|appropriate)|"
    r"provided that|pending\b|depending on|on condition|conditional (?:on|upon)|"
    r"if and when|to the extent (?:possible|permitted)|within (?:available|the limits)|"
    r"within the framework of applicable|unless otherwise)",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"\b(?:subject to|in accordance with) (?:the )?(?:availability|applicable|approval|appropriat|"
    r"review|relevant|national|domestic|final|regulatory|shareholder|customary|negotiat|parliament)",
    re.I,
)
_NUMBER = re.compile(
    r"\b\d[\d,.]*(?!\w)|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?)\b"
)
_CHECKABLE = frozenset(
    """
    establish launch publish sign open host co-host create convene hold introduce build award fund
    invest appoint ratify submit conclude eliminate remove abolish lift install hire train buy
    acquire deploy hold pilot set-up complete
    """.split()
)


def strength(c: Candidate, base: Strength, words: Words, *, binds: bool) -> Strength:
    """The weakest word that governs the deed.

    Args:
        c: the candidate.
        base: of its cue, or of the stem's.
        words: word classes.
        binds: whether the text is an instrument that binds; *shall* elsewhere is a pledge.
    """
    view = c.view
    grades: list[Strength] = [base]
    if base == "binding" and not binds:
        grades = ["pledged"]
    for token in (*c.deed.governors, c.deed.head):
        lemma = view.lemma[token]
        if token != c.deed.head and lemma in words["seek"]:
            grades.append("intended")
        if token != c.deed.head and lemma in ("hope", "wish"):
            grades.append("aspirational")
        if lemma in words["explore"]:
            grades.append("exploratory")
        if lemma in ("look", "seek", "identify", "engage") and _explores(view, token, words):
            grades.append("exploratory")
    if c.rule.rule_id == "modal.would" and base == "pledged":
        grades.append("pledged")
    return max(grades, key=_ORDER.index)


def _explores(view: View, token: int, words: Words) -> bool:
    """*seek ways to*, *look into*, *identify opportunities for*, *engage in discussions*."""
    lemma = view.lemma[token]
    after = view.lower[token + 1 : token + 5]
    if lemma == "look":
        return after[:1] in (["into"], ["at"])
    if lemma == "engage":
        return "discussions" in after
    if lemma == "identify":
        return after[:1] in (["opportunities"], ["ways"])
    return any(word in words["explore_object"] for word in after)


def polarity(c: Candidate) -> Polarity:
    """Negative where it is a promise not to."""
    view = c.view
    if c.deed.negative or view.lemma[c.deed.head] in _NEGATIVE:
        return "negative"
    between = view.lower[c.cue[0] : c.deed.head]
    if c.rank == 0 and any(word in ("not", "n't", "n’t", "never") for word in between):
        return "negative"
    if "no" in between and "longer" in between:
        return "negative"
    after = view.lower[c.deed.head : c.deed.head + 3]
    return "negative" if after[:1] == ["be"] and "no" in after and "longer" in after else "positive"


def status(
    c: Candidate,
    parties: tuple[Party, ...],
    words: Words,
    *,
    joint: bool,
    instrument: str | None,
    own: str | None,
    deal: frozenset[str],
    states: int,
) -> Status:
    """Whether it is agreed, announced or being done.

    Args:
        c: the candidate.
        parties: its committers.
        words: word classes.
        joint: whether the text is a joint or signed one.
        instrument: what kind of text it is, when known.
        own: actor id of the publisher.
        deal: actor ids of the parties of the document.
        states: how many of the committers are states or unions of states; 0 where the
            text speaks for none or one of them.
    """
    under_way = c.rule.status == "in_progress" or c.rule.kind == "progressive"
    if under_way and not _is_news(c, states):
        return "in_progress"
    if states > 1:
        return "agreed"  # what states undertake together, they agreed first
    if c.rule.rule_id == "agree.to" or _makes_deal(c, len(parties)):
        return "agreed"
    if (
        c.rule.status is not None
        and not under_way
        and (len(parties) > 1 or c.rule.status != "agreed" or joint)
    ):
        return c.rule.status
    if joint:
        return "agreed" if len(parties) > 1 or not parties else "announced"
    content = c.subject.kind == "deal" or c.rule.rule_id in _AGREED or _under_deal(c, words)
    # "a pledge from three firms to …", of which somebody else tells
    given = c.rule.rule_id == "noun.commitment" and "from" in c.view.lower[c.cue[0] : c.deed.head]
    if len(parties) > 1 and content and not given:
        return "agreed"
    shared = {party.actor_id for party in parties}
    if (
        instrument == "fact_sheet"
        and shared
        and shared <= deal
        and (len(shared) > 1 or own not in shared)
    ):
        theirs = c.subject.kind in ("actor", "self") or c.rule.kind == "list"
        return "agreed" if theirs and own else "announced"
    return "announced"


_TOLD = frozenset({"announce", "unveil"})


def _is_news(c: Candidate, states: int) -> bool:
    """*is announcing, are signing*: told as news, and done with that."""
    lemma = c.view.lemma[c.deed.head]
    return lemma in _TOLD or lemma == "sign" or (lemma == "launch" and states > 1)


def _makes_deal(c: Candidate, parties: int) -> bool:
    """*announced a contract with the yard*; *the two firms established a partnership*."""
    signed = c.rule.rule_id == "sign.deal"
    if not signed and c.rule.rule_id != "launch.body" and c.view.lemma[c.deed.head] not in _TOLD:
        return False
    made = object_of(c)
    noun = c.view.lemma[made] if made is not None else ""
    after = c.view.lower[made + 1 : made + 2] if made is not None else []
    if noun in _BARGAINS or (signed and noun in _SIGNED):
        return noun != "memorandum" or after == ["of"]  # none that a president issues
    return parties > 1 and noun in _TOGETHER


_SIGNED = frozenset({"memorandum", "mou", "mous", "moc", "moa", "declaration", "letter"})
_BARGAINS = frozenset({"agreement", "deal", "contract", "accord", "pact", "treaty"})
_TOGETHER = frozenset({"partnership", "alliance", "collaboration", "cooperation", "venture"})
_AGREED = frozenset(
    {"noun.commitment", "noun.agreement", "list.signed", "list.areas", "areas.include"}
)


def _under_deal(c: Candidate, words: Words) -> bool:
    """*… will be strengthened under the memorandum*."""
    view = c.view
    return any(
        view.lower[j] == "under"
        and any(view.lower[k] in words["deal"] for k in range(j + 1, min(j + 6, view.size)))
        for j in range(min(c.last + 6, view.size - 2))
    )


def conditional(text: str) -> bool:
    """Whether a condition hedges the span's ``text``."""
    return (_CONDITION.search(text) is not None and not _tariff(text)) or bool(_LAW.search(text))


def _tariff(text: str) -> bool:
    return bool(re.search(r"be (?:no longer )?subject to", text))


def testable(text: str, deed: str, *, amounts: int, deadlines: int) -> bool:
    """Whether it has something that one could check: amount, date, count or deliverable."""
    return bool(amounts or deadlines or _NUMBER.search(text) or deed in _CHECKABLE)
