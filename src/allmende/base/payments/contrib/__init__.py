"""Ways to pay: one folder each."""

from ..ways import ways
from .cash import Cash
from .debit import DirectDebit
from .transfer import Transfer


def register_all() -> None:
    """Register what comes with Allmende."""
    for way in (Transfer(), DirectDebit(), Cash()):
        ways.register(way)
