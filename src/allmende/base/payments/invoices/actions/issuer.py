from __future__ import annotations

from django.db import transaction

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.tenants.context import current_tenant_id

from ..events import IssuerSet
from ..models import Issuer


@transaction.atomic
def save_issuer(*, actor: Actor, **values: str) -> Issuer:
    """Say who issues; invoices that were issued keep what they say."""
    issuer, _made = Issuer.objects.update_or_create(tenant_id=current_tenant_id(), defaults=values)
    record(IssuerSet(), stream=f"invoice_issuer:{issuer.pk}", actor=actor)
    return issuer
