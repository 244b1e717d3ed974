import pytest
from django.core.mail import send_mail

from allmende.base.messages.models import OutgoingEmail

pytestmark = pytest.mark.usefixtures("tenant")


def test_what_django_sends_lies_in_the_outbox(settings) -> None:
    settings.EMAIL_BACKEND = "allmende.base.messages.backend.OutboxBackend"
    send_mail("Neues Passwort", "https://…", None, ["erika@example.org"])
    email = OutgoingEmail.objects.get()
    assert (email.to, email.subject, email.kind) == ("erika@example.org", "Neues Passwort", "account")
    assert email.state == OutgoingEmail.State.KEPT
