"""Gates: each has a name, looks at one candidate, and says whether it must be turned down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.components.commitments.deeds import action
from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.patterns import Words
from pipeline.components.commitments.view import View

_CONDITIONS = frozenset({"if", "whether", "unless", "until", "once", "before", "after", "when"})
_MARKS = _CONDITIONS | {"so", "lest"}
_MADE = frozenset(
    """
    reaffirm reaffirmed reaffirms reaffirming affirm affirmed affirms affirming renew renewed renews
    underline underlined underlines underscore underscored underscores announce announced announces announcing make made makes reiterate
    reiterated reiterates reiterating confirm confirmed confirms declare declared declares state stated
    express expressed expresses expressing agree agreed new include includes signed secured
    with agreeing welcome restate restated a reinforce reinforced reinforces reinforcing
    """.split()
)
_NEWS = frozenset(
    """
    announce announced announces announcing announcement culminating culminated culminates new joint
    agree agreed mark marks marked celebrate by including include includes
    """.split()
)
_PASSING = frozenset(
    """
    welcome welcomed welcomes welcoming following follows noting noted recall recalled recalling since
    after before despite without congratulate congratulated applaud applauded regret regrets
    regretted condemn condemns condemned criticise criticised criticize criticized oppose opposed
    deplore deplores
    """.split()
)
_SAYING = frozenset({"announced", "said", "confirmed", "says", "announces", "stated", "pledged"})
_PARTY = frozenset({"party", "parties", "participant", "participants", "signatories"})
_TALKS = 4  # tokens after which talks that go on say what they are for
_TODAY = frozenset({"today", "new", "yesterday", "newly", "morning", "week"})
_SHARED = frozenset({"shared", "unveiled", "outlined", "revealed", "set", "published", "detailed"})
_OWNED = frozenset({"'s", "’s", "has", "have", "had", "announced", "announces", "announce"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What the gates know beside the candidate.

    Attributes:
        words: word classes.
        joint: whether the text speaks for several parties that agree in it.
        question: whether the sentence asks.
        amount: whether an amount of money stands in the candidate's span.
        own_text: whether the text is by or for the committers (not news or analysis).
        long_ago: whether the sentence dates the deed well before the text.
        quoted: whether the candidate stands in a quotation.
    """

    words: Words
    joint: bool
    question: bool
    amount: bool
    own_text: bool
    long_ago: bool
    quoted: bool


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
    yield "not_lasting", _not_lasting
    yield "done_deed", _done
    yield "in_passing", _in_passing
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
    before = view.lower[_auxiliary(view, verb)]
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


_OTHER_MODALS = frozenset({"can", "could", "may", "might", "should", "would", "to"})


def _verb(c: Candidate) -> str:
    return c.view.lemma[c.deed.head]


def _near(view: View, first: int, last: int) -> list[str]:
    return view.lower[max(first, 0) : min(last + 1, view.size)]


def _prediction(c: Candidate, s: Setting) -> bool:
    between = _near(c.view, c.cue[1], c.deed.head)
    if c.subject.first > 1 and c.view.lower[c.subject.first - 1] == "that":
        between += _near(c.view, c.subject.first - 2, c.subject.first - 2)
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
    return view.lower[j] == "that" and view.lower[j - 1] in ("so", "ensure", "ensuring", "order") or (
        view.lower[j] == "so" and view.lower[j - 1] == ","
    )


def _relative(c: Candidate, s: Setting) -> bool:
    return c.subject.kind == "relative" and not (c.deed.passive and _agent(c.view, c.deed.head))


def _agent(view: View, head: int) -> int | None:
    """Token of the agent of a passive (*by the ministry*)."""
    for child in view.children(head):
        if view.dep[child] in ("obl:agent", "obl") and child > head:
            if any(view.lower[k] == "by" for k in view.children(child)):
                return child
    for j in range(head + 1, min(head + 5, view.size - 1)):
        if view.lower[j] == "by" and view.is_nominal(j + 1):
            return j + 1
    return None


