"""Gates for what is told as done, launched or signed, and for nouns of commitment."""

from __future__ import annotations

from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.nouns import announced_noun
from pipeline.components.commitments.patterns import Words
from pipeline.components.commitments.setting import (
    Setting,
    auxiliary,
    has_class,
    is_passive_form,
    near,
    object_of,
    verb_of,
)
from pipeline.components.commitments.view import View

_SHARED = frozenset({"shared", "unveiled", "outlined", "revealed", "set", "published", "detailed"})
_OWNED = frozenset({"'s", "’s", "has", "have", "had", "announced", "announces", "announce"})
_TODAY = frozenset({"today", "new", "yesterday", "newly", "morning", "week"})
_GIVEN = frozenset({"investment", "commitment", "contribution", "donation", "pledge"})
_CARRIERS = frozenset(
    """
    plan plans agreement signing commitment commitments intention intentions intent pledge launch
    establishment creation formation conclusion inking
    """.split()
)


def not_lasting(c: Candidate, s: Setting) -> bool:
    """What is signed is no deal, what is launched does not last, no money is named."""
    rule = c.rule.rule_id
    described = c.view.dep[c.cue[0]] == "amod" and c.deed.form != "VBD"
    if c.rule.kind == "performed" and described:
        before = c.view.lower[auxiliary(c.view, c.cue[0])]
        if before not in ("has", "have", "is", "are", "was", "were", "been"):
            return True  # "an approved project"
    if rule in ("sign.deal", "launch.body") and _talks_on_a_deal(c, s):
        return False
    if rule in ("sign.deal", "noun.signing"):
        return not has_class(c, "deal", words=s.words)
    if rule == "agree.on" and c.deed.form == "NN":
        return not has_class(c, "lasting", words=s.words)
    if rule == "launch.body" and leads_on(c):
        return True
    if rule in ("launch.body", "sign.deal") and not is_passive_form(c):
        head = object_of(c)
        if head is None or head > c.last:
            return True
    if rule in ("launch.body", "noun.launch"):
        announced = c.view.lemma[c.cue[0]] in ("announce", "unveil") and not is_passive_form(c)
        if announced and (s.amount or announced_noun(c.view, c.deed.head, s.words)):
            return False
        return not has_class(c, "lasting", words=s.words)
    if rule in ("pledge.amount", "pledge.award"):
        if c.subject.kind == "deal" and _sets_aside(c, s):
            return False
        if rule == "pledge.award" and (_after_award(c) & s.words["granted"] or _chosen(c, s.words)):
            return False
        if c.subject.kind in ("deal", "effect") or (
            c.subject.kind == "body"
            and verb_of(c) not in ("pledge", "commit", "allocate", "earmark", "set", "budget")
        ):
            return True
        return not s.amount
    if rule == "list.amount":
        return not (s.amount and s.own_text)
    if rule == "deal.sets" and verb_of(c) == "commit" and s.amount:
        return False  # "the fund commits £5 million to the clinic"
    if rule == "deal.sets":
        return c.subject.kind != "deal" or not s.own_text
    return False


def _talks_on_a_deal(c: Candidate, s: Setting) -> bool:
    """*concluded negotiations on a trade pact*, or opened them: the deal is the news."""
    view, head = c.view, object_of(c)
    if head is None or view.lemma[head] not in ("negotiation", "talk"):
        return False
    after = near(view, head + 1, head + 8)
    return after[:1] in (["on"], ["for"], ["of"]) and bool(s.words["deal"] & set(after))


def _sets_aside(c: Candidate, s: Setting) -> bool:
    """*The agreement dedicates €5 million to …*: what a deal, not a law, sets aside."""
    view = c.view
    law = {view.lower[c.subject.head], view.lemma[c.subject.head]} & s.words["instrument_name"]
    verbs = ("dedicate", "commit", "allocate", "earmark", "pledge")
    return s.own_text and s.amount and not law and verb_of(c) in verbs


def _chosen(c: Candidate, words: Words) -> bool:
    """*selected two firms to build the hall*: who is chosen, and what for."""
    view = c.view
    if verb_of(c) not in words["chosen"] or is_passive_form(c):
        return False
    if c.subject.kind not in ("actor", "self", "it", "body"):
        return False
    until = min(c.deed.head + 24, view.stop - 1)
    return any(
        view.lower[j] in ("to", "for") and view.is_base(j + 1)
        for j in range(c.deed.head + 2, until)
    )


