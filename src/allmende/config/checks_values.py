"""System checks of each setting's value: can it mean anything at all? Whether it answers is asked by ``probes``."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from allmende.base.messages import imap
from allmende.base.workflow.origins import ORIGIN
from allmende.base.workflow.origins import origins as connector_origins
from allmende.foundation.tls import LOCAL, client_context
from allmende.provider.connectivity.nameserver import read_server

_DOMAIN = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*", re.IGNORECASE)
#: Which check speaks of which setting; a test holds it complete. "pydantic" is refused when the settings are read.
COVERED = {
    "debug": ["W010"], "demo": ["W011"], "secret_key": ["E001"], "data_key": ["E002", "W046"],
    "hosts": ["E030", "W017"],
    "default_tenant": ["W018", "W025"], "var": ["E003"], "database_url": ["E031", "E010"],
    "files_url": ["E032", "E020"],
    "cache_url": ["E033", "E021", "W019"], "clamav_socket": ["E034", "W014"], "email_url": ["E035", "W023", "W013"],
    "email_from": ["E036", "W016"], "email_reply_domain": ["E037", "W015"], "email_tenant": ["W025"],
    "imap_url": ["E038", "W024", "W039"], "ca_file": ["E043"], "connector_hosts": ["E044", "W044", "W045"],
    "seal_modules": ["E048"], "dns_server": ["E049"],
    "tls": ["W012"],
    "proxies": ["W040"], "language": ["E000"],
    "time_zone": ["E000"], "upload_limit": ["E000"], "workers": ["W041"], "log_level": ["W042"],
}  # fmt: skip


@register("allmende")
def check_addresses(**kwargs: Any) -> list[CheckMessage]:
    """Every URL, host and path that a setting gives."""
    environment = settings.ENVIRONMENT
    found = [
        _url(
            "database_url",
            ("postgres", "postgresql", "sqlite"),
            "E031",
            "postgres://user:password@host:5432/name",
        ),
        _url("files_url", ("s3", "s3+http"), "E032", "s3://key:secret@host:port/bucket"),
        _url("cache_url", ("redis", "rediss"), "E033", "redis://host:6379/0"),
        _url("email_url", ("smtp", "smtps"), "E035", "smtp://user:password@host:587"),
    ]
    socket = environment.clamav_socket
    rules = [
        (not settings.ALLOWED_HOSTS, "E030", "No host name is answered.", "Set ALLMENDE_HOSTS to your host names."),
        (bool(socket) and not os.path.exists(socket), "E034", f"There is no socket at {socket}.",
         "Start clamd, or correct ALLMENDE_CLAMAV_SOCKET; until then new files cannot be opened."),
        (not _is_address(environment.email_from), "E036", "The sender of all e-mail is no address.",
         "Set ALLMENDE_EMAIL_FROM, such as noreply@musterstadt.example."),
        (not _DOMAIN.fullmatch(environment.email_reply_domain), "E037", "The domain for replies is none.",
         "Set ALLMENDE_EMAIL_REPLY_DOMAIN to a domain alone, without @ and address."),
    ]  # fmt: skip
    found += [
        Error(text, hint, id=f"allmende.config.{key}") if applies else None
        for applies, key, text, hint in rules
    ]
    return [
        *filter(None, found),
        *_mailbox(),
        *_authority(),
        *_connectors(),
        *_seal_modules(),
        *_dns_server(),
    ]


def _connectors() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for origin in sorted(connector_origins()):
        if not ORIGIN.fullmatch(origin):
            hint = "Write https://host or https://host:port in ALLMENDE_CONNECTOR_HOSTS, without a path."
            found.append(
                Error(f"{origin} is no server that a process could call.", hint, id="allmende.config.E044")
            )
        elif origin.startswith("http://") and urlsplit(origin).hostname not in LOCAL:
            hint = "Use https:// in ALLMENDE_CONNECTOR_HOSTS."
            text = f"What processes send to {origin} can be read on the way."
            found.append(Warning(text, hint, id="allmende.config.W044"))
    return found


@register("allmende", deploy=True)
def check_sizes(**kwargs: Any) -> list[CheckMessage]:
    """What works and is probably not meant."""
    environment, cores = settings.ENVIRONMENT, os.cpu_count() or 1
    rules = [
        (environment.tls and not environment.proxies, "W040", "All visitors look like the proxy, so they share limits.",
         "Set ALLMENDE_PROXIES to the number of proxies in front."),
        (environment.workers > 4 * cores, "W041", f"{environment.workers} web processes share {cores} cores.",
         "Set ALLMENDE_WORKERS to about the number of cores."),
        (environment.log_level == "DEBUG", "W042", "The log says everything, personal data included.",
         "Set ALLMENDE_LOG_LEVEL=INFO."),
    ]  # fmt: skip
    return [Warning(text, hint, id=f"allmende.config.{key}") for applies, key, text, hint in rules if applies]


def _mailbox() -> list[CheckMessage]:
    try:
        where = imap.place()
    except ValueError as error:
        hint = "Correct ALLMENDE_IMAP_URL; a password's special characters are written as %40 and so on."
        return [Error(f"The mailbox cannot be read: {error}.", hint, id="allmende.config.E038")]
    if where is None or where.tls or where.host in LOCAL:
        return []
    hint = "Use imaps:// in ALLMENDE_IMAP_URL; with imap:// the password is sent only where the server offers STARTTLS."
    return [Warning("The mailbox is not named with TLS.", hint, id="allmende.config.W039")]


def _authority() -> list[CheckMessage]:
    try:
        client_context()
    except OSError as error:
        hint = "Set ALLMENDE_CA_FILE to a PEM file that the service's user may read, or leave it empty."
        return [Error(f"The certificate authority cannot be read: {error}", hint, id="allmende.config.E043")]
    return []


def _seal_modules() -> list[CheckMessage]:
    names = [name.strip() for name in settings.ENVIRONMENT.seal_modules.split(",") if name.strip()]
    hint = "Correct ALLMENDE_SEAL_MODULES: the full paths of PKCS#11 libraries, such as libsofthsm2.so."
    return [
        Error(
            f"The library {name} is not there, so nothing is sealed with its key.",
            hint,
            id="allmende.config.E048",
        )
        for name in names
        if not Path(name).is_absolute() or not Path(name).is_file()
    ]


def _dns_server() -> list[CheckMessage]:
    server = settings.ENVIRONMENT.dns_server
    try:
        if server:
            read_server(server)
    except ValueError as error:
        hint = "Set ALLMENDE_DNS_SERVER to an IP address, such as 192.0.2.53 or 192.0.2.53:5353, or leave it empty."
        return [Error(f"The name server cannot be read: {error}", hint, id="allmende.config.E049")]
    return []


def _url(name: str, schemes: tuple[str, ...], key: str, example: str) -> CheckMessage | None:
    value = getattr(settings.ENVIRONMENT, name)
    try:
        parts = urlsplit(value)
        fine = not value or (
            parts.scheme in schemes and bool(parts.hostname or parts.path) and parts.port != 0
        )
    except ValueError:
        fine = False
    if fine:
        return None
    hint = f"Set ALLMENDE_{name.upper()}, such as {example}, or leave it empty."
    return Error(f"ALLMENDE_{name.upper()} cannot be read.", hint, id=f"allmende.config.{key}")


def _is_address(text: str) -> bool:
    try:
        validate_email(
            text if "@localhost" not in text else text.replace("@localhost", "@localhost.localdomain")
        )
    except ValidationError:
        return False
    return True
