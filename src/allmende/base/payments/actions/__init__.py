"""Every write: open a claim, book what was paid, pay back, remind, cancel, write off."""

from .claims import Item, cancel_claim, open_claim, reduce_claim, write_off
from .closings import close_day, count_cash, export_closing
from .debits import give_mandate, order_debits, order_of
from .dunning import dun
from .paying import Incoming, record_payment, record_payments, refund, return_payment
from .statements import Imported, assign_line, import_statement, release_line, set_aside

__all__ = [
    "Imported",
    "Incoming",
    "Item",
    "assign_line",
    "cancel_claim",
    "close_day",
    "count_cash",
    "dun",
    "export_closing",
    "give_mandate",
    "import_statement",
    "open_claim",
    "order_debits",
    "order_of",
    "record_payment",
    "record_payments",
    "reduce_claim",
    "refund",
    "release_line",
    "return_payment",
    "set_aside",
    "write_off",
]  # fmt: skip
