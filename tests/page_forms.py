"""The forms of a page, as a browser would send them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import html

#: What a person would type where nothing stands yet.
_TYPED = {"date": "2026-12-01", "number": "1", "email": "a@example.org", "time": "10:00", "tel": "0123 45"}


@dataclass
class Form:
    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """One of each kind: the field of the second row is asked as that of the first."""
        return list({re.sub(r"\d+", "0", name): name for name, _value in self.fields}.values())

    @property
    def once(self) -> tuple[Any, ...]:
        """What makes it another form than that of another page, such as the search in the head of all of them."""
        kinds = ((name, value.partition(":")[0]) for name, value in self.kinds)
        return (self.method, *self.names, *kinds)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """One button of each kind: "remove:3" does what "remove:2" does."""
        return list({(name, value.partition(":")[0]): (name, value) for name, value in self.buttons}.values())


def forms_of(content: str, address: str) -> list[Form]:
    """All forms of the page at ``address``."""
    tree = html.fromstring(content)
    return [_form(tree, one, address) for one in tree.iter("form")]


def _form(tree: Any, form: Any, address: str) -> Form:
    found = Form(form.get("method", "get").lower(), form.get("action") or address)
    outside = tree.xpath("//*[@form=$id]", id=form.get("id")) if form.get("id") else []
    for control in [*form.xpath(".//input|.//select|.//textarea|.//button"), *outside]:
        name, kind = control.get("name"), control.get("type", "text")
        if not name:
            continue
        if control.tag == "button" or kind in ("submit", "image"):
            found.buttons.append((name, control.get("value", "")))
        elif kind in ("radio", "checkbox"):
            if control.get("checked") is not None or name not in dict(found.fields):
                found.fields = [*(pair for pair in found.fields if pair[0] != name or kind == "checkbox")]
                found.fields.append((name, control.get("value", "on")))
        else:
            found.fields.append((name, _value(control, kind)))
    return found


def _value(control: Any, kind: str) -> str:
    if control.tag == "select":
        options = control.xpath(".//option[@selected]") or control.xpath(".//option[@value!='']")
        return str(options[0].get("value", "")) if options else ""
    if control.tag == "textarea":
        return str(control.text or "x")
    return str(control.get("value") or _TYPED.get(kind, "x"))
