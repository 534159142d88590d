"""Where a commitment ends: the last word of its object and complements."""

from __future__ import annotations

from pipeline.components.commitments.view import View

_RELATIVE = frozenset({"which", "who", "whose", "where", "whom"})
_RESULT = frozenset({"thus", "thereby", "hence", "thereafter"})
_CLAUSE = frozenset({"but", "although", "though", "whereas", "because", "since", "so"})
SUBORDINATE = _RELATIVE | {"that", "so", "when", "as", "if", "while"}
_TAG = 8  # tokens that a speaker tag or what follows its verb may take
_TRAILING = frozenset(
    {
        "and",
        "or",
        "but",
        "as",
        "well",
        "while",
        "including",
        "to",
        "&",
        "also",
        "for",
        "through",
        "with",
    }
)
_RECOGNISING = frozenset({"welcoming", "noting", "recognising", "recognizing", "acknowledging"})
_LIKE_WORDS = frozenset({"including", "according", "focusing", "regarding", "concerning"})
_CLOSING = frozenset({"”", '"', "»"})
_OPENING = frozenset({"“", '"', "«"})
_LEAD_INS = (
    ("including", "but", "not", "limited", "to"),
    ("including", "by"),
    ("including", "through"),
    (",", "by"),
    ("including", "the", "following"),
    ("including", "through", "the", "following"),
    ("through", "the", "following"),
    ("as", "follows"),
    ("including", "in", "the", "following"),
    ("in", "the", "following"),
    ("by", "the", "following"),
    ("namely",),
    ("including",),
    ("such", "as"),
)


def clause_end(view: View, head: int, limit: int, results: frozenset[str] = frozenset()) -> int:
    """Last token of the commitment whose deed is ``head``; never past ``limit`` (exclusive).

    Args:
        view: the unit.
        head: token of the deed.
        limit: token before which it must end.
        results: participles that tell what a deed brings about (*, creating 200 jobs*).
    """
    stop = min(limit, view.stop)
    depth = 0
    closing = -1
    j = head + 1
    while j < stop:
        low = view.lower[j]
        if low in "([":
            depth += 1
        elif low in ")]":
            depth = max(0, depth - 1)
        elif depth == 0 and _is_dash(view, j):
            if j == closing:
                closing = -1
            else:
                closing = _closing_dash(view, j, stop)
                if closing < 0 and not _purpose(view, j + 1) and _resumed(view, j, stop):
                    stop = j
                    break
        elif depth == 0 and _breaks(view, j, head, stop, results):
            stop = j
            break
        j += 1
    last = _trim(view, head, stop)
    if last + 1 < view.size and view.lower[last + 1] == ")":
        inside = view.lower[head : last + 1]
        last += inside.count("(") > inside.count(")")
    return last


def _resumed(view: View, j: int, stop: int) -> bool:
    """Whether a new clause follows a dash, rather than words that explain the last ones."""
    after = view.doc[j + 1].text
    if after.lower() in _OPENS_CLAUSE or (after[:1].isupper() and after.lower() in _OPENS_SENTENCE):
        return True
    first = next((k for k in range(j + 1, stop) if view.is_finite(k)), stop)
    described = any(view.lower[k] in ("that", "which", "who") for k in range(j + 1, first))
    return not described and _new_clause(view, j, stop)


_OPENS_CLAUSE = frozenset({"and", "but", "so", "this", "it", "we", "they", "these", "that"})
_OPENS_SENTENCE = frozenset({"the", "a", "an", "on", "in", "at", "last", "for", "with", "to", "by"})


def _purpose(view: View, i: int) -> bool:
    """Whether what follows a dash says what the deed is for (*— with the goal of …*)."""
    words = tuple(view.lower[i : i + 3])
    return words in _PURPOSES


_PURPOSES = frozenset(
    {("with", "the", "goal"), ("with", "the", "aim"), ("in", "an", "effort"), ("in", "order", "to")}
)


def _is_dash(view: View, j: int) -> bool:
    low = view.lower[j]
    if low == "-":
        return bool(view.doc[j].whitespace_) and bool(j and view.doc[j - 1].whitespace_)
    return low in ("–", "—", "--") and view.tag[j - 1] != "CD"


