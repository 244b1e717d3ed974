"""Uploads that are looked at and never written anywhere, not even to a temporary folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload

View = TypeVar("View", bound=Callable[..., Any])


def in_memory(view: View) -> View:
    """Mark a view whose uploads stay in memory; what is larger than the installation's limit does not come in."""
    view.uploads_in_memory = True  # type: ignore[attr-defined]
    return view


class InMemory(MemoryFileUploadHandler):
    """First of the upload handlers: takes the files of marked views, leaves all others to the next handler."""

    def handle_raw_input(self, *arguments: Any, **named: Any) -> None:
        match = self.request.resolver_match if self.request else None
        self.activated = bool(match and getattr(match.func, "uploads_in_memory", False))
        self._left = settings.ENVIRONMENT.upload_limit * 1024 * 1024

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.activated:
            self._left -= len(raw_data)
            if self._left < 0:
                if self.request is not None:
                    self.request.META["allmende.too_large"] = True
                raise StopUpload(connection_reset=False)
        kept: bytes | None = super().receive_data_chunk(raw_data, start)
        return kept
