"""Rows of the cash office (Gemeindekasse): what is owed, what was paid, what was booked."""

from .claims import Claim, ClaimItem
from .ledger import Ledger, LedgerEntry
from .payments import Payment

__all__ = ["Claim", "ClaimItem", "Ledger", "LedgerEntry", "Payment"]
