"""The text that a person wrote in an e-mail."""

from __future__ import annotations

import re
from email.message import EmailMessage, Message
from html.parser import HTMLParser
from typing import cast

_BLOCKS = {
    "p",
    "div",
    "br",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "ul",
    "ol",
    "table",
    "hr",
}
_SILENT = {"script", "style", "head", "title", "template", "noscript"}


def text_of(email: EmailMessage) -> str:
    """The plain text, quoted text included; of an e-mail that has only HTML, its words."""
    part = email.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = _decoded(cast(Message, part))
    if part.get_content_subtype() == "html":
        text = text_of_html(text)
    # No database keeps halves of characters, which some charsets make.
    kept = "".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and not "\ud800" <= c <= "\udfff"))
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def text_of_html(html: str) -> str:
    """The words of a page: no tag, no script, a new line for each block."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.words).split("\n")]
    return "\n".join(lines).strip()


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else str(payload or "").encode()
    for charset in (part.get_content_charset() or "utf-8", "utf-8"):
        try:
            return content.decode(charset).replace("\r\n", "\n")
        except (LookupError, ValueError):  # no such charset, or not in it
            continue
    return content.decode("latin-1").replace("\r\n", "\n")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(re.sub(r"\s+", " ", data))
