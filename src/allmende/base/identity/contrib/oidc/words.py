"""What the settings are called on the page on which they are made."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..words import ATTRIBUTES, LEVELS, STAFF, Words

WORDS: Words = {
    "issuer": (
        _("Address of the service (issuer)"),
        _("Its configuration lies below it; exactly as its operator names it."),
    ),
    "client_id": (_("Our name there (client ID)"), ""),
    "client_secret": (_("Our secret there (client secret)"), ""),
    "scopes": (_("What is asked for (scopes)"), _("One a line.")),
    "claims": (_("Where our attributes stand among the claims"), ATTRIBUTES),
    "level": (_("Level where the service does not name one"), ""),
    "levels": (_("Levels by class of log-in (acr)"), LEVELS),
    "trust_email": (_("E-mail addresses count although the service does not say that it checked them"), ""),
    "userinfo": (_("Also ask for userinfo"), ""),
    "algorithms": (_("Signatures that are accepted"), ""),
    "two_factors": (_("What the service says of a log-in by two factors (amr)"), _("One a line.")),
    "groups_claim": (_("Where the groups stand among the claims"), ""),
    **STAFF,
}
