"""Several people sign an application: who they are, what exactly they sign, and what the case does meanwhile.

The case opens at once and waits; the office's time and the process begin when all have signed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.forms.queries import compiled
from allmende.base.identity.access import is_staff
from allmende.base.identity.models import User
from allmende.base.procedures.manifest import CoSigner, Manifest, Signatures
from allmende.base.procedures.queries import manifest_of
from allmende.base.records.models import Document
from allmende.base.signatures.cosigning.actions import begin, open_round, sign_by_sending
from allmende.base.signatures.cosigning.people import Contents, Person, Reader
from allmende.base.workflow.calendar import calendar_of
from allmende.foundation.calendar.days import Calendar
from allmende.foundation.calendar.periods import Period
from allmende.foundation.files.models import StoredFile

from .access import Process, Who, actor
from .acting import who_applied
from .answers import customer_fields, file_ids
from .document_data import sections_of
from .errors import AnswersRefusedError
from .models import Case, Submission

READER_KEY = "case"


def digest_of(submission: Submission) -> str:
    """SHA-256 of what is signed: the answers with their form and procedure version, and each file by its content."""
    files = {str(file.pk): file.sha256 for file in files_of_submission(submission)}
    content = {
        "procedure": str(submission.procedure_version_id),
        "form": str(submission.form_version_id or ""),
        "answers": submission.answers,
        "files": files,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def files_of_submission(submission: Submission) -> list[StoredFile]:
    """What was uploaded with the application."""
    if submission.form_version_id is None:
        return []
    form = compiled(submission.form_version_id)
    paths = [path for path, item in form.items.items() if item.type == "file"]
    keys = file_ids(submission.answers, paths) if paths else []
    return list(StoredFile.objects.filter(pk__in=keys).order_by("pk")) if keys else []


def people_of(
    manifest: Manifest, answers: Mapping[str, Any], by: Who, *, acting: bool = False
) -> list[Person]:
    """Who must sign this application; empty where sending is enough. Imported history was signed on paper.

    ``acting``: for somebody else; then whoever applies signs in the own name.

    Raises ``AnswersRefusedError`` where somebody else is invited by the applicant's own address: whoever holds the
    address would sign for both.
    """
    wanted = manifest.signatures
    if isinstance(by, Process) or not (wanted.applicant or wanted.people):
        return []
    fields = customer_fields(answers, manifest.customer)
    own = (by.email if isinstance(by, User) and not is_staff(by) else fields.get("email", "")).strip().lower()
    others: list[Person] = []
    for rule in wanted.people:
        for name, email in _named(rule, answers):
            used = {own, *(other.email for other in others)} - {""}
            if rule.level == "low" and email in used:
                raise AnswersRefusedError({rule.email: [_(
                    "This address is given twice. Everybody who signs needs an address of their own: the "
                    "invitation goes there."
                )]})  # fmt: skip
            others.append(Person(name, email, rule.level, rule.way, rule.role))
    if wanted.applicant and (others or not wanted.people):
        typed = "" if acting else _name_of(fields)
        name = typed or (by.name if isinstance(by, User) else "")
        others.insert(0, Person(name, own, wanted.applicant, is_applicant=True))
    return others


def invited(rule: CoSigner, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name and address of whom a rule invites with these answers."""
    return list(_named(rule, answers))


def ask_signatures(case: Case, people: list[Person], by: Who, language: str, at: datetime | None) -> None:
    """Open the round of a case that was just sent; the applicant signs by sending where the level is reached."""
    version, submission = case.procedure_version, case.submission
    assert version is not None  # noqa: S101 - an application has a version
    assert submission is not None  # noqa: S101
    wanted = manifest_of(version).signatures
    due_on = last_day(wanted, case, timezone.localdate(at))
    customer = case.customer
    open_round(
        subject=case.subject, title="" if case.confidential else case.title, reference=case.reference,
        asked_by=who_applied(case) or (customer.name if customer else ""), language=language,
        digest=digest_of(submission),
        applicant=by if isinstance(by, User) and not is_staff(by) else None,
        people=people, in_order=wanted.order == "given", due_on=due_on,
        remind_on=reminder_days(wanted, case, due_on), actor=actor(by), at=at,
    )  # fmt: skip
    if wanted.applicant and isinstance(by, User):
        sign_by_sending(subject=case.subject, by=by)


def begin_signing(case: Case) -> None:
    """Invite, now that the summary is filed: that very document is laid before everybody."""
    wanted = manifest_of(case.procedure_version).signatures if case.procedure_version else None
    if wanted is None or not (wanted.applicant or wanted.people):
        return
    document = Document.objects.filter(
        record__subject=case.subject, kind=Document.Kind.APPLICATION
    ).select_related("file").order_by("pk").first()  # fmt: skip
    if document is not None:
        begin(subject=case.subject, document=document.file)


def last_day(wanted: Signatures, case: Case, start: date) -> date:
    """The last day for signing, by the office's calendar."""
    calendar, rule = calendar_of(case.unit_id), wanted.deadline
    if rule.working_days:
        return calendar.add_working_days(start, rule.working_days)
    return calendar.legal_deadline(start, Period(months=rule.months or 1))


def reminder_days(wanted: Signatures, case: Case, due_on: date) -> list[date]:
    """Days so many working days before the last one, as far as they lie ahead."""
    calendar = calendar_of(case.unit_id)
    days = (_working_days_before(calendar, due_on, count) for count in wanted.reminders)
    return [day for day in days if day > timezone.localdate()]


def _working_days_before(calendar: Calendar, day: date, count: int) -> date:
    while count:
        day -= timedelta(days=1)
        count -= calendar.is_working_day(day)
    return day


def _named(rule: CoSigner, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and e-mail address of each person who was named."""
    for row in _rows(answers, [(rule.person or rule.name).split("."), rule.email.split(".")]):
        value, email = row
        name = _name_of(value) if isinstance(value, Mapping) else str(value or "").strip()
        if name:
            yield name, str(email or "").strip().lower()


def _rows(answers: Any, paths: list[list[str]]) -> Iterator[list[Any]]:
    """The answers at ``paths`` that belong together: through repeated groups, row by row."""
    heads = {path[0] for path in paths if path}
    if len(heads) == 1 and all(len(path) > 1 for path in paths) and isinstance(answers, Mapping):
        below = answers.get(heads.pop())
        for row in below if isinstance(below, list) else [below]:
            yield from _rows(row, [path[1:] for path in paths])
        return
    yield [_at(answers, path) for path in paths]


def _at(answers: Any, path: list[str]) -> Any:
    for key in path:
        answers = answers.get(key) if isinstance(answers, Mapping) else None
    return answers


def _name_of(person: Mapping[str, Any]) -> str:
    keys = ("title", "given_name", "family_name")
    return " ".join(str(person[key]).strip() for key in keys if person.get(key)).strip()


def read_case(subject: str, language: str) -> Contents | None:
    """What is signed: the answers as the form words them, the files, and the digest of both as they are now."""
    case = Case.objects.select_related("submission", "unit").filter(pk=subject.partition(":")[2]).first()
    if case is None or case.submission is None:
        return None
    sections = [
        {
            "title": part.title,
            "level": part.level,
            "rows": [{"label": row.label, "value": row.value} for row in part.rows],
        }
        for part in sections_of(case, language)
    ]
    return Contents(
        digest_of(case.submission), sections, files_of_submission(case.submission), case.unit.name
    )


READER = Reader(READER_KEY, read_case)
