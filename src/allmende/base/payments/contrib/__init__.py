"""Ways to pay: one folder each."""

from ..ways import ways
from .cash import Cash
from .transfer import Transfer


def register_all() -> None:
    """Register what comes with Allmende."""
    for way in (Transfer(), Cash()):
        ways.register(way)
