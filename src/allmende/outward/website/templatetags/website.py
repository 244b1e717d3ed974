"""Filters of the public pages."""

from __future__ import annotations

import json
import re
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
_LINK = re.compile(r"(https?://[^\s<]+[^\s<.,;:)])")


@register.filter
def linked_data(data: dict[str, Any]) -> SafeString:
    """JSON-LD in a data block, which browsers never execute; no text in it can end the block."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # escaped above


@register.filter
def prose(text: str) -> SafeString:
    """Plain text as paragraphs; "## " begins a heading, "- " a list item, addresses become links."""
    blocks = re.split(r"\n\s*\n", str(text or "").replace("\r\n", "\n").strip())
    return mark_safe(
        "".join(_block(block.strip()) for block in blocks if block.strip())
    )  # every part is escaped


def _block(block: str) -> str:
    if block.startswith("## "):
        head, _, rest = block.partition("\n")
        return f'<h2 class="kern-heading-medium">{escape(head[3:])}</h2>' + (
            _block(rest.strip()) if rest else ""
        )
    lines = block.split("\n")
    if all(line.startswith("- ") for line in lines):
        items = "".join(f"<li>{_inline(line[2:])}</li>" for line in lines)
        return f'<ul class="kern-list kern-list--bullet">{items}</ul>'
    return f'<p class="kern-body">{"<br>".join(_inline(line) for line in lines)}</p>'


def _inline(line: str) -> str:
    return _LINK.sub(r'<a class="kern-link" href="\1">\1</a>', str(escape(line)))
