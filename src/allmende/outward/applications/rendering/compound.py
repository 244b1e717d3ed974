"""Fields with several boxes: a day, an address, a person."""

from __future__ import annotations

import dataclasses
from datetime import date
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from allmende.base.forms import fields
from allmende.base.forms.engine.kinds import PART_LABELS

from .part import FieldsetPart, Out, fixed_html
from .state import PageState, error_html

TEXT = ' type="text"'
NUMBER = ' type="text" inputmode="numeric"'


@dataclasses.dataclass(frozen=True, slots=True)
class Box:
    """One labelled box; all texts are escaped, ``attributes`` begin with a space."""

    key: str
    label: str
    attributes: str
    width: str = ""

    def write(
        self,
        out: Out,
        path: str,
        name: str,
        value: Any,
        *,
        messages: tuple[str, ...] = (),
        wrong: bool = False,
    ) -> None:
        """``path`` and ``name`` are those of the field; ``wrong`` marks the box without a message of its own."""
        own = f"{name}-{self.key}"
        bad = wrong or bool(messages)
        error = " kern-form-input__input--error" if bad else ""
        invalid = ' aria-invalid="true"' if bad else ""
        tied = f' aria-describedby="e-{own}"' if messages else ""
        typed = "" if value is None else escape(str(value))
        out.append(
            f'<div class="kern-form-input{self.width}{" kern-form-input--error" if messages else ""}">'
            f'<label class="kern-label" for="f-{own}">{self.label}</label>'
            f'<input class="kern-form-input__input{error}" id="f-{own}" name="{path}.{self.key}" '
            f'value="{typed}"{self.attributes}{invalid}{tied}>{error_html(own, messages)}</div>'
        )


def split_day(value: Any) -> tuple[str, str, str]:
    """Day, month and year of a canonical day, or of whatever was typed instead of one."""
    text = "" if value is None else str(value)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        pieces = [piece.strip() for piece in text.split(".")]
        return (pieces[0], pieces[1], pieces[2]) if len(pieces) == 3 else (text, "", "")
    return str(day.day), str(day.month), str(day.year)


def day_boxes(*, birthday: bool, more: str) -> tuple[Box, Box, Box]:
    """Boxes for day, month and year: quicker than a calendar, and the same on every telephone."""
    fill = ("bday-day", "bday-month", "bday-year") if birthday else ("off", "off", "off")
    return (
        Box("day", escape(_("Day")), f'{NUMBER} maxlength="2" autocomplete="{fill[0]}"{more}', " ap-two"),
        Box("month", escape(_("Month")), f'{NUMBER} maxlength="2" autocomplete="{fill[1]}"{more}', " ap-two"),
        Box("year", escape(_("Year")), f'{NUMBER} maxlength="4" autocomplete="{fill[2]}"{more}', " ap-four"),
    )


class DatePart(FieldsetPart):
    body_class = "ap-day"
    first = "-day"
    same_for_all = True

    def __init__(self, item: fields.DateField, language: str, *, optional_above: bool = False) -> None:
        super().__init__(item, language, optional_above=optional_above)
        birthday = item.key in ("birth_date", "birthday", "date_of_birth", "geburtsdatum", "geburtstag")
        self.boxes = day_boxes(birthday=birthday, more=self.read_only)

    def controls(self, out: Out, path: str, name: str, value: Any, state: PageState) -> None:
        wrong = path in state.errors
        for box, typed in zip(self.boxes, split_day(value), strict=True):
            box.write(out, path, name, typed, wrong=wrong)


class PartsPart(FieldsetPart):
    """An answer that is an object of texts."""

    #: part → constant attributes, class of its width, whether it may always be left out
    kinds: dict[str, tuple[str, str, bool]] = {}

    def __init__(self, item: Any, language: str, *, optional_above: bool = False) -> None:
        super().__init__(item, language, optional_above=optional_above)
        self.boxes = [self._box(part) for part in item.parts if part in self.kinds]

    def _box(self, part: str) -> Box:
        attributes, width, free = self.kinds[part]
        label = escape(str(PART_LABELS[part])) + (self.optional if free else "")
        return Box(part, label, attributes + self.read_only, width)

    def controls(self, out: Out, path: str, name: str, value: Any, state: PageState) -> None:
        typed = value if isinstance(value, dict) else {}
        wrong = path in state.errors
        for box in self.boxes:
            messages = state.errors.get(f"{path}.{box.key}", ())
            if (fixed := state.locked.get(f"{path}.{box.key}")) is not None:
                out.append(fixed_html(box.label, f"{name}-{box.key}", fixed, messages))
                continue
            self.adapted(box, path, name, state).write(
                out, path, name, typed.get(box.key), messages=messages, wrong=wrong
            )

    def adapted(self, box: Box, path: str, name: str, state: PageState) -> Box:
        return box


