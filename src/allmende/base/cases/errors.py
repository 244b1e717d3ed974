"""What can go wrong in an action, each with a sentence for people."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CaseNotFoundError(Http404):
    """There is no such case, or this person may not know of it: both look the same."""


class CaseNotYoursError(PermissionDenied):
    """The person sees the case, but another office or person acts on it."""


class CaseError(Exception):
    """Something that the clerk or the customer can put right; ``str()`` is a sentence for people."""

    message: str | Promise = ""

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(str(message or self.message))

    def __str__(self) -> str:
        return str(self.args[0])


class StaleCaseError(CaseError):
    """Somebody else changed the case after this person read it."""

    message = _(
        "A colleague has changed this case in the meantime. Nothing of yours is saved. "
        "Look at the case again and repeat your step if it still fits."
    )


class WrongStateError(CaseError):
    """The step does not fit where the case stands."""

    message = _("This step does not fit the state of the case any more. Please look at the case again.")


class AnswersRefusedError(CaseError):
    """The answers break rules of the form; ``errors``: path → sentences."""

    message = _("Some answers still need your attention.")

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__()
        self.errors = errors


class LevelTooLowError(CaseError):
    """The procedure or an answer asks for a surer identification than the customer has; ``wanted`` is the level."""

    message = _("For this application we must know more surely who you are. Your answers are kept.")

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted
