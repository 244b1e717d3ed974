"""Yes/no, consent, and picking from choices or a code list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from ...schema import text_in
from .base import Context, Kind, MalformedError, Problem, Read, clean

_YES = {"true", "on", "1", "ja", "yes"}
_NO = {"false", "off", "0", "nein", "no"}


class YesNoKind(Kind):
    def from_text(self, item: Any, text: str) -> Any:
        lowered = text.lower()
        return True if lowered in _YES else False if lowered in _NO else text

    def decode(self, item: Any, value: Any) -> Any:
        if not isinstance(value, bool):
            raise MalformedError(_("Please answer yes or no."))
        return value

    def problems(self, item: Any, value: Any, decoded: Any, context: Context) -> Iterator[Problem]:
        return iter(())

    def show(self, item: Any, value: Any, context: Context) -> str:
        return _("Yes") if value is True else _("No") if value is False else str(value)

    def missing_message(self, label: str) -> str:
        return _("Please choose an answer for “%(label)s”.") % {"label": label}


class ConsentKind(YesNoKind):
    def is_answered(self, item: Any, value: Any) -> bool:
        return value is True

    def missing_message(self, label: str) -> str:
        return _("Please tick the box “%(label)s” to go on.") % {"label": label}


class ChoiceKind(Kind):
    def problems(self, item: Any, value: Any, decoded: Any, context: Context) -> Iterator[Problem]:
        if all(choice.value != value for choice in context.choices):
            yield (
                "",
                _("Please choose one of the answers offered for “%(label)s”.") % {"label": context.label},
            )

    def show(self, item: Any, value: Any, context: Context) -> str:
        labels = [text_in(choice.label, context.language) for choice in item.choices if choice.value == value]
        return labels[0] if labels else str(value)

    def missing_message(self, label: str) -> str:
        return _("Please choose an answer for “%(label)s”.") % {"label": label}


class CodeKind(Kind):
    """Where the code list has no content, any text is taken (and the findings have said so)."""

    def problems(self, item: Any, value: Any, decoded: Any, context: Context) -> Iterator[Problem]:
        unknown = context.code_lists.known(item.code_list) and (
            context.code_lists.label(item.code_list, value) is None
        )
        if unknown or (context.allowed is not None and value not in context.allowed):
            yield "", _("Please choose an entry of the list for “%(label)s”.") % {"label": context.label}

    def show(self, item: Any, value: Any, context: Context) -> str:
        return context.code_lists.label(item.code_list, str(value)) or str(value)

    def missing_message(self, label: str) -> str:
        return _("Please choose an entry for “%(label)s”.") % {"label": label}


class ChoicesKind(Kind):
    def parse(self, item: Any, path: str, read: Read) -> Any:
        values = [clean(text) for text in read(path)]
        return list(dict.fromkeys(value for value in values if value)) or None

    def decode(self, item: Any, value: Any) -> Any:
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise MalformedError(_("Please choose from the answers offered."))
        return value

    def problems(self, item: Any, value: Any, decoded: Any, context: Context) -> Iterator[Problem]:
        if item.choices:
            known = {choice.value for choice in context.choices}
            unknown = not known.issuperset(value)
        else:
            lists = context.code_lists
            unknown = lists.known(item.code_list) and any(
                lists.label(item.code_list, part) is None for part in value
            )
        if unknown:
            yield "", _("Please choose from the answers offered for “%(label)s”.") % {"label": context.label}
        elif item.minimum and len(value) < item.minimum:
            yield "", _("Please choose at least %(min)s answers.") % {"min": item.minimum}
        elif item.maximum and len(value) > item.maximum:
            yield "", _("Please choose at most %(max)s answers.") % {"max": item.maximum}

    def show(self, item: Any, value: Any, context: Context) -> str:
        labels = {choice.value: text_in(choice.label, context.language) for choice in item.choices}
        return ", ".join(
            labels.get(part) or context.code_lists.label(item.code_list, part) or str(part) for part in value
        )

    def missing_message(self, label: str) -> str:
        return _("Please choose at least one answer for “%(label)s”.") % {"label": label}
