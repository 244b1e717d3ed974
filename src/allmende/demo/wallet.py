"""The wallet of the demo: Musterstadt gets an access certificate from the stand-in and trusts its issuer of PIDs."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from allmende.base.identity.actions.services import save_service
from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import LoginService
from allmende.foundation.outgoing import call
from allmende.foundation.tenants.context import current_tenant

TOWN = "musterstadt"


def connect_wallet(addresses: Mapping[str, str], town: str) -> None:
    """Offer the wallet for log-in and identification; its keys are new at each start of the stand-in."""
    if current_tenant().slug != TOWN or "wallet" not in addresses:
        return
    wallet, key = addresses["wallet"], ec.generate_private_key(ec.SECP256R1())
    asked = _certificate_request(key, current_tenant().name, urlsplit(town).hostname or "")
    settings = {
        "certificate": call("POST", f"{wallet}/registrar", body=asked).body.decode(),
        "private_key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "trusted_certificates": call("GET", f"{wallet}/trusted.pem").body.decode(),
        "wallet": wallet,
    }
    save_service(
        key="wallet", provider="wallet", label="EUDI-Wallet (Nachbildung)", level=TrustLevel.HIGH, by=None,
        audience=LoginService.Audience.CITIZEN, settings=settings, order=20,
    )  # fmt: skip


def _certificate_request(key: ec.EllipticCurvePrivateKey, name: str, host: str) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"Stadt {name}")])
    names = x509.SubjectAlternativeName([x509.DNSName(host)])
    wanted = (
        x509.CertificateSigningRequestBuilder().subject_name(subject).add_extension(names, critical=False)
    )
    return wanted.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
