"""The demo's post room: every e-mail that the demo "sent"."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from allmende.foundation.ids import read_key

from .models import OutgoingEmail

PAGE = 50


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Http404


@require_safe
def post_room(request: HttpRequest) -> HttpResponse:
    """The newest e-mails; ``?before=<key>`` goes on with older ones. Only in the demo."""
    _only_in_demo()
    emails = OutgoingEmail.objects.order_by("-id")  # UUIDv7: by time
    if before := read_key(request.GET.get("before", "")):
        emails = emails.filter(id__lt=before)
    found = list(emails[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    return render(request, "correspondence/post_room.html", {"emails": found[:PAGE], "older": older})


@require_safe
def posted_email(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One e-mail as it went out. Only in the demo."""
    _only_in_demo()
    email = get_object_or_404(OutgoingEmail, pk=key)
    return render(request, "correspondence/posted_email.html", {"email": email})
