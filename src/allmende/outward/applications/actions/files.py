"""Files of a draft: they belong to it until it is sent, and go with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from allmende.base.forms.fields import FileField
from allmende.foundation.events.types import Actor
from allmende.foundation.files.actions import receive_file
from allmende.foundation.files.errors import FileRefusedError
from allmende.foundation.files.models import StoredFile

from ..models import Draft


def add_files(
    *, draft: Draft, field: FileField, present: int, uploads: Sequence[Any], actor: Actor
) -> tuple[list[StoredFile], list[str]]:
    """Take ``uploads`` for ``field``, which has ``present`` files: the stored files, and why others were refused.

    A file that is refused keeps no other from being taken.
    """
    stored: list[StoredFile] = []
    refused: list[str] = []
    for upload in uploads:
        if present + len(stored) >= field.maximum:
            words = _("“%(name)s” was not taken: there may be at most %(count)s files. Remove one first.")
            refused.append(words % {"name": upload.name, "count": field.maximum})
            continue
        try:
            stored.append(
                receive_file(
                    upload=upload, name=upload.name, actor=actor, allowed=field.media_types,
                    max_bytes=field.max_bytes, owner=draft.subject,
                )
            )  # fmt: skip
        except FileRefusedError as error:
            why = str(error)
            words = "%(why)s" if upload.name in why else _("“%(name)s” was not taken: %(why)s")
            refused.append(words % {"name": upload.name, "why": why})
    return stored, refused


def remove_file(*, draft: Draft, file_id: str) -> None:
    """Let go of a file of the draft; the next clean-up deletes it."""
    StoredFile.objects.filter(pk=file_id, owner=draft.subject).update(owner="")
