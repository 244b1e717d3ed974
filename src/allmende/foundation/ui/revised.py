"""Two editors of one thing: whoever saves second is told, and nothing of either is lost.

A page carries a print of each value as it was shown. Where one of them was changed in the meantime nothing is saved:
values that only the other editor touched are taken over, and where both wrote something the page shows both texts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, cast

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from allmende.foundation.readable import read_json

from .forms import KernForm

View = Callable[..., HttpResponse]
BASE = "base"


@dataclass(frozen=True)
class Clash:
    """A field that both editors changed."""

    label: str
    saved: str
    typed: str


@dataclass
class Overtaken:
    """What a colleague saved while the page was open; ``taken`` are the labels of fields only she touched."""

    clashes: list[Clash] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.clashes or self.taken)


class RevisedForm(KernForm):
    """A form that knows what its values were when the page was shown; ``initial`` is what is saved now."""

    #: What a colleague saved in the meantime, and who.
    clash: Overtaken | None = None
    clash_by = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[BASE] = forms.CharField(widget=forms.HiddenInput, required=False)

    def remember(self) -> None:
        """To be called when all fields are there."""
        self.initial[BASE] = json.dumps(
            {name: _print(self.text(name, self.initial.get(name))) for name in self._own}
        )

    def text(self, name: str, value: Any) -> str:
        """A value as one text, the same however it was typed."""
        prepared = self.fields[name].prepare_value(value)
        if isinstance(prepared, list | tuple):
            return "\n".join(sorted(str(item) for item in prepared))
        return "" if prepared is None else str(prepared).replace("\r\n", "\n").strip()

    def overtaken(self) -> Overtaken:
        """Compare with what is saved now; the form holds the merged values afterwards, to be looked at and saved."""
        shown, found = _read(self.data.get(self.add_prefix(BASE), "")), Overtaken()
        for name in self._own:
            saved = self.text(name, self.initial.get(name))
            typed = self.text(name, self.cleaned_data.get(name))
            if shown.get(name, _print(saved)) == _print(saved) or typed == saved:
                continue
            label = str(self.fields[name].label)
            if shown[name] == _print(typed):
                found.taken.append(label)
                self._take(name)
            else:
                found.clashes.append(Clash(label, self._readable(name, saved), self._readable(name, typed)))
        if found:
            self._replace(BASE, self.initial[BASE])
        return found

    @property
    def _own(self) -> list[str]:
        return [name for name in self.fields if name != BASE]

    def _take(self, name: str) -> None:
        """Put what is saved into what was typed."""
        value = self.fields[name].prepare_value(self.initial.get(name))
        if isinstance(self.fields[name], forms.NullBooleanField):
            value = self.fields[name].widget.format_value(value)
        self._replace(name, "on" if value is True else value)

    def _replace(self, name: str, value: Any) -> None:
        data = cast(QueryDict, self.data).copy()
        if isinstance(value, list | tuple):
            data.setlist(self.add_prefix(name), [str(item) for item in value])
        elif value in (None, False):
            data.pop(self.add_prefix(name), None)
        else:
            data[self.add_prefix(name)] = str(value)
        self.data = data

    def _readable(self, name: str, text: str) -> str:
        choices = {str(key): str(label) for key, label in getattr(self.fields[name], "choices", [])}
        lines = [choices.get(line, line) for line in text.splitlines()] if choices else [text]
        if isinstance(self.fields[name], forms.BooleanField):
            return {"True": _("yes"), "False": _("no")}.get(text, _("(empty)"))
        return "\n".join(lines) or _("(empty)")


def status_of(*found: forms.Form) -> int:
    """422 where a form came back with errors, 409 where a colleague was quicker."""
    if any(getattr(form, "clash", None) for form in found):
        return 409
    return 422 if any(form.is_bound and form.errors for form in found) else 200


def one_at_a_time(view: View) -> View:
    """What is compared with a form does not change until it is saved."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return inner


def _print(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _read(text: str) -> Mapping[str, str]:
    try:
        found = read_json(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
