"""Every write: begin a payment, learn how it stands, give it up, look at what is odd, set up a service."""

from .asking import begin_payment
from .checking import check_payment, give_up
from .services import save_service
from .treasury import resolve

__all__ = ["begin_payment", "check_payment", "give_up", "resolve", "save_service"]