agent = _agent


def _procedural(c: Candidate, s: Setting) -> bool:
    verb = _verb(c)
    if c.subject.kind == "deal":
        if verb in s.words["procedural"]:
            return True
        if c.deed.passive and verb in ("amend", "terminate", "modify", "extend", "sign", "interpret"):
            return True
    if c.rule.rule_id == "intend.passive":
        return c.subject.kind == "deal" or (
            c.subject.head >= 0 and c.view.lower[c.subject.first] in ("nothing", "no")
        )
    if verb in ("modify", "discontinue", "amend", "terminate", "denounce", "withdraw"):
        head = _object(c)
        near = set(_near(c.view, c.deed.head, c.deed.head + 4))
        if head is not None and (near & s.words["deal"] or near & {"this", "it"}):
            return True
    nothing = c.subject.head >= 0 and c.view.lower[c.subject.first] in ("nothing", "none", "no")
    return nothing or verb in ("constitute", "expire", "lapse", "terminate", "prejudice")


def _stative(c: Candidate, s: Setting) -> bool:
    if c.deed.passive or c.deed.form == "NN":
        return False
    verb = _verb(c)
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
    return not (head in _PARTY or s.joint and head in s.words["party_word"])


def _would(c: Candidate, s: Setting) -> bool:
    if c.rule.rule_id != "modal.would":
        return False
    if c.subject.kind not in ("actor", "self", "other", "body") and not c.deed.passive:
        return True
    return _verb(c) not in s.words["setup"] or not (s.own_text or c.deed.passive)


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
    if c.deed.passive or _verb(c) == "be":
        return _verb(c) not in s.words["setup"] and _verb(c) != "be"
    return True


def _deal_effect(c: Candidate, s: Setting) -> bool:
    if c.subject.kind != "deal" or c.deed.passive or c.rule.kind == "nominal":
        return False
    if c.rule.rule_id == "deal.sets" or c.rule.family in ("promise", "intend", "agree"):
        return not s.own_text and c.rule.family == "intend"
    return _verb(c) in s.words["effect_verb"] or c.rule.kind == "progressive"


def _body_effect(c: Candidate, s: Setting) -> bool:
    if c.subject.kind not in ("body", "it") or c.deed.passive:
        return False
    if c.subject.kind == "it" and any(
        word in _SAYING for word in _near(c.view, c.subject.first - 3, c.subject.first - 1)
    ):
        return False  # "the firm announced it will build …"
    verbs = s.words["effect_verb"] if c.subject.kind == "it" else s.words["weak_verb"]
    if c.subject.kind == "body" and _verb(c) in ("make", "lead"):
        after = c.view.lower[min(c.deed.head + 1, c.view.size - 1)]
        return after in ("it", "sure", "them", "us", "to", "up")
    return _verb(c) in verbs or c.rule.kind == "progressive"


def _unknown(c: Candidate, s: Setting) -> bool:
    if c.subject.kind != "other" or c.deed.passive or c.rule.kind == "nominal":
        return False
    if any(c.view.lemma[g] in s.words["seek"] for g in c.deed.governors):
        return False  # only somebody can seek or aim
    return _verb(c) != "be"


def _passive(c: Candidate, s: Setting) -> bool:
    """A passive without an agent in a text that is not the committers' own."""
    if not c.deed.passive or c.rule.kind == "nominal":
        return False
    by = _agent(c.view, c.deed.head)
    if by is not None:
        names = {c.view.lower[by], c.view.lemma[by]}
        named = c.view.tag[by] in ("NNP", "NNPS", "PRP") or c.view.doc[by].text[:1].isupper()
        if c.rule.rule_id == "intend.passive":
            return False
        return not named and not names & (s.words["actor"] | s.words["body"])
    return _verb(c) not in s.words["setup"] or not (s.own_text or s.quoted)