def _after_award(c: Candidate) -> set[str]:
    """Nouns at the head of what is approved (*approved an initial purchase of …*)."""
    view, words = c.view, set()
    for j in range(c.deed.head + 1, min(c.deed.head + 6, view.stop)):
        if view.tag[j] == "IN":
            break
        words.add(view.lemma[j])
    return words


def leads_on(c: Candidate) -> bool:
    """Whether what is announced is a clause, or a noun that names a deed (*plans to open …*)."""
    view = c.view
    j, _ = view.skip_adverbs(c.deed.head + 1)
    if j < view.size and view.lower[j] in ("that", "it", "he", "she", "they"):
        return True
    for k in range(j, min(j + 6, view.stop - 1)):
        if view.lower[k] in _CARRIERS and view.lower[k + 1] in ("to", "of"):
            return True
        if view.lower[k] in _GIVEN and view.lower[k + 1] in ("by", "from"):
            return True
        if not view.is_nominal(k) and view.tag[k] not in ("DT", "JJ", "PRP$", "CD", "POS", "$"):
            return False
    return False


def done(c: Candidate, s: Setting) -> bool:
    """Past deeds that leave nothing to do."""
    if c.rule.kind != "performed":
        return False
    view = c.view
    perfect = view.lower[auxiliary(view, c.cue[0])] in ("has", "have", "had", "'ve", "’ve")
    if c.rule.rule_id == "pledge.award" and (_settled(c) if _chosen(c, s.words) else perfect):
        return True
    if c.rule.rule_id == "pledge.amount" and verb_of(c) in ("invest", "contribute", "provide"):
        return perfect or view.tag[c.cue[0]] in ("VBD", "VBN")
    past = view.lower[auxiliary(view, c.cue[0])] in ("was", "were")
    fresh = s.fresh or any(word in _TODAY for word in near(view, view.body, view.stop))
    if c.rule.rule_id == "launch.body" and (past and not fresh):
        return True
    recounted = c.subject.kind == "self" and not (fresh or s.joint or s.quoted or perfect)
    if c.rule.rule_id == "launch.body" and recounted:
        return True  # "we launched our roadmap": a speech tells what was done before
    if c.rule.rule_id == "launch.body" and perfect and "already" in near(view, c.first, c.cue[1]):
        return True
    if _in_relative(c) or s.long_ago:
        return True
    if c.rule.rule_id == "sign.deal" and not s.joint and not fresh and _decreed(c):
        return True  # "in April the President signed an order": an earlier one
    if c.deed.form == "VBN" and c.subject.head < 0:
        # "a new accord signed by …" is news, "the accords signed in May" a reminder
        opening = near(view, c.first, min(c.first + 2, c.cue[0]))
        if not any(word in ("a", "an", "new") for word in opening):
            return True
    around = near(view, c.cue[0] - 4, c.cue[1] + 1)
    if "had" in around or "when" in near(view, c.cue[0] - 8, c.cue[0]):
        return True
    told = " ".join(view.lower[view.body : c.last + 1])
    if " to date" in told or told.startswith(("to date", "so far", "since")):
        return True
    rest = " ".join(view.lower[c.first : c.last + 1])
    return any(
        mark in rest
        for mark in (
            " to date",
            " so far",
            " last year",
            " last month",
            " earlier this",
            " in 19",
            " in 200",
            " in 201",
            " since ",
        )
    )


def _decreed(c: Candidate) -> bool:
    """Whether what is signed is one person's own: an order, a proclamation, a bill."""
    after = near(c.view, c.deed.head + 1, c.deed.head + 8)
    return c.subject.kind in ("actor", "self") and bool(_DECREES & set(after))


_DECREES = frozenset({"order", "orders", "proclamation", "proclamations", "bill", "law", "act"})


def _settled(c: Candidate) -> bool:
    """Whether words tell that a deed in the perfect was done before (*has already, to date*)."""
    told = set(near(c.view, c.view.body, c.last))
    return bool(told & {"already", "previously", "since", "earlier", "ago", "date", "past", "last"})


def _above(view: View, noun: int) -> list[str]:
    """The verb whose object a noun is, however many adjectives stand between."""
    for _ in range(_STEPS):
        up = view.head[noun]
        if view.dep[noun] not in ("obj", "appos", "conj") or up == noun:
            return []
        if view.tag[up].startswith("VB"):
            return [view.lower[up]] if up < noun else []
        noun = up
    return []


