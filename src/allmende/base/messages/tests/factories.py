from __future__ import annotations

from allmende.base.messages.actions import open_conversation
from allmende.base.messages.models import Conversation


def conversation(**values) -> Conversation:
    given = {"subject": "matter:1", "title": "Hund Bello", "reference": "K7P-4MZ", "email": "ada@example.org"}
    return open_conversation(**{**given, **values})


def email(to: str, body: str = "Danke!", *, headers: str = "", message_id: str = "<1@example.org>") -> bytes:
    return (
        f"From: Ada Lovelace <ada@example.org>\r\nTo: {to}\r\nSubject: Re: Hund\r\nMessage-ID: {message_id}\r\n"
        f"{headers}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
    ).encode()
