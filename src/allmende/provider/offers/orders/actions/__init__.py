"""Every write on orders and questions. ``by`` is the account or, without one, the contact who acts."""

from .accepting import accept_order, refuse_acceptance
from .approving import answer_approval, ask_approval
from .installing import install_procedures
from .ordering import start_order, withdraw_order
from .putting import attach_resource, put_in_use, set_up
from .support import ask, publish_answer, withdraw_answer
from .writing import write_message

__all__ = [
    "accept_order",
    "answer_approval",
    "ask",
    "ask_approval",
    "attach_resource",
    "install_procedures",
    "publish_answer",
    "put_in_use",
    "refuse_acceptance",
    "set_up",
    "start_order",
    "withdraw_answer",
    "withdraw_order",
    "write_message",
]
