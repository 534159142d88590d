"""Gates: each has a name, looks at one candidate, and says whether it must be turned down."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.components.commitments.deeds import action
from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.news import done, in_passing, leads_on, not_lasting
from pipeline.components.commitments.setting import (
    Setting,
    agent,
    auxiliary,
    has_class,
    near,
    object_of,
    verb_of,
)
from pipeline.components.commitments.takers import (
    after_deed,
    body_effect,
    deal_effect,
    effect,
    granted,
    notified,
    relative,
    said,
    stative,
    unknown,
    would,
)

_PARTY = frozenset({"party", "parties", "participant", "participants", "signatories"})
_ONTO = frozenset({"delivering", "capitalizing", "capitalising", "building", "acting"})
_TALKS = 4  # tokens after which talks that go on say what they are for

Gate = Callable[[Candidate, Setting], bool]


def reason(
    candidate: Candidate, setting: Setting, *, without: frozenset[str] = frozenset()
) -> str | None:
    """Name of the first gate that turns the candidate down; None when it passes them all.

    Args:
        candidate: the candidate.
        setting: its surroundings.
        without: gates that are not asked, to measure what they are worth.
    """
    for name, gate in _GATES:
        if name not in without and gate(candidate, setting):
            return name
    return None


def gate_names() -> tuple[str, ...]:
    """Names of all gates, in the order in which they are asked."""
    return tuple(name for name, _ in _GATES)


def _recognition(c: Candidate, s: Setting) -> bool:
    """*will note, welcomes*; not what several do together (*will work with them to highlight*)."""
    verb = action(c.view, c.deed.head)
    if verb in ("recognise", "recognize") and c.rule.family in ("promise", "agree", "intend"):
        told = after_deed(c)[:1] == ["that"]
        return told or bool(_WORTH & set(near(c.view, c.deed.head, c.deed.head + 6)))
    together = any(c.view.lemma[g] in _TOGETHER for g in c.deed.governors)
    return verb in s.words["recognise"] and not together


_WORTH = frozenset({"importance", "need", "role", "value", "significance", "contribution"})
_TOGETHER = frozenset({"work", "cooperate", "collaborate", "partner", "join"})


def _courtesy(c: Candidate, s: Setting) -> bool:
    """*I look forward to …* outside a text of the parties."""
    head = c.view.lower[c.subject.head] if c.subject.head >= 0 else ""
    return c.rule.rule_id == "hope.forward" and not s.joint and head not in _PARTY


def _not_finite(c: Candidate, s: Setting) -> bool:
    """A participle that only describes its noun."""
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
    if c.rule.family in ("intend", "hope") and c.rule.rule_id != "intend.target":
        if view.tag[verb] == "VBN" and before in ("has", "have", "had"):
            return True
        if view.tag[verb] == "VBG" and before not in ("is", "are", "am", "be", "'re", "’re"):
            return view.lower[max(c.first - 1, 0)] != "with"
    return False


def _prediction(c: Candidate, s: Setting) -> bool:
    view = c.view
    between = near(view, c.cue[1], c.deed.head)
    j = c.subject.first - 1
    if j > 0 and not c.subject.elided and c.rule.kind in ("verb", "progressive"):
        that = view.lower[j] == "that"
        j -= that
        between += near(view, j, j)
        if view.lemma[j] in s.words["forecast"] and (that or view.tag[j].startswith("VB")):
            return True  # "analysts expect the port will …", "the risk that …"
    return not s.words["likely"].isdisjoint(between) or c.deed.perfect


def _purpose(c: Candidate, s: Setting) -> bool:
    view = c.view
    j = (c.subject.first if c.subject.head >= 0 else c.cue[0]) - 1
    if j < 1 or c.subject.elided:
        return False
    if view.lower[j] in ("ensure", "ensuring", "ensures") and view.tag[j].startswith("VB"):
        return True
    if view.lower[j] == "should" and c.rule.family != "modal":
        return True  # "should they continue to …"
    asked = view.lower[j] == "why" and view.lower[j - 1] not in ("is", "'s", "’s")
    if c.rule.kind == "verb" and (view.lower[j] == "how" or asked):
        return True  # "how this will be paid for"; not "that is why we will pay for it"
    return (
        view.lower[j] == "that" and view.lower[j - 1] in ("so", "ensure", "ensuring", "order")
    ) or (view.lower[j] == "so" and view.lower[j - 1] == ",")


def _notice(c: Candidate, s: Setting) -> bool:
    """What a text says of itself or of a page (*more details will be announced*)."""
    view, head = c.view, c.subject.head
    if verb_of(c) in ("lift", "highlight", "outline") and "following" in near(
        view, c.deed.head + 1, c.deed.head + 4
    ):
        return True
    if head < 0 or view.lemma[head] not in ("detail", "information"):
        return False
    return c.rule.family == "modal" and view.lower[c.subject.first] in _MORE


_MORE = frozenset({"more", "other", "further", "additional", "full", "details", "information"})


def _procedural(c: Candidate, s: Setting) -> bool:
    verb = verb_of(c)
    if c.rule.rule_id == "direct.to":
        return False  # "directs the ministry to terminate the subsidy"
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
    if verb == "take" and after_deed(c)[:1] in (["effect"], ["force"]):
        return True
    nothing = c.subject.head >= 0 and c.view.lower[c.subject.first] in ("nothing", "none", "no")
    if verb == "terminate" and c.rule.rule_id == "underway.is":
        return False  # "is terminating the subsidy"
    return nothing or verb in ("constitute", "expire", "lapse", "terminate", "prejudice")


def _forecast_modal(c: Candidate, s: Setting) -> bool:
    """*may, could, might, can*: only a party's own may be weak undertakings."""
    if c.rule.rule_id != "modal.may":
        return False
    if c.view.lower[c.cue[0]] in ("can", "might"):
        return True
    head = c.view.lower[c.subject.head] if c.subject.head >= 0 else ""
    return not (head in _PARTY or (s.joint and head in s.words["party_word"]))


