"""Every write: open a claim, book what was paid, pay back, remind, cancel, write off."""

from .claims import Item, cancel_claim, open_claim, reduce_claim, write_off
from .dunning import dun
from .paying import record_payment, refund, return_payment

__all__ = [
    "Item", "cancel_claim", "dun", "open_claim", "record_payment", "reduce_claim", "refund", "return_payment",
    "write_off",
]  # fmt: skip
