"""A service that says at once who somebody is, for tests of what comes after."""

from __future__ import annotations

from contextlib import contextmanager

from django.http import HttpRequest, HttpResponseBase
from pydantic import BaseModel

from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import LoginService
from allmende.base.identity.providers import Attribute, Confirmed, Provider, providers
from allmende.base.identity.services import sealed_settings
from allmende.base.identity.views.identify import identified

PERSON = {
    "given_name": "Kimberly", "family_name": "Muster", "birth_date": "1980-03-05", "street": "Hauptstraße",
    "house_number": "1", "postcode": "45127", "city": "Musterstadt", "country": "DE", "email": "kim@bund.example",
}  # fmt: skip


class Empty(BaseModel):
    pass


class AtOnce(Provider):
    """``said`` is what it says; ``asked`` what it was asked for."""

    key = "at-once"
    label = "At once"
    settings = Empty
    said: dict[str, str] = PERSON
    level = TrustLevel.SUBSTANTIAL
    asked: tuple[str, ...] = ()

    def begin(self, request: HttpRequest, service, *, level, wanted) -> HttpResponseBase:
        type(self).asked = tuple(wanted)
        attributes = {name: Attribute(value, self.level) for name, value in self.said.items()}
        return identified(request, service, Confirmed("pseudonym", self.level, attributes))


@contextmanager
def a_service(key: str = "bundid", label: str = "BundID"):
    """BundID, as far as the rest of the house sees it."""
    provider = AtOnce()
    providers.register(provider)
    try:
        yield (
            LoginService.objects.create(
                key=key,
                provider=provider.key,
                label=label,
                level=TrustLevel.HIGH,
                settings=sealed_settings(Empty()),
            ),
            provider,
        )
    finally:
        providers._items.pop(provider.key)
