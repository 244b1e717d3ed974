"""What can be wrong, each with a sentence for people."""

from __future__ import annotations

from django.utils.translation import gettext as _


class TransitionError(ValueError):
    """Something about a programme cannot be done; the text says why and what to do, for people."""


class DateConflictError(TransitionError):
    """A second date for one event, an end beside windows, or dates that contradict each other."""


class ChangedMeanwhileError(TransitionError):
    """Somebody else changed the programme since it was read; nothing was written."""


class NotAllowedError(TransitionError):
    """Whoever acts is not of the provider's staff, or may not do this for the institution."""

    def __init__(self) -> None:
        super().__init__(_("You may not do this. Nothing was changed."))
