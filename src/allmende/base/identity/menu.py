"""The account's entries in the navigation."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from allmende.foundation.ui.navigation import Entry, navigation

from .access import administers_all, units_of
from .models import Role


def logged_in(request: HttpRequest) -> bool:
    """Whether somebody is logged in; error pages may come before anybody was looked for."""
    return hasattr(request, "user") and request.user.is_authenticated


def visitor(request: HttpRequest) -> bool:
    """Whether nobody is logged in."""
    return not logged_in(request)


def administrator(request: HttpRequest) -> bool:
    """Whether an administrator of accounts is logged in."""
    return logged_in(request) and bool(units_of(request.user, Role.ADMIN))


def administrator_of_all(request: HttpRequest) -> bool:
    """Whether an administrator of the whole municipality is logged in."""
    return logged_in(request) and administers_all(request.user)


navigation.register(
    Entry("people", _("Colleagues"), "identity:people", area="staff", order=80, visible=administrator)
)
navigation.register(
    Entry(
        "login_services", _("Log-in services"), "identity:services", area="staff", order=85,
        visible=administrator_of_all,
    )
)  # fmt: skip
navigation.register(Entry("login", _("Log in"), "identity:login", area="account", order=10, visible=visitor))
navigation.register(
    Entry("account", _("My account"), "identity:account", area="account", order=20, visible=logged_in)
)
navigation.register(
    Entry("logout", _("Log out"), "identity:logout", area="account", order=30, visible=logged_in, post=True)
)
