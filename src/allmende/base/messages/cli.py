"""``allmende mail``: take in e-mail, send what waits."""

from __future__ import annotations

import sys

import typer

from allmende.foundation.cli import JsonOption, TenantOption, chosen_tenant, console, fail, print_json

from . import imap
from .outbox import send_due
from .receiving import LARGEST, receive_email

app = typer.Typer(no_args_is_help=True, help="Take in e-mail, send what waits.")
#: sysexits.h, as mail servers understand them.
EX_OK, EX_DATAERR, EX_NOUSER = 0, 65, 67


@app.command()
def receive(json: JsonOption = False) -> None:
    """Read one e-mail from standard input and file it with its conversation.

    Example, in Postfix's aliases: reply: "|allmende mail receive". What fits no case waits for the mail
    room. Exit status 67 tells the mail server that no municipality is responsible, 65 that the e-mail cannot be read.
    """
    found = receive_email(sys.stdin.buffer.read(LARGEST + 1))
    if json:
        key = str(found.message.pk) if found.message else None
        print_json(
            {"state": found.state, "message": key, "reason": found.reason, "refused": found.refused_files}
        )
    else:
        console.print(f"{found.state} {found.reason}".strip())
    raise typer.Exit({"unmatched": EX_NOUSER, "refused": EX_DATAERR}.get(found.state, EX_OK))


@app.command()
def collect(json: JsonOption = False) -> None:
    """Take in what waits in the mailbox of ALLMENDE_IMAP_URL, without waiting for the next minute.

    Example: allmende mail collect
    """
    try:
        found = imap.collect()
    except (imap.MailboxError, ValueError) as error:
        raise fail(f"The mailbox cannot be read: {error}") from None
    if json:
        print_json(vars(found))
    else:
        console.print(
            f"{found.taken} taken in, {found.problems} put aside, {found.deleted} old ones deleted."
        )


@app.command()
def send(tenant: TenantOption = "", json: JsonOption = False) -> None:
    """Queue every e-mail that is due, without waiting for the next minute.

    Example: allmende mail send --tenant musterstadt
    """
    with chosen_tenant(tenant):
        queued = send_due()
    if json:
        print_json({"queued": queued})
    else:
        console.print(f"{queued} e-mails queued.")
