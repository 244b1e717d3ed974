"""What an administrator should know of the seal, as sentences with a remedy; also the system check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from allmende.base.signatures.models import Sealer
from allmende.foundation.secrecy import SealedError, unseal

from .stores import key_stores

SOON = timedelta(days=42)


@dataclass(frozen=True)
class Trouble:
    """``key`` is the number of the system check."""

    key: str
    text: str
    hint: str


def warnings_about(sealer: Sealer | None) -> list[Trouble]:
    """What is wrong, or will be; nothing where nothing is sealed. Asks nobody."""
    if sealer is None:
        return []
    found = []
    renew = _("Order a new certificate and enter it on the page of the electronic seal.")
    if sealer.valid_until < timezone.now():
        found.append(
            Trouble("E001", _("The seal's certificate has expired: nothing is sealed any more."), renew)
        )
    elif sealer.valid_until < timezone.now() + SOON:
        day = formats.date_format(timezone.localtime(sealer.valid_until), "DATE_FORMAT")
        text = _("The seal's certificate expires on %(day)s.") % {"day": day}
        found.append(Trouble("W001", text, renew))
    if not _can_be_opened(sealer):
        text = _("The seal's key is missing: its settings cannot be read.")
        found.append(Trouble("E002", text, _("Enter the key again on the page of the electronic seal.")))
    if sealer.level != "B-B" and not sealer.tsa_url:
        text = _("Time stamps are wanted, but no service for them is set.")
        found.append(Trouble("W002", text, _("Name a time stamp service, or choose the seal alone.")))
    return found


def _can_be_opened(sealer: Sealer) -> bool:
    try:
        key_stores[sealer.store].settings.model_validate(unseal(sealer.settings))
    except (KeyError, SealedError, ValueError):
        return False
    return True
