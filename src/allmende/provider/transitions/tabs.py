"""The pages of one programme as tabs; letters, windows and others add theirs from ``AppConfig.ready()``."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.registry import Registry

from .models import Programme


@dataclass(frozen=True)
class Tab:
    """``url_name`` takes the programme's key as ``programme_id``; shown where that name exists."""

    key: str
    label: str | Promise
    url_name: str
    order: int


programme_tabs: Registry[Tab] = Registry("tab of a programme")


def register() -> None:
    """The core's own; called when all apps are there."""
    for order, (key, label) in enumerate((
        ("programme", _("Overview")), ("texts", _("Texts")), ("preview", _("Preview")), ("effects", _("Affected")),
        ("revisions", _("Revisions")),
    )):  # fmt: skip
        programme_tabs.register(Tab(key, label, f"transitions:{key}", order * 10))


def tabs_of(programme: Programme, current: str) -> list[tuple[str, str, bool, None]]:
    """For the component ``c-tabs``: text, address, whether it is open."""
    found = []
    for tab in sorted(programme_tabs, key=lambda one: (one.order, one.key)):
        url = _url(tab.url_name, programme.pk)
        if url:
            found.append((str(tab.label), url, tab.key == current, None))
    return found


def _url(name: str, programme_id: uuid.UUID) -> str:
    try:
        return reverse(name, kwargs={"programme_id": programme_id})
    except NoReverseMatch:
        return ""
