from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmende.foundation.tenants.context import current_tenant
from allmende.outward.website.kept import kept_for_strangers


@kept_for_strangers
def imprint(request: HttpRequest) -> HttpResponse:
    """Who is responsible for the pages (DDG § 5)."""
    return _page(request, "imprint", _("Imprint"))


@kept_for_strangers
def privacy(request: HttpRequest) -> HttpResponse:
    """What happens with personal data (GDPR Art. 13)."""
    return _page(request, "privacy", _("Privacy"))


@kept_for_strangers
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement (BITV 2.0 § 7)."""
    return _page(request, "accessibility", _("Accessibility statement"))


def _page(request: HttpRequest, key: str, title: str) -> HttpResponse:
    """The municipality's own text from its settings, else a text that is true of every installation."""
    settings = current_tenant().settings
    own = settings.get(key) or ""
    if isinstance(own, dict):
        own = own.get((get_language() or "de").split("-", maxsplit=1)[0]) or own.get("de") or ""
    context = {"title": title, "own": own, "contact": settings.get("contact") or {}}
    return render(request, f"website/{key}.html", context)