def _no_subject(c: Candidate, s: Setting) -> bool:
    if c.subject.head >= 0 or c.rule.kind in ("nominal", "list"):
        return False
    if c.rule.deeds in (("self",), ("items",)) or c.rule.rule_id == "underway.work":
        return False
    if c.rule.kind == "performed" and c.deed.form == "VBN":
        return False
    return c.deed.head >= c.view.body and c.cue[0] >= c.view.body and c.rank == 0


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
    if not (s.own_text or s.quoted or notified(c)):
        planned = c.rule.rule_id in ("modal.will", "modal.be_to", "intend.set")
        return not planned or verb_of(c) not in s.words["agentive"] or _in_doubt(c)
    required = verb_of(c) == "require" and c.rule.rule_id in ("modal.will", "modal.shall")
    if required and near(c.view, c.deed.head + 1, c.deed.head + 1) == ["to"]:
        return c.deed.perfect  # "agencies will be required to report": whoever says so requires it
    return verb_of(c) in s.words["undergone"] or c.deed.perfect


def _in_doubt(c: Candidate) -> bool:
    """Whether a passive of others is a condition, or what nobody says who will do."""
    told = set(near(c.view, c.view.body, c.view.stop - 1))
    return bool(told & {"if", "unless", "once", "would", "could", "can", "must", "until"})


def _call(c: Candidate, s: Setting) -> bool:
    """*must* said of anybody but the parties of an instrument; orders that are not one's own."""
    if c.rule.rule_id == "direct.to" and s.amount and c.subject.kind in ("actor", "self", "body"):
        after = near(c.view, c.cue[1] + 1, c.cue[1] + 3)
        if not {"$", "€", "£"}.isdisjoint(after):
            return False  # "is directing $20 million to train nurses"
    if c.view.lower[c.cue[0]] == "requires" and c.rule.rule_id == "direct.to":
        word = c.view.lower[c.subject.head] if c.subject.head >= 0 else ""
        return word not in _LAYS_DOWN  # a law in force requires a great deal
    if c.rule.rule_id == "direct.to":
        word = c.view.lower[c.subject.head] if c.subject.head >= 0 else ""
        own = c.subject.kind in ("deal", "it") or word in ("president", "minister", "we")
        named = c.view.lower[max(c.subject.first, 0)] in ("president", "prime", "minister")
        return not (s.own_text and (own or named))
    if c.rule.rule_id != "modal.must":
        return False
    head = c.subject.head if c.subject.head >= 0 else c.cue[0]
    return c.view.lower[head] not in _PARTY


_LAYS_DOWN = frozenset(
    """
    agreement deal accord pact arrangement framework order memorandum proclamation decision
    """.split()
)


