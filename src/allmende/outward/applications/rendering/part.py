"""A part of a page: compiled once per form version and language, written on every request.

Everything that is constant is escaped and put together in ``__init__``; ``write`` only joins strings. A template per
field would cost about a hundred times as much.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from allmende.base.forms.fields import AnyField, Common
from allmende.base.forms.schema import text_in

from .state import HIDDEN, PageState, Values, error_html, ident, paragraphs, signature

Out = list[str]


#: So many places of a field (in repetitions) are kept as they look unanswered.
KEPT = 20
#: A reference to a data standard, which says nothing to the person who fills in the form.
_STANDARD = re.compile(r"urn:|\bX[A-Z][A-Za-zäöü]*[. ]|\bDSMeld|\bCodeliste|\bKernkomponente|\bTR-\d|\bFIM\b")


def laws_in(reference: str) -> str:
    """The laws of a legal reference, without the data standards that imported forms name beside them."""
    parts = [part.strip() for part in reference.split(";")]
    return "; ".join(part for part in parts if part and not _STANDARD.search(part))


class Part(ABC):
    """Something with a path: a field or a group.

    A part whose looks depend on answers sits in a slot, so that a change swaps the slot and nothing else.
    """

    def __init__(self, item: Common, language: str, *, optional_above: bool = False) -> None:
        self.key = item.key
        self.label: str = escape(text_in(item.label, language))
        self.help = paragraphs(text_in(item.help, language))
        self.legal = escape(laws_in(item.legal_reference))
        self.in_slot = bool(item.show) or isinstance(item.required, str) or optional_above

    @abstractmethod
    def body(self, out: Out, path: str, values: Values, state: PageState) -> None:
        """Append the HTML of the part, which is shown."""

    def draw(self, out: Out, path: str, values: Values, state: PageState) -> None:
        """As ``body``, which may be kept from one time to the next."""
        self.body(out, path, values, state)

    def looks(self, path: str, values: Values, state: PageState) -> tuple[object, ...]:
        """What the looks of a shown part depend on, besides its own answer."""
        return (state.requires(path),)

    def write(self, out: Out, prefix: str, values: Values, state: PageState) -> None:
        """Append the part where the rules show it."""
        path = prefix + self.key
        if not self.in_slot:
            if state.shows(path):
                self.draw(out, path, values, state)
                _write_below(out, path, state)
            return
        self._open_slot(out, path, values, state, "")

    def changes(self, out: Out, prefix: str, values: Values, state: PageState, known: dict[str, str]) -> None:
        """Append the slots that look different from what the page showed (``known``), ready to be swapped."""
        path = prefix + self.key
        slot = f"s-{ident(path)}"
        if self.in_slot and known.get(slot) != self._signature(path, values, state):
            self._open_slot(out, path, values, state, ' hx-swap-oob="true"')
            return
        if self.in_slot:
            state.slots[slot] = known[slot]
        if state.shows(path):
            self.inner_changes(out, path, values, state, known)

    def inner_changes(
        self, out: Out, path: str, values: Values, state: PageState, known: dict[str, str]
    ) -> None:
        """Parts within parts; fields have none."""
        return None

    def _signature(self, path: str, values: Values, state: PageState) -> str:
        return signature(*self.looks(path, values, state)) if state.shows(path) else HIDDEN

    def _open_slot(self, out: Out, path: str, values: Values, state: PageState, attributes: str) -> None:
        slot = f"s-{ident(path)}"
        state.slots[slot] = self._signature(path, values, state)
        out.append(f'<div id="{slot}" class="ap-slot"{attributes}>')
        if state.shows(path):
            self.body(out, path, values, state)
            _write_below(out, path, state)
        out.append("</div>")


def _write_below(out: Out, path: str, state: PageState) -> None:
    if state.below and path in state.below:
        out.append(state.below[path])


def fixed_html(label: str, name: str, text: str, messages: Sequence[str] = ()) -> str:
    """An answer that is shown and cannot be changed; ``label`` is escaped, ``name`` the ident of its element."""
    return (
        f'<div class="ap-fixed" id="f-{name}" tabindex="-1"><p class="kern-label">{label}</p>'
        f'<p class="ap-fixed__value">{escape(text)}</p>{error_html(name, messages)}</div>'
    )


class FieldPart(Part):
    """A field; ``control`` is what differs between the kinds."""

    #: whether an unanswered field in no slot looks the same for everybody: most pages are opened unanswered
    same_for_all = False

    def __init__(self, item: AnyField, language: str, *, optional_above: bool = False) -> None:
        super().__init__(item, language, optional_above=optional_above)
        self.field = item
        optional = escape(_("optional"))
        self.optional = f' <span class="kern-label__optional">({optional})</span>'
        legal = f'<span class="ap-legal">{self.legal}</span>' if self.legal else ""
        self.hint_body = (f"<p>{self.help}</p>" if self.help else "") + legal
        self._unanswered: dict[tuple[str, bool], str] = {}
        #: required as soon as the group around it is used: "optional" would mislead
        self.always = item.required is True
        self.width = f" ap-{item.width}" if item.width != "full" else ""
        self.read_only = " readonly" if item.read_only else ""

    def draw(self, out: Out, path: str, values: Values, state: PageState) -> None:
        if not self.same_for_all or state.errors or values.get(self.key) is not None:
            self.body(out, path, values, state)
            return
        known = (path, state.requires(path))
        html = self._unanswered.get(known)
        if html is None:
            pieces: Out = []
            self.body(pieces, path, values, state)
            html = "".join(pieces)
            if len(self._unanswered) < KEPT:
                self._unanswered[known] = html
        out.append(html)

    def hint(self, name: str) -> str:
        """The help text, linked by ``aria-describedby``."""
        return f'<div class="kern-hint" id="h-{name}">{self.hint_body}</div>' if self.hint_body else ""

    def described(self, name: str, has_error: bool) -> str:
        """The attribute that ties hint and error to the control or fieldset."""
        if not has_error:
            return f' aria-describedby="h-{name}"' if self.hint_body else ""
        hint = f"h-{name} " if self.hint_body else ""
        return f' aria-describedby="{hint}e-{name}"'

    def mark(self, path: str, state: PageState) -> str:
        """What says that an answer may be left out: the exception is marked, not the rule."""
        return "" if self.always or state.requires(path) else self.optional


class ControlPart(FieldPart):
    """A field with one control below its label."""

    @abstractmethod
    def control(self, path: str, name: str, value: Any, state: PageState, attributes: str) -> str:
        """The control's HTML; ``attributes`` begin with a space and belong into its tag."""

    def body(self, out: Out, path: str, values: Values, state: PageState) -> None:
        name = ident(path)
        messages = state.errors.get(path, ())
        if path in state.locked:
            out.append(fixed_html(self.label, name, state.locked[path], messages))
            return
        attributes = self.described(name, bool(messages)) + (' aria-invalid="true"' if messages else "")
        if state.requires(path):
            attributes += " required"
        wrong = " kern-form-input--error" if messages else ""
        out.append(
            f'<div class="kern-form-input{wrong}"><label class="kern-label" for="f-{name}">{self.label}'
            f"{self.mark(path, state)}</label>{self.hint(name)}"
        )
        out.append(self.control(path, name, values.get(self.key), state, attributes))
        out.append(error_html(name, messages))
        out.append("</div>")


class FieldsetPart(FieldPart):
    """A field with several controls below one legend."""

    body_class = "kern-fieldset__body"
    #: the ident of its first control, which errors lead to, ends so
    first = ""

    @abstractmethod
    def controls(self, out: Out, path: str, name: str, value: Any, state: PageState) -> None:
        """Append the controls."""

    def body(self, out: Out, path: str, values: Values, state: PageState) -> None:
        name = ident(path)
        messages = state.errors.get(path, ())
        if path in state.locked:
            out.append(fixed_html(self.label, name + self.first, state.locked[path], messages))
            return
        wrong = " kern-fieldset--error" if messages else ""
        out.append(
            f'<fieldset class="kern-fieldset{wrong}" id="g-{name}"{self.described(name, bool(messages))}>'
            f'<legend class="kern-label">{self.label}{self.mark(path, state)}</legend>{self.hint(name)}'
            f'<div class="{self.body_class}">'
        )
        self.controls(out, path, name, values.get(self.key), state)
        out.append(f"</div>{error_html(name, messages)}</fieldset>")
