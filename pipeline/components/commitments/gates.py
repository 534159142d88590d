"""Gates: each has a name, looks at one candidate, and says whether it must be turned down."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.components.commitments.deeds import action
from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.news import done, in_passing, leads_on, not_lasting
from pipeline.components.commitments.setting import (
    Setting,
    agent,
    auxiliary,
    near,
    object_of,
    verb_of,
)

_CONDITIONS = frozenset({"if", "whether", "unless", "until", "once", "before", "after", "when"})
_MARKS = _CONDITIONS | {"so", "lest"}
_SAYING = frozenset({"announced", "said", "confirmed", "says", "announces", "stated", "pledged"})
_PARTY = frozenset({"party", "parties", "participant", "participants", "signatories"})
_TALKS = 4  # tokens after which talks that go on say what they are for
_OTHER_MODALS = frozenset({"can", "could", "may", "might", "should", "would", "to"})

Gate = Callable[[Candidate, Setting], bool]


def reason(candidate: Candidate, setting: Setting) -> str | None:
    """Name of the first gate that turns the candidate down; None when it passes them all."""
    for name, gate in _gates():
        if gate(candidate, setting):
            return name
    return None


def gate_names() -> tuple[str, ...]:
    """Names of all gates, in the order in which they are asked."""
    return tuple(name for name, _ in _gates())


def _gates() -> Iterator[tuple[str, Gate]]:
    yield "question", lambda c, s: s.question
    yield "prediction", _prediction
    yield "hypothetical", _hypothetical
    yield "purpose", _purpose
    yield "relative_clause", _relative
    yield "procedural", _procedural
    yield "stative", _stative
    yield "forecast_modal", _forecast_modal
    yield "reported_would", _would
    yield "no_subject", _no_subject
    yield "effect", _effect
    yield "deal_effect", _deal_effect
    yield "body_effect", _body_effect
    yield "unknown_subject", _unknown
    yield "passive_of_others", _passive
    yield "third_party_call", _call
    yield "not_lasting", not_lasting
    yield "done_deed", done
    yield "in_passing", in_passing
    yield "not_a_deed", _not_a_deed
    yield "not_finite", _not_finite
    yield "courtesy", _courtesy
    yield "diary", _diary
    yield "recognition", lambda c, s: action(c.view, c.deed.head) in s.words["recognise"]


def _courtesy(c: Candidate, s: Setting) -> bool:
    """*I look forward to …* outside a text of the parties."""
    head = c.view.lower[c.subject.head] if c.subject.head >= 0 else ""
    return c.rule.rule_id == "hope.forward" and not s.joint and head not in _PARTY


def _not_finite(c: Candidate, s: Setting) -> bool:
    """A participle that only describes its noun, or a verb that shares another modal."""
    if c.rule.kind != "verb" or c.rule.family == "modal" or c.rank:
        return False
    view = c.view
    verb = next((j for j in range(c.cue[0], c.cue[1] + 1) if view.tag[j].startswith("VB")), None)
    if verb is None or verb < view.body:
        return False
    before = view.lower[auxiliary(view, verb)]
    if view.tag[verb] == "VBN" and view.dep[verb].startswith("acl"):
        return before not in ("has", "have", "is", "are", "been")
    if view.lower[verb] == "intended" and c.rule.rule_id == "intend.to":
        return True  # "the law was intended to …"
    if c.rule.family in ("intend", "hope"):
        if view.tag[verb] == "VBN" and before in ("has", "have", "had"):
            return True
        if view.tag[verb] == "VBG" and before not in ("is", "are", "am", "be", "'re", "’re"):
            return view.lower[max(c.first - 1, 0)] != "with"
    if view.tag[verb] == "VB" and view.dep[verb] == "conj":
        first = view.chain(verb)
        return any(view.lower[k] in _OTHER_MODALS for k in view.children(first))
    return False


def _prediction(c: Candidate, s: Setting) -> bool:
    between = near(c.view, c.cue[1], c.deed.head)
    if c.subject.first > 1 and c.view.lower[c.subject.first - 1] == "that":
        between += near(c.view, c.subject.first - 2, c.subject.first - 2)
    return any(word in s.words["likely"] for word in between) or c.deed.perfect


def _hypothetical(c: Candidate, s: Setting) -> bool:
    """In an *if*, *whether*, *until* clause of its own."""
    view = c.view
    start = c.subject.first if c.subject.head >= 0 and not c.subject.elided else c.cue[0]
    j = start - 1
    while j >= 0 and view.is_adverb(j):
        j -= 1
    return j >= 0 and view.lower[j] in _CONDITIONS and c.rule.kind != "nominal"


def _purpose(c: Candidate, s: Setting) -> bool:
    view = c.view
    j = (c.subject.first if c.subject.head >= 0 else c.cue[0]) - 1
    if j < 1 or c.subject.elided:
        return False
    return (
        view.lower[j] == "that" and view.lower[j - 1] in ("so", "ensure", "ensuring", "order")
    ) or (view.lower[j] == "so" and view.lower[j - 1] == ",")


def _relative(c: Candidate, s: Setting) -> bool:
    return c.subject.kind == "relative" and not (c.deed.passive and agent(c.view, c.deed.head))


def _procedural(c: Candidate, s: Setting) -> bool:
    verb = verb_of(c)
    if c.subject.kind == "deal":
        if verb in s.words["procedural"]:
            return True
        if c.deed.passive and verb in (
            "amend",
            "terminate",
            "modify",
            "extend",
            "sign",
            "interpret",
        ):
            return True
    if c.rule.rule_id == "intend.passive":
        return c.subject.kind == "deal" or (
            c.subject.head >= 0 and c.view.lower[c.subject.first] in ("nothing", "no")
        )
    if verb in ("modify", "discontinue", "amend", "terminate", "denounce", "withdraw"):
        head = object_of(c)
        after = set(near(c.view, c.deed.head, c.deed.head + 4))
        if head is not None and (after & s.words["deal"] or after & {"this", "it"}):
            return True
    nothing = c.subject.head >= 0 and c.view.lower[c.subject.first] in ("nothing", "none", "no")
    return nothing or verb in ("constitute", "expire", "lapse", "terminate", "prejudice")


def _stative(c: Candidate, s: Setting) -> bool:
    if c.deed.passive or c.deed.form == "NN":
        return False
    verb = verb_of(c)
    view, head = c.view, c.deed.head
    if verb == "be":
        j, _ = view.skip_adverbs(head + 1)
        return not (j < view.size and view.lower[j] == "subject")
    if verb == "take" and head + 1 < view.size and view.lower[head + 1] == "place":
        return False
    if verb in s.words["intransitive"]:
        after = view.tag[head + 1] if head + 1 < view.stop else ""
        return after not in ("DT", "JJ", "NN", "NNS", "PRP$", "NNP", "CD", "JJR")
    return verb in s.words["stative"]


def _forecast_modal(c: Candidate, s: Setting) -> bool:
    """*may, could, might, can*: only a party's own may be weak undertakings."""
    if c.rule.rule_id != "modal.may":
        return False
    if c.view.lower[c.cue[0]] in ("can", "might"):
        return True
    head = c.view.lower[c.subject.head] if c.subject.head >= 0 else ""
    return not (head in _PARTY or (s.joint and head in s.words["party_word"]))


