"""A payment service's settings: sealed at rest, read as the provider's own model."""

from __future__ import annotations

from pydantic import BaseModel, ValidationError

from allmende.foundation.registry import UnknownKeyError
from allmende.foundation.secrecy import SealedError, unseal

from .models import PaymentService
from .providers import OnlineProvider, UnavailableError, providers


def service_for(way: str) -> tuple[OnlineProvider, BaseModel]:
    """The provider and this municipality's settings of it, active or not: what runs must come to an end.

    Raises ``UnavailableError`` where there is none, or its settings cannot be read.
    """
    service = PaymentService.objects.filter(provider=way).first()
    if service is None:
        raise UnavailableError("not set up")
    try:
        return providers[way], settings_of(service)
    except (UnknownKeyError, SealedError, ValidationError) as error:
        raise UnavailableError("its settings cannot be read") from error


def settings_of(service: PaymentService) -> BaseModel:
    """The settings; raises ``UnknownKeyError``, ``SealedError`` or pydantic's ``ValidationError``."""
    return providers[service.provider].settings.model_validate(unseal(service.settings))
