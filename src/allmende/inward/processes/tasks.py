from __future__ import annotations

from django.db import transaction
from django.utils import translation

from allmende.foundation.files.actions import release_files, store_bytes
from allmende.foundation.jobs.actions import job

from .handbook import handbook_pdf

#: To whom the file of the handbook belongs.
HANDBOOK = "process_handbook"


@job
def make_handbook(*, name: str, language: str) -> None:
    """Write the handbook anew; the one before goes."""
    with translation.override(language):
        content = handbook_pdf()
    with transaction.atomic():
        release_files(owner=HANDBOOK)
        store_bytes(content=content, name=name, media_type="application/pdf", owner=HANDBOOK)
