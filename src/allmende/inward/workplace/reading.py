"""Everything the case's page shows, read once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.utils import timezone

from allmende.base.cases.access import may_work
from allmende.base.cases.acting import who_applied, who_typed
from allmende.base.cases.answers import value_at
from allmende.base.cases.decided import DOCUMENTS
from allmende.base.cases.fees import waiting_for_fee
from allmende.base.cases.models import Case, Decision, Participation, Question, State
from allmende.base.cases.origins import identified_in_words
from allmende.base.cases.sections import sections_of
from allmende.base.forms.engine import SummarySection
from allmende.base.forms.queries import compiled
from allmende.base.identity.access import units_of
from allmende.base.identity.models import User
from allmende.base.messages.models import Conversation, Message
from allmende.base.messages.queries import conversation_of, messages_of, unread
from allmende.base.payments.models import Claim
from allmende.base.payments.queries import claims_of
from allmende.base.procedures.queries import manifest_of
from allmende.base.records.models import Document, Record
from allmende.base.records.queries import documents_of, record_of
from allmende.base.signatures.checking.queries import reports_of
from allmende.base.signatures.cosigning.models import Signer, SigningRound
from allmende.base.signatures.cosigning.queries import round_of
from allmende.base.signatures.models import IssuedDocument, SignatureReport
from allmende.base.signatures.seals.queries import issued_of
from allmende.base.workflow.decisions.events import TableDecided
from allmende.base.workflow.models import Task
from allmende.base.workflow.queries import open_tasks
from allmende.base.workflow.queries_operating import stuck_steps
from allmende.foundation.files.models import ScanState
from allmende.foundation.ids import uuid7
from allmende.foundation.ui.sections import Drawn

from .due import Due, due_of
from .history import Entry, history_of
from .steps import STEPS, Step


@dataclass(frozen=True)
class Offer:
    """A step that the page offers."""

    key: str
    label: str


class CasePage:
    """What one clerk sees of one case; each part is read when the template asks for it."""

    def __init__(self, case: Case, by: User) -> None:
        self.case = case
        self.by = by

    @cached_property
    def may_work(self) -> bool:
        return may_work(self.by, self.case)

    @cached_property
    def due(self) -> Due:
        return due_of(self.case)

    @cached_property
    def offers(self) -> dict[str, list[Offer]]:
        """Steps by group."""
        groups: dict[str, list[Offer]] = {"work": [], "people": [], "end": []}
        for step in STEPS.values():
            if step.group and step.fits(self.case, self.by):
                groups[step.group].append(Offer(step.key, str(step.label)))
        return groups

    def fits(self, key: str) -> bool:
        """Whether the step ``key`` is offered now."""
        step: type[Step] = STEPS[key]
        return step.fits(self.case, self.by)

    @cached_property
    def claims(self) -> list[Claim]:
        """What is demanded for this case."""
        return list(claims_of(self.case.subject).select_related("customer"))

    @cached_property
    def tasks(self) -> list[Task]:
        return list(open_tasks(self.case.subject))

    @cached_property
    def my_tasks(self) -> list[Task]:
        """The open tasks that this person or their offices do, one's own first."""
        units = units_of(self.by)
        mine = [task for task in self.tasks if task.assignee_id == self.by.pk or task.unit_id in units]
        return sorted(mine, key=lambda task: (task.assignee_id != self.by.pk, task.created_at))

    @cached_property
    def stuck(self) -> list[str]:
        """The steps at which the process cannot go on by itself; an operator has to look. Names may be empty."""
        return stuck_steps(self.case.subject)

    @cached_property
    def next(self) -> str:
        """The next action: which block stands at the top of the page."""
        if not self.may_work:
            return "involved"
        if not self.case.is_open:
            return "ended"
        if self.case.state == State.WAITING_CUSTOMER:
            return "waiting"
        if self.case.state == State.ON_HOLD:
            return "hold"
        if self.case.assignee_id is None:
            return "take"
        if self.my_tasks:
            return "task"
        return "close" if self.case.state == State.DECIDED else "decide"

    @property
    def next_template(self) -> str:
        return f"workplace/case/next/{self.next}.html"

    @property
    def may_write(self) -> bool:
        """Whether a message to the customer can be written."""
        return self.may_work and self.case.is_open and self.case.customer_id is not None

    @property
    def token(self) -> str:
        """What a double click on a form carries twice."""
        return str(uuid7())

    @property
    def acting(self) -> str:
        """Both names where somebody applied for the customer."""
        return who_applied(self.case)

    @property
    def typed_by(self) -> str:
        """The clerk who typed the application at the counter, and what was looked at."""
        return who_typed(self.case)

    @cached_property
    def signing(self) -> SigningRound | None:
        """Who must sign besides sending; None where nobody."""
        return round_of(self.case.subject)

    @property
    def unsigned(self) -> str:
        """Names of those whose signature is missing; empty where nobody waits for one."""
        if self.signing is None or self.signing.is_done:
            return ""
        open_states = (Signer.State.SIGNED, Signer.State.DROPPED)
        return ", ".join(one.name for one in self.signing.signers.all() if one.state not in open_states)

    @cached_property
    def questions(self) -> list[Question]:
        return list(Question.objects.filter(case=self.case).select_related("asked_by"))

    @property
    def waiting_for(self) -> list[Question]:
        """Questions that the customer has not answered."""
        return [question for question in self.questions if question.is_waiting]

    @cached_property
    def participations(self) -> list[Participation]:
        rows = Participation.objects.filter(case=self.case)
        return list(rows.select_related("unit").order_by("since"))

    @cached_property
    def my_participation(self) -> Participation | None:
        units = units_of(self.by)
        return next(
            (row for row in self.participations if row.ended_at is None and row.unit_id in units), None
        )

    @cached_property
    def answers(self) -> tuple[SummarySection, ...]:
        """The answers as the form shows them; empty for a case without a form."""
        submission = self.case.submission
        if submission is None or submission.form_version_id is None:
            return ()
        return compiled(submission.form_version_id).evaluate(submission.answers).summary()

    @cached_property
    def sections(self) -> list[Drawn]:
        """What the app behind this kind of case shows beside the answers."""
        return sections_of(self.case, self.by)

    @cached_property
    def signed_documents(self) -> list[tuple[Document, SignatureReport | None, IssuedDocument | None]]:
        """The documents, what their signatures are worth, and how we sealed them."""
        files = [document.file_id for document in self.documents]
        reports, issued = reports_of(files), issued_of(files)
        return [
            (document, reports.get(document.file_id), issued.get(document.file_id))
            for document in self.documents
        ]

    @cached_property
    def unpaid(self) -> bool:
        """Whether the office begins only when the fee is paid, and it is not."""
        return bool(waiting_for_fee([self.case]))

    @property
    def identified(self) -> str:
        """How sure it is who sent it; empty where nobody was asked."""
        return identified_in_words(self.case.submission)

    @cached_property
    def record(self) -> Record | None:
        return record_of(self.case.subject)

    @property
    def keep_until(self) -> dt.date | None:
        """The last day of the e-file's retention: fixed at closing, before that as if closed today; None: for good."""
        if self.record is None:
            return None
        if not self.record.is_open:
            return self.record.retain_until
        return self.record.plan.retain_until(timezone.localdate())

    @cached_property
    def documents(self) -> list[Document]:
        return list(documents_of(self.case.subject))

    @cached_property
    def unscanned(self) -> bool:
        """Whether a file was never looked at by a virus scanner."""
        return any(document.file.scan_state == ScanState.UNSCANNED for document in self.documents)

    @property
    def has_scanner(self) -> bool:
        return bool(settings.ENVIRONMENT.clamav_socket)

    @cached_property
    def conversation(self) -> Conversation | None:
        return conversation_of(self.case.subject)

    @cached_property
    def messages(self) -> list[Message]:
        return list(messages_of(self.conversation)) if self.conversation else []

    @cached_property
    def unread(self) -> int:
        return unread(self.conversation, Message.Direction.IN) if self.conversation else 0

    @cached_property
    def decisions(self) -> list[Decision]:
        return list(Decision.objects.filter(case=self.case).select_related("document__file", "decided_by"))

    @cached_property
    def history(self) -> list[Entry]:
        return history_of(self.case.subject, customer=self.case.customer)

    @property
    def notes(self) -> list[Entry]:
        """Internal notes, newest first."""
        return [entry for entry in self.history if entry.kind == "cases.commented"]

    @property
    def reasons(self) -> list[Entry]:
        """What tables decided for the case and why: the last answer of each, by its name."""
        return list(
            {entry.details: entry for entry in self.history if entry.kind == TableDecided.type}.values()
        )

    @cached_property
    def evidence(self) -> list[tuple[str, bool]]:
        """The documents that a table asks for: (name, whether it came with the application)."""
        version, wanted = self.case.procedure_version, self.case.data.get(DOCUMENTS)
        if version is None or not wanted:
            return []
        given = self.case.submission.answers if self.case.submission else {}
        return [
            (document.name, bool(document.field and value_at(given, document.field)))
            for document in manifest_of(version).required_documents
            if document.key in wanted
        ]
