"""Whether a file of this kind and name is taken."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from . import media
from .errors import FileRefusedError
from .names import extension


def check_type(media_type: str, name: str, allowed: Collection[str]) -> None:
    """Raise ``FileRefusedError`` where the content is not what the name promises, or not among ``allowed``."""
    ending = extension(name)
    if ending in media.RUNNABLE or media_type in (media.PROGRAM, media.SCRIPT):
        raise FileRefusedError(
            "program", _("“%(name)s” is a program. Programs are not taken.") % {"name": name}
        )
    promised = media.ENDINGS.get(ending)
    if promised and media_type not in promised:
        raise FileRefusedError("mismatch", _mismatch(media_type, promised[0], name))
    if media_type == media.MACROS and media.MACROS not in allowed:
        raise FileRefusedError(
            "macros",
            _("“%(name)s” holds macros, so it was not taken. Please save it without macros, or as PDF.")
            % {"name": name},
        )
    if not media.is_allowed(media_type, allowed):
        raise FileRefusedError("type", _not_allowed(media_type, allowed, name))


def _mismatch(media_type: str, promised: str, name: str) -> str:
    return _(
        "“%(name)s” was not taken: by its name it is %(promised)s, but its content is %(actual)s. "
        "Please save the file as %(promised)s again, or choose another one."
    ) % {"name": name, "promised": media.label(promised), "actual": media.label(media_type)}


def _not_allowed(media_type: str, allowed: Collection[str], name: str) -> str:
    return _(
        "“%(name)s” was not taken: files of this kind (%(actual)s) are not accepted here. Accepted: %(allowed)s."
    ) % {
        "name": name,
        "actual": media.label(media_type),
        "allowed": media.labels(allowed or media.USUAL),
    }
