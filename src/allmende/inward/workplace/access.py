"""Who enters the workplace."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase

from allmende.base.cases.access import CASE_ROLES
from allmende.base.identity.access import role_required, staff_required, units_of
from allmende.base.identity.models import Role, User

#: Who words the documents of the municipality.
DESIGN_ROLES = (Role.DESIGNER, Role.HEAD)
View = Callable[..., HttpResponseBase]


def clerks_only(view: View) -> View:
    """Only for staff who work on cases; the view gets the person as its second argument."""
    return role_required(*CASE_ROLES)(_with_user(view))


def staff_only(view: View) -> View:
    """For all staff; the view gets the person as its second argument."""
    return staff_required(_with_user(view))


def designers_only(view: View) -> View:
    """Only for staff who word and design; the view gets the person as its second argument."""
    return role_required(*DESIGN_ROLES)(_with_user(view))


def post_only(view: View) -> View:
    """Only for the mail room; the view gets the person as its second argument."""
    return role_required(Role.POST)(_with_user(view))


def is_post(request: HttpRequest) -> bool:
    """Whether the visitor works in the mail room: for the navigation."""
    return bool(units_of(request.user, Role.POST))


def is_designer(request: HttpRequest) -> bool:
    """Whether the visitor words documents: for the navigation."""
    return bool(units_of(request.user, *DESIGN_ROLES))


def is_clerk(request: HttpRequest) -> bool:
    """Whether the visitor works on cases: for the navigation."""
    return bool(units_of(request.user, *CASE_ROLES))


def _with_user(view: View) -> View:
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, cast(User, request.user), *args, **kwargs)

    return inner