def _would(c: Candidate, s: Setting) -> bool:
    if c.rule.rule_id != "modal.would":
        return False
    if c.subject.kind not in ("actor", "self", "other", "body") and not c.deed.passive:
        return True
    return verb_of(c) not in s.words["setup"] or not (s.own_text or c.deed.passive)


def _no_subject(c: Candidate, s: Setting) -> bool:
    if c.subject.head >= 0 or c.rule.kind in ("nominal", "list"):
        return False
    if c.rule.deeds in (("self",), ("items",)):
        return False
    if c.rule.kind == "performed" and c.deed.form == "VBN":
        return False
    return c.deed.head >= c.view.body and c.cue[0] >= c.view.body and c.rank == 0


def _effect(c: Candidate, s: Setting) -> bool:
    if c.rule.deeds == ("self",) and c.rule.kind == "verb":
        return False
    if c.subject.kind == "pointer":
        return True
    if c.subject.kind != "effect":
        return False
    if c.deed.passive or verb_of(c) == "be":
        return verb_of(c) not in s.words["setup"] and verb_of(c) != "be"
    return True


def _deal_effect(c: Candidate, s: Setting) -> bool:
    if c.subject.kind != "deal" or c.deed.passive or c.rule.kind == "nominal":
        return False
    if c.rule.rule_id == "deal.sets" or c.rule.family in ("promise", "intend", "agree"):
        return not s.own_text and c.rule.family == "intend"
    return verb_of(c) in s.words["effect_verb"] or c.rule.kind == "progressive"


