"""The sealer that is in use, opened: keys and answers of services are kept in the process."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.signatures.models import Sealer, TrustedList
from allmende.foundation.kept import Kept
from allmende.foundation.secrecy import SealedError, unseal

from .sealing import Means
from .stores import KeyStoreError, key_stores

_means: Kept[Means] = Kept(seconds=3600, size=50)


def sealer_in_use() -> Sealer | None:
    """What this municipality seals with now."""
    return Sealer.objects.filter(is_active=True).first()


def means_of(sealer: Sealer) -> Means:
    """What ``sealer`` seals with; raises ``KeyStoreError`` in words for the administrator."""
    if sealer.valid_until < timezone.now():
        raise KeyStoreError(_("The certificate has expired."))
    given = (sealer.pk, sealer.store, sealer.settings, sealer.tsa_url, sealer.tsa_login, sealer.certificates)
    return _means.get(given, lambda: _open(sealer))


def _open(sealer: Sealer) -> Means:
    from .certificates import read_certificates
    from .network import TimeStamps

    if sealer.store not in key_stores:
        raise KeyStoreError(_("There is no key store %(key)s any more.") % {"key": sealer.store})
    store = key_stores[sealer.store]
    try:
        settings = store.settings.model_validate(unseal(sealer.settings))
        login = str(unseal(sealer.tsa_login)) if sealer.tsa_login else ""
    except (SealedError, ValueError) as error:
        raise KeyStoreError(_("The settings cannot be read: please enter them again.")) from error
    chain = read_certificates(sealer.certificates)
    roots = [one for one in chain if one.self_issued] or chain[-1:]
    return Means(
        store.signer(settings), TimeStamps(sealer.tsa_url, login) if sealer.tsa_url else None,
        [*roots, *trusted_certificates()], chain,
    )  # fmt: skip


def trusted_certificates() -> list[object]:
    """The certificates of all services that our trusted lists name as granted."""
    import base64

    from asn1crypto import x509

    found = {
        service["certificate"]
        for services in TrustedList.objects.values_list("services", flat=True)
        for service in services
        if service.get("granted")
    }
    return [x509.Certificate.load(base64.b64decode(text)) for text in sorted(found)]
