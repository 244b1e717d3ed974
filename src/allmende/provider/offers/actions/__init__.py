"""Every write on customers and the catalogue.

``by`` is a user with the provider's role, or an ``Actor`` (a command, an import) that was checked already.
"""

from .accounts import accept_invitation, invite_contact, invited_by, link_account, unlink_account
from .catalogue import remove_price, save_alternative, save_offer, save_variant, set_price
from .contacts import end_role, erase_contact, give_role, note_bounce, replace_contact, save_contact
from .institutions import (
    InstitutionFields,
    close_institution,
    merge_institutions,
    plan_closing,
    save_institution,
)

__all__ = [
    "InstitutionFields",
    "accept_invitation",
    "close_institution",
    "end_role",
    "erase_contact",
    "give_role",
    "invite_contact",
    "invited_by",
    "link_account",
    "merge_institutions",
    "note_bounce",
    "plan_closing",
    "remove_price",
    "replace_contact",
    "save_alternative",
    "save_contact",
    "save_institution",
    "save_offer",
    "save_variant",
    "set_price",
    "unlink_account",
]
