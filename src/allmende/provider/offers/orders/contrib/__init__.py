"""What the process of an order can do, the kinds of case, the e-mails, and what stands on pages of others."""

from allmende.base.cases.kinds import CaseKind

from . import approvals, mails, pages, provisioning
from .words import ORDER_LABEL, QUESTION_LABEL

KINDS = (
    CaseKind("it_order", ORDER_LABEL, "shopping-cart", page="orders:of_case"),
    CaseKind("support_question", QUESTION_LABEL, "help", page="orders:of_case"),
)
SERVICE_ACTIONS = (*approvals.ACTIONS, *provisioning.ACTIONS)
MAILS = mails.MAILS

__all__ = ["KINDS", "MAILS", "SERVICE_ACTIONS", "pages"]
