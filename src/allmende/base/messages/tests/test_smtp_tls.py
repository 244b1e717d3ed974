"""E-mail leaves over TLS that is checked, also against an authority of one's own."""

from __future__ import annotations

import socket
import ssl
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from allmende.base.messages import smtp

from .certificates import make_certificates


class Quiet:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return make_certificates(tmp_path_factory.mktemp("tls"))


def context_of(authority) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.with_name("cert.pem"), authority.with_name("key.pem"))
    return context


@pytest.fixture
def url(authority):
    """A server with STARTTLS."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(Quiet(), hostname="127.0.0.1", port=port, tls_context=context_of(authority))
    server.start()
    yield f"smtp://127.0.0.1:{port}"
    server.stop()


def named(settings, url: str, ca_file: str) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"email_url": url, "ca_file": ca_file})


def test_a_server_that_our_own_authority_vouches_for_is_believed(settings, url, authority):
    named(settings, url, str(authority))
    message = EmailMessage()
    message["Subject"] = "Guten Tag"
    with smtp._connect() as server:
        assert server.send_message(message, "a@example.org", ["b@example.org"]) == {}


def test_any_other_server_is_not(settings, url):
    named(settings, url, "")
    with pytest.raises(OSError, match="certificate"):
        smtp.probe()


def test_without_tls_no_password_leaves_this_machine(settings, monkeypatch):
    class Plain:
        def __init__(self, *args, **kwargs): ...
        def ehlo(self): ...
        def close(self): ...
        def has_extn(self, name):
            return False

    monkeypatch.setattr("smtplib.SMTP", Plain)
    named(settings, "smtp://post:geheim@mail.example:587", "")
    with pytest.raises(OSError, match="no TLS"):
        smtp.probe()


def test_tls_from_the_start_is_checked_as_well(settings, monkeypatch):
    asked: dict[str, ssl.SSLContext] = {}
    monkeypatch.setattr("smtplib.SMTP_SSL", lambda *args, **options: asked.update(options))
    named(settings, "smtps://mail.example", "")
    smtp._connect()
    assert asked["context"].verify_mode == ssl.CERT_REQUIRED
    assert asked["context"].check_hostname
