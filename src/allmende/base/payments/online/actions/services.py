"""Set up the payment services of a municipality."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from pydantic import BaseModel

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.secrecy import seal_model

from ..events import PaymentServiceSet
from ..models import PaymentService
from ..providers import providers


@transaction.atomic
def save_service(
    *, provider: str, settings: BaseModel | dict[str, Any], is_active: bool, actor: Actor, label: str = ""
) -> PaymentService:
    """Set up or change a service; raises ``UnknownKeyError`` and pydantic's ``ValidationError``."""
    read = providers[provider].settings.model_validate(settings)
    service, _made = PaymentService.objects.update_or_create(
        provider=provider, defaults={"settings": seal_model(read), "is_active": is_active, "label": label}
    )
    record(
        PaymentServiceSet(provider=provider, is_active=is_active),
        stream=f"payment_service:{provider}", actor=actor,
    )  # fmt: skip
    return service