class AddressPart(PartsPart):
    """An address; streets are suggested from the register, and the register's doubt is told, not enforced."""

    body_class = "ap-address"
    kinds = {
        "street": (f'{TEXT} autocomplete="address-line1"', " ap-grow", False),
        "house_number": (f'{TEXT} autocomplete="off"', " ap-number", False),
        "addition": (f'{TEXT} autocomplete="address-line2"', " ap-line", True),
        "postcode": (f'{NUMBER} autocomplete="postal-code"', " ap-number", False),
        "city": (f'{TEXT} autocomplete="address-level2"', " ap-grow", False),
        "country": (f'{TEXT} autocomplete="country-name"', " ap-line", True),
    }

    def __init__(self, item: fields.AddressField, language: str, *, optional_above: bool = False) -> None:
        super().__init__(item, language, optional_above=optional_above)
        self.unknown = escape(unknown_address())

    def controls(self, out: Out, path: str, name: str, value: Any, state: PageState) -> None:
        super().controls(out, path, name, value, state)
        note = self.unknown if path in state.unknown_addresses else ""
        out.append(f'<datalist id="l-{name}"></datalist>')
        out.append(f'<p class="ap-note-line" id="n-{name}" role="status">{note}</p>')

    def adapted(self, box: Box, path: str, name: str, state: PageState) -> Box:
        if box.key != "street" or self.read_only:
            return box
        suggest = (
            f' list="l-{name}" hx-get="{state.base_url}adressen/" hx-target="#l-{name}" hx-swap="innerHTML" '
            f'hx-sync="this:replace" hx-trigger="input changed delay:200ms" hx-vals=\'{{"_path":"{path}"}}\''
        )
        return dataclasses.replace(box, attributes=box.attributes + suggest)


def unknown_address() -> str:
    """What is said about an address that the register does not have; it is never refused for that."""
    return _(
        "This address is not in the directory of our municipality. Please check it. If it is right, simply go on."
    )


class PersonPart(PartsPart):
    body_class = "ap-person"
    same_for_all = True
    kinds = {
        "salutation": (TEXT, " ap-medium", True),
        "title": (f'{TEXT} autocomplete="honorific-prefix"', " ap-medium", True),
        "given_name": (f'{TEXT} autocomplete="given-name"', "", False),
        "family_name": (f'{TEXT} autocomplete="family-name"', "", False),
        "birth_name": (TEXT, "", True),
    }

    def __init__(self, item: fields.PersonField, language: str, *, optional_above: bool = False) -> None:
        super().__init__(item, language, optional_above=optional_above)
        self.days = day_boxes(birthday=True, more=self.read_only) if "birth_date" in item.parts else ()
        self.birthday_label = escape(str(PART_LABELS["birth_date"]))

    def controls(self, out: Out, path: str, name: str, value: Any, state: PageState) -> None:
        super().controls(out, path, name, value, state)
        if not self.days:
            return
        own, part = f"{name}-birth_date", f"{path}.birth_date"
        messages = state.errors.get(part, ())
        if part in state.locked:
            out.append(fixed_html(self.birthday_label, f"{own}-day", state.locked[part], messages))
            return
        tied = f' aria-describedby="e-{own}"' if messages else ""
        wrong = bool(messages) or path in state.errors
        typed = split_day(value.get("birth_date") if isinstance(value, dict) else None)
        out.append(
            f'<fieldset class="kern-fieldset"{tied}><legend class="kern-label">{self.birthday_label}</legend>'
            '<div class="ap-day">'
        )
        for box, piece in zip(self.days, typed, strict=True):
            box.write(out, part, own, piece, wrong=wrong)
        out.append(f"</div>{error_html(own, messages)}</fieldset>")


def anchor(item: Any, path: str) -> str:
    """The id of the element that an error at ``path`` leads to; ``item`` is its field, group, or whole for a part."""
    name = path.replace(".", "-")
    kind = getattr(item, "type", "")
    if path.endswith(".birth_date") and kind in ("person", "date"):
        return f"f-{name}-day"
    if kind == "date":
        return f"f-{name}-day"
    if kind in ("address", "person") and item.key == path.rpartition(".")[2]:
        return f"f-{name}-{item.parts[0]}"
    return f"f-{name}"