def _call(c: Candidate, s: Setting) -> bool:
    view = c.view
    head = c.subject.head if c.subject.head >= 0 else c.cue[0]
    j = c.cue[0]
    if c.rule.kind != "verb" or view.lower[c.cue[0]] != "must":
        return False
    if view.lower[head] in _PARTY:
        return False
    return not (s.own_text and s.joint) or view.lower[head] in ("you", "it") or j < 0


def _object(c: Candidate) -> int | None:
    """Head noun of the object of a verb or after a noun with *of*."""
    view, verb = c.view, c.deed.head
    for child in view.children(verb):
        if view.dep[child] in ("obj", "nsubj:pass") and (child > verb or c.deed.form == "VBN"):
            return child
    for j in range(verb, min(verb + 14, view.stop)):
        last = j + 1 >= view.size or not view.is_nominal(j + 1)
        if view.tag[j] in ("NN", "NNS", "NNP", "NNPS") and last and j > verb:
            return j
    return verb if view.is_nominal(verb) else None


object_of = _object


def _classes(c: Candidate, *names: str, words: Words) -> bool:
    head = _object(c)
    if head is None:
        return False
    view = c.view
    forms = {view.lower[head], view.lemma[head]}
    nearest = next((j for j in range(c.deed.head + 1, view.stop) if view.is_nominal(j)), head)
    for k in range(nearest, min(nearest + 7, view.stop)):
        if not view.is_nominal(k) and view.tag[k] not in ("POS", "HYPH", "CC", "JJ") and (
            view.lower[k] != "of"
        ):
            break
        forms |= {view.lower[k], view.lemma[k]}
    if c.deed.form == "VBN":
        carried = c.subject.head if c.subject.head >= 0 else view.head[c.deed.head]
        forms |= {view.lower[carried], view.lemma[carried]}
    for k in range(max(min(c.deed.head, head), head - 6), min(head + 2, view.size)):
        if view.tag[k] in ("NN", "NNS", "NNP", "NNPS"):
            forms |= {view.lower[k], view.lemma[k]}
    return any(forms & words[name] for name in names)


def _not_lasting(c: Candidate, s: Setting) -> bool:
    rule = c.rule.rule_id
    if rule in ("sign.deal", "noun.signing"):
        return not _classes(c, "deal", words=s.words)
    if rule == "agree.on" and c.deed.form == "NN":
        return not _classes(c, "lasting", words=s.words)
    if rule == "launch.body" and _leads_on(c):
        return True
    if rule in ("launch.body", "sign.deal") and not _passive_form(c):
        head = _object(c)
        if head is None or head > c.last:
            return True
    if rule in ("launch.body", "noun.launch"):
        if s.amount and c.view.lemma[c.cue[0]] == "announce" and c.deed.form != "VBN":
            return False
        return not _classes(c, "lasting", words=s.words)
    if rule in ("pledge.amount", "pledge.award"):
        if c.subject.kind in ("deal", "effect") or (
            c.subject.kind == "body" and _verb(c) not in ("pledge", "commit", "allocate", "earmark")
        ):
            return True
        return not s.amount
    if rule == "deal.sets":
        return c.subject.kind != "deal" or not s.own_text
    return False


def _leads_on(c: Candidate) -> bool:
    """Whether what is announced is a clause, or a noun that names a deed (*plans to open …*)."""
    view = c.view
    j, _ = view.skip_adverbs(c.deed.head + 1)
    if j < view.size and view.lower[j] in ("that", "it", "he", "she", "they"):
        return True
    for k in range(j, min(j + 6, view.stop - 1)):
        if view.lower[k] in _CARRIERS and view.lower[k + 1] in ("to", "of"):
            return True
        if not view.is_nominal(k) and view.tag[k] not in ("DT", "JJ", "PRP$", "CD", "POS"):
            return False
    return False


_CARRIERS = frozenset(
    """
    plan plans agreement signing commitment commitments intention intentions intent pledge launch
    establishment creation formation conclusion inking
    """.split()
)


