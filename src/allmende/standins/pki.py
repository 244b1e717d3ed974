"""A certification authority to try things with: a CA, certificates under it, and what says whether they still hold.

Nothing of it is valid anywhere: each name says so. Kept in a folder, or made anew for each run.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509 import ocsp
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)

PASSWORD = "nur-zum-testen"  # noqa: S105 - printed on its page
NOT_VALID = "nicht gültig"
#: key → common name of what the authority certifies
MEMBERS = {
    "seal": f"Musterstadt Test-Siegel – {NOT_VALID}",
    "remote": f"Musterstadt Test-Fernsiegel – {NOT_VALID}",
    "person": f"Erika Musterfrau, Test-Unterschrift – {NOT_VALID}",
    "tsa": f"Musterstadt Test-Zeitstempel – {NOT_VALID}",
    "ocsp": f"Musterstadt Test-Auskunft – {NOT_VALID}",
    "list": f"Musterstadt Test-Liste – {NOT_VALID}",
}
CA_NAME = f"Musterstadt Test-CA – {NOT_VALID}"
#: "qualified", and "the key is in a qualified device" (ETSI EN 319 412-5), to try how such a signature is shown
_QC_STATEMENTS = ObjectIdentifier("1.3.6.1.5.5.7.1.3")
_QUALIFIED = bytes.fromhex("30143008060604008e4601013008060604008e460104")
_NO_CHECK = ObjectIdentifier("1.3.6.1.5.5.7.48.1.5")


@dataclass(frozen=True)
class Holder:
    """A key and its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


@dataclass
class Pki:
    """The authority; ``base`` is where its lists are read, without a slash at the end."""

    base: str
    ca: Holder
    members: dict[str, Holder]
    revoked: set[int] = field(default_factory=set)

    @classmethod
    def make(cls, base: str) -> Pki:
        """All keys and certificates anew; they hold for three years."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(CA_NAME)
        certificate = (
            _builder(name, name, key, days=3 * 365)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
            .sign(key, hashes.SHA256())
        )
        ca = Holder(key, certificate)
        return cls(base, ca, {member: _certify(member, ca, base) for member in MEMBERS})

    @classmethod
    def kept(cls, folder: Path, base: str) -> Pki:
        """The authority in ``folder``, made at the first call; anew where it spoke of another address."""
        place = folder / "address"
        if not place.exists() or place.read_text() != base:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            made = cls.make(base)
            for name, holder in [("ca", made.ca), *made.members.items()]:
                _write(folder / f"{name}.pem", _private(holder.key) + holder.pem)
            _write(place, base.encode())
            return made
        return cls(base, _read(folder / "ca.pem"), {name: _read(folder / f"{name}.pem") for name in MEMBERS})

    def bundle(self, member: str) -> bytes:
        """Key, certificate and issuer as PKCS#12, closed with ``PASSWORD``."""
        holder = self.members[member]
        return pkcs12.serialize_key_and_certificates(
            member.encode(), holder.key, holder.certificate, [self.ca.certificate],
            BestAvailableEncryption(PASSWORD.encode()),
        )  # fmt: skip

    def revocation_list(self) -> bytes:
        """The list of what is revoked (RFC 5280), good for a day."""
        now = _now()
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.ca.certificate.subject)
            .last_update(now - dt.timedelta(minutes=1))
            .next_update(now + dt.timedelta(days=1))
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
            .add_extension(_authority_key(self.ca), critical=False)
        )
        for serial in self.revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(serial)
                .revocation_date(now - dt.timedelta(minutes=2))
                .build()
            )
        return builder.sign(self.ca.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def status(self, request: bytes) -> bytes:
        """The answer to a question by RFC 6960; raises ``ValueError`` where it is none."""
        asked = ocsp.load_der_ocsp_request(request)
        known = {holder.certificate.serial_number: holder.certificate for holder in self.members.values()}
        certificate = known.get(asked.serial_number)
        if certificate is None:
            failed = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED)
            return failed.public_bytes(Encoding.DER)
        now, gone = _now(), asked.serial_number in self.revoked
        responder = self.members["ocsp"]
        builder = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                certificate, self.ca.certificate, asked.hash_algorithm,
                ocsp.OCSPCertStatus.REVOKED if gone else ocsp.OCSPCertStatus.GOOD,
                now, now + dt.timedelta(hours=12), now - dt.timedelta(minutes=2) if gone else None, None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
            .certificates([responder.certificate])
        )  # fmt: skip
        for extension in asked.extensions:
            if isinstance(extension.value, x509.OCSPNonce):
                builder = builder.add_extension(extension.value, critical=False)
        return builder.sign(responder.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _certify(member: str, ca: Holder, base: str) -> Holder:
    key = ec.generate_private_key(ec.SECP256R1())
    services = [
        (AuthorityInformationAccessOID.OCSP, f"{base}/ocsp"),
        (AuthorityInformationAccessOID.CA_ISSUERS, f"{base}/ca.cer"),
    ]
    builder = (
        _builder(_name(MEMBERS[member]), ca.certificate.subject, key, days=2 * 365)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage("digital_signature", "content_commitment"), critical=True)
        .add_extension(_authority_key(ca), critical=False)
    )
    if member == "ocsp":
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), False)
        builder = builder.add_extension(x509.UnrecognizedExtension(_NO_CHECK, b"\x05\x00"), False)
    else:
        where = [x509.AccessDescription(kind, x509.UniformResourceIdentifier(url)) for kind, url in services]
        builder = builder.add_extension(x509.AuthorityInformationAccess(where), critical=False)
        point = x509.UniformResourceIdentifier(f"{base}/ca.crl")
        builder = builder.add_extension(
            x509.CRLDistributionPoints([x509.DistributionPoint([point], None, None, None)]), critical=False
        )
    if member == "person":
        builder = builder.add_extension(
            x509.UnrecognizedExtension(_QC_STATEMENTS, _QUALIFIED), critical=False
        )
    if member == "tsa":
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    return Holder(key, builder.sign(ca.key, hashes.SHA256()))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, days: int
) -> x509.CertificateBuilder:
    now = _now()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Stadt Musterstadt (Test)"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _usage(*allowed: str) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in allowed for name in names})


def _authority_key(ca: Holder) -> x509.AuthorityKeyIdentifier:
    known = ca.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _read(path: Path) -> Holder:
    content = path.read_bytes()
    key = load_pem_private_key(content, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path.name} holds no key of this authority")
    return Holder(key, x509.load_pem_x509_certificate(content[content.index(b"-----BEGIN CERT") :]))
