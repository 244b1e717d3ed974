"""Making and renaming tenants: an operator's work, done on the command line."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from .models import Hostname, Tenant
from .queries import forget_hosts


class HostnameTakenError(ValueError):
    """A host name already belongs to another tenant."""


@transaction.atomic
def save_tenant(
    *, slug: str, name: str, state: str, hosts: Iterable[str], settings: dict[str, object] | None = None
) -> Tenant:
    """Create the tenant ``slug`` or bring it up to date; ``state`` as in ISO 3166-2:DE ("HE").

    Raises ``HostnameTakenError`` where one of ``hosts`` belongs to another tenant; then nothing is changed.
    """
    values: dict[str, object] = {"name": name, "state": state}
    if settings is not None:
        values["settings"] = settings
    tenant, _ = Tenant.objects.update_or_create(slug=slug, defaults=values)
    wanted = {host.strip().lower() for host in hosts}
    taken = (
        Hostname.objects.filter(name__in=wanted).exclude(tenant=tenant).values_list("name", flat=True).first()
    )
    if taken:
        raise HostnameTakenError(f"The host name {taken} belongs to another municipality.")
    tenant.hostnames.exclude(name__in=wanted).delete()
    for host in sorted(wanted):
        Hostname.objects.get_or_create(name=host, defaults={"tenant": tenant})
    forget_hosts()
    return tenant
