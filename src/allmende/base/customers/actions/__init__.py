"""Every write on customers."""

from .consents import give_consent, withdraw_consent
from .merging import MergeError, call_different, finish_merge, merge_customers, note_suspicions, undo_merge
from .records import (
    CustomerFields,
    CustomerHeldError,
    create_customer,
    customer_for_user,
    erase_customer,
    leave_account,
    update_customer,
)

__all__ = [
    "CustomerFields",
    "CustomerHeldError",
    "MergeError",
    "call_different",
    "create_customer",
    "customer_for_user",
    "erase_customer",
    "finish_merge",
    "give_consent",
    "leave_account",
    "merge_customers",
    "note_suspicions",
    "undo_merge",
    "update_customer",
    "withdraw_consent",
]
