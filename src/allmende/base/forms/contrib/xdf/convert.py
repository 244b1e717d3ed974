"""Places to a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import ValidationError

from allmende.foundation.expressions import pattern_problem
from allmende.foundation.numbers import whole_number, whole_number_or_less

from ...fields import Source
from ...schema import CodeListData, Form, Group, Item, Page
from ...sentences import Sentence
from .model import XdfElement, XdfField, XdfGroup
from .places import Place
from .rules.values import Lists

_MEDIA = ("application/pdf", "image/jpeg", "image/png")
LONG_TEXT = 500
#: Kinds of data (datentyp) that a question of its own stands for; text_latin is String.Latin of DIN 91379.
KNOWN_DATA = frozenset(
    {"text", "text_latin", "bool", "num_int", "num", "num_currency", "date", "time", "file", "obj"}
)


class Converter:
    """Makes the form; collects warnings for what it cannot carry over as it is."""

    def __init__(self, root: Place, lists: Lists) -> None:
        self.root = root
        self.lists = lists
        self.warnings: list[Sentence] = []
        self.code_lists: dict[str, CodeListData] = {}

    def form(self) -> Form:
        schema = self.root.element
        return Form(
            key=schema.id.lower(),
            title=self.root.label,
            description=schema.description,
            legal_reference="; ".join(schema.references),
            pages=tuple(self._pages()),
            checks=tuple(self.root.checks),
            code_lists=self.code_lists,
            source=_source(schema),
        )

    def _pages(self) -> list[Page]:
        """Each group of the first level is a page; fields of the first level between groups share one."""
        pages: list[Page] = []
        loose: list[Item] = []
        for place in [*self.root.children, None]:
            if place is not None and not place.is_group:
                loose.append(self.item(place))
                continue
            if loose:
                key = f"page_{len(pages) + 1}"
                label = (
                    self.root.label
                    if len(self.root.children) == len(loose)
                    else {"de": "Angaben", "en": "Your details"}
                )
                pages.append(Page(key=key, label=label, items=tuple(loose)))
                loose = []
            if place is not None:
                item = self.item(place)
                key = f"page_{len(pages) + 1}"
                pages.append(Page(key=key, label=place.label, show=place.show, items=(item,)))
        return pages

    def item(self, place: Place) -> Item:
        if place.is_group:
            return self._group(place, tuple(self.item(child) for child in place.children))
        if place.category == "list":
            inner = self._field(place, {"key": place.key, "label": place.label, "required": True})
            return self._group(place, (inner,))
        common = self._common(place)
        common["hidden"] = place.hidden or _kind(place) == "hidden"
        common["read_only"] = _kind(place) == "locked"
        common["default"] = place.default if place.default is not None else self._content(place)
        silent = common["hidden"] or common["read_only"]
        if silent and common["default"] is None and common["required"]:
            common["required"] = False
            self._warn(
                place,
                _("nobody can fill it in (locked or hidden, without content); it is not required"),
            )
        return self._field(place, common)

    def _content(self, place: Place) -> Any:
        """The fixed content (inhalt) of a field, where it fits its kind."""
        text = _field_of(place).content
        if not text or place.category in ("note", "file", "choices", "codes", "list"):
            return None
        if place.category == "bool":
            return {"true": True, "false": False}.get(text.casefold())
        if place.category == "integer":
            return whole_number_or_less(text, 18)
        codes = [code.code for code in _field_of(place).codes]
        return text if not codes or text in codes else None

    def _common(self, place: Place) -> dict[str, Any]:
        element = place.element
        own = place.position.references if place.position else ()
        required: Any = place.required or (place.minimum > 0 and not place.optional)
        return {
            "key": place.key,
            "label": place.label,
            "help": element.help,
            "legal_reference": "; ".join(dict.fromkeys([*own, *element.references])),
            "show": place.show,
            "required": required if place.category != "note" else False,
            "checks": tuple(place.checks),
            "source": _source(element),
        }

    def _group(self, place: Place, items: tuple[Item, ...]) -> Group:
        common = self._common(place)
        common["required"] = place.required
        minimum = 0 if place.optional else place.minimum
        choice = isinstance(place.element, XdfGroup) and place.element.choice
        if choice:
            self._warn(place, _("is a choice: at most one of its parts is filled in"))
            names = ", ".join(child.key for child in place.children)
            labels = ", ".join(child.label for child in place.children)
            check = {
                "rule": f"count_filled([{names}]) <= 1",
                "message": {
                    "de": f"Bitte füllen Sie nur eines aus: {labels}.",
                    "en": f"Please fill in only one of these: {labels}.",
                },
            }
            common["checks"] = (*common["checks"], check)
        maximum = max(place.maximum, minimum, 1) if place.maximum is not None else None
        return Group(
            **common,
            minimum=minimum,
            maximum=maximum,
            item_label=place.label if place.many else "",
            items=items,
        )

    # -- fields

    def _field(self, place: Place, common: dict[str, Any]) -> Item:
        category = place.category if place.category != "list" else _single(place)
        makers: dict[str, Callable[[Place, dict[str, Any]], dict[str, Any]]] = {
            "bool": lambda _place, _common: {"type": "yes_no"},
            "choice": self._choice,
            "choices": self._choices,
            "code": self._code,
            "codes": self._codes,
            "integer": lambda of, _common: {"type": "integer", **self._range(of, int)},
            "number": lambda of, _common: {"type": "decimal", "places": 6, **self._range(of, str)},
            "money": lambda of, _common: {"type": "money", **self._range(of, str)},
            "date": lambda of, _common: {"type": "date", **self._range(of, str)},
            "time": lambda _place, _common: {"type": "time"},
            "file": self._file,
            "note": self._note,
            "text": self._text,
        }
        data = {**common, **makers[category](place, common)}
        holder = Page.model_validate  # the discriminated union lives in the page's items
        try:
            return holder({"key": "x", "label": "x", "items": [data]}).items[0]
        except ValidationError as error:
            self._warn(
                place,
                _("has limits that are not possible and is asked without them (%(why)s)"),
                {"why": error.errors()[0]["msg"]},
            )
            plain = {
                key: value
                for key, value in data.items()
                if key in common or key in ("type", "choices", "code_list")
            }
            return holder({"key": "x", "label": "x", "items": [plain]}).items[0]

    def _text(self, place: Place, common: dict[str, Any]) -> dict[str, Any]:
        kind = _field_of(place).data
        if kind not in KNOWN_DATA:
            self._warn(place, _("is of the kind “%(kind)s”, which is asked as text"), {"kind": kind})
        limits = dict(_field_of(place).limits)
        data: dict[str, Any] = {}
        for name, key in (("minLength", "min_length"), ("maxLength", "max_length")):
            text = limits.pop(name, "")
            number = whole_number(text)
            if number or (number == 0 and key == "min_length"):
                data[key] = number
        if data.get("min_length", 0) > data.get("max_length", data.get("min_length", 0)):
            self._warn(
                place,
                _("has lengths that contradict each other and are not checked: %(limits)s"),
                {"limits": _listed(data)},
            )
            data.clear()
        pattern = limits.pop("pattern", "")
        if pattern:
            data.update(self._pattern(place, pattern))
        if limits:
            self._warn(
                place, _("has limits that are not taken over: %(limits)s"), {"limits": _listed(limits)}
            )
        if "pattern" not in data and data.get("max_length", 0) >= LONG_TEXT:
            return {"type": "long_text", **data}
        return {"type": "text", **data}

    def _pattern(self, place: Place, pattern: str) -> dict[str, Any]:
        pattern = pattern.removeprefix("^")
        pattern = pattern[:-1] if pattern.endswith("$") and not pattern.endswith("\\$") else pattern
        if problem := pattern_problem(pattern):
            self._warn(
                place,
                _("has a pattern that cannot be read and is not checked: %(pattern)s (%(why)s)"),
                {"pattern": pattern, "why": problem},
            )
            return {}
        return {"pattern": pattern}

    def _range(self, place: Place, convert: Callable[[str], Any]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        limits = dict(_field_of(place).limits)
        for name, key in (("minValue", "minimum"), ("maxValue", "maximum")):
            text = limits.pop(name, "").strip().replace(",", ".")
            if not text:
                continue
            try:
                data[key] = convert(text.removesuffix(".0") if convert is int else text)
            except ValueError:
                self._warn(place, _("has limits that are not taken over: %(limits)s"), {"limits": text})
        if len(data) == 2 and _order(data["minimum"]) > _order(data["maximum"]):
            self._warn(
                place,
                _("has limits that contradict each other and are not checked: %(limits)s"),
                {"limits": _listed(data)},
            )
            data.clear()
        limits = {key: value for key, value in limits.items() if key not in ("minLength", "maxLength")}
        if limits:
            self._warn(
                place, _("has limits that are not taken over: %(limits)s"), {"limits": _listed(limits)}
            )
        return data

    def _choice(self, place: Place, common: dict[str, Any]) -> dict[str, Any]:
        codes = _field_of(place).codes
        choices = [
            {"value": code.code, "label": code.label or code.code, "help": code.help} for code in codes
        ]
        return {"type": "choice", "choices": choices}

    def _choices(self, place: Place, common: dict[str, Any]) -> dict[str, Any]:
        return {**self._choice(place, common), "type": "choices", **_several(place)}

    def _code(self, place: Place, common: dict[str, Any]) -> dict[str, Any]:
        key = _field_of(place).code_list
        entries = self.lists.get(key)
        if not key:
            self._warn(place, _("is a choice without values and is asked as text"))
            return self._text(place, common)
        if entries:
            self.code_lists.setdefault(key, CodeListData(title=place.label, entries=tuple(entries.items())))
        else:
            text = Sentence.of(
                _("The code list %(key)s is not in the file: supply it or waive it before publication."),
                {"key": key},
            )
            if text not in self.warnings:
                self.warnings.append(text)
        return {"type": "code", "code_list": key}

    def _codes(self, place: Place, common: dict[str, Any]) -> dict[str, Any]:
        data = self._code(place, common)
        return {**data, "type": "choices", **_several(place)} if "code_list" in data else data

    def _file(self, place: Place, common: dict[str, Any]) -> dict[str, Any]:
        field = _field_of(place)
        data: dict[str, Any] = {"type": "file", "maximum": place.maximum or 20}
        if place.minimum > 1:
            data["minimum"] = place.minimum
        data["media_types"] = field.media_types or _MEDIA
        if field.max_size:
            data["max_bytes"] = field.max_size
        return data

    def _note(self, place: Place, common: dict[str, Any]) -> dict[str, Any]:
        field = _field_of(place)
        return {"type": "note", "text": field.content or field.help or field.description or place.label}

    def _warn(self, place: Place, msgid: str, values: dict[str, Any] | None = None) -> None:
        named = {"id": place.element.id, "label": place.label, "what": Sentence.of(msgid, values)}
        self.warnings.append(Sentence.of(_("%(id)s “%(label)s”: %(what)s."), named))


def _listed(limits: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in limits.items())


def _order(limit: Any) -> Any:
    """Numbers by size; days are texts that sort as they are."""
    try:
        return (0, float(limit), "")
    except ValueError:
        return (1, 0.0, str(limit))


def _single(place: Place) -> str:
    once = Place(place.element, place.key, place.minimum, 1, place.parent)
    return once.category


def _field_of(place: Place) -> XdfField:
    assert isinstance(place.element, XdfField)  # noqa: S101 – groups never get here
    return place.element


def _kind(place: Place) -> str:
    return place.element.kind if isinstance(place.element, XdfField) else ""


def _several(place: Place) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if place.minimum > 1:
        data["minimum"] = place.minimum
    if place.maximum is not None:
        data["maximum"] = place.maximum
    return data


def _source(element: XdfElement) -> Source:
    return Source(id=element.id, version=element.version, name=element.name)
