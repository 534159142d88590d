"""The deed in a noun phrase: *a dialogue* is established, *closer cooperation* is to cooperate."""

from __future__ import annotations

from pipeline.components.commitments.deeds import action
from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.patterns import Words
from pipeline.components.commitments.view import View

_DEEDS = {
    "cooperation": "cooperate",
    "co-operation": "cooperate",
    "collaboration": "collaborate",
    "collaborations": "collaborate",
    "investment": "invest",
    "acquisition": "acquire",
    "awards": "award",
    "buyout": "buy",
    "closure": "close",
    "construction": "build",
    "contribution": "contribute",
    "cuts": "cut",
    "deployment": "deploy",
    "donation": "donate",
    "elimination": "eliminate",
    "extension": "extend",
    "increase": "increase",
    "introduction": "introduce",
    "opening": "open",
    "order": "order",
    "orders": "order",
    "purchase": "purchase",
    "selection": "select",
    "suspension": "suspend",
    "funding": "fund",
    "exchange": "exchange",
    "exchanges": "exchange",
    "development": "develop",
    "establishment": "establish",
    "creation": "create",
    "expansion": "expand",
    "support": "support",
    "conclusion": "conclude",
    "completion": "conclude",
    "agreement": "agree",
    "discussions": "discuss",
    "talks": "discuss",
    "negotiations": "negotiate",
    "dialogue": "establish",
    "forum": "establish",
    "group": "establish",
    "council": "establish",
    "committee": "establish",
    "centre": "establish",
    "center": "establish",
    "fund": "fund",
    "programme": "establish",
    "program": "establish",
    "partnership": "cooperate",
    "memorandum": "agree",
    "mou": "agree",
    "framework": "cooperate",
    "reduction": "reduce",
    "ties": "cooperate",
    "advancement": "advance",
    "implementation": "implement",
    "protection": "protect",
    "promotion": "promote",
}


def announced_noun(view: View, verb: int, words: Words) -> str | None:
    """The noun of doing that is announced (*the selection of three firms*); None for another."""
    for j in range(verb + 1, min(verb + _PHRASE, view.stop)):
        ends = j + 1 >= view.stop or not (view.is_nominal(j + 1) or view.tag[j + 1] in _GOES_ON)
        if view.tag[j] in ("NN", "NNS", "VBG") and ends:
            return view.lower[j] if view.lower[j] in words["announced"] else None
        if view.tag[j] in ("IN", "TO", "VBZ", "MD", "WDT"):
            return None
    return None


_PHRASE = 9  # tokens from a verb to the head of its object
_GOES_ON = ("POS", "HYPH", "VBG")


def is_news(c: Candidate) -> bool:
    """*is announcing £3 million in grants*: told as news, while what is announced is the deed."""
    return c.rule.kind == "progressive" and c.view.lemma[c.deed.head] in ("announce", "unveil")


def launch_action(view: View, verb: int, last: int, words: Words) -> str:
    """Deed of *launched a fund designed to …*: what it is for, when said; else to launch."""
    noun = announced_noun(view, verb, words)
    if noun is not None and view.lower[verb].startswith(("announc", "unveil")):
        return _DEEDS.get(noun, view.lemma[verb])
    for j in range(verb, last - 1):
        if view.lower[j] in (",", ";"):
            break
        if view.lower[j] in ("designed", "intended", "meant") and view.lower[j + 1] == "to":
            return action(view, j + 2)
        if view.lower[j] == "aimed" and view.lower[j + 1] == "at" and view.is_gerund(j + 2):
            return action(view, j + 2)
    # a verb may be the last word, as in a heading that stands alone
    if verb < last and view.lower[verb].startswith(("announc", "unveil", "introduc")):
        found = noun_action(view, verb + 1, last, (verb + 1, verb + 1))
        aim = view.lower[verb].startswith("announc") and _aim(view, verb, last)
        return aim or (found if found in _DEEDS.values() else view.lemma[verb])
    return view.lemma[verb]


def _aim(view: View, verb: int, last: int) -> str | None:
    """The deed that an announced thing is for (*announced a plan to widen the canal*)."""
    for j in range(verb, last):
        if view.lower[j] in (",", ";", "that", "which"):
            return None
        if view.lower[j] == "to" and view.is_base(view.skip_adverbs(j + 1)[0]):
            return action(view, view.skip_adverbs(j + 1)[0])
    return None


def bought(view: View, verb: int, last: int) -> str | None:
    """The deed of *signed a deal to purchase …*: a sale is what such deals are named after."""
    for j in range(verb + 1, last):
        if view.lower[j] == "to" and view.lemma[j + 1] in _TRADED:
            return view.lemma[j + 1] if view.lemma[j - 1] in _DEALS_MADE else None
    return None


_TRADED = frozenset({"purchase", "buy", "acquire", "supply", "sell", "lease"})
_DEALS_MADE = frozenset({"deal", "agreement", "contract", "accord", "pact"})


def noun_action(view: View, head: int, last: int, cue: tuple[int, int]) -> str:
    """Lemma of the deed that a noun phrase stands for.

    A purpose in it (*a framework to enhance trade*) names the deed; else a noun of action;
    else a participle after a comma; else what one does with such a thing.
    """
    first = min(head, cue[0])
    for j in range(first, last):
        if view.lower[j] == "to" and view.is_base(j + 1):
            return action(view, j + 1)
        if view.lower[j] == ",":
            break
    comma = next((j for j in range(first, last) if view.lower[j] == ","), last + 1)
    for wanted in ("cooperation", "co-operation", "collaboration"):
        if wanted in view.lower[first:comma]:
            return _DEEDS[wanted]
    for j in range(comma, last):
        if view.is_gerund(j + 1) and view.lower[j] == ",":
            return action(view, j + 1)
        if view.lower[j] == "to" and view.is_base(j + 1):
            return action(view, j + 1)
    for j in [head, *range(first, min(last, comma - 1) + 1)]:
        for form in (view.lower[j], view.lemma[j]):
            if form in _DEEDS:
                return _DEEDS[form]
    # an article or adjective names no deed: what was agreed or launched is told by the cue
    return view.lemma[head if view.tag[head][:1] in "NV" else cue[0]]
