"""Fields answered from a long code list: search, then choose; works as two posts without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from allmende.base.forms import fields

from .choices import tick
from .part import FieldsetPart
from .state import PageState, Values

LabelOf = Callable[[str], str]


class SearchPart(FieldsetPart):
    """``label_of`` gives the label of a chosen code."""

    body_class = "kern-fieldset__body"
    mark_kind = "radio"

    def __init__(
        self,
        item: fields.CodeField | fields.ChoicesField,
        language: str,
        label_of: LabelOf,
        *,
        optional_above: bool = False,
    ) -> None:
        super().__init__(item, language, optional_above=optional_above)
        self.label_of = label_of
        self.search_label = escape(_("Type a few letters"))
        self.button = escape(_("Search"))
        self.nothing = escape(_("Nothing found. Try fewer letters or another word."))
        self.in_slot = self.in_slot or bool(getattr(item, "allowed", None))

    def looks(self, path: str, values: Values, state: PageState) -> tuple[object, ...]:
        allowed = state.evaluation.allowed_codes.get(path)
        return (state.requires(path), sorted(allowed) if allowed is not None else None)

    def controls(self, out: list[str], path: str, name: str, value: Any, state: PageState) -> None:
        typed = escape(state.searched.get(path, ""))
        out.append(
            f'<div class="ap-search"><div class="kern-form-input"><label class="kern-label" for="f-{name}">'
            f'{self.search_label}</label><input class="kern-form-input__input" id="f-{name}" type="search" '
            f'name="_q.{path}" value="{typed}" autocomplete="off" hx-get="{state.base_url}liste/" '
            f'hx-target="#r-{name}" hx-swap="innerHTML" hx-sync="this:replace" hx-trigger="input changed delay:200ms" '
            f'hx-vals=\'{{"_path":"{path}"}}\' hx-include="#r-{name}"></div>'
            f'<button class="kern-btn kern-btn--secondary" name="_do" value="search:{path}">'
            f'<span class="kern-label">{self.button}</span></button></div>'
            f'<div class="ap-results" id="r-{name}" aria-live="polite">'
        )
        out.append(self.results(path, name, value, state))
        out.append("</div>")

    def results(self, path: str, name: str, value: Any, state: PageState) -> str:
        """What is chosen, and what the last search found."""
        found = list(state.found.get(path, ()))
        allowed = state.evaluation.allowed_codes.get(path)
        if allowed is not None:
            found = [entry for entry in found if entry[0] in allowed]
        chosen = [
            str(one) for one in (value if isinstance(value, list) else [value]) if one not in (None, "")
        ]
        there = {code for code, _label in found}
        nothing = f'<p class="kern-body">{self.nothing}</p>' if path in state.searched and not found else ""
        found[:0] = [(code, self.label_of(code)) for code in chosen if code not in there]
        wrong = f" kern-form-check__{self.mark_kind}--error" if path in state.errors else ""
        return nothing + "".join(
            tick(
                self.mark_kind, path, f"{name}-{number}", (code, escape(label), ""),
                chosen=code in chosen, wrong=wrong,
            )
            for number, (code, label) in enumerate(found)
        )  # fmt: skip


class SearchManyPart(SearchPart):
    """Several entries of a long list: each search adds to what is ticked already."""

    mark_kind = "checkbox"
