"""A log-in service's settings: sealed at rest, read as the provider's own model."""

from __future__ import annotations

from pydantic import BaseModel, Field

from allmende.foundation.secrecy import seal_model, unseal

from .models import LoginService, Role
from .providers import providers


class GroupRule(BaseModel):
    """Who belongs to ``group`` of the staff directory has ``role`` in the unit with the key ``unit``."""

    group: str = Field(min_length=1, max_length=200)
    role: Role
    unit: str = Field(min_length=1, max_length=80)


class StaffRules(BaseModel):
    """What a service for staff says about roles; part of the settings of every provider that serves staff."""

    groups: list[GroupRule] = []
    #: an unknown member of staff gets an account; else the log-in is refused
    create_unknown: bool = False
    #: at the first log-in, an account of staff with the same e-mail address is hers
    link_by_email: bool = False


def settings_of(service: LoginService) -> BaseModel:
    """The settings of ``service``; raises ``UnknownKeyError``, ``SealedError`` or pydantic's ``ValidationError``."""
    return providers[service.provider].settings.model_validate(unseal(service.settings))


def sealed_settings(settings: BaseModel) -> str:
    """``settings`` as they are stored, secrets included."""
    return seal_model(settings)


def staff_rules(service: LoginService) -> StaffRules:
    """What a service for staff says about roles; empty where its provider knows none."""
    rules = getattr(settings_of(service), "staff", None)
    return rules if isinstance(rules, StaffRules) else StaffRules()
