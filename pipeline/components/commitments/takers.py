"""Gates that ask who or what the subject is, and what such a subject can undertake."""

from __future__ import annotations

from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.setting import Setting, agent, near, verb_of

_OBJECT = frozenset({"PRP$", "DT", "NN", "NNS", "JJ"})
_COMES = frozenset({"recovery", "difference", "sense", "history", "debut"})
_GAINS = frozenset({"jobs", "opportunities", "growth", "value"})
_EASIER = frozenset({"more", "easier", "less", "cheaper", "safer", "faster", "possible"})
_WHOEVER = frozenset({"any", "anyone", "whoever", "those"})
_SAID_WITHIN = 9  # tokens between who says something and what, in the news


def stative(c: Candidate, s: Setting) -> bool:
    """States and changes that nobody brings about."""
    if c.deed.passive or c.deed.form == "NN":
        return False
    verb = verb_of(c)
    view, head = c.view, c.deed.head
    if c.rule.rule_id == "direct.to":
        return False
    if verb == "make" and set(near(view, c.deed.head + 1, c.deed.head + 4)) & _COMES:
        return True
    somebody = c.subject.kind in ("actor", "self", "none") or c.rule.rule_id == "promise.to"
    if verb in s.words["attained"] and somebody and _meant(c, s):
        return False
    if granted(c, s) or (verb == "find" and s.words["explore_object"] & set(after_deed(c))):
        return False
    if verb == "be":
        j, _ = view.skip_adverbs(head + 1)
        told = j < view.size and view.lower[j] == "subject"
        return not told and not (s.own_text and j < view.size and view.lower[j] in s.words["ready"])
    if verb == "take" and head + 1 < view.size and view.lower[head + 1] in ("place", "time"):
        return view.lower[head + 1] == "time"
    if verb == "require" and (c.subject.kind in ("actor", "self") or said(c, s)):
        return False
    if verb in s.words["intransitive"]:
        after = view.tag[head + 1] if head + 1 < view.stop else ""
        return after not in ("DT", "JJ", "NN", "NNS", "PRP$", "NNP", "CD", "JJR")
    return verb in s.words["stative"]


def _meant(c: Candidate, s: Setting) -> bool:
    """Whether somebody means to do it, rather than will merely come to it (*pledges to become*)."""
    if c.rule.family in ("promise", "agree", "intend", "noun"):
        return True
    governors = {c.view.lemma[g] for g in c.deed.governors}
    return bool(governors - {"continue", "begin", "start", "come", "expect"})


def granted(c: Candidate, s: Setting) -> bool:
    """Money that goes to somebody: *the college will receive £2 million*, *£5 million goes to*."""
    if not (s.own_text and s.amount):
        return False
    if verb_of(c) == "go":
        return after_deed(c)[:1] in (["to"], ["toward"], ["towards"])
    return verb_of(c) == "receive"


def effect(c: Candidate, s: Setting) -> bool:
    """What a deed, a sum or a thing that is pointed at brings about."""
    if c.rule.deeds == ("self",) and c.rule.kind == "verb":
        return False
    if c.subject.kind == "pointer":
        return True
    if c.subject.kind != "effect" or granted(c, s) or _somebody(c):
        return False
    if c.deed.passive or verb_of(c) == "be":
        steps = verb_of(c) == "take" and c.view.lemma[c.subject.head] in (
            "action",
            "step",
            "measure",
        )
        return verb_of(c) not in s.words["setup"] and verb_of(c) != "be" and not steps
    return True


def deal_effect(c: Candidate, s: Setting) -> bool:
    """What a deal, law or order brings about, as against what it sets up or binds to."""
    if c.subject.kind != "deal" or c.deed.passive or c.rule.kind == "nominal":
        return False
    if c.rule.rule_id == "deal.sets" or c.rule.family in (
        "promise",
        "intend",
        "agree",
        "direct",
    ):
        return not s.own_text and c.rule.family == "intend"
    return verb_of(c) in s.words["effect_verb"] or c.rule.kind == "progressive"


