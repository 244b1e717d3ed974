"""Every write on orders and questions. ``by`` is the account or, without one, the contact who acts."""

from .ordering import start_order
from .support import ask, publish_answer, withdraw_answer

__all__ = ["ask", "publish_answer", "start_order", "withdraw_answer"]