_STEPS = 3


def _of_something(c: Candidate) -> bool:
    """Whether the noun only says what something else is part of (*part of its plan to*)."""
    view = c.view
    j = c.cue[0] - 1
    while j > view.body and (
        view.is_nominal(j) or view.tag[j] in ("DT", "JJ", "PRP$", "POS", "HYPH", "JJS", "VBN")
    ):
        j -= 1
    return j >= view.body and view.lower[j] in _ABOUT


def _at_something(c: Candidate) -> bool:
    """*at the launch of …*: only the occasion of something else."""
    view = c.view
    j = c.cue[0] - 1
    while j > view.body and view.tag[j] in ("DT", "JJ", "PRP$"):
        j -= 1
    brought = any(word.startswith(("culminat", "result")) for word in near(view, j - 3, j))
    return view.lower[j] in ("at", "since", "after", "during", "for", "in") and not brought


_ABOUT = frozenset({"of", "about", "on", "behind", "under", "despite"})


def _in_relative(c: Candidate) -> bool:
    """Whether the deed only describes a noun before it (*the fund it launched*)."""
    view, first = c.view, c.subject.first
    if view.dep[c.cue[0]] != "acl:relcl":
        return False
    return (
        first < 0
        or c.subject.kind == "relative"
        or (first > view.body and view.is_nominal(first - 1))
    )


def in_passing(c: Candidate, s: Setting) -> bool:
    """A noun of commitment that nobody makes, renews or announces here."""
    view, cue = c.view, c.cue[0]
    if c.rule.rule_id == "partner.with":
        return c.subject.kind == "self"  # "we have partnered with colleges to train 900 cooks"
    before = near(view, cue - 7, cue - 1)
    if before[-2:] == ["notice", "of"]:
        return False  # "a notice of intent to fund two yards"
    if c.rule.rule_id in ("noun.commitment", "noun.plan") and _of_something(c):
        return True
    if c.rule.kind == "nominal" and "no" in before[-2:]:
        return True
    if c.rule.rule_id == "noun.agreement" and s.words["call"] & set(near(view, cue - 12, cue)):
        return True
    if c.rule.rule_id == "noun.investment":
        return not any(word in s.words["news"] for word in (*before, *_above(view, cue)))
    if c.rule.rule_id == "noun.goal":
        owned = {"our", "its", "their", "'s", "’s"} & set(near(view, cue - 4, cue - 1))
        return not owned or verb_of(c) in s.words["weak_verb"] | s.words["recognise"]
    if c.rule.rule_id == "noun.commitment" and s.joint and cue == view.body:
        return False  # an item: "commitment to share what was learnt"
    if c.rule.rule_id == "noun.commitment":
        return s.words["made"].isdisjoint(before)
    if (
        c.rule.rule_id == "noun.launch"
        and view.lower[view.body] == "with" == view.lower[c.first - 1]
    ):
        return True  # "with the launch of your office, you will …"
    if c.rule.rule_id in ("noun.signing", "noun.launch") and "earlier" in view.lower[cue:]:
        return True
    if c.rule.rule_id in ("noun.signing", "noun.launch"):
        if _at_something(c):
            return True
        if not s.words["passing"].isdisjoint(before):
            return True
        around = [*before, *near(view, cue, cue + 5)]
        by = [j for j in range(cue, c.last) if view.lower[j] == "by"]
        if c.rule.rule_id == "noun.signing" and any(view.tag[j + 1] == "NNP" for j in by):
            return False
        return s.words["news"].isdisjoint(around)
    if c.rule.kind == "nominal" and not s.words["passing"].isdisjoint(before):
        return True
    if c.rule.rule_id == "noun.plan" and view.tag[cue] == "NNP":
        return True  # part of a name
    if c.rule.rule_id == "noun.announcement":
        if {"from", "since", "after"} & set(near(view, cue - 3, cue - 1)):
            return True
        return not any(word in _OWNED for word in before)
    if c.deed.form == "NN" and c.rule.rule_id == "promise.determined":
        return "remain" in before or "remains" in before or "remained" in before
    if c.rule.rule_id in ("noun.plan", "noun.agreement"):
        kinds = s.words["made"] | _SHARED | _OWNED
        return not any(word in kinds for word in (*before, *_above(view, cue)))
    return False
