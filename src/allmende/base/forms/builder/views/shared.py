"""What all pages of the workshop share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from allmende.base.identity.access import role_required
from allmende.base.identity.models import User

from ...access import DESIGNERS
from ...actions import check_for_publication
from ...engine import Finding
from ...models import CodeList
from ..workpiece import Workpiece

designer_required = role_required(*DESIGNERS)


def designer(request: HttpRequest) -> User:
    """Who is logged in; for views behind ``designer_required``."""
    if not isinstance(request.user, User):
        raise PermissionDenied("nobody is logged in")
    return request.user


def address(name: str, piece: Workpiece, **kwargs: str) -> str:
    """The address of a page of the workshop about this workpiece."""
    return reverse(f"form_builder:{name}", kwargs={"kind": piece.kind, "key": piece.key, **kwargs})


def back(name: str, piece: Workpiece, anchor: str = "", query: str = "") -> HttpResponseRedirect:
    """Redirect to a page about this workpiece."""
    return redirect(address(name, piece) + query + (f"#{anchor}" if anchor else ""))


def page(
    request: HttpRequest, template: str, piece: Workpiece, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page about this workpiece."""
    return render(
        request,
        f"form_builder/{template}.html",
        {"piece": piece, "base": piece.base, **context},
        status=status,
    )


def refused(request: HttpRequest, error: Exception) -> None:
    """Say on the next page why something was not done."""
    messages.error(request, str(error))


def findings_of(piece: Workpiece) -> list[Finding]:
    """What is wrong with the working copy, as publishing would name it."""
    return check_for_publication(piece.form, piece.row)[1]


def code_lists() -> list[tuple[str, str]]:
    """The lists that a question may use, by name."""
    rows = CodeList.objects.order_by("title", "key").values_list("key", "title")
    return [(key, title or key) for key, title in rows]
