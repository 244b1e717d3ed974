"""Small words for the workplace's templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from allmende.base.cases.answers import value_at
from allmende.base.cases.models import State
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
def provenance(page: CasePage, path: str) -> SafeString | str:
    """Where an answer comes from and how sure it is, where it was not simply typed."""
    submission = page.case.submission
    given, whole = _given(submission.provenance, path, submission.answers) if submission else ({}, True)
    source, level = str(given.get("source", "typed")), given.get("level", "none")
    if source == "typed" and level in ("none", ""):
        return ""
    words = {
        "typed": _("typed"),
        "account": _("from the customer's account"),
        "customer": _("from the customer's account"),
        "register": _("stands in the address register"),
        "eid": _("from the electronic identity card"),
        "computed": _("computed"),
    }
    sure = {"low": _("low"), "substantial": _("substantial"), "high": _("high")}.get(level)
    text = words.get(source.partition(".")[0], _("filled in beforehand"))
    if sure:
        text = _("%(source)s, trust level %(level)s") % {"source": text, "level": sure}
    if not whole:
        text = _("in part: %(source)s") % {"source": text}
    return format_html(' <span class="al-origin">{}</span>', text)


def _given(
    known: dict[str, dict[str, str]], path: str, answers: dict[str, Any]
) -> tuple[dict[str, str], bool]:
    """What is known of ``path``, of its parts, of a group around it, or of all answers ("*"); and whether it holds for
    all of it: of a name from the account only the given name may have been kept.
    """
    parts = {key: given for key, given in known.items() if key.startswith(f"{path}.")}
    told = [given for given in parts.values() if given.get("source", "typed") != "typed"]
    if path not in known and told:
        value = value_at(answers, path)
        filled = (
            {f"{path}.{key}" for key, part in value.items() if part} if isinstance(value, dict) else set()
        )
        return told[0], filled <= parts.keys() and all(given == told[0] for given in parts.values())
    while path:
        if path in known:
            return known[path], True
        path = path.rpartition(".")[0]
    return known.get("*", {}), True


@register.filter
def task_answers(task: Task) -> tuple[tuple[str, str], ...]:
    """The answers (value, label) of which one completes the task; empty where it is simply done."""
    return answers_of(task)
