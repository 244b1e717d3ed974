"""System checks of the installation's settings: each has an id and a hint."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register("allmende")
def check_keys(**kwargs: Any) -> list[CheckMessage]:
    """The two keys that everything secret rests on."""
    found: list[CheckMessage] = []
    if len(settings.SECRET_KEY) < 50:
        hint = "Set ALLMENDE_SECRET_KEY to at least 50 random characters."
        found.append(Error("The secret key is missing or too short.", hint, id="allmende.config.E001"))
    keys = settings.ENVIRONMENT.data_key.get_secret_value()
    try:
        for key in keys.split(","):
            Fernet(key.strip())
    except ValueError:
        hint = 'Make one: python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
        found.append(
            Error(
                "The data key (ALLMENDE_DATA_KEY) is missing or no Fernet key.",
                hint,
                id="allmende.config.E002",
            )
        )
    return found


@register("allmende")
def check_folders(**kwargs: Any) -> list[CheckMessage]:
    """The var folder can be written; the front-end assets are there."""
    found: list[CheckMessage] = []
    try:
        settings.VAR.mkdir(parents=True, exist_ok=True)
        probe = settings.VAR / ".probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        hint = "Set ALLMENDE_VAR to a folder that the service's user owns."
        found.append(
            Error(f"The var folder cannot be written: {error.strerror}.", hint, id="allmende.config.E003")
        )
    if not (settings.VAR / "assets").is_dir():
        hint = "Run 'make assets' (needs network once), or point ALLMENDE_VAR to a folder that has them."
        found.append(
            Warning("The front-end assets are missing; pages have no style.", hint, id="allmende.config.W001")
        )
    return found


@register("allmende", deploy=True)
def check_production(**kwargs: Any) -> list[CheckMessage]:
    """What is fine for a demo and not for production."""
    environment = settings.ENVIRONMENT
    rules = [
        (environment.debug, "W010", "Developer mode is on.", "Set ALLMENDE_DEBUG=0."),
        (environment.demo, "W011", "Demo mode is on: log-ins and e-mail are shown.", "Set ALLMENDE_DEMO=0."),
        (not environment.tls, "W012", "Cookies may travel unencrypted.", "Serve over https and set ALLMENDE_TLS=1."),
        (not environment.email_url, "W013", "E-mail is kept, not sent.", "Set ALLMENDE_EMAIL_URL=smtp://…"),
        (not environment.clamav_socket, "W014", "Uploads are not scanned.",
         "Set ALLMENDE_CLAMAV_SOCKET to clamd's socket."),
        (environment.email_reply_domain == "localhost", "W015", "Replies by e-mail cannot arrive.",
         "Set ALLMENDE_EMAIL_REPLY_DOMAIN to the domain whose mail reaches Allmende."),
        (environment.email_from.endswith("@localhost"), "W016", "E-mail has no real sender.",
         "Set ALLMENDE_EMAIL_FROM."),
        ("*" in settings.ALLOWED_HOSTS, "W017", "Any host name is answered.",
         "Set ALLMENDE_HOSTS to your host names."),
        (bool(environment.default_tenant), "W018", "Unknown host names show a municipality.",
         "Empty ALLMENDE_DEFAULT_TENANT."),
        (bool(environment.database_url) and not environment.cache_url, "W019",
         "Sessions and limits use the database.", "Set ALLMENDE_CACHE_URL=redis://… where many processes serve."),
    ]  # fmt: skip
    return [Warning(text, hint, id=f"allmende.config.{key}") for applies, key, text, hint in rules if applies]
