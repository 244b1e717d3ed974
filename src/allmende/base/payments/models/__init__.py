"""Rows of the cash office (Gemeindekasse): what is owed, what was paid, what was booked."""

from .bank import BankLine, BankStatement
from .claims import Claim, ClaimItem
from .closings import CashClosing, Closing
from .debits import Debit, DebitRun, Mandate
from .ledger import Ledger, LedgerEntry
from .payments import Payment
from .refunds import CashRules, Refund, RefundRun

__all__ = [
    "BankLine", "BankStatement", "CashClosing", "CashRules", "Claim", "ClaimItem", "Closing", "Debit", "DebitRun",
    "Ledger", "LedgerEntry", "Mandate", "Payment", "Refund", "RefundRun",
]  # fmt: skip
