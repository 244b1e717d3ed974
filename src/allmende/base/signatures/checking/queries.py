"""Reading reports."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from allmende.base.signatures.models import SignatureReport


def reports_of(files: Iterable[uuid.UUID]) -> dict[uuid.UUID, SignatureReport]:
    """The reports on these files, by the file's key."""
    return {report.file_id: report for report in SignatureReport.objects.filter(file_id__in=list(files))}
