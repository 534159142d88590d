"""Where the name begins that stands as subject: its first word, its owner, the names before it."""

from __future__ import annotations

from pipeline.components.commitments.view import ADVERBS, View

LEGAL_FORMS = frozenset("inc corp co ltd llc llp lp plc gmbh limited incorporated".split())
INSIDE_NAMES = frozenset({"'s", "’s", "&", "of", "for", "-"})
_OPENERS = frozenset("the a an by in at on for today this these its their through with as".split())
TIMES = frozenset(
    """
    year month week today years months weeks time decade yesterday tomorrow tonight monday tuesday
    wednesday thursday friday saturday sunday january february march april may june july august
    september october november december
    """.split()
)


def word_start(view: View, first: int) -> int:
    """First token of a word that is cut at its hyphens (*ARPA-H*)."""
    while first - 2 >= view.body and view.lower[first - 1] == "-":
        if view.doc[first - 1].whitespace_ or view.doc[first - 2].whitespace_:
            break
        if not view.doc[first - 2].text.isupper():
            break
        first -= 2
    return first


def owner_start(view: View, first: int) -> int:
    """Where a programme's owner begins: *the Navy's (USN) Harbour scheme, Oslo's $9 million Prize*.

    A bracket, a sum, or a name that the tagger took for a verb may stand between the two.
    """
    j = first - 1
    while j > view.body and first - j < 5 and view.doc[j].text[:1].isupper():
        j -= 1
    if view.lower[j] in ("million", "billion", "trillion") and view.tag[j - 1] == "CD":
        j -= 2 + (view.lower[j - 2] in ("$", "€", "£", "us$", "s$"))
    if view.lower[j] == ")" and view.lower[j - 2] == "(":
        j -= 3
    if j < view.body + 1 or j == first - 1 or view.lower[j] not in ("'s", "’s"):
        return first
    begin = name_start(view, j - 1)
    return begin - (begin > view.body and view.lower[begin - 1] == "the") if begin < j else first


def name_start(view: View, last: int) -> int:
    """First token of the run of capitalised words that ends at ``last``; past it for none."""
    start = last + 1
    for j in range(last, max(view.body - 1, last - 12), -1):
        capital = view.doc[j].text[:1].isupper() and view.lower[j] not in _OPENERS
        legal = j > view.body and view.lower[j] == "," and start <= last
        legal = legal and view.lower[j + 1].rstrip(".") in LEGAL_FORMS
        if capital:
            start = j
        elif not legal and view.lower[j] not in INSIDE_NAMES:
            break
    return start


def with_names_before(view: View, first: int) -> int:
    """Start of a list of names that ends at ``first`` (*Norway, Sweden, and Finland*)."""
    j = first - 1
    if j < 1 or view.lower[j] not in ("and", "&") or view.tag[first] in ("PRP", "WDT", "WP"):
        return first
    if view.tag[first] == "DT" and view.lower[first] != "the":
        return first
    j -= 1
    while j >= 0:
        if view.lower[j] == "," and j > 0:
            j -= 1
        run = j
        while run >= 0 and (_is_name(view, run) or view.lower[run] in ("of", "the")):
            run -= 1
        if _goes_on(view, run, j):
            run -= 1
            while run >= 0 and _is_name(view, run):
                run -= 1
        if run == j or (run >= 0 and view.tag[run] == "IN"):
            return first
        first = run + 1
        if run < 0 or view.lower[run] != ",":
            return first
        j = run
    return first


def _goes_on(view: View, run: int, last: int) -> bool:
    """Whether a preposition joins two parts of one name in a list (*Sail Club, Row for Asia*)."""
    if run < 2 or run == last or view.lower[run] not in ("in", "for", "at"):
        return False
    begin = run - 1
    while begin >= 0 and _is_name(view, begin):
        begin -= 1
    return begin < run - 1 and begin >= 0 and view.lower[begin] == ","


def _is_name(view: View, j: int) -> bool:
    written = view.doc[j].text
    if view.tag[j] in ("NNP", "NNPS") or (len(written) > 1 and written.isupper()):
        return True
    capital = view.tag[j] in ("NN", "NNS") and view.doc[j].text[:1].isupper()
    return capital and view.lower[j] not in TIMES and view.lower[j] not in ADVERBS
