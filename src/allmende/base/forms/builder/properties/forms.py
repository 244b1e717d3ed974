"""The form by which one page, group or question is edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.foundation.ui.forms import KernForm

from ..edits import NULL
from ..keys import key_for
from ..rules import Name
from .rows import assistant, check_rows, choice_rows, placed, required, rule_widget
from .specs import Property, properties_of
from .values import stored, stored_text, typed

Json = dict[str, Any]
#: (rule, use) → what is wrong with it, in plain words.
Judge = Callable[[str, str], list[str]]
SECTIONS = {
    "question": gettext_lazy("Question"), "choices": gettext_lazy("Answers to choose from"),
    "when": gettext_lazy("When it is asked"), "checks": gettext_lazy("What must hold"),
    "more": gettext_lazy("Further settings"),
}  # fmt: skip


@dataclass(frozen=True)
class Section:
    """Fields under one heading, each with its assistant's boxes (or none), and rows of fields that belong together."""

    key: str
    title: str
    fields: list[tuple[BoundField, list[BoundField]]]
    rows: list[list[BoundField]]


class PropertyForm(KernForm):
    """Built by ``property_form``; ``values()`` is what to store: JSON by property, None takes one away."""

    old: Json
    props: tuple[Property, ...]
    judge: Judge
    names: list[Name]

    def sections(self) -> list[Section]:
        """The fields by section, in order; sections without any are left out."""
        found = [
            Section(
                key, str(title),
                [(self[name], self._in(f"assistant_{getattr(field, 'use', '-')}"))
                 for name, field in self.fields.items() if getattr(field, "section", "") == key],
                self._row_groups(key),
            )
            for key, title in SECTIONS.items()
        ]  # fmt: skip
        return [section for section in found if section.fields or section.rows]

    def _in(self, place: str) -> list[BoundField]:
        return [self[name] for name, field in self.fields.items() if getattr(field, "section", "") == place]

    def _row_groups(self, key: str) -> list[list[BoundField]]:
        prefix = {"choices": "choice", "checks": "check"}.get(key, "-")
        rows: dict[str, list[BoundField]] = {}
        for bound in self._in(f"{prefix}_rows"):
            rows.setdefault(bound.name.split("-")[1], []).append(bound)
        return list(rows.values())

    def clean(self) -> Json:
        data: Json = super().clean() or {}
        for name, field in self.fields.items():
            use, rule = getattr(field, "use", ""), data.get(name)
            if use and rule:
                for message in self.judge(rule, use):
                    self.add_error(name, message)
        if data.get("required") == "rule" and not data.get("required_rule") and not data.get("required_name"):
            self.add_error("required_rule", _("Please write the rule, or choose another answer above."))
        return data

    def values(self) -> Json:
        """What was typed, as it is stored."""
        result: Json = {}
        for prop in self.props:
            if prop.kind == "english":
                base = prop.name.partition(".")[0]
                english = self.cleaned_data[prop.name.replace(".", "__")].strip()
                result[base] = stored_text(result.get(base), english, "en")
            else:
                result.update(self._stored(prop))
        return result

    def assistant(self, use: str) -> tuple[str, str, str] | None:
        """The assistant's three boxes for the rule ``use`` (show, required), where a question was chosen."""
        data = self.cleaned_data
        name = data.get(f"{use}_name")
        return (name, data.get(f"{use}_operator") or "is", data.get(f"{use}_value") or "") if name else None

    def _stored(self, prop: Property) -> Json:
        data, name = self.cleaned_data, prop.name
        if prop.kind in ("text", "lines"):
            return {name: stored_text(self.old.get(name), data[name].strip(), "de")}
        if prop.kind == "required":
            mode = data["required"]
            return {name: data["required_rule"] or True if mode == "rule" else (mode == "yes" or None)}
        if prop.kind == "choices":
            return self._choices()
        if prop.kind == "checks":
            rows = self._rows("check", ("rule", "message", "at"))
            kept = [self._check(n, row) for n, row in enumerate(rows) if row["rule"]]
            return {name: kept or None}
        if prop.kind == "many":
            return {name: data[name] or NULL}
        return {name: stored(prop.kind, data[name])}

    def _check(self, number: int, row: Json) -> Json:
        old = (self.old.get("checks") or [])[number : number + 1]
        before = old[0].get("message") if old else None
        message = stored_text(before, row["message"] or _("Please check this answer."), "de")
        return {"rule": row["rule"], "message": message, **({"at": row["at"]} if row["at"] else {})}

    def _choices(self) -> Json:
        known = {choice["value"]: choice for choice in self.old.get("choices") or []}
        kept: list[Json] = []
        for row in self._rows("choice", ("label", "value", "show")):
            if row["label"]:
                code = row["value"] or key_for(row["label"], {c["value"] for c in kept}, fallback="antwort")
                old = known.get(code, {})
                label = stored_text(old.get("label"), row["label"], "de")
                show = {"show": row["show"]} if row["show"] else {}
                kept.append(
                    {
                        **({"help": old["help"]} if old.get("help") else {}),
                        "value": code,
                        "label": label,
                        **show,
                    }
                )
        return {"choices": kept or None}

    def _rows(self, prefix: str, names: tuple[str, ...]) -> list[Json]:
        count = sum(
            1 for name in self.fields if name.startswith(f"{prefix}-") and name.endswith(f"-{names[0]}")
        )
        return [
            {name: (self.cleaned_data.get(f"{prefix}-{n}-{name}") or "").strip() for name in names}
            for n in range(count)
        ]


