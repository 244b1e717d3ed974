"""Address plans: lines, what is wrong with them, lists in and out, and what name servers say."""

from __future__ import annotations

import csv
import tempfile
import uuid
from collections import Counter
from pathlib import Path

from django import forms
from django.contrib import messages
from django.db.models import Case, Count, IntegerField, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.api.keyset import keyset_page
from allmende.foundation.api.problems import Problem
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.limits.actions import TooOftenError
from allmende.foundation.tables import TableError, no_formula, open_table
from allmende.foundation.ui.forms import KernForm
from allmende.provider.offers.access import provider_required
from allmende.provider.transitions.access import is_coordinator
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Measure

from ..actions import import_plan, remove_change, save_change, start_check
from ..models import AddressChange, RecordCheck
from ..plan import KIND, changes_of, problems
from ..worksheet import natural

PAGE = 100
_PROBLEMS = 100
#: What there is to do about comes first.
_RANK = Case(
    *(
        When(result=result, then=Value(place))
        for place, result in enumerate(("old", "both", "other", "unresolved", "moved"))
    ),
    output_field=IntegerField(),
)


class ChangeForm(KernForm):
    """One line of a plan."""

    old = forms.CharField(label=gettext_lazy("Old address or block"), max_length=50)
    new = forms.CharField(
        label=gettext_lazy("New address or block"), max_length=50, required=False,
        help_text=gettext_lazy("Empty: not known yet."),
    )  # fmt: skip
    line = forms.CharField(
        label=gettext_lazy("Over the line"), max_length=120, required=False,
        help_text=gettext_lazy("Number of the new line. Empty: as the register says."),
    )  # fmt: skip


def get_plan_for(by: User, measure_id: uuid.UUID) -> Measure:
    """The measure whose plan it is; 404 else."""
    row = Measure.objects.select_related("programme").filter(pk=measure_id, kind=KIND).first()
    if row is None or not is_coordinator(by):
        raise Http404
    return row


