"""The page of one case, in parts that each have an address."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.base.cases.access import get_case_for
from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.messages.actions import mark_read
from allmende.base.messages.models import Message
from allmende.inward.workplace.access import clerks_only
from allmende.inward.workplace.reading import CasePage

PARTS = ("answers", "documents", "messages", "tasks", "history")


@clerks_only
def case(request: HttpRequest, by: User, case_id: uuid.UUID, part: str = "answers") -> HttpResponse:
    """One part of the case's page; the next action stands above each."""
    if part not in PARTS:
        raise Http404
    page = CasePage(get_case_for(by, case_id), by)
    if part == "messages" and page.unread and page.may_work and page.conversation:
        mark_read(conversation=page.conversation, direction=Message.Direction.IN, by=actor_of(by))
    context = {"page": page, "case": page.case, "part": part, "tabs": _tabs(page, part)}
    return render(request, f"workplace/case/{part}.html", context)


def _tabs(page: CasePage, current: str) -> list[tuple[str, str, bool, int | str]]:
    labels: dict[str, tuple[str, int | str]] = {
        "answers": (_("Overview"), ""),
        "documents": (_("Documents"), len(page.documents)),
        "messages": (_("Messages"), page.unread or ""),
        "tasks": (_("Tasks and offices"), len(page.tasks) or ""),
        "history": (_("History"), ""),
    }
    return [(label, _address(page, key), key == current, count) for key, (label, count) in labels.items()]


def _address(page: CasePage, part: str) -> str:
    if part == "answers":
        return reverse("workplace:case", args=[page.case.pk])
    return reverse("workplace:case_part", args=[page.case.pk, part])
