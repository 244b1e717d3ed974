"""An OpenID provider in a process of its own, and a browser that goes there and back."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from allmende.base.identity.actions import save_service
from allmende.standins.running import Running, running

SECRET = "nachbildung"


@pytest.fixture(scope="session")
def _provider() -> Iterator[Running]:
    with running("oidc") as found:
        yield found


@pytest.fixture
def provider(_provider: Running) -> Running:
    """The stand-in, well-behaved."""
    _provider.misbehave()
    return _provider


def make_service(provider: Running, *, audience: str = "business", **more: Any):
    """A service of this municipality at the stand-in; ``more`` are settings."""
    realm = "personal" if audience == "staff" else "unternehmen"
    settings = {
        "issuer": f"{provider.url}/{realm}", "client_id": "allmende", "client_secret": SECRET,
        "levels": {"urn:standin:substantial": "substantial"},
        "claims": {"given_name": "given_name", "family_name": "family_name", "email": "email",
                   "organisation": "organisation", "register_number": "register_number",
                   "city": "address.locality", "birth_date": "birthdate"},
        **more,
    }  # fmt: skip
    return save_service(
        key=audience,
        provider="oidc",
        label="Konto",
        audience=audience,
        level="substantial",
        settings=settings,
        by=None,
    )


def begin(client, service, **query: str) -> dict[str, str]:
    """Begin at the service; what the provider is asked."""
    answer = client.get("/konto/ausweisen/", {"service": service.key, **query})
    return {key: values[0] for key, values in parse_qs(urlsplit(answer.url).query).items()}


def choose(provider: Running, service, asked: dict[str, str], sub: str, *, strong: bool = True) -> str:
    """Choose somebody at the provider; the address to which it sends the browser back."""
    realm = "personal" if service.audience == "staff" else "unternehmen"
    form = {**asked, "sub": sub, **({"strong": "1"} if strong else {})}
    connection = HTTPConnection(urlsplit(provider.url).netloc, timeout=10)
    connection.request("POST", f"/{realm}/authorize", urlencode(form))
    location = connection.getresponse().headers["Location"]
    connection.close()
    return str(location)


def come_back(client, location: str):
    """The browser follows the way back."""
    parts = urlsplit(location)
    return client.get(f"{parts.path}?{parts.query}")


def log_in(client, provider: Running, service, sub: str = "u-7f3a", *, strong: bool = True, **query: str):
    """All the way there and back."""
    return come_back(client, choose(provider, service, begin(client, service, **query), sub, strong=strong))
