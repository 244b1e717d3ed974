"""What the pages about one procedure's fees and signatures have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.base.identity.models import User

from ...access import may_draw
from ..queries import Terms


def address(name: str, terms: Terms) -> str:
    return reverse(f"terms:{name}", kwargs={"key": terms.key})


def tabs(request: HttpRequest, terms: Terms, by: User) -> list[tuple[str, str, bool, str]]:
    """The pages about it, for ``c-tabs``."""
    pages = [("one", _("Read")), ("trial", _("Try out"))]
    if may_draw(by) and terms.model is not None:
        pages = [
            ("one", _("Read")), ("edit", _("Edit")), ("trial", _("Try out")), ("compare", _("Compare")),
            ("publish", _("Check and publish")),
        ]  # fmt: skip
    return [(label, url, request.path == url, "") for name, label in pages for url in (address(name, terms),)]


def page(
    request: HttpRequest, template: str, terms: Terms, by: User, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page about fees and signatures of one procedure."""
    shared = {"terms": terms, "tabs": tabs(request, terms, by), "draws": may_draw(by), "base": terms.base}
    return render(request, f"terms/{template}.html", {**shared, **context}, status=status)
