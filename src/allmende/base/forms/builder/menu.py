"""The workshop's entry in the staff navigation."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from allmende.base.identity.models import User
from allmende.foundation.ui.navigation import Entry, navigation

from ..access import may_design


def designer(request: HttpRequest) -> bool:
    """Whether a designer of forms is logged in."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and may_design(user)


navigation.register(
    Entry("forms", _("Forms"), "form_builder:forms", area="staff", order=60, visible=designer)
)
