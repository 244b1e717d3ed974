import pytest
from django.core.mail import send_mail

from allmende.base.identity.mails import ACCOUNT_MAILS, AccountEmail
from allmende.base.messages.kinds import mail_kinds
from allmende.base.messages.models import OutgoingEmail
from allmende.base.messages.wording import NoLinkError, placeholders_of, save_wording
from allmende.foundation.events.types import SYSTEM

pytestmark = pytest.mark.usefixtures("tenant", "outbox")


@pytest.fixture
def outbox(settings) -> None:
    settings.EMAIL_BACKEND = "allmende.base.messages.backend.OutboxBackend"


def sent(what: str = "reset") -> OutgoingEmail:
    values = {"name": "Erika {link}", "link": "https://x.example/neu"}
    AccountEmail(ACCOUNT_MAILS[what], to="erika@example.org", language="de", values=values).send()
    return OutgoingEmail.objects.get()


def test_what_django_sends_lies_in_the_outbox() -> None:
    send_mail("Neues Passwort", "https://…", None, ["erika@example.org"])
    email = OutgoingEmail.objects.get()
    assert (email.to, email.subject, email.kind) == ("erika@example.org", "Neues Passwort", "other")
    assert email.state == OutgoingEmail.State.KEPT


@pytest.mark.parametrize("what", ACCOUNT_MAILS)
def test_every_account_email_has_a_german_built_in_wording(what) -> None:
    email = sent(what)
    assert email.body.startswith("Guten Tag Erika {link},")
    assert email.kind == f"account_{what}"
    assert "{" not in email.body.replace("Erika {link}", "")


def test_an_account_email_has_the_towns_own_wording() -> None:
    text = "Liebe/r {name}, hier entlang: {link}"
    save_wording(key="account_reset", language="de", subject="Neu: {tenant}", body=text, actor=SYSTEM)
    email = sent()
    assert (email.subject, email.body) == (
        "Neu: Musterstadt",
        "Liebe/r Erika {link}, hier entlang: https://x.example/neu\n",
    )


def test_an_account_email_without_its_link_is_refused() -> None:
    with pytest.raises(NoLinkError):
        save_wording(key="account_reset", language="de", subject="Neu", body="Hallo {name}", actor=SYSTEM)


def test_an_account_email_knows_nothing_of_cases() -> None:
    assert list(placeholders_of(mail_kinds["account_reset"])) == ["tenant", "name", "link"]
