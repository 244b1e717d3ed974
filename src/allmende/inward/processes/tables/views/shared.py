"""What the pages about one file of tables have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.base.identity.models import User

from ...access import may_draw
from ..queries import Tables


def address(name: str, tables: Tables | str, **kwargs: Any) -> str:
    """The address of a page about these tables."""
    key = tables if isinstance(tables, str) else tables.key
    return reverse(f"tables:{name}", kwargs={"key": key, **kwargs})


def tabs(request: HttpRequest, tables: Tables, by: User) -> list[tuple[str, str, bool, str]]:
    """The pages about these tables, for ``c-tabs``."""
    pages = [("one", _("Read")), ("trial", _("Try out"))]
    if may_draw(by) and tables.model is not None:
        pages = [
            ("one", _("Read")), ("edit", _("Edit")), ("trial", _("Try out")), ("compare", _("Compare")),
            ("remarks", _("Comments")), ("publish", _("Check and publish")),
        ]  # fmt: skip
    return [
        (label, url, request.path == url, "") for name, label in pages for url in (address(name, tables),)
    ]


def page(
    request: HttpRequest, template: str, tables: Tables, by: User, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page about these tables."""
    shared = {"tables": tables, "tabs": tabs(request, tables, by), "draws": may_draw(by), "base": tables.base}
    return render(request, f"tables/{template}.html", {**shared, **context}, status=status)
