"""What is to be done: from the cue to the verb of the deed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.components.commitments.patterns import Words
from pipeline.components.commitments.view import NEGATIONS, View

_PARTICLES = frozenset(
    """
    set-up open-up step-up scale-up speed-up carry-out roll-out phase-out draw-up take-part
    take-place ramp-up team-up build-up back-up follow-up speed-up free-up link-up make-up
    clean-up stand-up wind-down shut-down break-down lay-out set-out point-out reach-out spell-out
    buy-out set-aside bring-together bail-out level-up
    """.split()
)
_WITHIN = 16
_FAR = 60  # tokens of a list of those who are told to do something
_OPENERS = frozenset({"that", "which", "who", "whose", "if", "because", "while", ";", ":"})
_SECOND = frozenset({"work", "cooperate", "co-operate", "collaborate", "partner"})


@dataclass(frozen=True, slots=True)
class Deed:
    """The verb (or noun) of what is undertaken.

    Attributes:
        head: token of the verb.
        first: token where the verb phrase starts after the cue (*work* of *work to open*).
        form: ``VB``, ``VBG``, ``VBN`` or ``NN``.
        governors: verbs between the cue and the deed (*seek*, *work*).
        to: whether *to* stands before it.
        passive: done to the subject.
        progressive: being done.
    """

    head: int
    first: int
    form: str
    governors: tuple[int, ...] = ()
    to: bool = False
    passive: bool = False
    progressive: bool = False
    perfect: bool = False
    negative: bool = False


def find_deed(view: View, after: int, ways: tuple[str, ...], words: Words) -> Deed | None:
    """The deed that a cue governs.

    Args:
        view: the unit.
        after: token after the cue.
        ways: the rule's choice of ``bare``, ``infinitive``, ``gerund``, ``object``.
        words: word classes.
    """
    if ways == ("later",):
        told = _told(view, after, words)
        return descend(view, told, words) if told is not None else None
    i, negative = view.skip_adverbs(after)
    if i < view.size and view.lower[i] == "than" and view.lower[i - 1] == "more":
        i += 1  # "to more than double"
    if i >= view.size:
        return None
    deed: Deed | None = None
    after_to = "infinitive" in ways and view.lower[after - 1] == "to"
    only = after_to and (ways == ("infinitive",) or after == view.body)
    sure = view.is_base(i) or view.lower[i] == "be" or view.is_homograph(i, words)
    sure = sure or view.lower[i] in _MISTAKEN
    sure = sure or (i > after and not view.lower[i].endswith("ing"))
    sure = sure or (view.tag[i] == "NN" and view.tag[min(i + 1, view.size - 1)] in _OBJECT)
    if (
        "bare" in ways
        or (after_to and sure)
        or (only and not view.lower[i].endswith("ing"))
        or ("infinitive" in ways and not after_to and view.is_base(i))
    ):
        deed = _bare(view, i)
    elif "gerund" in ways and view.lower[i].endswith("ing") and view.tag[i] in ("VBG", "NN"):
        deed = Deed(i, i, "VBG")
    elif "object" in ways and i < view.stop:
        deed = Deed(i, i, "NN")
        sum_named = any(view.lower[k] in ("$", "€", "£") for k in range(i, min(i + 4, view.stop)))
        named = sum_named or _action_noun(view, i, words)
        if ways[0] == "infinitive" and "gerund" in ways and not named:
            deed = None
    if deed is None:
        return None
    return descend(view, replace(deed, negative=negative), words)


_MISTAKEN = frozenset({"slash", "onshore", "reshore", "offshore"})
"""Verbs that a tagger takes for conjunctions and prepositions."""
_OBJECT = ("CD", "DT", "PRP$", "$", "PDT")  # a noun before one of these is a verb


def parsed_deed(view: View, head: int) -> Deed:
    """The deed at a verb that a pattern on syntax named."""
    before = [c for c in view.children(head) if c < head]
    first = min([c for c in before if view.dep[c].startswith(("aux", "advmod"))] + [head])
    passive = any(view.dep[c] == "aux:pass" for c in before)
    return Deed(
        head,
        first,
        "VBN" if passive else "VB",
        to=any(view.lower[c] == "to" for c in before),
        passive=passive,
        negative=any(view.lower[c] in NEGATIONS for c in before),
    )


def _told(view: View, after: int, words: Words) -> Deed | None:
    """The infinitive after those who are told to (*directs the ministry and its agencies to V*)."""
    for k in range(after, min(after + _FAR, view.stop - 1)):
        if view.lower[k] == "to":
            verb, negative = view.skip_adverbs(k + 1)
            known = verb < view.size and (view.is_base(verb) or view.is_homograph(verb, words))
            if k > after and known:
                return Deed(verb, verb, "VB", to=True, negative=negative)
        elif view.lower[k] in _OPENERS or view.tag[k] in ("MD", "VBZ", "VBD"):
            return None
    return None


def _action_noun(view: View, i: int, words: Words) -> bool:
    """Whether a noun of doing heads the phrase at ``i`` (*commits to a swift review*).

    So does something that lasts and is new (*committed to a joint effort*).
    """
    if view.lower[i] in _BETTER:
        return True
    for j in range(i, min(i + 7, view.stop)):
        if view.tag[j] in ("NN", "NNS") and (j + 1 >= view.stop or not view.is_nominal(j + 1)):
            if view.lower[i] in ("a", "an", "new") and view.lower[j] in words["lasting"]:
                return True
            return view.lower[j].endswith(_DOING) or view.lower[j] in _DEALS
    return False


_BETTER = frozenset(
    "improved enhanced greater increased closer stronger expanded deeper reduced lower".split()
)
"""Words that tell what is to be done with a thing (*committed to improved access*)."""
_DEALS = frozenset("framework agreement ceasefire truce deal pact extension plan terms".split())
_DOING = tuple(
    """
    tion tions ment ments review reviews reduction cuts support testing training monitoring
    reporting sharing funding
    """.split()
)


def _bare(view: View, i: int) -> Deed | None:
    low = view.lower[i]
    if low in _MISTAKEN:
        return Deed(i, i, "VB")
    if view.is_punct(i) or view.tag[i] in ("IN", "DT", "CC", "TO") or view.is_gerund(i):
        return None
    if low not in ("be", "have"):
        return Deed(i, i, "VB")
    j, _ = view.skip_adverbs(i + 1)
    if j >= view.size:
        return Deed(i, i, "VB")
    if low == "have":
        return Deed(j, i, "VBN", perfect=True) if view.is_participle(j) else Deed(i, i, "VB")
    if view.is_gerund(j):
        return Deed(j, i, "VBG", progressive=True)
    if view.is_participle(j) and view.lower[j] != "based":
        return Deed(j, i, "VBN", passive=True)
    return Deed(i, i, "VB")


def descend(view: View, deed: Deed, words: Words) -> Deed:
    """Go from verbs that only carry another one (*work to*, *seek to*) to the one that counts."""
    for _ in range(5):
        if deed.form == "NN" or deed.passive or view.lemma[deed.head] not in words["light"]:
            return deed
        target = _target(view, deed.head, words)
        if target is None:
            return deed
        index, to = target
        form = "VBG" if view.lower[index].endswith("ing") and not view.is_base(index) else "VB"
        deed = replace(deed, head=index, form=form, governors=(*deed.governors, deed.head), to=to)
        passive = to and view.lower[index] == "be" and index + 1 < view.size
        if passive and view.is_participle(index + 1):
            return replace(deed, head=index + 1, form="VBN", passive=True)
    return deed


def _target(view: View, verb: int, words: Words) -> tuple[int, bool] | None:
    lemma = view.lemma[verb]
    if lemma == "see":
        return _seen(view, verb)
    far = lemma in _SECOND or lemma in ("join", "team", "come", "unite")
    for j in range(verb + 1, min(verb + _WITHIN, view.stop)):
        low = view.lower[j]
        if low == "to" and j + 1 < view.size:
            k, _ = view.skip_adverbs(j + 1)
            if k < view.size and (view.is_base(k) or view.lower[k] == "be"):
                return k, True
        if view.is_gerund(j) and view.lower[j - 1] in ("on", "in", "towards", "toward", "to", "at"):
            return (j, False) if far else None
        if lemma in ("continue", "begin", "start") and j == verb + 1 and view.is_gerund(j):
            return j, False
        if not far and low not in words["light_adverb"] and not view.is_adverb(j):
            return None
        if low in _OPENERS or (low in ("and", "or", ",") and _verb_after(view, j + 1)):
            return None
        if low == "," or (view.is_finite(j) and view.tag[j] != "VBP"):
            return None
    return None


def _seen(view: View, verb: int) -> tuple[int, bool] | None:
    """The deed that somebody is seen to do (*the accord will see both ports share pilots*)."""
    for j in range(verb + 2, min(verb + _WITHIN, view.stop)):
        if view.is_base(j) and view.head[j] == verb:
            return j, False
        if view.lower[j] in _OPENERS or view.tag[j] in ("MD", "VBZ", "VBD", "TO"):
            return None
    return None


def _verb_after(view: View, i: int) -> bool:
    return i < view.size and (view.is_base(i) or view.is_gerund(i))


def action(view: View, head: int) -> str:
    """Lemma of the deed's verb, with the particle of a phrasal verb."""
    lemma = view.lemma[head]
    low = view.lower[head]
    if low.startswith("co-") and low.endswith("ing"):
        lemma = "co-" + _stem_of_gerund(low[3:])
    elif view.tag[head] == "VB" and not low.endswith(("s", "ing")):
        lemma = low  # "embed" has no other base, whatever the rules of spelling say
    elif lemma == low and low.endswith("ing") and len(low) > 5:
        lemma = _stem_of_gerund(low)
    if head + 1 < view.size:
        pair = f"{lemma}-{view.lower[head + 1]}"
        if pair in _PARTICLES:
            return pair.replace("-", " ")
    if lemma == "make" and _makes_available(view, head):
        return "make available"
    return lemma


def _makes_available(view: View, head: int) -> bool:
    """*make data available, is making $4 million available*: with what lies between."""
    if any(view.lower[c] == "available" for c in view.children(head)):
        return True
    for j in range(head + 1, min(head + 9, view.size)):
        if view.lower[j] == "available":
            return view.is_nominal(j - 1)
        if (view.is_punct(j) and view.lower[j] != "-") or view.tag[j] in ("TO", "WDT", "MD", "VBZ"):
            return False
    return False


_MUTE = frozenset(
    "welcom not vot quot promot devot com becom overcom pledg hous clos propos".split()
)


def _stem_of_gerund(low: str) -> str:
    """*building* build, *planning* plan, *sharing* share: by the usual spelling rules."""
    stem = low[:-3]
    if stem in _MUTE:
        return stem + "e"
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    if stem.endswith(("at", "iz", "is", "uc", "nc", "rc", "ag", "ng", "dg", "ur", "ar", "v", "u")):
        return stem + "e"
    return stem
