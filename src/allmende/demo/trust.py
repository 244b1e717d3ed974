"""The demo's seal: the stand-in for a trust service certifies each town, stamps the time and is trusted."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping

from django.conf import settings

from allmende.base.signatures.checking.actions import trust_list
from allmende.base.signatures.contrib.pkcs12 import Settings
from allmende.base.signatures.seals.actions import save_sealer
from allmende.base.signatures.seals.certificates import as_pem, read_certificates
from allmende.base.signatures.seals.keeping import sealer_in_use
from allmende.foundation.outgoing import call
from allmende.standins.pki import PASSWORD
from allmende.standins.trust import FOLDER


def keep_authority() -> None:
    """Let the stand-in keep its keys below var, so that what was sealed yesterday is still known today."""
    os.environ.setdefault(FOLDER, str(settings.VAR / "standins" / "trust"))


def connect_trust(addresses: Mapping[str, str], _town: str) -> None:
    """Seal with the stand-in's key and trust its list."""
    trust = addresses.get("trust")
    if not trust:
        return
    certificate = call("GET", f"{trust}/pem/seal").body
    sealer = sealer_in_use()
    if sealer is not None and as_pem(read_certificates(certificate)) in sealer.certificates:
        return
    file = base64.b64encode(call("GET", f"{trust}/p12/seal").body).decode()
    save_sealer(
        by=None, label="Test-Siegel (nicht gültig)", store="pkcs12", level="B-LTA", tsa_url=f"{trust}/tsa",
        settings=Settings.model_validate({"file": file, "password": PASSWORD}),
    )  # fmt: skip
    signers = call("GET", f"{trust}/pem/list").body.decode()
    trust_list(
        by=None,
        name="Test-Vertrauensliste (nicht gültig)",
        address=f"{trust}/trusted-list.xml",
        signers=signers,
    )
