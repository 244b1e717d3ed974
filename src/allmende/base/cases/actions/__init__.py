"""Every write on cases. ``by`` is who acts; ``version`` is what the page showed, against two clerks at once."""

from .assign import assign_case, hand_over, set_confidential, set_deadline, set_priority, take_case
from .close import close_case, reopen_case, withdraw_case
from .comment import comment
from .correspondence import receive_message, send_message
from .decide import decide_case
from .hold import hold_case, resume_case
from .involve import involve_unit, release_unit
from .merge import merge_duplicate
from .opening import open_case
from .questions import answer_question, ask_customer, drop_question, request_evidence
from .signing import ask_signers_again, correct_signer, go_on_signed, invite_signer_again, waive_signatures
from .submit import Receipt, submit
from .tasks import add_task, assign_task, complete_task

__all__ = [
    "Receipt",
    "add_task",
    "answer_question",
    "ask_customer",
    "ask_signers_again",
    "assign_case",
    "assign_task",
    "close_case",
    "comment",
    "complete_task",
    "correct_signer",
    "decide_case",
    "drop_question",
    "go_on_signed",
    "hand_over",
    "hold_case",
    "invite_signer_again",
    "involve_unit",
    "merge_duplicate",
    "open_case",
    "receive_message",
    "release_unit",
    "reopen_case",
    "request_evidence",
    "resume_case",
    "send_message",
    "set_confidential",
    "set_deadline",
    "set_priority",
    "submit",
    "take_case",
    "waive_signatures",
    "withdraw_case",
]
