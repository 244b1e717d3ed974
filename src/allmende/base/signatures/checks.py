"""System checks of the seals that municipalities have set up."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.db import DatabaseError

from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Tenant


@register(deploy=True)
def check_seals(**kwargs: Any) -> list[CheckMessage]:
    """Whether each municipality can seal, and for how long."""
    from .seals.keeping import sealer_in_use
    from .seals.warnings import warnings_about

    found: list[CheckMessage] = []
    try:
        for tenant in Tenant.objects.all():
            with use_tenant(tenant):
                for trouble in warnings_about(sealer_in_use()):
                    kind = Error if trouble.key.startswith("E") else Warning
                    text = f"{tenant.slug}: {trouble.text}"
                    found.append(kind(text, trouble.hint, id=f"allmende.signatures.{trouble.key}"))
    except DatabaseError:  # there are no tables yet
        return []
    return found
