"""Documents as PDF/A-2b and PDF/UA-1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.foundation.files.models import StoredFile

from .models import DocumentTemplate


def render_document(
    *, template: DocumentTemplate | str, data: Mapping[str, Any], title: str, language: str = "de"
) -> StoredFile:
    """The document as an accessible PDF, stored and owned by nobody yet (``file_document`` claims it)."""
    raise NotImplementedError
