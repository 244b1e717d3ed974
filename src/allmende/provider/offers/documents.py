"""Documents that an institution got or gave: letters, statements, files with answers; apps above bring theirs.

Register a source from ``AppConfig.ready()``. A source yields only what the reader may open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.functional import Promise

from allmende.foundation.registry import Registry

from .models import Institution

#: So many stand in the portal, the newest first; a source need not find more.
MOST = 100


@dataclass(frozen=True)
class Document:
    """One file: what it is, of which day, and where the reader opens it."""

    title: str
    kind: str | Promise
    on: date
    url: str
    format: str = "PDF"


@dataclass(frozen=True)
class DocumentSource:
    """``of(request, institution)`` yields what whoever is logged in may open, in a constant number of statements."""

    key: str
    of: Callable[[HttpRequest, Institution], Iterable[Document]]


document_sources: Registry[DocumentSource] = Registry("document source")


def documents_of(request: HttpRequest, institution: Institution) -> list[Document]:
    """What the reader may open of the institution's documents, the newest first."""
    found = [one for source in document_sources for one in source.of(request, institution)]
    return sorted(found, key=lambda one: (one.on, one.title), reverse=True)[:MOST]
