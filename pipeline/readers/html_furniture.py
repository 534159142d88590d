"""What stands in the text of a page and is not of it: links to other articles, appeals, credits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Block

_LONGEST = 300
_LINKED = 0.85
_SENTENCE = re.compile(r"[.!?][\"”’')\]]{0,2}\Z")
_POINTER = re.compile(
    r"(?:related|see (?:also|more)|read (?:more|next|also)|more (?:on|from|about)|also (?:on|read)"
    r"|don['’]t miss|you (?:may|might) (?:also )?(?:like|be interested)|recommended(?: for you)?"
    r"|most (?:read|popular|viewed)|popular (?:on|in|now)|trending|up next|watch (?:now|more|next)"
    r"|related (?:post|article|stor(?:y|ies)|coverage|content)s?)\b.{0,200}\Z",
    re.IGNORECASE,
)
_APPEAL = re.compile(
    r"(?:sign up (?:for|to|here|now|today)|subscribe (?:to|now|here|today)"
    r"|follow (?:us|him|her|them|me|@\w{1,30}|(?:[A-Z][\w’']{1,20} ?){1,3}) on"
    r" (?:facebook|twitter|x|instagram|linkedin|youtube|threads|bluesky|mastodon|social media)\b"
    r"|get (?:the latest (?:news|updates|headlines|stories)|our (?:\w{1,12} )?newsletter)"
    r"|like us on|join the conversation|tell us what you think|have a tip\b|click here\b"
    r"|share this (?:article|story|post|page)|download (?:our|the) (?:\w{1,12} )?app\b"
    r"|copyright\b|©|all rights reserved|comments\Z|leave a (?:comment|reply)"
    r"|e-?mail (?:the (?:author|reporter)|[A-Z]\w{1,20} [A-Z]\w{1,20} at))",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\(?(?:additional )?(?:reporting|editing|writing|compiled) by\b|"
    r".{1,120}\bcontributed to this (?:report|story|article)\.?\Z",
    re.IGNORECASE,
)


def mark_furniture(
    blocks: Sequence[Block], text: str, linked: Sequence[float]
) -> tuple[Block, ...]:
    """The blocks, with what is no part of the article turned into ``boilerplate``.

    Args:
        blocks: of one page, in order.
        text: the canonical text that they point into.
        linked: share of the characters of each block that is inside a link.
    """
    furniture = [
        _is_furniture(block, text[block.start : block.end], share)
        for block, share in zip(blocks, linked, strict=True)
    ]
    # a heading stays as long as something follows under it
    for number in range(len(blocks) - 1, -1, -1):
        if blocks[number].kind == "heading" and blocks[number].level > 1:
            rest = furniture[number + 1 :]
            if linked[number] >= _LINKED and (not rest or rest[0]):
                furniture[number] = True
    if all(furniture):
        return tuple(blocks)
    return tuple(
        replace(block, kind="boilerplate", level=0) if odd else block
        for block, odd in zip(blocks, furniture, strict=True)
    )


def _is_furniture(block: Block, text: str, linked: float) -> bool:
    if len(text) > _LONGEST or block.kind in ("title", "table"):
        return False
    if _POINTER.match(text) and (linked > 0.3 or (len(text) < 60 and not _SENTENCE.search(text))):
        return True
    if block.kind == "heading":
        return bool(_APPEAL.match(text))
    if linked >= _LINKED and not _SENTENCE.search(text):
        return True
    return bool(_APPEAL.match(text) or _CREDIT.match(text))
