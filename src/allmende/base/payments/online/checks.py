"""What operators should know of payment services; asked for the current tenant by ``allmende check``."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage, Warning
from pydantic import ValidationError

from allmende.foundation.outgoing import is_safe
from allmende.foundation.registry import UnknownKeyError
from allmende.foundation.secrecy import SealedError

from .models import PaymentService
from .services import settings_of


def service_findings(tenant: str) -> Iterator[CheckMessage]:
    """Services that payers are offered and that cannot work."""
    for service in PaymentService.objects.filter(is_active=True).order_by("provider"):
        about = f"Payment service {service.provider!r} of {tenant!r}"
        try:
            values = dict(settings_of(service))
        except (SealedError, ValidationError, UnknownKeyError):
            hint = "Put the key with which it was set into ALLMENDE_DATA_KEY, or let an administrator set it again."
            yield Warning(f"{about} cannot be read.", hint, id="allmende.online_payments.W001")
            continue
        addresses = [str(value) for name, value in values.items() if "address" in name]
        if not all(is_safe(address) for address in addresses):
            hint = "Let an administrator correct its addresses."
            yield Warning(f"{about} is not reached by https.", hint, id="allmende.online_payments.W002")
        if not settings.DEMO and any(address.startswith("http://") for address in addresses):
            hint = "That is a stand-in: let an administrator set up the real service, or stop offering it."
            yield Warning(f"{about} is on this very machine.", hint, id="allmende.online_payments.W003")
        if service.is_in_trouble:
            hint = "Is it down, are its settings right? Payers see other ways; what runs is asked for again."
            yield Warning(
                f"{about} did not work when it was last asked.", hint, id="allmende.online_payments.W004"
            )
