"""E-mail to who follows a programme's public page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from allmende.base.messages.kinds import MailKind

FOLLOW = MailKind(
    "programme_follow",
    _("Following a programme: please confirm"),
    _("Please confirm: news about {title}"),
    _(
        "Good day,\n\nwith this e-mail address somebody asked for news about “{title}”. Please confirm that here; with "
        "the same link you can end it at any time:\n{link}\n\n{text}\n\nIf that was not you, you need not do anything: "
        "the address is deleted after two days.\n\nKind regards\n{tenant}"
    ),
    common=("tenant", "title", "link", "text"),
)
NEWS = MailKind(
    "programme_news",
    _("Following a programme: news"),
    _("News about {title}"),
    _(
        "Good day,\n\nthere is news about “{title}”:\n\n{text}\n\nAll of it, with the dates as they hold now:\n{link}"
        "\n\nYou no longer want this news? End it here:\n{stop}\n\nKind regards\n{tenant}"
    ),
    common=("tenant", "title", "link", "text", "stop"),
)
