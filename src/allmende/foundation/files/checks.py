"""Is there a place for files, and does the scanner answer?"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from .scanning import ClamAV
from .storage import file_storage


@register(Tags.files)
def check_storage(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """The folder of files must be writable; a bucket is asked only when a file is stored."""
    try:
        folder = Path(file_storage().path("x")).parent
    except NotImplementedError:
        return []
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if os.access(folder, os.W_OK | os.X_OK):
        return []
    hint = "Give the user that runs Allmende write access to it, or choose another ALLMENDE_VAR."
    return [Error(f"Files cannot be written to {folder}.", hint=hint, id="allmende.files.E001")]


@register(Tags.files)
def check_scanner(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """A configured scanner must answer: without it, new files stay closed."""
    path = settings.ENVIRONMENT.clamav_socket
    if not path:
        return []
    try:
        if ClamAV(path).ping():
            return []
        reason = "it gave another answer than PONG"
    except OSError as error:
        reason = str(error)
    hint = "Start clamd, or check ALLMENDE_CLAMAV_SOCKET. Until then new files cannot be opened."
    return [
        Warning(
            f"The virus scanner at {path} does not answer: {reason}.", hint=hint, id="allmende.files.W001"
        )
    ]


@register(Tags.files, deploy=True)
def check_scanned(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """In production a scanner is expected."""
    if settings.ENVIRONMENT.clamav_socket:
        return []
    hint = "Install clamd and set ALLMENDE_CLAMAV_SOCKET. Until then staff see each file marked as unchecked."
    return [Warning("Files are not checked for viruses.", hint=hint, id="allmende.files.W002")]
