"""Compare versions, comment, check and publish."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.identity.access import actor_of
from allmende.base.identity.views.shared import account_user
from allmende.base.procedures.actions import FolderError
from allmende.base.workflow.findings import Finding, ProcessRefusedError
from allmende.foundation.numbers import whole_number

from ..access import designer_required, get_model_for
from ..actions import ChangedMeanwhileError, NothingToPublishError, publish_model
from ..bpmn.comparing import Difference, compare, marks_of
from ..bpmn.drawing import draw
from ..bpmn.outline import label
from ..bpmn.tree import by_id, parse
from ..forms import procedure_choices
from ..models import ProcessModel
from ..queries import (
    WORKING,
    comparable,
    content_of,
    current_content,
    findings_in,
    newest_publication,
    remarks_on,
)
from .shared import address, named_findings, page, refused, take_remark


@designer_required
@require_safe
def comparison(request: HttpRequest, key: str) -> HttpResponse:
    """Two versions: as drawings with what was added, removed and changed, and as a list."""
    by = account_user(request)
    row = get_model_for(by, key, draw=True)
    choices = comparable(row, row.publications.all())
    newest = newest_publication(row)
    older = request.GET.get("alt") or (f"v{newest.number}" if newest else choices[-1][0])
    newer = request.GET.get("neu") or WORKING
    before, after = _content(row, older), _content(row, newer)
    differences = compare(before, after)
    marks = marks_of(differences)
    context: dict[str, Any] = {
        "choices": choices, "older": older, "newer": newer, "differences": differences,
        "after": draw(after, marks=marks, prefix="n"),
        "before": draw(before, marks=marks, prefix="o") if differences else [],
    }  # fmt: skip
    return page(request, "compare", row, by, **context)


def _content(row: ProcessModel, name: str) -> bytes:
    """A version by its name in the address: the working copy, ``v3`` a publication, ``s7`` a saved state."""
    if name == WORKING:
        return current_content(row)
    rows: Any = {"v": row.publications, "s": row.states}.get(name[:1])
    found = rows.filter(number=whole_number(name[1:])).first() if rows is not None else None
    if found is None:
        raise Http404
    return content_of(found)


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def remarks(request: HttpRequest, key: str) -> HttpResponse:
    """Comments on elements and on the whole: write, settle."""
    by = account_user(request)
    row = get_model_for(by, key, draw=True)
    ids = by_id(parse(current_content(row)))
    element = request.POST.get("element") or request.GET.get("element", "")
    form = take_remark(request, row, element, by)
    if form is None:
        return redirect(address("remarks", row))
    context: dict[str, Any] = {
        "form": form, "element": element, "about": label(ids[element], ids) if element in ids else "",
        "remarks": [
            (remark, label(ids[remark.element], ids) if remark.element in ids else "") for remark in remarks_on(row)
        ],
    }  # fmt: skip
    return page(request, "remarks", row, by, status=422 if form.errors else 200, **context)


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """What is wrong and where, what changes, and the two buttons: to read, or to run as well."""
    by = account_user(request)
    row = get_model_for(by, key, draw=True)
    if request.method == "POST":
        base, runs = request.POST.get("base", ""), request.POST.get("do") == "run"
        try:
            made = publish_model(
                model=row,
                base=whole_number(base) or 0,
                runs=runs,
                actor=actor_of(by),
                procedure=request.POST.get("procedure", ""),
            )
        except ProcessRefusedError as error:
            refused(request, ValueError(_("Not published: please see to the points below first.")))
            return page(request, "publish", row, by, status=422, **_facts(row, error.findings))
        except (ChangedMeanwhileError, NothingToPublishError, FolderError) as error:
            refused(request, error)
            return redirect(address("publish", row))
        messages.success(request, _("Published as version %(number)s.") % {"number": made.number})
        return redirect(address("model", row))
    return page(request, "publish", row, by, **_facts(row))


def _facts(row: ProcessModel, found: list[Finding] | None = None) -> dict[str, Any]:
    content = current_content(row)
    ids = by_id(parse(content))
    findings = found if found is not None else findings_in(row, content)
    newest = newest_publication(row)
    differences: list[Difference] = compare(content_of(newest), content) if newest else []
    placed = named_findings(findings, ids)
    return {
        "fatal": [entry for entry in placed if entry[0].level == "error"],
        "hints": [entry for entry in placed if entry[0].level != "error"],
        "newest": newest, "differences": differences, "procedures": procedure_choices(),
        "open_remarks": row.remarks.filter(settled_at=None).count(),
    }  # fmt: skip