def body_effect(c: Candidate, s: Setting) -> bool:
    """What a body brings about by being there, as against what it does."""
    if c.subject.kind not in ("body", "it") or c.deed.passive or granted(c, s):
        return False
    if c.subject.kind == "it" and said(c, s):
        return False  # "the firm announced it will build …"
    if verb_of(c) == "continue" and c.view.tag[min(c.deed.head + 1, c.view.size - 1)] in _OBJECT:
        return False
    verbs = s.words["effect_verb"]
    if c.subject.kind == "body":
        verbs = s.words["weak_verb"]
        if c.view.lower[c.subject.head] in s.words["undertaking"]:  # not a council, a lab
            verbs = verbs | s.words["effect_of_body"]
    if c.subject.kind == "body" and verb_of(c) == "create":
        return bool(_GAINS & set(near(c.view, c.deed.head + 1, c.deed.head + 7)))
    if c.subject.kind == "body" and verb_of(c) in ("make", "lead"):
        after = c.view.lower[min(c.deed.head + 1, c.view.size - 1)]
        if verb_of(c) == "make" and _EASIER & set(near(c.view, c.deed.head + 1, c.deed.head + 8)):
            return True  # "the grants will make such homes more common"
        return after in ("it", "sure", "them", "us", "to", "up")
    doing = c.view.lower[c.cue[1]] in s.words["progressive"]
    under_way = c.rule.kind == "progressive" and not (s.own_text and (s.amount or doing))
    if verb_of(c) == "deliver" and after_deed(c)[:1] == ["on"]:
        return True
    return verb_of(c) in verbs or under_way


def unknown(c: Candidate, s: Setting) -> bool:
    """A subject that nobody knows as somebody who can undertake."""
    if c.rule.rule_id == "modal.be_to" and c.subject.head >= 0 and not c.deed.passive:
        forms = {c.view.lower[c.subject.head], c.view.lemma[c.subject.head]}
        own = s.own_text and c.view.lower[c.subject.first] == "our"
        if forms & s.words["aims"] and not (own and verb_of(c) in s.words["agentive"]):
            return True  # "the aim is to reduce waste"
        if own and forms & s.words["aims"]:
            return False
    if c.subject.head >= 0 and c.view.lower[c.subject.first] in _WHOEVER:
        return True
    if c.subject.kind != "other" or c.deed.passive or c.rule.kind == "nominal":
        return False
    been = c.view.lower[max(c.cue[0] - 2, 0) : c.cue[0]] in (["has", "been"], ["have", "been"])
    if c.rule.rule_id == "pledge.amount" and been:
        return False  # "£5 million has been set aside"
    if _somebody(c) or any(c.view.lemma[g] in s.words["seek"] for g in c.deed.governors):
        return False  # only somebody can seek or aim
    told = s.own_text or notified(c) or _of_a_project(c, s)
    if granted(c, s) or (told and c.rule.kind == "verb" and _starts(c, s)):
        return False
    if s.own_text and c.rule.rule_id in ("modal.will", "modal.shall", "intend.to"):
        return verb_of(c) not in s.words["agentive"] | {"be"}
    return verb_of(c) != "be"


def _somebody(c: Candidate) -> bool:
    """Whether the cue is a verb that only somebody can be the subject of (*pledged to*)."""
    if c.rule.family in ("promise", "agree", "partner") or c.rule.rule_id == "intend.target":
        return True
    verb = c.view.lemma[c.cue[0]]
    return c.rule.rule_id == "intend.to" and verb in ("intend", "plan", "propose", "volunteer")


def _starts(c: Candidate, s: Setting) -> bool:
    """Something that starts or is held, which somebody must see to (*the service will launch*)."""
    verb = verb_of(c)
    if verb == "take":
        return after_deed(c)[:1] == ["place"]
    after = c.deed.head + 1
    if {"if", "unless", "once"} & set(near(c.view, c.view.body, c.view.stop)):
        return False  # "if the strike goes on, the ports will close"
    bare = after >= c.view.size or c.view.tag[after] in ("IN", ".", "CC", ",", "RB", "NNP", "CD")
    bare = bare or c.view.lower[after] in ("next", "this", "early", "late", "later")
    return verb in s.words["starts"] and bare and c.rule.family != "hope"


