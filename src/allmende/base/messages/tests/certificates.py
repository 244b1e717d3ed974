"""A certificate authority of one's own and a server's certificate by it, as an office has them in its own network."""

from __future__ import annotations

import datetime as dt
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def make_certificates(folder: Path) -> Path:
    """Write ca.pem, cert.pem and key.pem for 127.0.0.1 into ``folder``; returns the authority's file."""
    authority, ours = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root, name = _name("Prüfstelle"), _name("127.0.0.1")
    basic = x509.BasicConstraints(ca=True, path_length=None)
    known = x509.SubjectKeyIdentifier.from_public_key(authority.public_key())
    above = _builder(root, root, authority).add_extension(basic, True).add_extension(known, False)
    usage = x509.KeyUsage(*[False] * 5, True, True, False, False)
    above = above.add_extension(usage, True)
    place = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    issuer = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known)
    below = _builder(name, root, ours).add_extension(place, False).add_extension(issuer, False)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(above.sign(authority, hashes.SHA256()).public_bytes(pem))
    (folder / "cert.pem").write_bytes(below.sign(authority, hashes.SHA256()).public_bytes(pem))
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(ours.private_bytes(pem, *plain))
    return folder / "ca.pem"


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1))
    return builder.not_valid_after(now + dt.timedelta(days=1))
