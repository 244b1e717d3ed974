"""Handing a file to a browser; whoever calls this has checked the permission."""

from __future__ import annotations

import logging

from django.http import FileResponse, Http404, HttpResponseBase
from django.utils.http import content_disposition_header

from .models import StoredFile
from .queries import may_open, open_file
from .vault import ContentDamagedError

log = logging.getLogger(__name__)

#: What a browser shows without running anything of it.
INLINE = {"application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp", "text/plain"}


def serve_file(stored: StoredFile, *, inline: bool = False) -> HttpResponseBase:
    """The file as a download, or for ``inline`` as a preview where its type allows it; 404 where it is blocked."""
    if not may_open(stored):
        raise Http404("the file is blocked")
    shown = inline and stored.media_type in INLINE
    charset = "; charset=utf-8" if stored.media_type.startswith("text/") else ""
    try:
        content = open_file(stored)
    except (FileNotFoundError, ContentDamagedError) as error:
        log.error("a file cannot be opened: %s", error)
        raise Http404("the content is missing or damaged") from error
    response = FileResponse(content, content_type=stored.media_type + charset)
    response["Content-Length"] = str(stored.size)
    response["Content-Disposition"] = content_disposition_header(not shown, stored.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    # Nothing in the file may run or call out. A sandbox would switch off the browser's own viewer for PDF.
    sandbox = "" if stored.media_type == "application/pdf" else "; sandbox"
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; "
        f"frame-ancestors 'self'{sandbox}"
    )
    return response
