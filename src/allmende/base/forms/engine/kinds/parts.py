"""Kinds whose answer is an object: address and person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Context, Kind, MalformedError, Problem, Read, clean
from .times import DateKind, read_day

_DAY = DateKind()
#: What people call the parts; pages use these as labels.
PART_LABELS: dict[str, str | Promise] = {
    "street": gettext_lazy("Street"),
    "house_number": gettext_lazy("House number"),
    "addition": gettext_lazy("Addition to the address"),
    "postcode": gettext_lazy("Postcode"),
    "city": gettext_lazy("Town"),
    "country": gettext_lazy("Country"),
    "salutation": gettext_lazy("Form of address"),
    "title": gettext_lazy("Title"),
    "given_name": gettext_lazy("Given names"),
    "family_name": gettext_lazy("Family name"),
    "birth_name": gettext_lazy("Name at birth"),
    "birth_date": gettext_lazy("Date of birth"),
}


class PartsKind(Kind):
    needed: frozenset[str] = frozenset()

    def names(self, item: Any, path: str) -> tuple[str, ...]:
        return tuple(f"{path}.{part}" for part in item.parts)

    def parse(self, item: Any, path: str, read: Read) -> Any:
        answer = {}
        for part in item.parts:
            if part == "birth_date":
                value = _DAY.parse(item, f"{path}.{part}", read)
            else:
                texts = read(f"{path}.{part}")
                value = clean(texts[0]) if texts else ""
            if value:
                answer[part] = value
        return answer or None

    def decode(self, item: Any, value: Any) -> Any:
        if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
            raise MalformedError(_("Please fill in the fields one by one."))
        decoded: dict[str, Any] = {part: value.get(part) for part in item.parts}
        if decoded.get("birth_date"):
            day = read_day(decoded["birth_date"])
            decoded["birth_date"] = _DAY.decode(item, day.isoformat()) if day else None
        return decoded

    def is_answered(self, item: Any, value: Any) -> bool:
        return isinstance(value, dict) and not any(True for _found in self.missing(item, value, ""))

    def missing(self, item: Any, value: Any, label: str) -> Iterator[Problem]:
        for part in item.parts:
            if part in self.needed and not (value or {}).get(part):
                yield part, self.missing_message(str(PART_LABELS[part]))

    def problems(self, item: Any, value: Any, decoded: Any, context: Context) -> Iterator[Problem]:
        for part, text in value.items():
            if part not in item.parts:
                yield "", _("Please fill in the fields one by one.")
            elif len(text) > 200:
                yield part, _("The text is too long.")


class AddressKind(PartsKind):
    needed = frozenset({"street", "postcode", "city"})

    def problems(self, item: Any, value: Any, decoded: Any, context: Context) -> Iterator[Problem]:
        yield from super().problems(item, value, decoded, context)
        at_home = value.get("country", "") in ("", "DE", "Deutschland", "Germany")
        if at_home and value.get("postcode") and not re.fullmatch(r"\d{5}", value["postcode"]):
            yield "postcode", _("A German postcode has five digits.")

    def show(self, item: Any, value: Any, context: Context) -> str:
        lines = [
            f"{value.get('street', '')} {value.get('house_number', '')}",
            value.get("addition", ""),
            f"{value.get('postcode', '')} {value.get('city', '')}",
            value.get("country", ""),
        ]
        return ", ".join(line.strip() for line in lines if line.strip())


class PersonKind(PartsKind):
    needed = frozenset({"given_name", "family_name"})

    def problems(self, item: Any, value: Any, decoded: Any, context: Context) -> Iterator[Problem]:
        yield from super().problems(item, value, decoded, context)
        if value.get("birth_date") and decoded.get("birth_date") is None:
            yield "birth_date", _("Please enter a day of the calendar, such as 31.12.1990.")

    def show(self, item: Any, value: Any, context: Context) -> str:
        words = [value.get(part, "") for part in ("salutation", "title", "given_name", "family_name")]
        text = " ".join(word for word in words if word)
        if value.get("birth_name"):
            text += " (" + _("born %(name)s") % {"name": value["birth_name"]} + ")"
        if value.get("birth_date"):
            text += f", {_DAY.show(item, value['birth_date'], context)}"
        return text
