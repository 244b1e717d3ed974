"""The e-mail that invites a contact to the portal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from allmende.base.messages.kinds import MailKind

INVITATION = MailKind(
    "provider_invitation",
    _("IT services: invitation to the portal"),
    _("Your access to the IT services of {institutions}"),
    _(
        "Good day {name},\n\n"
        "you are a contact of {institutions} for the IT services of {tenant}. With an account you see there what you "
        "use, what it costs and what changes. Link your account here:\n\n"
        "{link}\n\n"
        "The link works once, for 14 days, and for you only: please do not pass it on. If you are not the right "
        "person, please tell us.\n\n"
        "Kind regards\n{tenant}"
    ),
    placeholders=("name", "institutions"),
    common=("tenant", "link"),
)

PROPOSED = MailKind(
    "provider_contact_proposed",
    _("IT services: please confirm that you are the contact"),
    _("Are you the contact of {institution} for IT services?"),
    _(
        "Good day {name},\n\n"
        "{institution} has named you as its contact for the IT services of {tenant}. Then you get our letters, and see "
        "what the institution uses. Please confirm it, or tell us that it is not right:\n\n"
        "{link}\n\n"
        "The link works for 14 days, and for you only. Without your answer nothing changes, and your address is "
        "deleted after 30 days.\n\n"
        "Kind regards\n{tenant}"
    ),
    placeholders=("name", "institution"),
    common=("tenant", "link"),
)