def property_form(
    kind: str, old: Json, *, post: Any, judge: Judge, names: list[Name], code_lists: list[tuple[str, str]]
) -> PropertyForm:
    """The form for a part of ``kind`` ("page", "form", "group" or a kind of question) whose data is ``old``."""
    props = properties_of(kind)
    fields: dict[str, forms.Field] = {}
    for prop in props:
        fields.update(_fields(prop, old, names, code_lists))
    made: type[PropertyForm] = type("EditedPropertyForm", (PropertyForm,), fields)
    made.old, made.props, made.judge, made.names = old, props, staticmethod(judge), names
    return made(post)


def _fields(
    prop: Property, old: Json, names: list[Name], code_lists: list[tuple[str, str]]
) -> dict[str, forms.Field]:
    if prop.kind == "required":
        return required(prop, old, names)
    if prop.kind == "choices":
        return choice_rows(old)
    if prop.kind == "checks":
        return check_rows(old, with_place=old.get("type", "group") == "group")
    field = _simple(prop, code_lists)
    field.initial = typed(prop.kind, old.get(prop.name.partition(".")[0]))
    if prop.kind == "many":
        field.initial = old.get(prop.name, 1)
    if isinstance(field, forms.ChoiceField) and prop.kind == "select" and field.initial:
        known = [str(value) for value, _label in prop.choices]
        if str(field.initial) not in known:  # written by hand: kept until somebody chooses another
            field.choices = [*prop.choices, (field.initial, field.initial)]
    made = {prop.name.replace(".", "__"): placed(field, prop.section)}
    if prop.kind == "rule":
        field.use = prop.name  # type: ignore[attr-defined]
        if prop.name == "show":
            made.update(assistant("show", names))
    return made


def _simple(prop: Property, code_lists: list[tuple[str, str]]) -> forms.Field:
    common: Json = {"label": prop.label, "help_text": prop.help, "required": False}
    match prop.kind:
        case "lines":
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **common)
        case "rule":
            return forms.CharField(widget=rule_widget(prop.name), **common)
        case "signed":
            return forms.IntegerField(**common)
        case "integer" | "many" | "megabytes":
            return forms.IntegerField(min_value=0, **common)
        case "time":
            return forms.TimeField(**common)
        case "bool":
            return forms.BooleanField(**common)
        case "select":
            return forms.ChoiceField(choices=prop.choices, **common)
        case "code_list":
            return forms.ChoiceField(choices=[("", _("None")), *code_lists], **common)
        case "several":
            return forms.MultipleChoiceField(
                choices=prop.choices, widget=forms.CheckboxSelectMultiple, **common
            )
        case "key":
            message = _("Only small letters, digits and _; the first is a letter.")
            return forms.RegexField(
                r"^[a-z][a-z0-9_]*$", max_length=80, error_messages={"invalid": message},
                **{**common, "required": True},
            )  # fmt: skip
        case "decimal" | "day":
            return StoredField(prop.kind, **common)
        case _:
            return forms.CharField(**common)


class StoredField(forms.CharField):
    """Typed in the way people write it, cleaned to the way it is stored."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        return stored(self.kind, super().clean(value))
