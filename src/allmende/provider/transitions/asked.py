"""Programmes as what questions to support can be about."""

from __future__ import annotations

import uuid

from django.urls import NoReverseMatch, reverse

from allmende.provider.offers.orders.about import About

from .models import Programme

#: Of programmes that nobody is told of yet, nobody asks.
_KNOWN = (Programme.State.ANNOUNCED, Programme.State.DONE)


def label(key: uuid.UUID) -> str | None:
    """The title of a programme."""
    return Programme.objects.filter(pk=key).values_list("title", flat=True).first()


def choices() -> list[tuple[uuid.UUID, str]]:
    """The programmes that were announced, the newest first."""
    rows = Programme.objects.filter(state__in=_KNOWN).order_by("-id")
    return list(rows.values_list("pk", "title"))


def page(key: uuid.UUID) -> str:
    """The public page, which an app above draws."""
    found = Programme.objects.filter(pk=key).values_list("key", flat=True).first()
    try:
        return reverse("windows:programme", args=[found]) if found else ""
    except NoReverseMatch:
        return ""


PROGRAMME = About("programme", label, choices, page)
