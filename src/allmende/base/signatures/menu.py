"""Entries in the navigation."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from allmende.base.identity.menu import administrator
from allmende.foundation.ui.navigation import Entry, navigation

from .administering import may_seal


def _may_seal(request: HttpRequest) -> bool:
    return administrator(request) and may_seal(request.user)


navigation.register(Entry("verify", _("Check a document"), "signatures:verify", area="footer", order=60))
navigation.register(
    Entry("seal", _("Electronic seal"), "signatures:seal", area="staff", order=85, visible=_may_seal)
)
