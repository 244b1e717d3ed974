"""What the settings are called on the page on which they are made."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..words import ATTRIBUTES, LEVELS, STAFF, Words

WORDS: Words = {
    "base_url": (
        _("Our address"),
        _("https:// and the host name. Pseudonyms depend on it: do not change it later."),
    ),
    "entity_id": (_("Our name there (entity ID)"), _("Empty: the address of our metadata.")),
    "idp_entity_id": (_("Name of the service (entity ID)"), ""),
    "sso_url": (_("Address of the service for log-ins (HTTP-POST)"), ""),
    "slo_url": (
        _("Address of the service for log-outs (HTTP-POST)"),
        _("Empty: who logs out here stays logged in there."),
    ),
    "slo_response_url": (
        _("Address of the service for answers to log-outs"),
        _("Empty: the same as for log-outs."),
    ),
    "idp_certificates": (_("Certificates with which the service signs"), _("PEM, one after the other.")),
    "keys": (
        _("Our keys and their certificates"),
        _(
            "JSON: a list of entries with “key” and “certificate”, both PEM. The first signs, all can decrypt."
        ),
    ),
    "signature": (_("How our requests are signed"), ""),
    "attributes": (_("What our attributes are called there"), ATTRIBUTES),
    "groups": (_("Attribute that holds the groups"), ""),
    "levels": (_("Levels by name there"), LEVELS),
    "default_level": (_("Level where the service does not name one"), ""),
    "ask_level": (_("Ask the service for the level that is needed"), ""),
    "allow_plain": (_("Accept answers that are not encrypted"), ""),
    "skew": (_("How far clocks may be apart (seconds)"), ""),
    "organisation": (_("Name that the service shows for us"), ""),
    "ask_for": (_("What is asked for where a page does not say what it needs"), _("One a line.")),
    **STAFF,
}
