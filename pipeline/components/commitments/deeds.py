"""What is to be done: from the cue to the verb of the deed, and the verbs coordinated with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.components.commitments.patterns import Words
from pipeline.components.commitments.view import NEGATIONS, View

_PARTICLES = frozenset(
    """
    set-up open-up step-up scale-up speed-up carry-out roll-out phase-out draw-up take-part
    take-place ramp-up team-up build-up back-up follow-up speed-up free-up link-up make-up
    clean-up stand-up wind-down shut-down break-down lay-out set-out point-out reach-out spell-out
    buy-out
    """.split()
)
_WITHIN = 16
_FAR = 60  # tokens of a list of those who are told to do something
_ADJUNCTS = frozenset({"including", "such", "through", "by", "while", "notably"})
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
        told = _told(view, after)
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
    sure = sure or (i > after and not view.lower[i].endswith("ing"))
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
        named = sum_named or _action_noun(view, i)
        if ways[0] == "infinitive" and "gerund" in ways and not named:
            deed = None
    if deed is None:
        return None
    return descend(view, replace(deed, negative=negative), words)


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


def _told(view: View, after: int) -> Deed | None:
    """The infinitive after those who are told to (*directs the ministry and its agencies to V*)."""
    for k in range(after, min(after + _FAR, view.stop - 1)):
        if view.lower[k] == "to":
            verb, negative = view.skip_adverbs(k + 1)
            if k > after and verb < view.size and view.is_base(verb):
                return Deed(verb, verb, "VB", to=True, negative=negative)
        elif view.lower[k] in _OPENERS or view.tag[k] in ("MD", "VBZ", "VBD"):
            return None
    return None


def _action_noun(view: View, i: int) -> bool:
    """Whether a noun of doing heads the phrase at ``i`` (*commits to a swift review*)."""
    for j in range(i, min(i + 7, view.stop)):
        if view.tag[j] in ("NN", "NNS") and (j + 1 >= view.stop or not view.is_nominal(j + 1)):
            return view.lower[j].endswith(_DOING) or view.lower[j] in _DEALS
    return False


_DEALS = frozenset("framework agreement ceasefire truce deal pact extension plan terms".split())
_DOING = ("tion", "tions", "ment", "ments", "review", "reviews", "reduction", "cuts", "support")


def _bare(view: View, i: int) -> Deed | None:
    low = view.lower[i]
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


def _verb_after(view: View, i: int) -> bool:
    return i < view.size and (view.is_base(i) or view.is_gerund(i))


def action(view: View, head: int) -> str:
    """Lemma of the deed's verb, with the particle of a phrasal verb."""
    lemma = view.lemma[head]
    low = view.lower[head]
    if low.startswith("co-") and low.endswith("ing"):
        lemma = "co-" + _stem_of_gerund(low[3:])
    elif lemma == low and low.endswith("ing") and len(low) > 5:
        lemma = _stem_of_gerund(low)
    if head + 1 < view.size:
        pair = f"{lemma}-{view.lower[head + 1]}"
        if pair in _PARTICLES:
            return pair.replace("-", " ")
    return lemma


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


def conjuncts(
    view: View, deed: Deed, stop: int, words: Words, *, cue: tuple[int, int]
) -> list[int]:
    """Verbs coordinated with the deed that have an object of their own, in order.

    The parse says where a verb hangs. Where it is unsure (a verb hung on a noun), the verb
    belongs to the nearest one of its form: a purpose (*to V and V*) keeps its own.
    """
    if deed.form == "NN":
        return []
    forms = {deed.form, *("VBG" if view.is_gerund(g) else "VB" for g in deed.governors)}
    level = {deed.head, *deed.governors}
    found: list[int] = []
    purpose: set[int] = set()
    previous = deed.head
    begin = deed.head + 1
    depth = 0
    inside = False
    for k in range(begin, stop):
        low = view.lower[k]
        depth += (low in ("(", "[")) - (low in (")", "]"))
        inside = inside or low in _ADJUNCTS
        if depth > 0 or (inside and "VB" not in forms):
            continue
        form = _form(view, k, words)
        if form not in forms or not _coordinated(view, k, deed.head):
            continue
        if inside and form == "VBG":
            continue
        if form == "VB" and _in_relative(view, previous, k):
            continue
        if form == "VB" and _of_purpose(view, k, deed, level, purpose, words):
            purpose.add(k)
            continue
        if not _same_level(view, k, level | set(range(cue[0], cue[1] + 1)), deed, form, words):
            continue
        below = descend(view, Deed(k, k, form), words)
        level.update((k, below.head, *below.governors))
        if _bare_between(view, previous, k):
            previous = k  # "promote and support the standard": one object for both
            continue
        if form == "VBG" and (view.lower[k] in words["ing_noun"] or not _listed(view, k, stop)):
            continue
        if not _has_object(view, k, stop):
            continue
        found.append(k)
        previous = k
    return found


def _of_purpose(
    view: View, k: int, deed: Deed, level: set[int], purpose: set[int], words: Words
) -> bool:
    """Whether a bare verb goes on with a list of purposes (*to cut costs, create jobs and …*)."""
    before = _nearest(view, k, "VB", deed.head, words)
    if before in purpose:
        return view.lower[k - 1] != "to"
    if before in level or view.lower[before - 1] != "to" or view.lower[k - 1] != ",":
        return False
    return not deed.to or view.lower[before - 2] != ","


