"""Fields with one box to type in."""

from __future__ import annotations

from html import escape
from typing import Any

from allmende.base.forms import fields
from allmende.base.forms.schema import text_in

from .part import ControlPart
from .state import PageState


class InputPart(ControlPart):
    """One line: text, numbers, e-mail, telephone, bank account, time."""

    same_for_all = True
    type = "text"
    #: constant attributes of the kind, each with a leading space
    extra = ""
    size = ""

    def __init__(self, item: Any, language: str, *, optional_above: bool = False) -> None:
        super().__init__(item, language, optional_above=optional_above)
        width = self.width or self.size
        self.constant = f'class="kern-form-input__input{width}" type="{self.type}"{self.attributes(item)}'
        unit = self.unit(item, language)
        self.unit_html = f'<span class="ap-unit" aria-hidden="true">{escape(unit)}</span>' if unit else ""
        if unit:
            self.label = f'{self.label} <span class="ap-in-unit">({escape(unit)})</span>'

    def attributes(self, item: Any) -> str:
        return self.extra + self.read_only

    def unit(self, item: Any, language: str) -> str:
        return ""

    def typed(self, value: Any) -> str:
        """The canonical value as a person would type it."""
        return "" if value is None else str(value)

    def control(self, path: str, name: str, value: Any, state: PageState, attributes: str) -> str:
        wrong = " kern-form-input__input--error" if path in state.errors else ""
        constant = (
            self.constant.replace("kern-form-input__input", f"kern-form-input__input{wrong}", 1)
            if wrong
            else self.constant
        )
        box = (
            f'<input {constant} id="f-{name}" name="{path}" value="{escape(self.typed(value))}"{attributes}>'
        )
        return f'<div class="ap-with-unit">{box}{self.unit_html}</div>' if self.unit_html else box


class TextPart(InputPart):
    def attributes(self, item: fields.TextField) -> str:
        own = f' autocomplete="{escape(item.autocomplete)}"' if item.autocomplete else ""
        if item.max_length:
            own += f' maxlength="{item.max_length}"'
        return own + self.read_only


class UnlistedPart(InputPart):
    """An answer from a code list that nobody has supplied: typed as text."""

    def typed(self, value: Any) -> str:
        return ", ".join(map(str, value)) if isinstance(value, list) else super().typed(value)


class EmailPart(InputPart):
    type = "email"
    extra = ' autocomplete="email" inputmode="email" spellcheck="false" autocapitalize="none"'


class PhonePart(InputPart):
    type = "tel"
    extra = ' autocomplete="tel"'
    size = " ap-medium"


class IbanPart(InputPart):
    extra = ' autocomplete="off" spellcheck="false" autocapitalize="characters"'

    def typed(self, value: Any) -> str:
        text = super().typed(value)
        compact = text.replace(" ", "")
        return " ".join(compact[i : i + 4] for i in range(0, len(compact), 4)) if compact.isalnum() else text


class TimePart(InputPart):
    type = "time"
    size = " ap-short"


class IntegerPart(InputPart):
    extra = ' inputmode="numeric" autocomplete="off"'
    size = " ap-short"

    def unit(self, item: Any, language: str) -> str:
        return text_in(item.unit, language)


class DecimalPart(IntegerPart):
    extra = ' inputmode="decimal" autocomplete="off"'

    def __init__(self, item: Any, language: str, *, optional_above: bool = False) -> None:
        super().__init__(item, language, optional_above=optional_above)
        self.comma = "," if language.startswith("de") else "."

    def typed(self, value: Any) -> str:
        return super().typed(value).replace(".", self.comma) if _is_number(value) else super().typed(value)


class MoneyPart(DecimalPart):
    def unit(self, item: Any, language: str) -> str:
        return "€" if item.currency == "EUR" else item.currency


class LongTextPart(ControlPart):
    same_for_all = True

    def __init__(self, item: fields.LongTextField, language: str, *, optional_above: bool = False) -> None:
        super().__init__(item, language, optional_above=optional_above)
        limit = f' maxlength="{item.max_length}"' if item.max_length else ""
        self.constant = (
            f'class="kern-form-input__input ap-textarea" rows="{item.rows}"{limit}{self.read_only}'
        )

    def control(self, path: str, name: str, value: Any, state: PageState, attributes: str) -> str:
        text = escape("" if value is None else str(value))
        # A line break directly after the tag is not part of the text (HTML, section 13.1.2.5).
        constant = self.constant
        if path in state.errors:
            constant = constant.replace("ap-textarea", "ap-textarea kern-form-input__input--error", 1)
        return f'<textarea {constant} id="f-{name}" name="{path}"{attributes}>\n{text}</textarea>'


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True
