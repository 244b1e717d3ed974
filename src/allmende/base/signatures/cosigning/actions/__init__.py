"""Everything that changes a round. Who may manage one is decided by the app whose subject it is; who may sign, here."""

from .inviting import invite_again
from .qualified import sign_with_document
from .rounds import ask_again, begin, correct_email, end_round, open_round, waive_missing
from .signing import Seen, mark_seen, receipt_of, refuse, require_person, sign, sign_by_sending, turn_away
from .watching import watch_round

__all__ = [
    "Seen",
    "ask_again",
    "begin",
    "correct_email",
    "end_round",
    "invite_again",
    "mark_seen",
    "open_round",
    "receipt_of",
    "refuse",
    "require_person",
    "sign",
    "sign_by_sending",
    "sign_with_document",
    "turn_away",
    "waive_missing",
    "watch_round",
]