def _of_a_project(c: Candidate, s: Setting) -> bool:
    """*construction will begin, the plant is due to open*: somebody's project, in the news."""
    if c.subject.head < 0 or c.rule.rule_id not in ("modal.will", "modal.be_to", "intend.set"):
        return False
    return bool({c.view.lower[c.subject.head], c.view.lemma[c.subject.head]} & s.words["project"])


def notified(c: Candidate) -> bool:
    """*staff were told that the office will close*: those who tell them see to it."""
    view, first = c.view, c.subject.first
    return any(
        view.lower[j] in ("told", "informed", "notified") and view.lower[j + 1] == "that"
        for j in range(view.body, first - 1)
    )


def would(c: Candidate, s: Setting) -> bool:
    """*would* outside a report of what its subject said or what is agreed."""
    if c.rule.rule_id != "modal.would":
        return False
    if said(c, s) and (c.subject.kind in ("self", "it") or not s.own_text):
        return verb_of(c) in s.words["weak_verb"]  # "the bank said it would open …"
    if c.deed.passive:
        return verb_of(c) not in s.words["setup"]
    agreed = s.own_text and c.subject.kind in ("actor", "self")
    return not agreed or verb_of(c) not in s.words["setup"]


def said(c: Candidate, s: Setting) -> bool:
    """Whether somebody says so before it (*the firm announced it will build*).

    A pronoun then stands for whoever says it; so mostly does a name in the news.
    """
    view, first = c.view, c.subject.first
    near_by = 6 if s.own_text else _SAID_WITHIN
    if any(word in s.words["saying"] for word in near(view, first - near_by, first - 1)):
        return True
    after = near(view, c.last + 1, c.last + 8)
    return c.subject.kind == "actor" and not s.own_text and "said" in after


def relative(c: Candidate, s: Setting) -> bool:
    """*which will …*, save of a body that the text sets up; and *the steps we are taking*."""
    if c.subject.kind == "relative":
        by = c.deed.passive and c.rule.kind != "progressive" and verb_of(c) != "join"
        by = by and agent(c.view, c.deed.head) is not None
        return not by and not _task_of_body(c, s)
    view, first = c.view, c.subject.first
    if first > view.body + 1 and view.lower[first - 1] == "where" and not c.subject.elided:
        return view.lower[first - 2] != ","  # "towns where the ministry is building roads"
    if c.subject.elided or first <= view.body or c.rule.kind not in ("verb", "progressive"):
        return False
    verb = c.deed.governors[0] if c.deed.governors else c.deed.head
    if c.rule.kind == "progressive" and c.last == c.deed.head and view.lower[first - 1] == "that":
        return True  # "a measure that the task force is drafting"
    bare = view.tag[first - 1] in ("NN", "NNS")
    return bare and view.dep[verb] == "acl:relcl" and view.head[verb] < first


def _task_of_body(c: Candidate, s: Setting) -> bool:
    """*a council, which will review …*: what a body will do, told after its name."""
    view, head = c.view, c.subject.head
    if not s.own_text or c.rule.rule_id != "modal.will" or view.lower[head] != "which":
        return False
    if c.deed.passive or verb_of(c) in s.words["effect_verb"] | s.words["stative"]:
        return False
    verb = c.deed.governors[0] if c.deed.governors else c.deed.head
    noun = view.head[verb]
    if view.dep[verb] != "acl:relcl" or noun >= head or view.lower[head - 1] != ",":
        return False
    return bool({view.lower[noun], view.lemma[noun]} & s.words["body"])


def after_deed(c: Candidate) -> list[str]:
    """The words right after the deed."""
    return near(c.view, c.deed.head + 1, c.deed.head + 3)
