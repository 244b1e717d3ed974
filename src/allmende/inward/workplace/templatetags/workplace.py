"""Small words for the workplace's templates."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

from allmende.base.cases.models import State
from allmende.base.cases.origins import Origin, origin_of
from allmende.base.workflow.models import Task
from allmende.base.workflow.queries import answers_of
from allmende.foundation.files.models import ScanState, StoredFile
from allmende.inward.workplace.due import due
from allmende.inward.workplace.reading import CasePage

register = template.Library()

_KINDS = {State.DECIDED: "success", State.WAITING_CUSTOMER: "warning", State.ON_HOLD: "warning"}
_CLASSES = {"overdue": "al-danger", "today": "al-strong", "soon": "al-strong"}


@register.filter
def state_kind(state: str) -> str:
    """The colour of a state's badge."""
    return _KINDS.get(State(state), "info")


@register.filter
def urgency_class(urgency: str) -> str:
    """The class of a deadline's text."""
    return _CLASSES.get(urgency, "")


@register.filter
def due_text(moment: datetime) -> str:
    """A task's deadline in words."""
    return due(timezone.localdate(moment)).text


@register.filter
def due_urgency(moment: datetime) -> str:
    """How urgent a task's deadline is."""
    return due(timezone.localdate(moment)).urgency


@register.filter
def preview_kind(file: StoredFile) -> str:
    """How the page shows a file: pdf (in a frame), image, or "" for not at all."""
    if file.scan_state == ScanState.INFECTED:
        return ""
    if file.media_type in ("application/pdf", "text/plain"):
        return "pdf"
    return "image" if file.media_type.startswith("image/") else ""


@register.filter
def heading(level: int) -> int:
    """The heading level of a summary's section, below the page's own."""
    return min(level + 1, 6)


@register.filter
def origin(page: CasePage, path: str) -> Origin:
    """Where an answer comes from and how sure it is, where it was not simply typed; and what is said to be wrong."""
    return origin_of(page.case.submission, path)


@register.filter
def task_answers(task: Task) -> tuple[tuple[str, str], ...]:
    """The answers (value, label) of which one completes the task; empty where it is simply done."""
    return answers_of(task)
