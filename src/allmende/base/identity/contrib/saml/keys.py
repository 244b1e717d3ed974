"""Keys and certificates: ours and the provider's."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

SMALLEST = 2048
#: How large our own are made.
BITS = 3072
_HEAD, _TAIL = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


@lru_cache(maxsize=64)
def read_certificate(text: str) -> x509.Certificate:
    """A certificate in PEM, or as bare base64 like metadata has it; raises ``ValueError``."""
    body = re.sub(r"\s+", "", text.replace(_HEAD, "").replace(_TAIL, ""))
    lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    try:
        return x509.load_pem_x509_certificate(f"{_HEAD}\n{lines}\n{_TAIL}\n".encode())
    except ValueError:
        raise ValueError("this is no certificate") from None


def read_key(text: str) -> rsa.RSAPrivateKey:
    """A private RSA key in PEM, without a password; raises ``ValueError``. Read once per process."""
    return _read_key(text)


@lru_cache(maxsize=16)
def _read_key(text: str) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(text.encode(), None)
    except (ValueError, TypeError):
        raise ValueError("this is no private key without a password") from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < SMALLEST:
        raise ValueError(f"the key must be RSA with {SMALLEST} bits or more")
    return key


def new_key(name: str, *, bits: int = 0, days: int = 3 * 365) -> tuple[str, str]:
    """A fresh key and a certificate that it signs itself, both in PEM; ``name`` stands in the certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits or BITS)
    now = datetime.datetime.now(datetime.UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name[:64])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    form, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    closed = key.private_bytes(form, pkcs8, serialization.NoEncryption())
    return closed.decode(), certificate.public_bytes(form).decode()


def bare(text: str) -> str:
    """A certificate as XML carries it: base64 on one line."""
    pem = read_certificate(text).public_bytes(serialization.Encoding.PEM).decode()
    return "".join(pem.strip().splitlines()[1:-1])
