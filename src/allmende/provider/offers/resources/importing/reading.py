"""Single values of a line, and what is wrong with them in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from allmende.foundation.tables import TableRow

_YES = frozenset({"1", "true", "yes", "ja", "j", "x", "wahr"})
_NO = frozenset({"", "0", "false", "no", "nein", "n", "falsch"})


class LineError(ValueError):
    """A line cannot be used; the message says why."""


def words(row: TableRow, column: str, *, longest: int, needed: bool = False) -> str:
    """Text without superfluous blanks."""
    value = " ".join(row[column].split())
    if needed and not value:
        raise LineError(_("has no %(column)s") % {"column": column})
    if len(value) > longest:
        raise LineError(
            _("%(column)s is longer than %(limit)s characters") % {"column": column, "limit": longest}
        )
    return value


def choice(row: TableRow, column: str, choices: type[TextChoices], default: str = "") -> str:
    """One of ``choices`` by its key or its label."""
    value = row[column].casefold()
    if not value and default:
        return default
    for key, label in choices.choices:
        if value in (str(key).casefold(), str(label).casefold()):
            return str(key)
    known = ", ".join(choices.values)
    raise LineError(
        _("%(column)s is “%(value)s”, which is none of: %(known)s")
        % {"column": column, "value": value[:40], "known": known}
    )


def day(row: TableRow, column: str) -> date | None:
    """A date as 2022-07-31 or 31.07.2022; None where empty."""
    value = row[column]
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        pass
    try:
        return datetime.strptime(value, "%d.%m.%Y").date()  # noqa: DTZ007 - a day, no moment
    except ValueError:
        raise LineError(
            _("%(column)s is “%(value)s”, which is no date such as 2022-07-31 or 31.07.2022")
            % {"column": column, "value": value[:40]}
        ) from None


def yes(row: TableRow, column: str) -> bool:
    """Yes or no; empty is no."""
    value = row[column].casefold()
    if value in _YES or value in _NO:
        return value in _YES
    raise LineError(_("%(column)s is “%(value)s”, not yes or no") % {"column": column, "value": value[:40]})


def whole(row: TableRow, column: str) -> int:
    """A whole number; empty is 0."""
    value: Any = row[column].replace(".", "").replace(" ", "") or "0"
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise LineError(
            _("%(column)s is “%(value)s”, which is no whole number") % {"column": column, "value": value[:40]}
        )
    return int(value)


def email(row: TableRow, column: str) -> str:
    """An e-mail address in lower case; empty where there is none."""
    value = words(row, column, longest=254).lower()
    if value:
        try:
            validate_email(value)
        except ValidationError:
            raise LineError(
                _("%(column)s is “%(value)s”, which is no e-mail address")
                % {"column": column, "value": value[:60]}
            ) from None
    return value
