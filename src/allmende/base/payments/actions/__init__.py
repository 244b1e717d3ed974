"""Every write: open a claim, book what was paid, pay back, remind, cancel, write off."""

from .claims import Item, cancel_claim, open_claim, reduce_claim, write_off
from .dunning import dun
from .paying import Incoming, record_payment, record_payments, refund, return_payment
from .statements import Imported, assign_line, import_statement, release_line, set_aside

__all__ = [
    "Imported", "Incoming", "Item", "assign_line", "cancel_claim", "dun", "import_statement", "open_claim",
    "record_payment", "record_payments", "reduce_claim", "refund", "release_line", "return_payment", "set_aside",
    "write_off",
]  # fmt: skip
