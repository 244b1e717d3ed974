"""Every write on customers and the catalogue.

``by`` is a user with the provider's role, or an ``Actor`` (a command, an import) that was checked already.
"""

from .accounts import accept_invitation, invite_contact, invited_by, link_account, unlink_account
from .catalogue import remove_price, save_alternative, save_offer, save_variant, set_price
from .contacts import (
    end_role,
    erase_contact,
    give_role,
    known_or_new,
    note_bounce,
    replace_contact,
    save_contact,
)
from .institutions import (
    InstitutionFields,
    close_institution,
    merge_institutions,
    plan_closing,
    save_institution,
)
from .proposals import (
    answer_by_mailbox,
    answer_proposal,
    correct_contact,
    dismiss_contact,
    forget_proposal,
    name_contact,
    proposal_by,
)

__all__ = [
    "InstitutionFields",
    "accept_invitation",
    "answer_by_mailbox",
    "answer_proposal",
    "close_institution",
    "correct_contact",
    "dismiss_contact",
    "end_role",
    "erase_contact",
    "forget_proposal",
    "give_role",
    "invite_contact",
    "invited_by",
    "known_or_new",
    "link_account",
    "merge_institutions",
    "name_contact",
    "note_bounce",
    "plan_closing",
    "proposal_by",
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
