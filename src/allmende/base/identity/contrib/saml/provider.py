from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from . import leaving, views
from .config import SamlSettings
from .variant import SamlVariant
from .words import WORDS


class SamlProvider(SamlVariant):
    """Any identity provider that speaks SAML 2.0: company account, portal of a state, Keycloak."""

    key = "saml"
    label = _("SAML 2.0")
    settings = SamlSettings
    words = WORDS

    def urls(self) -> list[URLPattern]:
        """Where answers come, where the browser fetches them, and who we are: of all variants of SAML."""
        return [
            path("saml/antwort/", views.receive, name="saml_acs"),
            path("saml/weiter/", views.finish, name="saml_finish"),
            path("saml/abmelden/", leaving.told, name="saml_slo"),
            path("saml/gehen/", leaving.leave, name="saml_leave"),
            path("saml/gegangen/", leaving.left, name="saml_left"),
            path("saml/metadaten/", views.show_metadata, name="saml_metadata"),
        ]
