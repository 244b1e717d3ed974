"""A municipality that wallets know, and a browser and a wallet that speak to it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import Client

from allmende.base.identity.contrib.wallet.config import WalletSettings
from allmende.base.identity.models import LoginService
from allmende.base.identity.services import sealed_settings
from allmende.standins.running import Running
from allmende.standins.wallet import pki

ASK = "/konto/ausweisen/?service=wallet&level=substantial&next=/hilfe/"


def make_settings(standin: Running, *, host: str = "musterstadt.localhost", **more: Any) -> WalletSettings:
    """Settings with an access certificate that the stand-in's registrar gave."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Stadt Musterstadt")])
    names = x509.SubjectAlternativeName([x509.DNSName(host)])
    wanted = (
        x509.CertificateSigningRequestBuilder().subject_name(subject).add_extension(names, critical=False)
    )
    pem = wanted.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    values = {
        "certificate": fetch(f"{standin.url}/registrar", pem).decode(), "private_key": private.decode(),
        "trusted_certificates": fetch(f"{standin.url}/trusted.pem").decode(), "wallet": standin.url,
    }  # fmt: skip
    return WalletSettings.model_validate(values | more)


def plain_settings() -> WalletSettings:
    """Settings without a stand-in: nobody answers to this municipality."""
    key = pki.new_key()
    name = pki.name("Musterstadt")
    made = pki.certificate(name, key.public_key(), name, key, ca=True).public_bytes(
        serialization.Encoding.PEM
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return WalletSettings.model_validate(
        {"certificate": made.decode(), "private_key": private.decode(), "trusted_certificates": made.decode()}
    )


def make_service(settings: WalletSettings, **more: Any) -> LoginService:
    """The wallet as a service of the current tenant."""
    values = {"key": "wallet", "provider": "wallet", "label": "EUDI-Wallet", "level": "high"}
    return LoginService.objects.create(**values | more, settings=sealed_settings(settings))


def fetch(address: str, body: bytes | None = None) -> bytes:
    """What a stand-in answers."""
    with urlopen(Request(address, body), timeout=10) as answer:
        return answer.read()


@dataclass
class Visit:
    """A browser that asks, and the wallet that answers; ``other``: on another device, by the picture."""

    browser: Client
    standin: Running
    other: bool = False
    person: int = 0
    wallet: Client = field(init=False)
    page: Any = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.wallet = Client(**self.browser.defaults)

    def begin(self, wanted: str = "", address: str = ASK) -> Any:
        """Open the page that shows how to reach the wallet."""
        self.page = self.browser.get(address + (f"&wanted={wanted}" if wanted else ""), follow=True)
        return self.page

    def request(self) -> dict[str, str]:
        """What opens the wallet: ``client_id`` and ``request_uri``, as the page or the picture has them."""
        links = {"same": unescape(self.page.context["here"]), "other": self.page.context["link"]}
        query = parse_qs(urlsplit(links["other" if self.other else "same"]).query)
        return {name: values[0] for name, values in query.items()}

    def present(self, opened: dict[str, str], **more: Any) -> Any:
        """The form that the wallet posts to the municipality."""
        token = self.wallet.get(urlsplit(opened["request_uri"]).path).content.decode()
        body = {"request": token, "client_id": opened["client_id"], "person": self.person, **more}
        return json.loads(fetch(f"{self.standin.url}/present", json.dumps(body).encode()))

    def answer(self, **more: Any) -> Any:
        """Ask, let the wallet answer, and post that; the municipality's answer to the wallet."""
        made = self.present(self.request(), **more)
        return self.wallet.post(urlsplit(made["to"]).path, made["form"])

    def finish(self, **more: Any) -> Any:
        """Answer, and go on in the browser."""
        said = self.answer(**more)
        back = said.json().get("redirect_uri", "/konto/dienste/wallet/wallet/weiter/")
        return self.browser.get(back.removeprefix("http://musterstadt.localhost"))
