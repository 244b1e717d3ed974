"""A BundID to talk to, and a municipality that is connected with it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from django.http import HttpResponse
from django.test import Client

from allmende.base.identity.actions import save_service
from allmende.base.identity.contrib.saml.keys import new_key
from allmende.base.identity.contrib.saml.metadata import provider_settings
from allmende.base.identity.models import LoginService
from allmende.standins.running import Running

BASE = "http://musterstadt.localhost"
BEGIN = "/konto/ausweisen/"
ACS = "/konto/dienste/bundid/saml/antwort/"


@lru_cache
def own_key(number: int = 0) -> dict[str, str]:
    """A key of the municipality, made once."""
    key, certificate = new_key("musterstadt", bits=2048)
    return {"key": key, "certificate": certificate}


def fetch(address: str, data: Mapping[str, str] | bytes | None = None) -> bytes:
    """What a browser gets from the stand-in."""
    body = data if data is None or isinstance(data, bytes) else urlencode(data).encode()
    with urlopen(address, body, timeout=10) as answer:
        return bytes(answer.read())


@lru_cache
def its_settings(address: str) -> dict[str, Any]:
    """What the stand-in's metadata says."""
    return provider_settings(fetch(f"{address}/metadata"))


def connect(bundid: Running, *, key: str = "bundid", **more: Any) -> LoginService:
    """The service in the current tenant, known to the stand-in."""
    own = {"base_url": BASE, "keys": [own_key()], **its_settings(bundid.url), **more.pop("settings", {})}
    values = {"provider": "bundid", "label": "BundID", "audience": "citizen", "level": "high", **more}
    service = save_service(key=key, settings=own, by=None, **values)
    metadata = (
        Client(headers={"host": urlsplit(BASE).netloc}).get(f"/konto/dienste/{key}/saml/metadaten/").content
    )
    fetch(f"{bundid.url}/_sp", metadata)
    return service


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the form on a page that leads elsewhere, and its target under the empty name."""
    forms = re.findall(r'<form method="post" action="([^"]*)"(.*?)</form>', page, re.DOTALL)
    target, content = next((form for form in forms if "SAML" in form[1] or "asked" in form[1]), forms[0])
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', content)
    return {**{name: html.unescape(value) for name, value in found}, "": html.unescape(target)}


def ask(client: Client, *, level: str = "substantial", next_url: str = "/", **more: str) -> str:
    """Begin at the service; returns what the stand-in calls the question."""
    page = client.get(BEGIN, {"service": "bundid", "level": level, "next": next_url, **more})
    form = fields(page.content.decode())
    return fields(fetch(form.pop(""), form).decode())["asked"]


def answer(bundid: Running, asked: str, **form: str) -> dict[str, str]:
    """What the person's browser is to bring back: Klara, at *substantial* where nothing else is said."""
    values = {"asked": asked, "person": "klara", "means": "substantial", "do": "answer", **form}
    found = fields(fetch(f"{bundid.url}/answer", values).decode())
    return {"SAMLResponse": found["SAMLResponse"]}


def bring(client: Client, form: Mapping[str, str], acs: str = ACS) -> HttpResponse:
    """Another site's form: without the browser's cookies; then its own page with them."""
    received = Client(headers={"host": urlsplit(BASE).netloc}).post(acs, form)
    return client.get(received["Location"]) if received.status_code == 303 else received


def log_in(
    client: Client, bundid: Running, *, level: str = "substantial", next_url: str = "/", **form: str
) -> Any:
    """The whole way; returns the last response."""
    return bring(client, answer(bundid, ask(client, level=level, next_url=next_url), **form))
