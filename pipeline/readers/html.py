"""Web pages: the article without what stands around it, each block with its element."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import date
from email.message import EmailMessage

from lxml import etree
from lxml import html as lxml_html

from pipeline.errors import ReadError
from pipeline.model import Block, Metadata
from pipeline.readers.encoding import decode
from pipeline.readers.html_blocks import write_blocks
from pipeline.readers.html_body import body_of, chosen_nodes
from pipeline.readers.html_map import HtmlMap
from pipeline.readers.language import language_of_tag
from pipeline.readers.limits import Limits

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,8}=\s{0,8}[\"']?\s{0,8}([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_XML_DECLARED = re.compile(rb"^\s{0,8}<\?xml[^>]{0,100}?encoding=[\"']([A-Za-z0-9_.:-]{2,40})")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FAR_FUTURE = "2100-12-31"


def read_html(
    data: bytes, name: str, limits: Limits
) -> tuple[str, tuple[Block, ...], HtmlMap, Metadata, tuple[str, ...]]:
    """Canonical text, blocks, map, metadata and notes of a page.

    Raises:
        ReadError: ``malformed`` where there is no markup, ``too_large`` when elements are
            nested too deeply, ``no_text`` when the page has no article.
    """
    root, notes = _parse(data, name, limits)
    chosen = chosen_nodes(root)
    body = body_of(root)
    base = "/html[1]/body[1]" if body is not root else f"/{root.tag}[1]"
    text, blocks, source_map = write_blocks(body, base, chosen)
    if not text:
        raise ReadError(
            "has no article text",
            kind="no_text",
            where=name,
            hint="pages that load their text by script must be saved after loading",
        )
    return text, blocks, source_map, _metadata(root), notes


def read_mhtml(data: bytes, name: str) -> tuple[bytes, str | None]:
    """The page inside a web archive, as bytes in UTF-8, and its address.

    Raises:
        ReadError: ``malformed`` when the archive holds no page.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    for number, part in enumerate(message.walk()):
        if number > 1000:
            break
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        charset = part.get_content_charset()
        page = decode(payload, charset or _declared(payload)).text
        assert isinstance(part, EmailMessage)
        uri = part.get("Content-Location") or message.get("Snapshot-Content-Location")
        return page.encode("utf-8", "replace"), str(uri) if uri else None
    raise ReadError("is a web archive without a page", kind="malformed", where=name)


def _parse(data: bytes, name: str, limits: Limits) -> tuple[etree._Element, tuple[str, ...]]:
    decoded = decode(data, _declared(data))
    text = _NOT_XML.sub("", decoded.text)
    parser = lxml_html.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        collect_ids=False,
        huge_tree=True,
    )
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        if any(word in str(error).lower() for word in ("unknown error", "memory")):
            # what libxml2 says when it is refused memory; its HTML parser has no other such end
            raise ReadError(
                "needs more memory than the limit", kind="memory", where=name
            ) from error
        raise ReadError(f"cannot be parsed: {error}", kind="malformed", where=name) from error
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limits.depth:
            raise ReadError(
                f"has elements nested more than {limits.depth} deep",
                kind="too_large",
                where=name,
                hint="raise the limit on depth in pledger.toml if you trust the file",
            )
    return root, decoded.notes()


def _declared(data: bytes) -> str | None:
    head = data[:4096]
    match = _DECLARED.search(head) or _XML_DECLARED.match(head)
    return match.group(1).decode("ascii") if match else None


def _metadata(root: etree._Element) -> Metadata:
    from copy import deepcopy

    from trafilatura.metadata import extract_metadata

    # without a fixed bound the newest date that is believed would depend on today's
    dates = {"original_date": True, "extensive_search": False, "max_date": _FAR_FUTURE}
    found = extract_metadata(deepcopy(root), date_config=dates)
    published_on = _date(found.date)
    return Metadata(
        title=_clean(found.title),
        publisher=_publisher(found.sitename),
        published_on=published_on,
        published_on_source="metadata" if published_on else None,
        language=language_of_tag(root.get("lang")),
        uri=_clean(found.url),
        author=_clean(found.author),
    )


def _publisher(value: str | None) -> str | None:
    """The name of the site, unless the page gives its copyright line in its place."""
    name = _clean(value)
    return None if name is None or name.lower().startswith(("copyright", "©", "(c)")) else name


def _date(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _clean(value: str | None) -> str | None:
    cleaned = " ".join(_NOT_XML.sub("", value).split()) if value else ""
    return cleaned or None
