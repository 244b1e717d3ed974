"""The e-mail with the link to a draft."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from allmende.base.messages.kinds import MailKind

DRAFT_LINK = MailKind(
    "draft_link",
    _("Link to a draft"),
    _("Go on with your draft: {title}"),
    _(
        "Good day,\n\nyou have saved a draft: “{title}”.\n\nGo on here:\n{link}\n\n"
        "You need the code that stood on the screen when you saved it. We keep the draft until {until}.\n\n"
        "If you did not ask for this e-mail, you need do nothing.\n\nKind regards\n{tenant}"
    ),
    placeholders=("until",),
)
