"""E-mail in from a mailbox: each message is stored here first, then moved away, so none is lost or doubled."""

from __future__ import annotations

import imaplib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from allmende.foundation.jobs.durability import commits_on_disk
from allmende.foundation.numbers import whole_number
from allmende.foundation.tls import LOCAL, client_context

from .receiving import LARGEST, Received, receive_email

if TYPE_CHECKING:
    from imap_tools.mailbox import BaseMailBox

log = logging.getLogger(__name__)
TIMEOUT = 15.0
#: So that one round does not hold the worker's other work for long; the next round takes the rest.
MOST = 50
DONE, PROBLEM = "Allmende-Done", "Allmende-Problem"
#: What was taken in stays in the mailbox for so long, should somebody doubt it.
KEEP_DAYS = 30


class MailboxError(Exception):
    """The mailbox cannot be read; the message says why, without the password."""


@dataclass(frozen=True)
class Place:
    """Where the mailbox is, as ``ALLMENDE_IMAP_URL`` says."""

    tls: bool
    host: str
    port: int
    user: str
    password: str
    folder: str


@dataclass
class Round:
    """What one look into the mailbox brought: taken in, put aside as a problem, old ones deleted."""

    taken: int = 0
    problems: int = 0
    deleted: int = 0


def place() -> Place | None:
    """The mailbox that the settings name, or None; raises ``ValueError`` for a URL that cannot be read."""
    if not settings.ENVIRONMENT.imap_url:
        return None
    url = urlsplit(settings.ENVIRONMENT.imap_url)
    if url.scheme not in ("imap", "imaps") or not url.hostname or not url.username:
        raise ValueError("it must read imaps://user:password@host:993/folder")
    tls = url.scheme == "imaps"
    return Place(
        tls=tls, host=url.hostname, port=url.port or (993 if tls else 143), user=unquote(url.username),
        password=unquote(url.password or ""), folder=unquote(url.path.strip("/")) or "INBOX",
    )  # fmt: skip


def collect(where: Place | None = None) -> Round:
    """Take in what waits in the mailbox, oldest first; raises ``MailboxError`` where it cannot be reached.

    One e-mail that cannot be taken in does not hold up the others; it goes to the folder ``Allmende-Problem`` as soon
    as it is plain that the fault is its own: others came through, or a day went by. Else database or files are away,
    and the next rounds try again.
    """
    where, done = where or place(), Round()
    if where is None:
        return done
    with _open(where) as mailbox:
        failed = []
        for uid in mailbox.uids("UNDELETED", charset=None)[:MOST]:
            found = _take(mailbox, uid)
            if found is None:
                failed.append(uid)
                continue
            problem = found.state in ("refused", "unmatched")
            mailbox.move([uid], _folder(mailbox, PROBLEM if problem else DONE))
            done.problems += problem
            done.taken += not problem
        if failed and not done.taken:
            failed = [uid for uid in mailbox.uids(_before(1), charset=None) if uid in failed]
        if failed:
            mailbox.move(failed, _folder(mailbox, PROBLEM))
            done.problems += len(failed)
        done.deleted = _delete_old(mailbox)
    return done


def probe(where: Place) -> None:
    """Log in and open the folder; raises ``MailboxError``."""
    with _open(where, timeout=3.0):
        pass


def _take(mailbox: BaseMailBox, uid: str) -> Received | None:
    """What became of the message; None where it cannot be taken in."""
    if _number(mailbox, uid, "RFC822.SIZE") > LARGEST:
        return Received("refused", reason="too large")
    answer = mailbox.client.uid("FETCH", uid, "(BODY.PEEK[])")[1]
    raw = next((part[1] for part in answer if isinstance(part, tuple)), b"")
    try:
        with commits_on_disk():  # the mailbox gives it away next
            return receive_email(raw)
    except Exception as error:  # whatever is wrong with one message, the others are taken in
        # The message of an error may hold personal data.
        log.error("e-mail %s could not be taken in: %s", uid, type(error).__name__)
        return None


def _number(mailbox: BaseMailBox, uid: str, what: str) -> int:
    answer = mailbox.client.uid("FETCH", uid, f"({what})")[1][0] or b""
    text = answer.decode("ascii", "replace") if isinstance(answer, bytes) else ""
    digits = text.partition(what)[2].strip(" )").partition(" ")[0]
    return whole_number(digits, 18) or 0


def _folder(mailbox: BaseMailBox, name: str) -> str:
    """The folder ``name``, made where it is missing; below INBOX where the server wants all folders there."""
    from imap_tools.errors import MailboxFolderCreateError

    mark = next((folder.delim for folder in mailbox.folder.list("", "INBOX")), "/")
    below = f"INBOX{mark}{name}"
    for known in (name, below):
        if mailbox.folder.exists(known):
            return known
    try:
        mailbox.folder.create(name)
    except MailboxFolderCreateError:
        mailbox.folder.create(below)
        return below
    return name


def _delete_old(mailbox: BaseMailBox) -> int:
    mailbox.folder.set(_folder(mailbox, DONE))
    old = mailbox.uids(_before(KEEP_DAYS), charset=None)
    if old:
        mailbox.delete(old)
    return len(old)


def _before(days: int) -> str:
    """The search for what arrived more than ``days`` ago; RFC 3501 knows English months only."""
    day = timezone.localdate() - timedelta(days=days)
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    return f"BEFORE {day.day}-{months[day.month - 1]}-{day.year}"


@contextmanager
def _open(where: Place, timeout: float = TIMEOUT) -> Iterator[BaseMailBox]:
    """``imaps://`` is TLS from the start; ``imap://`` takes STARTTLS, or a password stays on this machine."""
    from imap_tools import MailBox, MailBoxUnencrypted
    from imap_tools.errors import ImapToolsError

    try:
        context = client_context()
        if where.tls:
            mailbox: BaseMailBox = MailBox(where.host, where.port, timeout=timeout, ssl_context=context)
        else:
            mailbox = MailBoxUnencrypted(where.host, where.port, timeout=timeout)
            if "STARTTLS" in mailbox.client.capabilities:
                mailbox.client.starttls(context)
            elif where.host not in LOCAL:
                raise OSError("the server offers no TLS, so the password is not sent")
        with mailbox:
            mailbox.login_utf8(where.user, where.password, where.folder)
            yield mailbox
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
        reason = str(error).replace(where.password or "\0", "…")
        raise MailboxError(f"{where.host}:{where.port}: {reason}") from error
