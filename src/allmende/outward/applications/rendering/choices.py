"""Fields with answers to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from allmende.base.forms import fields
from allmende.base.forms.schema import text_in

from .part import ControlPart, FieldsetPart, Part
from .state import PageState, Values, error_html, ident, paragraphs

#: Up to so many answers all are seen at once; more go into a select box.
RADIOS_AT_MOST = 7

Option = tuple[str, str, str]  # value, label, help (both escaped)


def options_of(choices: Sequence[fields.Choice], language: str) -> tuple[Option, ...]:
    """The choices as the page shows them."""
    return tuple(
        (choice.value, escape(text_in(choice.label, language)), escape(text_in(choice.help, language)))
        for choice in choices
    )


def tick(kind: str, path: str, name: str, option: Option, *, chosen: bool, wrong: str = "") -> str:
    """One radio button or box to tick with its label."""
    value, label, help_text = option
    described = f' aria-describedby="h-{name}"' if help_text else ""
    hint = f'<div class="kern-hint ap-option-hint" id="h-{name}">{help_text}</div>' if help_text else ""
    checked = " checked" if chosen else ""
    return (
        f'<div class="kern-form-check"><input class="kern-form-check__{kind}{wrong}" '
        f'type="{kind}" id="f-{name}" name="{path}" value="{escape(value)}"{checked}{described}>'
        f'<label class="kern-label" for="f-{name}">{label}</label>{hint}</div>'
    )


class _Offered:
    """Mixin: the offered answers, which may depend on other answers."""

    options: tuple[Option, ...]
    language: str

    def offered(self, path: str, state: PageState) -> tuple[Option, ...]:
        limited = state.evaluation.choices.get(path)
        return self.options if limited is None else options_of(limited, self.language)


class RadioPart(_Offered, FieldsetPart):
    """A few answers, all seen at once."""

    same_for_all = True

    def __init__(self, item: Any, language: str, *, optional_above: bool = False) -> None:
        super().__init__(item, language, optional_above=optional_above)
        self.language = language
        self.options = self.all_options(item, language)
        self.in_slot = self.in_slot or any(choice.show for choice in getattr(item, "choices", ()))

    def all_options(self, item: Any, language: str) -> tuple[Option, ...]:
        return options_of(item.choices, language)

    def looks(self, path: str, values: Values, state: PageState) -> tuple[object, ...]:
        return (state.requires(path), [option[0] for option in self.offered(path, state)])

    def controls(self, out: list[str], path: str, name: str, value: Any, state: PageState) -> None:
        wrong = " kern-form-check__radio--error" if path in state.errors else ""
        for number, option in enumerate(self.offered(path, state)):
            own = name if number == 0 else f"{name}-{number}"
            out.append(tick("radio", path, own, option, chosen=option[0] == str(value), wrong=wrong))


class YesNoPart(RadioPart):
    body_class = "kern-fieldset__body kern-fieldset__body--horizontal"

    def all_options(self, item: Any, language: str) -> tuple[Option, ...]:
        return (("true", _("Yes"), ""), ("false", _("No"), ""))

    def controls(self, out: list[str], path: str, name: str, value: Any, state: PageState) -> None:
        word = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else None
        super().controls(out, path, name, word, state)


class CheckboxesPart(RadioPart):
    """Several answers."""

    def controls(self, out: list[str], path: str, name: str, value: Any, state: PageState) -> None:
        chosen = {str(one) for one in value} if isinstance(value, list) else set()
        wrong = " kern-form-check__checkbox--error" if path in state.errors else ""
        for number, option in enumerate(self.offered(path, state)):
            own = name if number == 0 else f"{name}-{number}"
            out.append(tick("checkbox", path, own, option, chosen=option[0] in chosen, wrong=wrong))


class SelectPart(_Offered, ControlPart):
    """Many answers in a box that opens."""

    same_for_all = True

    def __init__(
        self, item: Any, language: str, options: tuple[Option, ...], *, optional_above: bool = False
    ) -> None:
        super().__init__(item, language, optional_above=optional_above)
        self.language = language
        self.options = options
        self.in_slot = self.in_slot or any(choice.show for choice in getattr(item, "choices", ()))
        self.in_slot = self.in_slot or bool(getattr(item, "allowed", None))
        choose = escape(_("Please choose"))
        self.empty = f'<option value="">{choose}</option>'
        self.plain = {
            value: f'<option value="{escape(value)}">{label}</option>' for value, label, _help in options
        }

    def offered(self, path: str, state: PageState) -> tuple[Option, ...]:
        allowed = state.evaluation.allowed_codes.get(path)
        if allowed is not None:
            return tuple(option for option in self.options if option[0] in allowed)
        return super().offered(path, state)

    def looks(self, path: str, values: Values, state: PageState) -> tuple[object, ...]:
        return (state.requires(path), [option[0] for option in self.offered(path, state)])

    def control(self, path: str, name: str, value: Any, state: PageState, attributes: str) -> str:
        wrong = " kern-form-input__select--error" if path in state.errors else ""
        pieces = [self.plain.get(option[0]) or _option(option) for option in self.offered(path, state)]
        html = self.empty + "".join(pieces)
        if value not in (None, ""):
            mark = f'value="{escape(str(value))}"'
            html = html.replace(f"{mark}>", f"{mark} selected>", 1)
        return (
            f'<div class="kern-form-input__select-wrapper{self.width}"><select class="kern-form-input__select'
            f'{wrong}" id="f-{name}" name="{path}"{attributes}>{html}</select></div>'
        )


class ConsentPart(Part):
    """One box to tick."""

    def __init__(self, item: fields.ConsentField, language: str, *, optional_above: bool = False) -> None:
        super().__init__(item, language, optional_above=optional_above)
        text = paragraphs(text_in(item.text, language))
        self.text = f"<p>{text}</p>" if text else ""
        self.always = item.required is True
        optional = escape(_("optional"))
        self.optional = f' <span class="kern-label__optional">({optional})</span>'

    def body(self, out: list[str], path: str, values: Values, state: PageState) -> None:
        name = ident(path)
        messages = state.errors.get(path, ())
        ids = [f"h-{name}"] if self.help or self.text else []
        ids += [f"e-{name}"] if messages else []
        described = f' aria-describedby="{" ".join(ids)}"' if ids else ""
        checked = " checked" if values.get(self.key) is True else ""
        wrong = " kern-form-check__checkbox--error" if messages else ""
        invalid = ' aria-invalid="true"' if messages else ""
        required = " required" if state.requires(path) else ""
        mark = "" if required or self.always else self.optional
        if self.text or self.help:
            help_text = f"<p>{self.help}</p>" if self.help else ""
            out.append(f'<div class="ap-consent-text" id="h-{name}">{self.text}{help_text}</div>')
        out.append(
            f'<div class="kern-form-check{" kern-form-check--error" if messages else ""}">'
            f'<input class="kern-form-check__checkbox{wrong}" type="checkbox" id="f-{name}" name="{path}" '
            f'value="true"{checked}{required}{described}{invalid}>'
            f'<label class="kern-label" for="f-{name}">{self.label}{mark}</label>{error_html(name, messages)}</div>'
        )


def _option(option: Option) -> str:
    return f'<option value="{escape(option[0])}">{option[1]}</option>'