def _body_effect(c: Candidate, s: Setting) -> bool:
    if c.subject.kind not in ("body", "it") or c.deed.passive:
        return False
    if c.subject.kind == "it" and any(
        word in _SAYING for word in near(c.view, c.subject.first - 3, c.subject.first - 1)
    ):
        return False  # "the firm announced it will build …"
    verbs = s.words["effect_verb"] if c.subject.kind == "it" else s.words["weak_verb"]
    if c.subject.kind == "body" and verb_of(c) in ("make", "lead"):
        after = c.view.lower[min(c.deed.head + 1, c.view.size - 1)]
        return after in ("it", "sure", "them", "us", "to", "up")
    return verb_of(c) in verbs or c.rule.kind == "progressive"


def _unknown(c: Candidate, s: Setting) -> bool:
    if c.subject.kind != "other" or c.deed.passive or c.rule.kind == "nominal":
        return False
    if any(c.view.lemma[g] in s.words["seek"] for g in c.deed.governors):
        return False  # only somebody can seek or aim
    return verb_of(c) != "be"


def _passive(c: Candidate, s: Setting) -> bool:
    """A passive without an agent in a text that is not the committers' own."""
    if not c.deed.passive or c.rule.kind == "nominal":
        return False
    by = agent(c.view, c.deed.head)
    if by is not None:
        names = {c.view.lower[by], c.view.lemma[by]}
        named = c.view.tag[by] in ("NNP", "NNPS", "PRP") or c.view.doc[by].text[:1].isupper()
        if c.rule.rule_id == "intend.passive":
            return False
        return not named and not names & (s.words["actor"] | s.words["body"])
    return verb_of(c) not in s.words["setup"] or not (s.own_text or s.quoted)


def _call(c: Candidate, s: Setting) -> bool:
    view = c.view
    head = c.subject.head if c.subject.head >= 0 else c.cue[0]
    j = c.cue[0]
    if c.rule.kind != "verb" or view.lower[c.cue[0]] != "must":
        return False
    if view.lower[head] in _PARTY:
        return False
    return not (s.own_text and s.joint) or view.lower[head] in ("you", "it") or j < 0


def _not_a_deed(c: Candidate, s: Setting) -> bool:
    if c.rule.family == "underway" and c.rule.kind == "verb":
        return c.last - c.first < _TALKS
    if c.rule.kind == "progressive":
        if "how" in near(c.view, c.first - 2, c.first):
            return True
        if verb_of(c) == "announce" and leads_on(c):
            return True
        known = c.view.lower[c.cue[1]] in s.words["progressive"] or s.amount
        return not known or c.subject.kind not in (
            "actor",
            "self",
        )
    return False


def _diary(c: Candidate, s: Setting) -> bool:
    if c.rule.kind == "nominal" or c.deed.passive:
        return False
    if verb_of(c) == "meet" and (
        s.joint or (c.subject.head >= 0 and (c.view.lower[c.subject.head] in s.words["party_word"]))
    ):
        return False  # parties that agree to meet again
    return verb_of(c) in s.words["diary"] and c.subject.kind in ("actor", "self")
