"""What is wrong with the log-in services of the current tenant, for ``allmende check``."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.core.checks import CheckMessage, Error, Warning

from allmende.foundation.secrecy import SealedError

from .models import LoginService
from .providers import providers
from .services import settings_of


def login_findings(tenant: str, hosts: Collection[str]) -> Iterator[CheckMessage]:
    """For the municipality ``tenant``, which is served at ``hosts``."""
    for service in LoginService.objects.filter(is_active=True).order_by("key"):
        about = f"Log-in service {service.key!r} of {tenant!r}"
        try:
            settings = settings_of(service)
        except (KeyError, SealedError, ValueError):
            hint = "Is its provider installed, and the data key the one it was saved with? Save its settings again."
            yield Error(
                f"{about} cannot be used: its settings cannot be read.", hint, id="allmende.identity.E010"
            )
            continue
        provider = providers[service.provider]
        host = provider.pinned(settings)
        if host and host not in hosts:
            hint = (
                "Pseudonyms such as the bPK2 depend on this host: with another one nobody finds her account any more. "
                "Let the municipality be served there, too ('allmende tenants save … --host'), or save the service "
                "anew with --repin."
            )
            text = f"{about} is tied to the host {host}; the municipality is served at {', '.join(sorted(hosts))}."
            yield Error(text, hint, id="allmende.identity.E011")
        for sentence in provider.check(settings) or ():
            yield Warning(f"{about}: {sentence}", "See docs/identity.md.", id="allmende.identity.W012")
