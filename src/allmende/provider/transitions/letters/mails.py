"""The e-mails of letters; a municipality may word their frame, the content comes from the programme's record."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from allmende.base.messages.kinds import MailKind

LETTER = MailKind(
    "programme_letter",
    _("Letter about a change of services"),
    _("{subject}"),
    _("{salutation}\n\n{text}\n\nKind regards\n{tenant}"),
    common=("tenant", "subject", "salutation", "text"),
)
FORWARDED = MailKind(
    "programme_forwarded",
    _("Page of a change of services, passed on"),
    _("Please read: {subject}"),
    _(
        "Good day,\n\nyou get this e-mail because somebody at {institution} passes on to you what changes there in the "
        "services that {tenant} provides: {subject}.\n\nAll that is needed for a decision stands on one page, also to "
        "print on one sheet of paper:\n{link}\n\nYou need no account. If you know nothing of this, you can ignore "
        "this e-mail.\n\nKind regards\n{tenant}"
    ),
    common=("tenant", "subject", "institution", "link"),
)
