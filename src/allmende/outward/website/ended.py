"""What is not offered any more: who followed an old link reads so, and what to do instead."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from allmende.base.directory.models import Service, Unit


def ended(request: HttpRequest, row: Service | Unit) -> HttpResponse:
    """The page of something that has ended; 410 tells search engines to forget it."""
    context = {"row": row, "texts": row.local, "office": isinstance(row, Unit)}
    return render(request, "website/ended.html", context, status=410)
