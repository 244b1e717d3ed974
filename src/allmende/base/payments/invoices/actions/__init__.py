"""Every write: issue an invoice, cancel one by a credit note, say who issues."""

from .issuer import save_issuer
from .issuing import Buyer, cancel_invoice, issue_invoice

__all__ = ["Buyer", "cancel_invoice", "issue_invoice", "save_issuer"]