def _not_a_deed(c: Candidate, s: Setting) -> bool:
    if verb_of(c) == "announce" and c.deed.form == "VB" and leads_on(c):
        return True  # "will announce that …": what is announced counts
    after = near(c.view, c.deed.head + 1, c.deed.head + 2)
    if c.rule.family == "modal" and verb_of(c) == "do" and after[:1] == ["what"]:
        return True
    if c.rule.rule_id == "continue.to":  # in other mouths a boast, or the state of things
        said_only = s.words["call"] | {"affirm", "express", "believe"}
        return not s.joint or c.subject.kind != "self" or verb_of(c) in said_only
    if c.rule.family == "underway" and c.rule.kind == "verb":
        return c.last - c.first < _TALKS
    if c.rule.kind == "progressive":
        if "how" in near(c.view, c.first - 2, c.first):
            return True
        if c.subject.first > 0 and c.view.lower[c.subject.first - 1] in ("as", "while", "though"):
            return True  # only what goes on beside the deed
        if verb_of(c) == "announce" and leads_on(c):
            return True
        if granted(c, s):
            return False
        if (
            c.view.lower[c.cue[1]] == "leading"
            and s.own_text
            and has_class(c, "body", words=s.words)
        ):
            return c.subject.kind not in ("actor", "self")
        doing = c.view.lower[c.cue[1]]
        available = after_deed(c)[:1] == ["available"]
        if doing == "making" and after_deed(c)[:1] == ["sure"]:
            return True
        if (
            doing == "making"
            and s.own_text
            and (available or has_class(c, "announced", words=s.words))
        ):
            return c.subject.kind not in ("actor", "self")  # "is making new investments in"
        beside = doing == "working" and c.deed.head == c.cue[1] and after_deed(c)[:1] == ["with"]
        if beside and {"to", "on"}.isdisjoint(near(c.view, c.deed.head, c.last)):
            return True  # with whom, but not at what
        if c.deed.passive:
            return verb_of(c) not in s.words["setup"] and not (s.amount and _given(c))
        if doing == "standing" and after_deed(c)[:1] == ["up"] and s.own_text:
            return c.subject.kind not in ("actor", "self", "body")
        if c.rule.rule_id == "underway.was":
            return not said(c, s) or doing in s.words["idle"]
        known = (
            doing in s.words["progressive"]
            or s.amount
            or (s.own_text and doing not in s.words["idle"])
        )
        if c.subject.kind == "body" and s.amount and s.own_text:
            return False
        onto = doing in _ONTO and after_deed(c)[:1] == ["on"]
        if c.subject.kind == "it" and s.amount and said(c, s):
            return False  # "the ministry said it is making £5 million available"
        own_body = c.subject.kind == "body" and s.own_text and doing in s.words["progressive"]
        return not known or not (c.subject.kind in ("actor", "self") or own_body) or onto
    return False


def _given(c: Candidate) -> bool:
    """*is being made available, is being used to*: what is done with money."""
    after = near(c.view, c.deed.head + 1, c.deed.head + 1)
    return verb_of(c) in _SPENT or (verb_of(c) == "make" and after == ["available"])


_SPENT = frozenset({"spend", "use", "provide", "direct", "devote", "commit", "channel", "put"})


def _diary(c: Candidate, s: Setting) -> bool:
    if c.rule.kind == "nominal" or (c.deed.passive and verb_of(c) != "accompany"):
        return False
    if verb_of(c) == "meet" and (
        s.joint or (c.subject.head >= 0 and (c.view.lower[c.subject.head] in s.words["party_word"]))
    ):
        return False  # parties that agree to meet again
    if c.rule.family in ("promise", "agree"):
        return False
    return verb_of(c) in s.words["diary"] and c.subject.kind in ("actor", "self")


_GATES: tuple[tuple[str, Gate], ...] = (
    ("question", lambda c, s: s.question),
    ("prediction", _prediction),
    ("purpose", _purpose),
    ("relative_clause", relative),
    ("procedural", _procedural),
    ("notice", _notice),
    ("stative", stative),
    ("forecast_modal", _forecast_modal),
    ("reported_would", would),
    ("no_subject", _no_subject),
    ("effect", effect),
    ("deal_effect", deal_effect),
    ("body_effect", body_effect),
    ("unknown_subject", unknown),
    ("passive_of_others", _passive),
    ("third_party_call", _call),
    ("not_lasting", not_lasting),
    ("done_deed", done),
    ("in_passing", in_passing),
    ("not_a_deed", _not_a_deed),
    ("not_finite", _not_finite),
    ("courtesy", _courtesy),
    ("diary", _diary),
    ("recognition", _recognition),
)
"""All gates, in the order in which they are asked."""
