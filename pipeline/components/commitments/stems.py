"""What list items inherit: the cue, the subject and the strength of the stem above them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from spacy.attrs import IS_CURRENCY, LOWER
from spacy.strings import get_string_id
from spacy.tokens import Doc

from pipeline.components.commitments.boundaries import SUBORDINATE, sentence_after
from pipeline.components.commitments.deeds import Deed, descend
from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.matching import Patterns
from pipeline.components.commitments.patterns import Rule, Words
from pipeline.components.commitments.subjects import NONE
from pipeline.components.commitments.view import View
from pipeline.model import Span, Strength

_LONGEST_LABEL = 9


@dataclass(frozen=True, slots=True)
class Frame:
    """What a stem hands down to its items.

    Attributes:
        rule: the list rule whose pattern the stem fits; its ``deeds`` say which items count.
        cue: canonical span of the words that make the items commitments.
        span: canonical span of the stem.
        strength: of the stem's own cue.
        governor: the stem's own commitment, when it has one.
    """

    rule: Rule
    cue: Span
    span: Span
    strength: Strength
    governor: Candidate | None


def frame_of(
    view: View,
    accepted: list[Candidate],
    opened: Candidate | None,
    weakest: Strength | None,
    rules: dict[str, Rule],
    patterns: Patterns,
) -> Frame | None:
    """The frame that a stem's last sentence makes for its items; None when it makes none.

    Args:
        view: the last sentence of the stem.
        accepted: commitments found in it, in order.
        opened: the cue at its very end, which waits for the items.
        weakest: strength of the weakest verb cue in it, None where it has none.
        rules: list rules by id.
        patterns: over the patterns of the list rules.
    """
    span = view.span(view.body, view.size - 1) if view.body < view.size else (0, 0)
    found = [
        (rules[name], start, end) for name, start, end in patterns.find(view.doc) if end > view.body
    ]
    if found:
        rule, start, end = max(found, key=lambda hit: hit[2] - hit[1])
        cue = view.span(max(start, view.body), end - 1)
        governor = accepted[-1] if accepted else None
        strength = weakest or (governor.rule.strength if governor is not None else rule.strength)
        return Frame(rule, cue, span, strength, governor)
    if opened is not None and (not accepted or opened.cue[0] > accepted[-1].cue[0]):
        return Frame(
            rules["list.following"], view.span(*opened.cue), span, opened.rule.strength, opened
        )
    if not accepted:
        return None
    governor = accepted[-1]
    cue = view.span(*governor.cue)
    return Frame(rules["list.following"], cue, span, governor.rule.strength, governor)


def item_candidate(view: View, frame: Frame, words: Words) -> Candidate | None:
    """The deed that an item names under a frame; None when it names none."""
    begin = after_label(view)
    i, _ = view.skip_adverbs(begin)
    if i >= view.stop:
        return None
    deed: Deed | None = None
    if view.dep[i].startswith("csubj"):
        around = view.children(view.head[i])
        verb = view.head[i]
        states = view.tag[verb] == "VBZ" and view.lemma[verb] in words["effect_verb"]
        finite = states or any(view.dep[k].startswith(("cop", "aux")) for k in around)
        if finite and not any(view.tag[k] in ("WDT", "WP") for k in around):
            return None  # "Strengthening the courts is a priority": a sentence of its own
    if view.is_gerund(i) or _noun_like_gerund(view, i):
        after = view.lower[i + 1 : i + 3]
        named = after[:1] == [","] and after[-1] in _ARTICLES
        if named or _opens_sentence(view, i) or _is_subject(view, i):
            return None
        deed = Deed(i, begin, "VBG") if "gerund" in frame.rule.deeds else None
    elif _base_verb(view, i, words):
        deed = Deed(i, begin, "VB") if "bare" in frame.rule.deeds else None
    elif view.lower[i] == "to" and i + 1 < view.stop and view.is_base(i + 1):
        if _aim_first(view, i):
            return None
        deed = Deed(i + 1, i + 1, "VB", to=True) if "bare" in frame.rule.deeds else None
    elif "object" in frame.rule.deeds and not sentence_after(view, i, view.stop):
        return _noun_item(view, frame, begin, words)
    elif "gerund" in frame.rule.deeds:
        for j in range(i + 1, min(i + 8, view.stop)):
            if view.is_finite(j):
                break  # "we recognise the importance of widening and deepening …"
            if view.is_gerund(j) and view.lower[j - 1] in ("and", "or", "and/or"):
                deed = Deed(j, begin, "VBG")
    if deed is None and _announces(frame) and _arrives(view, i, words):
        return _noun_item(view, frame, i, words)
    if deed is None:
        return None
    deed = descend(view, deed, words)
    return Candidate(frame.rule, view, (begin, begin), deed, NONE, max(begin, view.body), deed.head)


def _aim_first(view: View, i: int) -> bool:
    """Whether an aim only opens a sentence (*To spread the load, we have built a second line*)."""
    comma = next((j for j in range(i, view.stop) if view.lower[j] == ","), view.stop)
    first = next((j for j in range(comma + 1, view.stop) if view.is_finite(j)), view.stop)
    return first < min(comma + _SUBJECT, view.stop) and not any(
        view.lower[j] in SUBORDINATE or view.lower[j] == "," for j in range(comma + 1, first)
    )


_SUBJECT = 10  # tokens that the subject after an opening aim may take


def _is_subject(view: View, i: int) -> bool:
    """Whether a verb in *-ing* heads the subject of a finite verb (*Testing of pumps is vital*)."""
    verb = view.head[i]
    if not view.dep[i].startswith("nsubj") or verb <= i:
        return False
    around = (verb, *view.children(verb))
    return any(view.is_finite(k) and i < k <= verb for k in around)


def _opens_sentence(view: View, i: int) -> bool:
    """Whether a participle opens a sentence of its own (*Starting in May, ferries will …*)."""
    comma = next((j for j in range(i, view.stop) if view.lower[j] == ","), view.stop)
    if any(view.lower[j] in SUBORDINATE for j in range(i, comma)):
        return False
    if any(view.tag[j] == "MD" for j in range(i, comma)):
        return True  # "Meeting the target will create jobs"
    for k in range(comma + 1, view.stop):
        if view.lower[k] in SUBORDINATE or view.lower[k] in (",", ":", ";", "and"):
            return False
        if view.is_finite(k):
            return True
    return False


_ARTICLES = frozenset({"a", "an", "the"})


def _announces(frame: Frame) -> bool:
    """Whether a stem announces or agrees what its items name (*announced the following*)."""
    c = frame.governor
    if c is None:
        return False
    return c.rule.family in ("launch", "sign", "agree") or c.view.lemma[c.deed.head] in _ANNOUNCING


_ANNOUNCING = frozenset({"announce", "launch", "unveil", "introduce", "sign"})
_NEWCOMERS = frozenset({"a", "an", "new"})


def _arrives(view: View, i: int, words: Words) -> bool:
    """Whether a noun item names something new or its arrival (*a new fund*, *the launch of*)."""
    if sentence_after(view, i, view.stop):
        return False
    if view.lower[i] in _NEWCOMERS:
        return True
    i += view.lower[i] == "the"
    return i + 1 < view.stop and view.lower[i] in words["arrival"] and view.lower[i + 1] in _OF


_OF = frozenset({"of", "for", "to", "by", "in"})


def amount_items(view: View, rule: Rule, words: Words) -> list[Candidate]:
    """The sums of an item that opens with money and says what for (*$12 million to rebuild it*).

    Who takes it may stand before (*Port of Oslo — $12 million to rebuild the pier*), and more
    sums may follow (*…; and $3 million to dredge the channel*).
    """
    first = _sum_at(view, rule, words, _after_taker(view))
    if first is None:
        return []
    found = [first]
    for j in range(first.deed.head + 1, view.stop - 1):
        if view.lower[j] not in _BETWEEN_SUMS or view.lower[j + 1] == "and":
            continue
        begin = max(found[-1].deed.head, found[-1].cue[1])
        further = _sum_at(view, rule, words, j + 1) if j > begin else None
        if further is not None:
            found.append(replace(further, first=j + 1))
    return found


_BETWEEN_SUMS = frozenset({",", ";", "and"})


def _sum_at(view: View, rule: Rule, words: Words, opens: int) -> Candidate | None:
    """The sum that opens at a token, and what it is for; None where there is none."""
    money = -1
    i = opens
    while i < min(opens + _WORDS_OF_MONEY, view.stop):
        low = view.lower[i]
        if _is_money(view, i):
            money = i
        elif (money >= 0 and low == "to") or not _of_money(view, i):
            break
        i += 1
    if money < 0:
        return None
    for k in range(i, min(i + _PURPOSE_WITHIN, view.stop - 1)):
        if view.is_finite(k) or view.tag[k] == "VBN" or view.lower[k] in (",", ":", ";", "."):
            return None
        if view.lower[k] == "to" and _purpose_verb(view, k + 1, words):
            if _told_of(view, k + 1):
                return None
            deed = Deed(k + 1, k + 1, "VB", to=True)
        elif view.lower[k] == "for":
            deed = Deed(money, view.body, "NN")
        else:
            continue
        return Candidate(rule, view, (view.body, i - 1), deed, NONE, view.body, deed.head)
    return None


def _purpose_verb(view: View, i: int, words: Words) -> bool:
    """Whether the word after a sum and *to* is a verb, which taggers take for a noun there."""
    if view.is_base(i):
        return True
    after = view.tag[min(i + 1, view.size - 1)]
    return view.lower[i] in words["homograph"] and after in _OBJECTS


_OBJECTS = ("DT", "PRP$", "JJ", "NN", "NNS", "NNP", "NNPS", "CD", "VBG", "JJR")


def _told_of(view: View, verb: int) -> bool:
    """Whether the sum is only the subject of a sentence (*$5 m to fix the pier adds jobs*)."""
    root = next((j for j in range(view.body, view.stop) if view.dep[j] == "ROOT"), view.body)
    return root > verb and view.is_finite(root) and view.lower[root - 1] not in SUBORDINATE


def _after_taker(view: View) -> int:
    """First token after a name and a dash that open an item; of the item where none do."""
    for j in range(view.body, min(view.body + _WORDS_OF_MONEY, view.stop - 1)):
        if view.is_finite(j) or view.lower[j] in (".", ":", ";"):
            break
        if j > view.body and view.lower[j] in ("—", "–", "-") and _is_money(view, j + 1):
            return j + 1
    return view.body


def _is_money(view: View, i: int) -> bool:
    glued = view.lower[i][:1] in _SIGNS and view.lower[i][1:2].isdigit()  # "Norway—$12"
    return bool(view.doc[i].is_currency) or view.lower[i] in _CURRENCIES or glued


_SIGNS = ("$", "€", "£", "¥")


def may_open_with_money(words: Doc) -> bool:
    """Whether an item may turn out to be one of :func:`amount_items`, seen from its words alone."""
    signs, lower = words.to_array([IS_CURRENCY, LOWER]).T
    return bool(signs.any()) or not _currency_keys().isdisjoint(lower.tolist())


@cache
def _currency_keys() -> frozenset[int]:
    return frozenset(map(get_string_id, _CURRENCIES))


def _of_money(view: View, i: int) -> bool:
    number = view.doc[i].like_num or view.tag[i] in ("CD", "JJ")
    return number or view.lower[i] in _BEFORE_MONEY


_WORDS_OF_MONEY = 14
_PURPOSE_WITHIN = 10
_CURRENCIES = frozenset(
    {"dollars", "euros", "pounds", "usd", "eur", "gbp", "sgd", "us$", "s$", "a$"}
)
_BEFORE_MONEY = frozenset(
    """
    a an the over more than up to nearly about approximately around almost at least some additional
    another further new initial total investment investments funding of in us million billion
    thousand bn m k trillion roughly announcing providing
    """.split()
)


def _noun_item(view: View, frame: Frame, begin: int, words: Words) -> Candidate | None:

    head = begin
    while head < view.stop - 1 and not (view.is_nominal(head) and not view.is_nominal(head + 1)):
        head += 1
    deed = Deed(head, begin, "NN")
    for j in range(head + 1, min(view.stop - 1, head + 14)):
        if view.lower[j] in (",", ";", "which", "that"):
            break
        if view.lower[j] == "to" and view.is_base(j + 1):
            deed = descend(view, Deed(j + 1, begin, "VB", to=True), words)
            break
    return Candidate(frame.rule, view, (begin, head), deed, NONE, begin, head)


def after_label(view: View) -> int:
    """First token of an item after a label such as *Research security:*."""
    for j in range(view.body, min(view.body + _LONGEST_LABEL, view.stop - 2)):
        if view.lower[j] == ":":
            return j + 1
        if view.is_finite(j):
            break
    if view.tag[view.body] == "IN" if view.body < view.stop else False:
        for j in range(view.body + 1, min(view.body + _LONGEST_LABEL, view.stop - 1)):
            if view.lower[j] == "," and view.is_base(j + 1):
                return j + 1  # "In a new programme, train …"
    return view.body


def _noun_like_gerund(view: View, i: int) -> bool:
    low = view.lower[i]
    if not low.endswith("ing") or len(low) < 6 or i + 1 >= view.stop:
        return False
    return (
        view.tag[i] in ("NN", "VBG", "NNP")
        and view.tag[i + 1] in ("DT", "JJ", "PRP$", "NNS", "NN", "TO", "CC", "NNP", "IN", "CD")
        and view.lower[i + 1] not in ("of",)
    )


_VERBS = ("setup", "explore", "light", "homograph", "effect_verb")


def _base_verb(view: View, i: int, words: Words) -> bool:
    if view.is_base(i):
        return True
    low = view.lower[i]
    known = any(low in words[name] for name in _VERBS)
    return (
        known
        and view.tag[i] in ("NN", "NNP", "JJ", "VBD")
        and i + 1 < view.stop
        and (view.lower[i + 1] not in ("of", "and"))
    )
