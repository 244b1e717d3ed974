"""Does what the settings name answer? Asked by ``allmende check`` only: no other command waits for a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.checks import CheckMessage, Error, Warning
from django.core.files.storage import storages

from allmende.base.identity.findings import login_findings
from allmende.base.messages import imap, smtp
from allmende.base.payments.online.checks import service_findings
from allmende.base.workflow.credentials.models import ConnectorCredential
from allmende.base.workflow.credentials.queries import cannot_open
from allmende.base.workflow.origins import origins
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Tenant


def findings() -> Iterator[CheckMessage]:
    """What does not answer, or does not exist; the database itself is known to be there."""
    for probe in (_bucket, _cache, _smtp, _imap, _tenants, _login_services, _credentials, _payment_services):
        yield from probe()


def _bucket() -> Iterator[CheckMessage]:
    if not settings.ENVIRONMENT.files_url:
        return
    storage: Any = storages["files"]
    reason = _why_not(lambda: storage.connection.meta.client.head_bucket(Bucket=storage.bucket_name))
    if reason:
        hint = "Is the store running, does the bucket exist, are key and secret in ALLMENDE_FILES_URL right?"
        yield Error(f"The bucket for files does not answer: {reason}", hint, id="allmende.config.E020")


def _cache() -> Iterator[CheckMessage]:
    reason = _why_not(lambda: caches["default"].set("allmende-check", 1, timeout=10))
    if reason and settings.ENVIRONMENT.cache_url:
        hint = "Is Valkey or Redis running, is ALLMENDE_CACHE_URL right? Without it nobody can log in."
        yield Error(f"The cache does not answer: {reason}", hint, id="allmende.config.E021")
    elif reason:
        hint = "Run 'allmende django migrate': it makes the table."
        yield Error(f"The cache in the database cannot be used: {reason}", hint, id="allmende.config.E022")


def _smtp() -> Iterator[CheckMessage]:
    if settings.ENVIRONMENT.email_url and (reason := _why_not(smtp.probe)):
        hint = "Is the mail server running, is ALLMENDE_EMAIL_URL right? E-mail waits and is tried again for a day."
        yield Warning(f"The server for e-mail out does not answer: {reason}", hint, id="allmende.config.W023")


def _imap() -> Iterator[CheckMessage]:
    try:
        where = imap.place()
    except ValueError:
        return  # the settings' own check says so
    if where is not None and (reason := _why_not(lambda: imap.probe(where))):
        hint = "Is the server running, are user, password and folder in ALLMENDE_IMAP_URL right?"
        yield Warning(f"The mailbox for e-mail in does not answer: {reason}", hint, id="allmende.config.W024")


def _tenants() -> Iterator[CheckMessage]:
    for name in ("default_tenant", "email_tenant"):
        slug = getattr(settings.ENVIRONMENT, name)
        if slug and not Tenant.objects.filter(slug=slug).exists():
            hint = f"See 'allmende tenants list', then correct ALLMENDE_{name.upper()}."
            yield Warning(f"There is no municipality {slug!r}.", hint, id="allmende.config.W025")


def _login_services() -> Iterator[CheckMessage]:
    for tenant in Tenant.objects.prefetch_related("hostnames").order_by("slug"):
        with use_tenant(tenant):
            yield from login_findings(tenant.slug, [host.name for host in tenant.hostnames.all()])


def _credentials() -> Iterator[CheckMessage]:
    allowed = origins()
    for tenant in Tenant.objects.order_by("slug"):
        with use_tenant(tenant):
            for credential in ConnectorCredential.objects.order_by("name"):
                about = f"Access {credential.name!r} of {tenant.slug!r}"
                if credential.origin not in allowed:
                    hint = "Add the server to ALLMENDE_CONNECTOR_HOSTS, or let an operator delete the access."
                    text = f"{about} is for {credential.origin}, which processes may not call."
                    yield Warning(text, hint, id="allmende.config.W045")
                if cannot_open(credential):
                    hint = "Put the key with which it was set into ALLMENDE_DATA_KEY, or let an operator set it again."
                    yield Warning(
                        f"{about} cannot be opened with the data key.", hint, id="allmende.config.W046"
                    )


def _payment_services() -> Iterator[CheckMessage]:
    for tenant in Tenant.objects.order_by("slug"):
        with use_tenant(tenant):
            yield from service_findings(tenant.slug)


def _why_not(attempt: Callable[[], object]) -> str:
    """Why it failed, in one line without secrets; empty where it did not."""
    try:
        attempt()
    except Exception as error:  # each client has errors of its own
        text = (str(error).splitlines() or [""])[0] or type(error).__name__
        for secret in _secrets():
            text = text.replace(secret, "…")
        return text[:200]
    return ""


def _secrets() -> list[str]:
    from urllib.parse import urlsplit

    environment = settings.ENVIRONMENT
    urls = (environment.files_url, environment.cache_url, environment.email_url, environment.imap_url)
    return [password for url in urls if (password := urlsplit(url).password)]
