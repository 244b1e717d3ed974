"""Parts without an answer of the person: notes, computed values."""

from __future__ import annotations

from html import escape
from typing import Any

from django.utils.translation import gettext as _

from allmende.base.forms import fields
from allmende.base.forms.engine import MemoryCodeLists
from allmende.base.forms.engine.kinds import KINDS, Context
from allmende.base.forms.schema import text_in

from .part import FieldPart, Part
from .state import PageState, Values, ident, paragraphs


class NotePart(Part):
    def __init__(self, item: fields.NoteField, language: str, *, optional_above: bool = False) -> None:
        super().__init__(item, language, optional_above=optional_above)
        text = f"<p>{paragraphs(text_in(item.text, language))}</p>"
        if item.tone == "plain":
            title = f'<p class="kern-label">{self.label}</p>' if self.label else ""
            self.html = f'<div class="ap-note">{title}{text}</div>'
        else:
            title = self.label or escape(_("Please note"))
            self.html = (
                f'<div class="kern-alert kern-alert--{item.tone}"><div class="kern-alert__header">'
                f'<span class="kern-icon kern-icon--{item.tone}" aria-hidden="true"></span>'
                f'<span class="kern-title">{title}</span></div><div class="kern-alert__body">{text}</div></div>'
            )

    def looks(self, path: str, values: Values, state: PageState) -> tuple[object, ...]:
        return ()

    def body(self, out: list[str], path: str, values: Values, state: PageState) -> None:
        out.append(self.html)


class ComputedPart(FieldPart):
    def __init__(self, item: fields.ComputedField, language: str, *, optional_above: bool = False) -> None:
        super().__init__(item, language, optional_above=optional_above)
        self.in_slot = True
        self.kind = item.kind
        self.empty = escape(_("as soon as your answers allow it"))

    def looks(self, path: str, values: Values, state: PageState) -> tuple[object, ...]:
        return (str(state.evaluation.computed.get(path)),)

    def body(self, out: list[str], path: str, values: Values, state: PageState) -> None:
        name = ident(path)
        value = state.evaluation.computed.get(path)
        shown = self.empty if value is None or value == "" else escape(self.shown(value))
        out.append(
            f'<div class="ap-computed" role="status"><p class="kern-label">{self.label}</p>{self.hint(name)}'
            f'<p class="ap-computed__value" id="f-{name}">{shown}</p></div>'
        )

    def shown(self, value: Any) -> str:
        return KINDS["computed"].show(self.field, value, Context(self.label, MemoryCodeLists()))
