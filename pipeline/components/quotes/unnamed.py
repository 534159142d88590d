"""Sources without a name: groups as they are described, and for whom an unnamed one speaks."""

from __future__ import annotations

import re

_PEOPLE = (
    "officials|experts|analysts|people|executives|economists|researchers|scientists|lawmakers|"
    "advisers|advisors|aides|diplomats|lawyers|critics|traders|investors|observers|insiders|"
    "sources|residents|employees|workers|leaders|authorities|campaigners|engineers|doctors|"
    "regulators|ministers|representatives|organisers|organizers|historians|academics|brokers|"
    "prosecutors|protesters|attorneys|supporters|opponents|backers|investigators|senators|bosses|"
    "groups|unions|charities|activists|advocates|providers|retailers|farmers|teachers|veterans|detectives"
)
_SMALL = (
    "of|in|on|at|to|for|with|from|by|after|before|about|than|as|is|are|was|were|fell|rose|made|"
    r"one|study|studies|\d+|\w+ed"
)
_GROUP = re.compile(
    rf"(?:(?P<number>[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Mm]ultiple)\s)?"
    rf"(?:(?!(?:{_SMALL})\s)[\w’'.-]+\s){{0,3}}?(?:{_PEOPLE})(?=[\s,]|$)",
    re.IGNORECASE,
)
_COMMON = re.compile(rf"{_PEOPLE}|two|three|four|five|six|multiple|senior|former", re.IGNORECASE)
_NOT_A_GROUP = re.compile(
    r"(?:the|a|an|this|that|these|those|its|their|his|her|our|my|your|some|many|most|several|few|"
    r"both|all|other|others|another|no|any|neither|either|such|and|or)\b",
    re.IGNORECASE,
)
_REST = re.compile(r",\s|\s[—–-]\s|\s(?:who|which|that)\b")
_SPEAKS_FOR = re.compile(
    r"(?:an?\s|the\s|one\s|another\s)?(?:[a-z-]+\s){0,3}"
    r"(?P<role>spokes(?:man|woman|person)|official|executive|representative|analyst|economist|"
    r"researcher|scientist|engineer|lawyer|employee)\s(?:for|at|from|with|of)\s(?:the\s)?$",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z][\w&’'\-]*(?:\s(?:(?:of|for|and)\s(?:the\s)?)?[A-Z][\w&’'\-]*){0,5}")
_LONGEST = 80


def group(written: str) -> str | None:
    """A group of people as the text describes it (*two people briefed on the talks*).

    Args:
        written: the speaker as it stands, on one line.

    Returns:
        The description, without what is set off from it; None for one person, for *the
        experts* (who were named or counted before), and for *some* or *many* of a group.
    """
    if _NOT_A_GROUP.match(written) or _GROUP.match(written) is None:
        return None
    bare = _REST.split(written)[0].strip(" ,")
    if not bare or len(bare) > _LONGEST:
        return None
    common = _COMMON.fullmatch(bare.split(" ", 1)[0]) is not None
    return bare[0].lower() + bare[1:] if common else bare


def speaks_for(lead: str) -> str | None:
    """The role of an unnamed person that words before a name lead up to (*a spokesman for*)."""
    found = _SPEAKS_FOR.fullmatch(lead)
    return found["role"].lower() if found else None


def employed(written: str) -> tuple[str, str] | None:
    """Role and organisation of an unnamed person (*a spokesman for Ever Green*)."""
    name = _NAME.search(written, 1)
    if name is None or _REST.search(written[: name.start()]):
        return None
    role = speaks_for(written[: name.start()])
    return (role, name.group()) if role else None
