"""One e-mail as RFC 5322, handed to the operator's SMTP server."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from allmende.foundation.tenants.context import current_tenant
from allmende.foundation.tls import LOCAL, client_context

from .models import OutgoingEmail

TIMEOUT = 20.0


class RefusedForGoodError(Exception):
    """The server will never take this e-mail: the address does not exist, or the text is refused."""


class Post:
    """The operator's server, called for the first e-mail and again after a fault."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None

    def deliver(self, email: OutgoingEmail) -> None:
        """Hand ``email`` over; raises ``RefusedForGoodError``, or ``OSError`` where a later attempt may help."""
        message = as_message(email)
        sender = parseaddr(settings.ENVIRONMENT.email_from)[1]
        try:
            self._server = self._server or _connect()
            self._server.send_message(message, from_addr=sender, to_addrs=[email.to])
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise _judged(code, reason) from error
        except smtplib.SMTPResponseException as error:
            self.hang_up()
            raise _judged(error.smtp_code, error.smtp_error) from error
        except OSError:
            self.hang_up()
            raise

    def hang_up(self) -> None:
        """End the connection; what was handed over stays so."""
        server, self._server = self._server, None
        if server is not None:
            with suppress(OSError):
                server.quit()


@contextmanager
def one_connection() -> Iterator[Post]:
    """One connection for all e-mails inside."""
    post = Post()
    try:
        yield post
    finally:
        post.hang_up()


def probe() -> None:
    """Connect, and log in where the settings say so; raises ``OSError``."""
    with _connect(timeout=3.0):
        pass


def as_message(email: OutgoingEmail) -> EmailMessage:
    """The message with all headers that make it answerable and stop automatic answers to it."""
    message = EmailMessage(policy=SMTP)
    sender = parseaddr(settings.ENVIRONMENT.email_from)[1]
    message["From"] = Address(display_name=_one_line(current_tenant().name), addr_spec=sender)
    message["To"] = email.to
    message["Subject"] = _one_line(email.subject)
    message["Date"] = format_datetime(timezone.localtime(email.created_at))
    message["Message-ID"] = email.message_id
    if email.reply_to:
        message["Reply-To"] = email.reply_to
    message["Content-Language"] = email.language
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notice answers it
    message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    message.set_content(email.body)
    return message


def _connect(timeout: float = TIMEOUT) -> smtplib.SMTP:
    """``smtp://`` (STARTTLS where offered; a password needs it), ``smtps://`` (TLS from the start)."""
    url = urlsplit(settings.ENVIRONMENT.email_url)
    host, name = url.hostname or "localhost", socket.gethostname()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, url.port or 465, local_hostname=name, timeout=timeout, context=client_context()
        )
    else:
        server = smtplib.SMTP(host, url.port or 25, local_hostname=name, timeout=timeout)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=client_context())
        elif url.username and host not in LOCAL:
            server.close()
            raise OSError("the server offers no TLS, so the password is not sent")
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
    return server


def _judged(code: int, reason: bytes | str) -> Exception:
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return RefusedForGoodError(f"{code} {text}") if code >= 500 else OSError(f"{code} {text}")


def _one_line(text: str) -> str:
    return " ".join(text.split())
