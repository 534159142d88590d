"""The verbs coordinated with a deed that are deeds of their own."""

from __future__ import annotations

from pipeline.components.commitments.deeds import Deed, descend
from pipeline.components.commitments.patterns import Words
from pipeline.components.commitments.view import View

_ADJUNCTS = frozenset({"including", "such", "through", "by", "while", "notably"})


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
    helped = deed.head + 1 + (view.lower[min(deed.head + 1, view.size - 1)] == "to")
    if view.lemma[deed.head] == "help" and helped < stop and view.is_base(helped):
        level.add(helped)  # "will help fund the yard and train its crews"
    found: list[int] = []
    purpose: set[int] = set()
    previous = deed.head
    begin = deed.head + 1
    depth = 0
    inside = clausal = False
    for k in range(begin, stop):
        low = view.lower[k]
        depth += (low in ("(", "[")) - (low in (")", "]"))
        if low in _ADJUNCTS:
            inside, clausal = True, clausal or low not in _OF_NOUNS or _doing(view, k + 1)
        elif low == ";" and not clausal:
            inside = False  # "goods including cars; and training …"
        if depth > 0 or (inside and "VB" not in forms):
            continue
        if view.tag[k] not in _VERBS and low not in words["homograph"]:
            continue
        form = _form(view, k, words)
        if form not in forms or not _coordinated(view, k, deed.head):
            continue
        if inside and form == "VBG":
            continue
        if form == "VB" and _in_relative(view, previous, k):
            continue
        if view.doc[k].text.istitle() and view.doc[deed.head].text.islower():
            continue  # "the Build Better Ports plans": part of a name
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


_VERBS = frozenset({"VB", "VBP", "VBG", "VBD", "VBN"})
_OF_NOUNS = frozenset({"including", "such", "notably"})


def _doing(view: View, k: int) -> bool:
    """Whether what is included is a deed (*including by cutting fees*)."""
    return k < view.stop and (view.is_gerund(k) or view.lower[k] in ("by", "through"))


def _of_purpose(
    view: View, k: int, deed: Deed, level: set[int], purpose: set[int], words: Words
) -> bool:
    """Whether a bare verb goes on with a list of purposes (*to cut costs, create jobs and …*)."""
    if _after_semicolon(view, k):
        return False
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
        if view.lower[j] == ";":
            return False
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


_HARDLY_VERBS = frozenset(
    "comment waste water state land power fuel page coast air process".split()
)


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
    if _after_semicolon(view, k) and (form == "VB" or deed.form == form):
        return True
    to_before = _to_before(view, k)
    if to_before and view.lower[k - 2] == "," and not _to_later(view, k):
        return False  # ", to V": a purpose
    aim = view.lower[k - 1] in ("and", "or") and view.lower[k - 3] == "to" and k - 2 not in level
    if aim and view.tag[k - 2] not in ("NNP", "NNPS"):
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


def _after_semicolon(view: View, k: int) -> bool:
    """Whether a verb opens a part of an enumeration with semicolons (*…; and train crews*).

    Alternatives (*…; or find shelter*) are ends of one deed.
    """
    j = k - 1
    while j > 0 and (view.is_adverb(j) or view.lower[j] in ("and", "or", "to")):
        j -= 1
    if view.lower[j] != ";":
        return False
    return not any(
        view.lower[m] == ";" and view.lower[m + 1] == "or" for m in range(j, view.stop - 1)
    )


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
    while last > first and (
        view.lower[last] in ("and", "or", ",") or view.is_adverb(last) or view.tag[last] == "TO"
    ):
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