def _closing_dash(view: View, j: int, stop: int) -> int:
    """Index of the dash that closes the remark which the one at ``j`` opens; -1 if none does."""
    for k in range(j + 2, min(stop, j + 30)):
        if _is_dash(view, k):
            return k
    return -1


def _breaks(view: View, j: int, head: int, stop: int, results: frozenset[str]) -> bool:
    low = view.lower[j]
    after = view.lower[j + 1] if j + 1 < view.size else ""
    if low == ":" and j + 1 < stop and view.doc[j + 1].text[:1].isupper():
        return sentence_after(view, j + 1, stop)
    if low == ";":
        if any(view.lower[k] == ":" for k in range(head, j)):
            return False  # a list inside the commitment
        return after not in ("(",) and not _enumerates(view, j + 1)
    if low in _CLOSING and _quote_opened_before(view, j, head):
        return True
    if low in ("and", ",") and view.lower[j + 1 : j + 3] == ["look", "forward"]:
        return True
    if low == "and" and j + 1 < stop and (after in _RECOGNISING or _other_verb(view, j, head)):
        return True
    if low == "," and j + 1 < stop:
        finite = view.tag[j + 1] in ("MD", "VBZ", "VBD") and view.doc[j + 1].text[:1].islower()
        finite = finite and view.dep[j + 1] not in ("acl", "advcl")  # ", built on rules"
        if finite and after != "including":
            return not (view.tag[j + 1] == "VBZ" and _in_relative(view, j, head))
        if after not in results and _adjunct_chain(view, j, head, stop):
            return True
        if after in _RESULT or (after == "alongside" and "that" in view.lower[j:stop]):
            return True
        if after in _RELATIVE and not _resumes(view, j + 1, stop):
            return not _describes(view, j + 1, stop)
        if after == "that" and j + 2 < stop and view.tag[j + 2] == "MD":
            return True  # ", that will create jobs"
        if after == "with" and _tallied(view, j + 2, stop):
            return True
        if view.lower[j + 1 : j + 4] == ["as", "well", "as"] and view.is_gerund(j + 4):
            return view.is_base(head)
        if tuple(view.lower[j + 1 : j + 5]) == ("as", "a", "result", "of") or after == "thanks":
            return True
        if after == "so" and j + 2 < view.size and view.lower[j + 2] == "that":
            return False
        if _is_noun(view, head) and after == "as" and not _verb_soon(view, j + 4):
            return True
        if after in _CLAUSE and _new_clause(view, j + 1, stop):
            return True
        return after in ("said", "says", "according") or _attributes(view, j + 1, stop)
    return False


def _describes(view: View, start: int, stop: int) -> bool:
    """Whether a relative clause tells what a thing is, as against what will come of it.

    *the digital tools, which are free to use*; *the tools, which will save time* tells of effects.
    """
    if view.lower[start] not in ("which", "where"):
        return False
    verb = next((k for k in range(start + 1, min(start + 6, stop)) if view.is_finite(k)), None)
    if verb is None or view.tag[verb] == "MD":
        return False
    return not view.is_gerund(min(verb + 1, view.size - 1))  # "which is transforming the coast"


def _tallied(view: View, start: int, stop: int) -> bool:
    """Whether *with* brings what was done so far (*, with around 900 people trained*)."""
    count = next((k for k in range(start, min(start + 4, stop)) if view.tag[k] == "CD"), None)
    if count is None or any(view.doc[k].is_currency for k in range(start, count + 1)):
        return False
    for k in range(count + 1, min(count + 6, stop)):
        if view.tag[k] == "VBN":
            return view.is_nominal(k - 1) and view.lower[k - 1] not in ("million", "billion")
        if not view.is_nominal(k) and view.tag[k] != "JJ":
            return False
    return False


def _attributes(view: View, start: int, stop: int) -> bool:
    """Whether a speaker tag follows that ends the sentence (*, the company said Tuesday*)."""
    for k in range(start, min(start + _TAG, stop)):
        if view.lower[k] in ("said", "says", "added"):
            return k > start and stop - k <= _TAG
        if not view.is_nominal(k) and view.tag[k] not in ("DT", "JJ", "POS", "PRP$", "IN", "HYPH"):
            return False
    return False


def sentence_after(view: View, start: int, stop: int) -> bool:
    """Whether what starts there is a sentence, not a thing with a clause that describes it."""
    for k in range(start, stop):
        if view.lower[k] in SUBORDINATE:
            return False
        if view.is_finite(k):
            return True
    return False