@require_safe
@provider_required
def listed(request: HttpRequest) -> HttpResponse:
    """The renumberings of all programmes."""
    rows = (
        Measure.objects.filter(kind=KIND).select_related("programme").annotate(lines=Count("address_changes"))
    )
    return render(
        request, "connectivity/plans.html", {"rows": rows.order_by("programme__title", "order", "id")}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@provider_required
def one(request: HttpRequest, measure_id: uuid.UUID) -> HttpResponse:
    """The plan; ``do``: enter a line, or take one out."""
    by = account_user(request)
    measure = get_plan_for(by, measure_id)
    do, _colon, key = request.POST.get("do", "").partition(":")
    form = ChangeForm(request.POST if do == "save" else None)
    if request.method == "POST":
        if do == "save" and _saved(form, measure, by):
            messages.success(request, _("Saved."))
            return redirect("connectivity:plan", measure.pk)
        if do == "remove":
            _remove(request, measure, key, by)
            return redirect("connectivity:plan", measure.pk)
    return render(
        request,
        "connectivity/plan.html",
        _context(request, measure, form),
        status=422 if form.errors else 200,
    )


def _context(request: HttpRequest, measure: Measure, form: ChangeForm) -> dict[str, object]:
    changes = changes_of(measure)
    found, still = problems(changes), _still_old(measure)
    rows = AddressChange.objects.filter(measure=measure).select_related("institution")
    try:
        page, after = keyset_page(rows, order=("old", "id"), after=request.GET.get("after", ""), limit=PAGE)
    except Problem:
        raise Http404 from None
    if len(changes) <= PAGE:
        page.sort(key=lambda row: natural(row.old))
    return {
        "measure": measure, "form": form, "rows": [(row, still.get(row.institution_id, "")) for row in page],
        "total": len(changes), "institutions": len({row.institution_id for row in changes}),
        "without": sum(not row.new for row in changes),
        "problems": found[:_PROBLEMS], "more": max(0, len(found) - _PROBLEMS),
        "first": "?" if request.GET.get("after") else "", "next": f"?after={after}" if after else "",
        "counts": _counts(measure),
    }  # fmt: skip


def _still_old(measure: Measure) -> dict[uuid.UUID | None, str]:
    """Institution → how many of its records have moved, in words; one statement."""
    total, done = Counter[uuid.UUID | None](), Counter[uuid.UUID | None]()
    rows = RecordCheck.objects.filter(measure=measure)
    for institution, result in rows.values_list("resource__institution_id", "result"):
        total[institution] += 1
        done[institution] += result == RecordCheck.Result.MOVED
    words = _("%(done)s of %(all)s")
    return {key: words % {"done": done[key], "all": number} for key, number in total.items()}


def _saved(form: ChangeForm, measure: Measure, by: User) -> bool:
    if not form.is_valid():
        return False
    try:
        save_change(measure=measure, by=by, **form.cleaned_data)
    except TransitionError as error:
        form.add_error(None, str(error))
        return False
    return True


def _remove(request: HttpRequest, measure: Measure, key: str, by: User) -> None:
    change = AddressChange.objects.select_related("measure__programme").filter(
        measure=measure, pk=read_key(key) or NO_KEY
    )
    row = change.first()
    if row is None:
        raise Http404
    try:
        remove_change(change=row, by=by)
    except TransitionError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken out of the plan: %(line)s") % {"line": row})


def _owners(measure: Measure) -> set[uuid.UUID]:
    """Who has a worksheet."""
    return set(AddressChange.objects.filter(measure=measure).values_list("institution_id", flat=True))


def _counts(measure: Measure) -> list[tuple[str, str, int]]:
    rows = RecordCheck.objects.filter(measure=measure).values_list("result")
    counts = dict(rows.annotate(number=Count("pk")).order_by())
    return [
        (value, str(label), counts[value]) for value, label in RecordCheck.Result.choices if value in counts
    ]


@require_safe
@provider_required
def export(request: HttpRequest, measure_id: uuid.UUID) -> HttpResponse:
    """The plan as a list that can be taken over again."""
    measure = get_plan_for(account_user(request), measure_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="adressplan.csv"'
    write = csv.writer(response, delimiter=";")
    write.writerow(["old", "new", "line", "institution"])
    for row in changes_of(measure):
        write.writerow([row.old, row.new, no_formula(row.line), no_formula(row.institution.number)])
    return response


@require_POST
@provider_required
def take_over(request: HttpRequest, measure_id: uuid.UUID) -> HttpResponse:
    """Read a list: old, new and line; lines that cannot be used are told."""
    by = account_user(request)
    measure = get_plan_for(by, measure_id)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("Please choose a file."))
        return redirect("connectivity:plan", measure.pk)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.csv"
        path.write_bytes(upload.read())
        try:
            table = open_table(path, required=("old", "new", "line"))
            report = import_plan(measure=measure, rows=table.rows(), by=by)
        except TableError:
            words = _(
                "This file cannot be read. Please save it as CSV with the columns old, new and line. "
                "The plan is as it was."
            )
            messages.error(request, words)
            return redirect("connectivity:plan", measure.pk)
        except TransitionError as error:
            messages.error(request, str(error))
            return redirect("connectivity:plan", measure.pk)
    if not report.refusals:
        messages.success(request, _("Taken over: %(number)s lines.") % {"number": report.saved})
        return redirect("connectivity:plan", measure.pk)
    context = {"measure": measure, "report": report, "refusals": report.refusals[:_PROBLEMS]}
    return render(request, "connectivity/imported.html", context)


@require_POST
@provider_required
def check(request: HttpRequest, measure_id: uuid.UUID) -> HttpResponse:
    """Ask the name servers, in the background."""
    by = account_user(request)
    measure = get_plan_for(by, measure_id)
    try:
        start_check(measure=measure, by=by)
    except TooOftenError as error:
        words = _(
            "Name servers have been asked often in the last hour. Please try again in %(minutes)s minutes."
        )
        messages.error(request, words % {"minutes": error.minutes})
    else:
        messages.success(request, _("The name servers are being asked. The answers appear here bit by bit."))
    return redirect("connectivity:plan_results", measure.pk)


@require_safe
@provider_required
def results(request: HttpRequest, measure_id: uuid.UUID) -> HttpResponse:
    """What was answered, record by record; ``ergebnis`` narrows it."""
    measure = get_plan_for(account_user(request), measure_id)
    rows = RecordCheck.objects.filter(measure=measure).select_related("resource__institution")
    last = rows.order_by("-checked_at").first()
    rows = rows.annotate(rank=_RANK)
    wanted = request.GET.get("ergebnis", "")
    if wanted in RecordCheck.Result.values:
        rows = rows.filter(result=wanted)
    try:
        page, after = keyset_page(rows, order=("rank", "id"), after=request.GET.get("after", ""), limit=PAGE)
    except Problem:
        raise Http404 from None
    query = f"ergebnis={wanted}&" if wanted in RecordCheck.Result.values else ""
    context = {
        "measure": measure, "rows": page, "counts": _counts(measure), "owners": _owners(measure), "chosen": wanted,
        "last": last.checked_at if last else None,
        "first": f"?{query}" if request.GET.get("after") else "", "next": f"?{query}after={after}" if after else "",
    }  # fmt: skip
    return render(request, "connectivity/results.html", context)
