"""Everything a clerk can do with a case, one form each."""

from .base import Step
from .ending import Close, Decide, Merge, Reopen, Withdraw
from .people import Assign, HandOver, Involve, SetConfidential, SetPriority, Take
from .signing import AskSigners, WaiveSignatures
from .waiting import Ask, Hold, RequestEvidence, Resume, SetDeadline
from .writing import Message, Note

#: In the order in which the case's page offers them.
STEPS: dict[str, type[Step]] = {
    step.key: step
    for step in (
        Take, Decide, Ask, RequestEvidence, Message, Hold, Resume, Note,
        Assign, HandOver, Involve, SetDeadline, SetPriority, SetConfidential, AskSigners, WaiveSignatures,
        Close, Withdraw, Merge, Reopen,
    )
}  # fmt: skip

__all__ = ["STEPS", "Step"]
