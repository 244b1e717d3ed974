"""Groups, repeatable and nested, and the page that holds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from allmende.base.forms.schema import Group, text_in

from .part import Out, Part
from .state import PageState, Values, error_html, ident

Build = Callable[..., Part]


class GroupPart(Part):
    """Fields that belong together."""

    def __init__(
        self, item: Group, language: str, parts: Sequence[Part], *, optional_above: bool = False
    ) -> None:
        super().__init__(item, language, optional_above=optional_above)
        self.parts = parts
        help_text = f"<p>{self.help}</p>" if self.help else ""
        legal = f'<span class="ap-legal">{self.legal}</span>' if self.legal else ""
        self.hint_body = help_text + legal
        if item.minimum == 0 and not item.repeats and item.required is False and self.label:
            optional = escape(_("optional"))
            self.label = f'{self.label} <span class="kern-label__optional">({optional})</span>'

    def looks(self, path: str, values: Values, state: PageState) -> tuple[object, ...]:
        return ()

    def body(self, out: Out, path: str, values: Values, state: PageState) -> None:
        name = ident(path)
        messages = state.errors.get(path, ())
        out.append(self.opening(name, self.label, bool(messages)))
        self.inside(out, f"{path}.", _as_dict(values.get(self.key)), state)
        out.append(f"{error_html(name, messages)}</fieldset>")

    def opening(self, name: str, label: str, wrong: bool) -> str:
        """The fieldset with its legend and hint; groups without a label are only an order."""
        ids = ([f"h-{name}"] if self.hint_body else []) + ([f"e-{name}"] if wrong else [])
        tied = f' aria-describedby="{" ".join(ids)}"' if ids else ""
        legend = f'<legend class="ap-legend">{label}</legend>' if label else ""
        hint = f'<div class="kern-hint" id="h-{name}">{self.hint_body}</div>' if self.hint_body else ""
        return f'<fieldset class="ap-group" id="f-{name}" tabindex="-1"{tied}>{legend}{hint}'

    def inside(self, out: Out, prefix: str, values: Values, state: PageState) -> None:
        for part in self.parts:
            part.write(out, prefix, values, state)

    def inner_changes(
        self, out: Out, path: str, values: Values, state: PageState, known: dict[str, str]
    ) -> None:
        inner = _as_dict(values.get(self.key))
        for part in self.parts:
            part.changes(out, f"{path}.", inner, state, known)


class RepeatPart(GroupPart):
    """A group that may stand several times, with buttons that also work without JavaScript."""

    def __init__(
        self, item: Group, language: str, parts: Sequence[Part], *, optional_above: bool = False
    ) -> None:
        super().__init__(item, language, parts, optional_above=optional_above)
        self.minimum, self.maximum = item.minimum, item.maximum
        self.item_label = escape(text_in(item.item_label, language)) or self.label or escape(_("Entry"))
        self.add_label = escape(_("Add: %(what)s")) % {"what": self.item_label}
        self.remove_label = escape(_("Remove"))

    def body(self, out: Out, path: str, values: Values, state: PageState) -> None:
        name = ident(path)
        messages = state.errors.get(path, ())
        rows = self.rows(values)
        out.append(self.opening(name, self.label, bool(messages)))
        out.append(f'<input type="hidden" name="{path}" value="{len(rows)}">')
        for number, row in enumerate(rows):
            self.row(out, f"{path}.{number}", row, len(rows), state)
        if self.maximum is None or len(rows) < self.maximum:
            out.append(
                f'<button class="kern-btn kern-btn--secondary ap-add" name="_do" value="add:{path}">'
                f'<span class="kern-icon kern-icon--add" aria-hidden="true"></span>'
                f'<span class="kern-label">{self.add_label}</span></button>'
            )
        out.append(f"{error_html(name, messages)}</fieldset>")

    def row(self, out: Out, path: str, values: Values, count: int, state: PageState) -> None:
        """One repetition."""
        name, number = ident(path), int(path.rpartition(".")[2])
        messages = state.errors.get(path, ())
        title = f"{self.item_label} {number + 1}"
        tied = f' aria-describedby="e-{name}"' if messages else ""
        out.append(
            f'<fieldset class="ap-row" id="f-{name}" tabindex="-1"{tied}>'
            f'<legend class="ap-legend">{title}</legend>'
        )
        self.inside(out, f"{path}.", values, state)
        out.append(error_html(name, messages))
        if count > self.minimum:
            out.append(
                f'<button class="kern-btn kern-btn--tertiary ap-remove" name="_do" value="remove:{path}" '
                f'aria-label="{self.remove_label}: {title}">'
                f'<span class="kern-icon kern-icon--delete" aria-hidden="true"></span>'
                f'<span class="kern-label">{self.remove_label}</span></button>'
            )
        out.append("</fieldset>")

    def rows(self, values: Values) -> list[Values]:
        """The repetitions, at least as many as there must be."""
        there = values.get(self.key)
        rows = [_as_dict(row) for row in there] if isinstance(there, list) else []
        return rows + [{} for _missing in range(len(rows), self.minimum)]

    def inner_changes(
        self, out: Out, path: str, values: Values, state: PageState, known: dict[str, str]
    ) -> None:
        for number, row in enumerate(self.rows(values)):
            for part in self.parts:
                part.changes(out, f"{path}.{number}.", row, state, known)


def _as_dict(value: Any) -> Values:
    return value if isinstance(value, dict) else {}
