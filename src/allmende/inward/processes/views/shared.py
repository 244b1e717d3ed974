"""What the pages about one model have in common."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.base.identity.models import User
from allmende.base.workflow.checks import compile_and_check
from allmende.base.workflow.findings import Finding
from allmende.base.workflow.graph import Process
from allmende.foundation.ids import NO_KEY, read_key

from ..access import may_draw
from ..actions import settle_remark, write_remark
from ..bpmn.outline import label
from ..bpmn.tree import Element, as_text, by_id, parse
from ..forms import RemarkForm
from ..models import ProcessModel


def address(name: str, model: ProcessModel, **kwargs: Any) -> str:
    """The address of a page about this model."""
    return reverse(f"processes:{name}", kwargs={"key": model.key, **kwargs})


def tabs(request: HttpRequest, model: ProcessModel, by: User) -> list[tuple[str, str, bool, str]]:
    """The pages about one model, for ``c-tabs``."""
    if not may_draw(by):
        return []
    pages = [
        ("model", _("Read")), ("draw", _("Draw")), ("list", _("Steps as a list")), ("facts", _("Facts")),
        ("compare", _("Compare")), ("trial", _("Try out")), ("simulation", _("Simulate")),
        ("remarks", _("Comments")), ("publish", _("Check and publish")),
    ]  # fmt: skip
    return [(label, url, request.path == url, "") for name, label in pages for url in (address(name, model),)]


def page(
    request: HttpRequest, template: str, model: ProcessModel, by: User, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page about one model."""
    base = model.current.number if model.current else 0
    shared = {"model": model, "tabs": tabs(request, model, by), "draws": may_draw(by), "base": base}
    return render(request, f"processes/{template}.html", {**shared, **context}, status=status)


def named_findings(findings: list[Finding], ids: dict[str, Element]) -> list[tuple[Finding, str, str]]:
    """Each finding with the key of its element, where that is still there, and what people call it."""
    return [
        (finding, finding.element, label(ids[finding.element], ids))
        if finding.element in ids
        else (finding, "", finding.name)
        for finding in findings
    ]


def runnable(
    request: HttpRequest, model: ProcessModel, by: User, content: bytes
) -> tuple[Process | None, HttpResponse]:
    """The process to run in memory; None with the page that says why it cannot run."""
    process, findings = compile_and_check(as_text(content))
    if process is None:
        errors = [finding for finding in findings if finding.level == "error"]
        placed = named_findings(errors, by_id(parse(content)))
        return None, page(request, "trial_broken", model, by, places=placed)
    return process, HttpResponse()


def take_remark(request: HttpRequest, model: ProcessModel, element: str, by: User) -> RemarkForm | None:
    """The form for a comment, None where one was written or settled just now."""
    if "settle" in request.POST:
        remark = model.remarks.filter(pk=read_key(request.POST["settle"]) or NO_KEY).first()
        if remark is not None:
            settle_remark(remark=remark, by=by)
        return None
    form = RemarkForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        write_remark(model=model, element=element, text=form.cleaned_data["text"], by=by)
        return None
    return form


def refused(request: HttpRequest, error: Exception) -> None:
    """Say on the next page why something was not done."""
    messages.error(request, str(error))
