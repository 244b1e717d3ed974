"""Who else says who someone is: BundID, company account, OpenID Connect, the EUDI wallet.

A *provider* is a variant in code (a folder below ``contrib/``); a ``LoginService`` is what a municipality makes of it:
its name on the log-in page, for whom, and its settings.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern
from django.utils.functional import Promise
from pydantic import BaseModel

from allmende.foundation.registry import Registry

from .levels import TrustLevel

if TYPE_CHECKING:
    from .models import LoginService

#: What a provider can say of a person, under one name each, whatever the provider calls it. Days are ISO dates,
#: countries ISO 3166-1 alpha-2, ``over_18`` is "yes" or "no".
ATTRIBUTES = (
    "given_name", "family_name", "birth_name", "title", "gender", "birth_date", "birth_place", "nationality",
    "email", "phone", "street", "house_number", "postcode", "city", "country",
    "organisation", "register_number", "tax_number", "over_18",
)  # fmt: skip


@dataclass(frozen=True)
class Attribute:
    """One thing that a provider says, and how sure it is of that."""

    value: str
    level: TrustLevel


@dataclass(frozen=True)
class Confirmed:
    """What a provider said about the person in front of this browser.

    ``subject`` is the provider's pseudonym for the person (bPK2, ``sub``): kept as a keyed hash, never shown.
    """

    subject: str
    level: TrustLevel
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    #: roles and groups that a staff directory names
    groups: Sequence[str] = ()
    #: False: says something of the person (that she is of age), not who she is; opens no account, raises no level
    names_person: bool = True
    #: the service has asked for two factors; staff are then not asked for a second one here
    second_factor: bool = False
    #: how the service calls its own log-in of this person, where it can say later that it ended
    session: str = ""


class RefusedError(Exception):
    """An answer that is not believed; ``reason`` is a word for the log ("signature", "replay"), never personal."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Provider(ABC):
    """A way to learn who someone is; register it from ``AppConfig.ready()``."""

    key: ClassVar[str]
    label: ClassVar[str | Promise]
    #: the settings of one service; secrets are ``SecretStr`` and sealed in the database
    settings: ClassVar[type[BaseModel]]
    #: name of a setting → its label and what helps to fill it in; those of ``StaffRules`` begin with "staff_"
    words: ClassVar[Mapping[str, tuple[str | Promise, str | Promise]]] = {}
    #: settings that say to whom secrets are shown: where one changes, secrets are given anew
    address: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def begin(
        self, request: HttpRequest, service: LoginService, *, level: TrustLevel, wanted: Sequence[str]
    ) -> HttpResponseBase:
        """Send the person to the provider: at least ``level``, and only the attributes ``wanted``."""

    def urls(self) -> list[URLPattern]:
        """Addresses of its own, below ``/konto/dienste/<service>/``; each view gets ``service`` (the key).

        Paths begin with the provider's key and names with the provider's key and "_", so that no two meet:
        ``path("oidc/antwort/", answer, name="oidc_answer")`` is ``reverse("identity:oidc_answer", args=[key])``.
        A view ends with ``views.identify.identified`` and answers refusals by ``views.shared.refused_page``.
        """
        return []

    def goodbye(self, request: HttpRequest, service: LoginService) -> str:
        """Where a person who logged out here can also log out at the service; empty where there is no such place."""
        return ""

    def check(self, settings: BaseModel) -> list[str]:
        """What is wrong with these settings, as sentences, as far as can be seen without asking anybody."""
        return []

    def ask(self, settings: BaseModel) -> list[str] | None:
        """What is wrong as the service itself says, for an administrator who waits; None: it cannot be asked."""
        return None

    def to_register(self, request: HttpRequest, service: LoginService) -> list[tuple[str | Promise, str]]:
        """What the service's operator must be told: names and addresses of ours."""
        return []

    def pinned(self, settings: BaseModel) -> str:
        """The host on which pseudonyms depend: with another one the service names everybody anew. Empty: on none."""
        return ""

    def complete(self, settings: dict[str, Any], *, folder: Path, before: BaseModel | None) -> dict[str, Any]:
        """Settings of an administrator's file with what she need not write: from files beside it, or kept."""
        return settings


#: key → provider.
providers: Registry[Provider] = Registry("identity provider")
