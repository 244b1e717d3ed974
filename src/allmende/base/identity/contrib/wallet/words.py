"""What the settings are called on the page on which they are made."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..words import Words

WORDS: Words = {
    "certificate": (
        _("Our access certificate"),
        _("PEM, with the certificates between it and the root after it."),
    ),
    "private_key": (_("Key of the access certificate"), _("PEM.")),
    "client_id_prefix": (_("How we name ourselves to wallets"), ""),
    "registration_certificate": (
        _("Our registration certificate"),
        _("Where there is one; goes with every request."),
    ),
    "trusted_certificates": (_("Certificates of those whose identity data is believed"), _("PEM.")),
    "trusted_keys": (
        _("Keys of those whose identity data is believed"),
        _("JWK set, in place of certificates."),
    ),
    "vct": (_("Kinds of identity data that are accepted (vct)"), _("One a line.")),
    "wallet": (_("What opens a wallet on this device"), ""),
    "attributes": (_("Attributes that these data have"), _("One a line.")),
    "number": (_("They have a number by which a person is known again"), ""),
    "other_device": (_("A wallet on another device may scan a picture"), ""),
}