def _passive_form(c: Candidate) -> bool:
    """Whether the cue's verb is done to its subject, or stands after its noun (*deals signed*)."""
    if c.deed.form != "VBN":
        return False
    return c.view.lower[_auxiliary(c.view, c.cue[0])] not in ("has", "have", "had", "having")


def _auxiliary(view: View, verb: int) -> int:
    j = verb - 1
    while j > 0 and view.is_adverb(j):
        j -= 1
    return max(j, 0)


def _done(c: Candidate, s: Setting) -> bool:
    """Past deeds that leave nothing to do."""
    if c.rule.kind != "performed":
        return False
    view = c.view
    perfect = view.lower[_auxiliary(view, c.cue[0])] in ("has", "have", "had", "'ve", "’ve")
    if c.rule.rule_id == "pledge.award" and perfect:
        return True
    if c.rule.rule_id == "pledge.amount" and _verb(c) in ("invest", "contribute", "provide"):
        return perfect or view.tag[c.cue[0]] in ("VBD", "VBN")
    if c.rule.rule_id == "launch.body" and view.lower[_auxiliary(view, c.cue[0])] in ("was", "were"):
        if not any(word in _TODAY for word in _near(view, view.body, view.stop)):
            return True
    if view.dep[c.cue[0]] == "acl:relcl" or s.long_ago:
        return True
    if c.deed.form == "VBN" and c.subject.head < 0:
        # "a new accord signed by …" is news, "the accords signed in May" a reminder
        opening = _near(view, c.first, min(c.first + 2, c.cue[0]))
        if not any(word in ("a", "an", "new") for word in opening):
            return True
    around = _near(view, c.cue[0] - 4, c.cue[1] + 1)
    if "had" in around or "when" in _near(view, c.cue[0] - 8, c.cue[0]):
        return True
    rest = " ".join(view.lower[c.first : c.last + 1])
    return any(mark in rest for mark in (" to date", " so far", " last year", " last month", " in 19", " in 200", " in 201", " since "))


def _in_passing(c: Candidate, s: Setting) -> bool:
    view, cue = c.view, c.cue[0]
    before = _near(view, cue - 7, cue - 1)
    if c.rule.rule_id == "noun.commitment":
        return not any(word in _MADE for word in before)
    if c.rule.rule_id in ("noun.signing", "noun.launch"):
        if any(word in _PASSING for word in before):
            return True
        near = [*before, *_near(view, cue, cue + 5)]
        by = [j for j in range(cue, c.last) if view.lower[j] == "by"]
        if c.rule.rule_id == "noun.signing" and any(view.tag[j + 1] == "NNP" for j in by):
            return False
        return not any(word in _NEWS for word in near)
    if any(word in _PASSING for word in before) and c.rule.kind == "nominal":
        return True
    if c.rule.rule_id == "noun.plan" and view.tag[cue] == "NNP":
        return True  # part of a name
    if c.rule.rule_id == "noun.announcement":
        return not any(word in _OWNED for word in before)
    if c.deed.form == "NN" and c.rule.rule_id == "promise.determined":
        return "remain" in before or "remains" in before or "remained" in before
    if c.rule.rule_id in ("noun.plan", "noun.agreement"):
        return not any(
            word in _MADE or word in _SHARED or word in _OWNED for word in before
        )
    return False


def _not_a_deed(c: Candidate, s: Setting) -> bool:
    if c.rule.family == "underway" and c.rule.kind == "verb":
        return c.last - c.first < _TALKS
    if c.rule.kind == "progressive":
        if "how" in _near(c.view, c.first - 2, c.first):
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
    if _verb(c) == "meet" and (s.joint or c.subject.head >= 0 and (
        c.view.lower[c.subject.head] in s.words["party_word"]
    )):
        return False  # parties that agree to meet again
    return _verb(c) in s.words["diary"] and c.subject.kind in ("actor", "self")
