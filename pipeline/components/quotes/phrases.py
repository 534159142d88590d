"""Noun phrases by their edges: where a speaker's name begins and ends, without a parse.

The words of English that cannot stand inside a plain noun phrase are few and closed, and so
are those that begin one. That is enough to cut a subject out of a reporting clause.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.components.quotes.frames import Token

Range = tuple[int, int]
"""First token and the one after the last, as indices into the tokens of a frame."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


SUBJECTS = _words("i he she they we it you who which")
"""Pronouns that can be the subject of a reporting verb."""
INDEFINITE = _words(
    "one some many others several most few both all another each none half those these two three "
    "everyone everybody someone somebody anyone anybody nobody critics"
)
CLAUSE_SUBJECTS = _words(
    "i he she they we it you there this that's it's he's she's they're we're "
    "i'm you're there's it'll he'll she'll i'd he'd she'd we'll they'll i've "
    "we've they've you've i'll you'll nobody everyone everybody someone"
)
DETERMINERS = _words(
    "the a an this that these those his her their its our my your no any every "
    "each some another both all one's whose"
)
PREPOSITIONS = _words(
    "in on at during via through after before of to about for from with by amid under over within "
    "without against between among around near since until upon throughout following despite "
    "regarding concerning outside inside alongside like unlike per as towards toward"
)
AUXILIARIES = _words(
    "is are was were be been being has have had having do does did will would can could may might "
    "shall should must isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't "
    "won't wouldn't can't cannot couldn't shouldn't ain't 's 've 'd"
)
PASSIVE = _words("is are was were be been being gets got get isn't wasn't weren't aren't")
HAVE = _words("has have had having hasn't haven't hadn't 've")
SUBORDINATORS = _words(
    "that when because if while where although though whether whereas unless once until since so "
    "than what how why"
)
RELATIVES = _words("who which that whom")
CONJUNCTIONS = _words("and but or yet nor")
ADVERBS = _words(
    "also later then often once never not again still now just even first soon once too always "
    "sometimes earlier further instead however meanwhile nevertheless moreover perhaps simply "
    "actually only long since better then-and ever rather quite well n't together besides "
    "therefore thus hence likewise indeed furthermore"
)
TEMPORAL = _words(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow earlier "
    "later recently afterwards afterward afterwards tonight last this next early late "
    "january february march april may june july august september october november december"
)
MONTHS = _words("jan feb mar apr jun jul aug sep sept oct nov dec")
PARTICLES_OF = frozenset("of the for and to in de la van von der bin al".split())
DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday today yesterday".split())
PERIODS = DAYS | frozenset("week weekend month year morning evening afternoon night".split())
PARTICLES = _words("de la van von der den bin al el da di du le dos del ibn")
BARE_SOURCES = _words("research evidence data analysis intelligence polling testing")
"""Nouns that are a source without an article (*research shows that*)."""
PAST = _words(
    "made took gave went came rose fell grew saw won lost held met kept left led paid ran sold "
    "told began became got found spent cost put set hit sent built bought brought drew"
)
"""Verbs in the past tense that do not end in -ed."""
COMPLEMENTISERS = frozenset("that whether how what why who if".split())
WINDOW = 24
LONGEST_SUBJECT = 60


def is_auxiliary(token: Token) -> bool:
    """Whether the token is an auxiliary verb (not the month of May)."""
    return token.lower in AUXILIARIES and not (token.lower == "may" and token.capital)


def is_adverb(token: Token) -> bool:
    """Whether the token may stand between a subject and its verb."""
    lower = token.lower
    return lower in ADVERBS or (
        lower.endswith("ly") and len(lower) > 4 and token.word and not token.capital
    )


def counts(token: Token) -> bool:
    """Whether a number or a noun phrase begins here."""
    return token.text[0].isdigit() or token.text[0] in "$£€" or token.lower in DETERMINERS


def begins_phrase(token: Token) -> bool:
    """Whether a noun phrase can begin here, going by the word alone."""
    return (
        token.capital
        or token.lower in DETERMINERS
        or token.lower in SUBJECTS
        or token.lower in INDEFINITE
        or (token.word and token.text[0].isdigit())
    )


def subject_pronoun(token: Token) -> bool:
    """Whether the token is a pronoun, or a pronoun with its auxiliary (*he's*)."""
    lower = token.lower
    return lower in SUBJECTS or ("'" in lower and lower.split("'")[0] in SUBJECTS and token.word)


def name_run_left(tokens: Sequence[Token], end: int, floor: int) -> int:
    """Start of the run of capitalised words that ends before ``end``."""
    at = end
    while at > floor:
        token = tokens[at - 1]
        inner = token.lower in PARTICLES or token.lower == "of" or token.text == "."
        if token.capital or (inner and at < end) or (token.text == "." and at == end):
            at -= 1
        else:
            break
    while at < end and not tokens[at].capital:
        at += 1
    return at


def lower_at(tokens: Sequence[Token], at: int) -> str:
    """The token in lower case; nothing outside the frame."""
    return tokens[at].lower if 0 <= at < len(tokens) else ""


def closing_bracket(tokens: Sequence[Token], at: int, limit: int) -> int | None:
    """Where the bracket that opens at ``at`` closes, close by."""
    for index in range(at + 1, min(limit, at + 12)):
        if tokens[index].text == ")":
            return index
    return None


def opening_bracket(tokens: Sequence[Token], at: int) -> int | None:
    """Where the bracket that closes at ``at`` opens, close by."""
    for index in range(at - 1, max(-1, at - 14), -1):
        if tokens[index].text == "(":
            return index
    return None


def tight(tokens: Sequence[Token], at: int) -> bool:
    """Whether no blank stands on either side of a token (a hyphen in a word)."""
    return (
        0 < at < len(tokens) - 1
        and tokens[at - 1].end == tokens[at].start
        and tokens[at].end == tokens[at + 1].start
    )


def nickname(tokens: Sequence[Token], at: int) -> bool:
    """A quoted stretch inside a name (*Ann “Annie” Lee*)."""
    return (
        0 < at < len(tokens) - 1
        and tokens[at - 1].capital
        and tokens[at + 1].capital
        and tokens[at].end - tokens[at].start < 20
    )


def inner_stop(tokens: Sequence[Token], at: int) -> bool:
    """Whether a full stop belongs to the word before it."""
    return at > 0 and tokens[at - 1].end == tokens[at].start and tokens[at - 1].word


def starts_content(tokens: Sequence[Token], at: int) -> bool:
    """Whether what is said, or the mark before it, stands here for sure."""
    if at >= len(tokens):
        return True
    token = tokens[at]
    return token.quoted or token.lower in COMPLEMENTISERS or token.text in ":,"
