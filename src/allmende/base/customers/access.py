"""Who has pages of her own as a customer."""

from __future__ import annotations

from django.http import HttpRequest

from allmende.base.identity.models import User


def is_citizen(request: HttpRequest) -> bool:
    """Whether a citizen is logged in: for the page of the account."""
    return isinstance(request.user, User) and not request.user.is_staff
