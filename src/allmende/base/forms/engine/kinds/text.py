"""Kinds whose answer is a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from allmende.foundation.expressions import full_match
from allmende.foundation.expressions.functions import iban_valid

from .base import MAX_TEXT, Context, Kind, MalformedError, Problem

_PHONE = re.compile(r"\+?[0-9][0-9 ()/.\-]{2,30}")


class TextKind(Kind):
    def problems(self, item: Any, value: Any, decoded: Any, context: Context) -> Iterator[Problem]:
        longest = item.max_length or MAX_TEXT
        if len(value) > longest:
            yield (
                "",
                _("The answer has %(is)s characters; at most %(max)s are possible.")
                % {"is": len(value), "max": longest},
            )
        elif item.min_length and len(value) < item.min_length:
            yield (
                "",
                _("The answer has %(is)s characters; it needs at least %(min)s.")
                % {"is": len(value), "min": item.min_length},
            )
        elif getattr(item, "pattern", None) and not full_match(item.pattern, value):
            yield "", _("“%(label)s” is not written in the expected form.") % {"label": context.label}


class LongTextKind(TextKind):
    lines = True


class EmailKind(Kind):
    def decode(self, item: Any, value: Any) -> Any:
        try:
            validate_email(super().decode(item, value))
        except ValidationError:
            raise MalformedError(_("Please enter an e-mail address such as name@example.org.")) from None
        return value


class PhoneKind(Kind):
    def decode(self, item: Any, value: Any) -> Any:
        if not _PHONE.fullmatch(super().decode(item, value)):
            raise MalformedError(_("Please enter a telephone number such as 0201 123456."))
        return value


class IbanKind(Kind):
    def from_text(self, item: Any, text: str) -> Any:
        return "".join(text.split()).upper()

    def decode(self, item: Any, value: Any) -> Any:
        if not iban_valid(super().decode(item, value)):
            raise MalformedError(_("This IBAN is not right: please compare it with your bank card."))
        return value

    def show(self, item: Any, value: Any, context: Context) -> str:
        return " ".join(value[i : i + 4] for i in range(0, len(value), 4))
