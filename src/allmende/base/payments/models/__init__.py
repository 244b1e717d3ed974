"""Rows of the cash office (Gemeindekasse): what is owed, what was paid, what was booked."""

from .bank import BankLine, BankStatement
from .claims import Claim, ClaimItem
from .closings import CashClosing, Closing
from .debits import Debit, DebitRun, Mandate
from .ledger import Ledger, LedgerEntry
from .payments import Payment

__all__ = [
    "BankLine", "BankStatement", "CashClosing", "Claim", "ClaimItem", "Closing", "Debit", "DebitRun", "Ledger",
    "LedgerEntry", "Mandate", "Payment",
]  # fmt: skip