def _enumerates(view: View, i: int) -> bool:
    """Whether a bracketed or bare ordinal follows, as in *; (ii) …* or *; and (iii) …*."""
    if i < view.size and view.lower[i] in ("and", "or"):
        i += 1
    return i + 1 < view.size and view.lower[i] == "("


def _quote_opened_before(view: View, j: int, head: int) -> bool:
    return not any(view.lower[k] in _OPENING for k in range(head, j))


def _is_noun(view: View, head: int) -> bool:
    return view.tag[head] in ("NN", "NNS", "NNP", "NNPS") or view.dep[head] in ("acl", "nmod")


def _verb_soon(view: View, i: int) -> bool:
    return any(view.is_base(k) or view.is_gerund(k) for k in range(i, min(i + 2, view.size)))


def _other_verb(view: View, j: int, head: int) -> bool:
    """Whether *and* leads to a finite verb that shares the subject (*and has already met it*)."""
    k, _ = view.skip_adverbs(j + 1)
    if k >= view.size:
        return False
    past = view.tag[k] == "VBD" and view.dep[k] == "conj" and not view.doc[k].text[:1].isupper()
    past = past and view.tag[view.head[k]] in ("VBD", "VBN", "VBZ", "VBP")
    if not past and view.tag[k] not in ("VBZ", "MD") and view.lower[k] not in ("has", "is"):
        return False
    return not _in_relative(view, j, head)


def _in_relative(view: View, j: int, head: int) -> bool:
    """Whether a relative clause has opened between the deed and ``j``."""
    return any(view.lower[m] in ("which", "that", "who", "whose") for m in range(head, j))


def _adjunct_chain(view: View, j: int, head: int, stop: int) -> bool:
    """Whether two or more participles that only accompany the deed follow a comma."""
    first = j + 1
    if view.lower[first] == "while":
        first += 1
    if not view.is_base(head) or first >= stop or not view.is_gerund(first):
        return False
    if view.lower[first] in _LIKE_WORDS or view.lower[first] == "building":
        return False
    return any(
        view.is_gerund(k) and view.lower[k - 1] in (",", "and") and view.lower[k] not in _LIKE_WORDS
        for k in range(first + 2, stop)
    )


def _resumes(view: View, j: int, stop: int) -> bool:
    """Whether the clause goes on after a relative clause (*, which …, to modernise …*)."""
    for k in range(j + 1, min(stop - 1, j + 30)):
        if view.lower[k] == "," and view.lower[k + 1] in ("to", "by"):
            return True
    return False


def _new_clause(view: View, j: int, stop: int) -> bool:
    """Whether a subject and a finite verb follow."""
    for k in range(j + 1, min(stop, j + 14)):
        if view.is_finite(k):
            return any(view.is_nominal(m) for m in range(j + 1, k))
        if view.lower[k] == ",":
            return False
    return False


def _trim(view: View, head: int, stop: int) -> int:
    last = stop - 1
    changed = True
    while changed and last > head:
        changed = False
        while last > head and (view.is_punct(last) and not _closes(view, head, last)):
            last -= 1
            changed = True
        while last > head and view.lower[last] in _TRAILING:
            last -= 1
            changed = True
        for lead in _LEAD_INS:
            size = len(lead)
            if last - size >= head and tuple(view.lower[last - size + 1 : last + 1]) == lead:
                last -= size
                changed = True
                break
    return max(last, head)


def _closes(view: View, head: int, last: int) -> bool:
    """Whether the last token closes a bracket or quotation that opened inside the span."""
    low = view.lower[last]
    if low in (")", "]"):
        return any(view.lower[k] in "([" for k in range(head, last))
    if low in ("’", "'", "”", '"'):
        return any(view.lower[k] in ("‘", "'", "“", '"') for k in range(head, last))
    return low == "%"


def clause_start(view: View, first: int) -> int:
    """Token before which an earlier commitment must end, given where the next one starts."""
    j = first
    while j > 0 and (
        view.is_punct(j - 1)
        or view.lower[j - 1]
        in ("and", "or", "but", "to", "as", "well", "while", "that", "also", "so")
        or view.is_adverb(j - 1)
    ):
        j -= 1
    return j