def _in_relative(view: View, since: int, k: int) -> bool:
    """Whether ``k`` goes on with a relative clause in the plural (*that are fair and uphold …*)."""
    if view.lower[k - 1] == "to":
        return False
    for j in range(k - 1, since, -1):
        if view.lower[j] in ("that", "which", "who") and view.tag[j] in ("WDT", "WP", "IN", "DT"):
            verb, _ = view.skip_adverbs(j + 1)
            if verb < k and view.tag[verb] == "MD" and verb == j + 1:
                return view.lower[j] == "that" and view.is_nominal(j - 1)
            if verb >= k or view.is_nominal(verb) or view.tag[verb] in ("DT", "PRP$", "MD"):
                return False
            return view.tag[verb] not in ("VBZ", "VBD")
    return False


def _form(view: View, k: int, words: Words) -> str | None:
    if view.lower[k] in _HARDLY_VERBS and view.tag[min(k + 1, view.size - 1)] in ("NN", "NNS"):
        return None  # "public input and comment sessions"
    if view.is_base(k) or view.is_homograph(k, words):
        return "VB"
    if view.is_gerund(k):
        return "VBG"
    return view.tag[k] if view.tag[k] in ("VBD", "VBN") else None


_HARDLY_VERBS = frozenset("comment waste water state land power fuel page coast air".split())


def _coordinated(view: View, k: int, since: int) -> bool:
    """Whether a coordinator stands before the verb, with adverbs or *to* between."""
    j = k - 1
    while j > since and (view.lower[j] == "to" or view.is_adverb(j)):
        if view.lower[j] == "as" and j - 2 > since and view.lower[j - 2 : j] == ["as", "well"]:
            return True
        j -= 1
    if view.lower[j] == "as" and view.lower[max(j - 2, 0) : j] == ["as", "well"]:
        return True
    return j > since and view.lower[j] in ("and", "or", ",", ";", "&", "and/or", "then", "but")


def _same_level(view: View, k: int, level: set[int], deed: Deed, form: str, words: Words) -> bool:
    if view.lower[max(k - 3, 0) : k] == ["as", "well", "as"] and form == "VB":
        return True
    to_before = view.lower[k - 1] == "to"
    if to_before and view.lower[k - 2] == "," and not _to_later(view, k):
        return False  # ", to V": a purpose
    if view.lower[k - 1] in ("and", "or") and view.lower[k - 3] == "to" and k - 2 not in level:
        return False  # "to harness and drive": both belong to that purpose
    if to_before and not deed.to and not _to_before(view, min(level)):
        return False
    head = view.chain(k)
    if head in level or (to_before and form == "VBG"):
        return True
    if view.dep[k] == "conj":
        hung = view.head[k]
        if view.tag[hung].startswith("JJ") and not view.is_homograph(hung, words):
            return False  # "open, reliable and secure": adjectives, whatever the tag says
        if hung in level:
            return True
        if _form(view, hung, words) == form and hung > deed.head:
            return False
    return _nearest(view, k, form, deed.head, words) in level


def _to_later(view: View, k: int) -> bool:
    """Whether *and to* closes an enumeration of infinitives."""
    return any(
        view.lower[j] in ("and", "or") and view.lower[j + 1] == "to"
        for j in range(k, min(view.stop - 1, k + 60))
    )


def _to_before(view: View, i: int) -> bool:
    while i > 0 and view.is_adverb(i - 1):
        i -= 1
    return i > 0 and view.lower[i - 1] == "to"


def _nearest(view: View, k: int, form: str, since: int, words: Words) -> int:
    """The nearest verb of that form before ``k`` which could carry it."""
    for j in range(k - 1, since, -1):
        if _form(view, j, words) == form:
            if form == "VBG" and (view.dep[j] == "amod" or view.tag[j - 1] == "HYPH"):
                continue  # "cost-saving"
            if form == "VBG" and view.lower[j - 1] in (
                "by",
                "including",
                "through",
                "while",
                "of",
                "for",
            ):
                continue
            return j
        if view.lower[j] in ("which", "who") and form == "VB":
            return j
    return since


def _bare_between(view: View, first: int, second: int) -> bool:
    """Whether nothing but coordinators and adverbs stands between two verbs.

    Or a first object without its last noun (*advance our grasp of, and improve care for, …*).
    """
    last = second - 1
    while last > first and (view.lower[last] in ("and", "or", ",") or view.is_adverb(last)):
        last -= 1
    if first < last < second - 1 and view.tag[last] in ("IN", "TO") and view.lower[last] in _OPEN:
        return True
    return all(
        view.lower[j] in ("and", "or", ",", "&", "and/or", "to", "existing", "new")
        or view.is_adverb(j)
        for j in range(first + 1, second)
    )


_OPEN = frozenset({"of", "for", "to", "with", "on", "in", "from", "into", "against"})


def _listed(view: View, k: int, stop: int) -> bool:
    """Whether an *-ing* verb is one of a list that *and* closes, not an adjunct."""
    if view.lower[k - 1] in ("and", "or", "&", "to"):
        return True
    if view.lower[k - 1] == "as" or view.is_adverb(k - 1):
        return True
    for j in range(k + 1, min(stop - 1, k + 80)):
        if view.lower[j] in ("and", "or") and view.is_gerund(min(j + 1, view.size - 1)):
            return True
    return False


def _has_object(view: View, k: int, stop: int) -> bool:
    """Whether something follows that the verb can act on."""
    if k + 1 >= stop or view.lower[k + 1] in (".", ";"):
        return False
    if view.lower[k + 1] == ",":  # "manufacturing, and …" is a noun
        return view.is_gerund(k + 2) if view.is_gerund(k) and k + 2 < stop else False
    return True
