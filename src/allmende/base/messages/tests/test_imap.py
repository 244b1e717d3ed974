"""E-mail in, from a real IMAP server (Dovecot) that the tests start."""

from __future__ import annotations

import imaplib
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from allmende.base.messages import imap
from allmende.base.messages.models import Message, UnmatchedEmail

from .certificates import make_certificates
from .factories import conversation, email

pytestmark = [
    pytest.mark.skipif(
        not shutil.which("dovecot"), reason="Dovecot is not installed (apt-get install dovecot-imapd)"
    ),
    pytest.mark.xdist_group("imap"),
]
CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {user}
mail_location = maildir:{folder}/mail
first_valid_uid = 1
first_valid_gid = 0
passdb {{
  driver = static
  args = password=geheim
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {secure}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Server:
    """Where it listens, with STARTTLS and with TLS from the start, and who vouches for it."""

    port: int
    secure: int
    authority: Path

    def named(self, settings, url: str, authority: str | None = None) -> None:
        """Let the settings name it."""
        known = str(self.authority) if authority is None else authority
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"imap_url": url, "ca_file": known})


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A Dovecot of one's own, whose only account is "post" with the password "geheim"."""
    import grp
    import os
    import pwd

    # Dovecot keeps no mail as root; it brings users of its own.
    user = "dovecot" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
    with socket.socket() as free, socket.socket() as second:
        free.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        port, secure = free.getsockname()[1], second.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="allmende-imap-"))
    if os.geteuid() == 0:
        shutil.chown(folder, user, group)
    authority = make_certificates(folder)
    config = folder / "dovecot.conf"
    config.write_text(CONFIG.format(folder=folder, user=user, group=group, port=port, secure=secure))
    process = subprocess.Popen(["dovecot", "-F", "-c", str(config)], stderr=subprocess.PIPE)
    try:
        for _ in range(50):
            with socket.socket() as link:
                if link.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            pytest.fail(
                (folder / "log").read_text() if (folder / "log").exists() else "Dovecot does not start"
            )
        yield Server(port, secure, authority)
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


class Mailbox:
    """What a person with a mail program sees."""

    def __init__(self, port: int) -> None:
        self.client = imaplib.IMAP4("127.0.0.1", port)
        self.client.login("post", "geheim")

    def put(self, raw: bytes) -> None:
        self.client.append("INBOX", "", None, raw)

    def count(self, folder: str = "INBOX") -> int:
        state, found = self.client.select(folder)
        return int(found[0]) if state == "OK" else 0


@pytest.fixture
def mailbox(server: Server, settings) -> Iterator[Mailbox]:
    server.named(settings, f"imap://post:geheim@127.0.0.1:{server.port}/INBOX")
    found = Mailbox(server.port)
    yield found
    for folder in ("INBOX", imap.DONE, imap.PROBLEM):
        if found.count(folder):
            found.client.store("1:*", "+FLAGS", "\\Deleted")
            found.client.expunge()
    found.client.logout()


def test_an_answer_is_taken_in_once_and_moved_away(tenant, mailbox):
    mailbox.put(email(conversation().reply_address, "Bello."))
    assert imap.collect().taken == 1
    assert imap.collect().taken == 0
    assert Message.objects.get().body == "Bello."
    assert (mailbox.count(), mailbox.count(imap.DONE)) == (0, 1)


def test_what_was_stored_but_not_yet_moved_comes_in_once(tenant, mailbox):
    """The worker was killed between the two: the next round finds the message again."""
    raw = email(conversation().reply_address)
    mailbox.put(raw)
    imap.collect()
    mailbox.put(raw)
    assert imap.collect().taken == 1
    assert Message.objects.count() == 1


def test_one_poisonous_message_does_not_hold_up_the_others(tenant, mailbox, monkeypatch):
    real = imap.receive_email

    def receive(raw: bytes) -> object:
        if b"poison" in raw:
            raise RuntimeError
        return real(raw)

    monkeypatch.setattr(imap, "receive_email", receive)
    mailbox.put(b"Subject: poison\r\n\r\nx")
    mailbox.put(email(conversation().reply_address))
    found = imap.collect()
    assert (found.taken, found.problems) == (1, 1)
    assert (mailbox.count(), mailbox.count(imap.PROBLEM)) == (0, 1)


def test_while_nothing_can_be_stored_everything_stays_in_the_mailbox(tenant, mailbox, monkeypatch):
    def broken(raw: bytes) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(imap, "receive_email", broken)
    mailbox.put(email(conversation().reply_address))
    imap.collect()
    assert mailbox.count() == 1


def test_what_fits_no_conversation_waits_for_the_mail_room(tenant, mailbox):
    mailbox.put(email("info@musterstadt.example", "Wann haben Sie offen?"))
    imap.collect()
    assert UnmatchedEmail.objects.get().body == "Wann haben Sie offen?"


def test_old_messages_leave_the_mailbox(tenant, mailbox, monkeypatch):
    mailbox.put(email(conversation().reply_address))
    imap.collect()
    monkeypatch.setattr(imap, "KEEP_DAYS", -2)
    assert imap.collect().deleted == 1
    assert mailbox.count(imap.DONE) == 0


def test_a_wrong_password_is_said_without_the_password(tenant, mailbox, settings):
    url = settings.ENVIRONMENT.imap_url.replace("geheim", "falsches-wort")
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"imap_url": url})
    with pytest.raises(imap.MailboxError) as refused:
        imap.collect()
    assert "falsches-wort" not in str(refused.value)


def test_a_server_that_is_away_is_said(tenant, settings):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(
        update={"imap_url": "imap://a:b@127.0.0.1:1/INBOX"}
    )
    with pytest.raises(imap.MailboxError):
        imap.collect()


def test_a_mailbox_is_read_over_tls(tenant, mailbox, server, settings):
    server.named(settings, f"imaps://post:geheim@127.0.0.1:{server.secure}/INBOX")
    mailbox.put(email(conversation().reply_address, "Bello."))
    assert imap.collect().taken == 1


@pytest.mark.parametrize("scheme", ["imap", "imaps"])
def test_a_server_for_which_nobody_vouches_gets_no_password(server, settings, scheme):
    port = server.secure if scheme == "imaps" else server.port
    server.named(settings, f"{scheme}://post:geheim@127.0.0.1:{port}/INBOX", authority="")
    with pytest.raises(imap.MailboxError, match="certificate"):
        imap.collect()
