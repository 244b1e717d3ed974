"""Why a signature is not taken, each with a sentence for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SigningError(Exception):
    """``str()`` is a sentence for the person who wants to sign."""

    message: str | Promise = _("This signature cannot be taken.")

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(str(message or self.message))

    def __str__(self) -> str:
        return str(self.args[0])


class NotWaitingError(SigningError):
    """Signed or refused already, not this person's turn, or nobody waits for it any more."""

    message = _("Nobody waits for this signature any more. Nothing was changed.")


class ChangedError(SigningError):
    """The content is not what was laid before the people."""

    message = _(
        "The application is not what was sent to you for signing. Nothing was signed. Please tell the office."
    )


class LevelError(SigningError):
    """The person is not identified surely enough; ``wanted`` is the level."""

    message = _("For this signature we must know more surely who you are. Nothing was signed yet.")

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted


class DocumentError(SigningError):
    """The uploaded document is not the one to sign, or its signature does not hold."""


class WrongPersonError(SigningError):
    """Somebody else than the person who was invited."""

    message = _(
        "You are not the person who was invited to sign. Nothing was signed. If the name in the invitation is "
        "wrong, please tell whoever applied."
    )
