"""What really happened in a process: figures, two of them side by side, the log to take away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from allmende.base.directory.models import Unit
from allmende.base.identity.access import actor_of, staff_required
from allmende.base.identity.views.shared import account_user
from allmende.base.workflow.models import ProcessDefinition
from allmende.base.workflow.queries import current_process

from ..access import may_draw
from ..mining.actions import figures_for, note_export
from ..mining.export import csv_lines, xes
from ..mining.figures import Figures
from ..mining.heat import FREQUENCY, TIME, heat
from ..mining.periods import OFFERED, Period, PeriodError, last_over, month_key, month_name, read_period
from ..mining.shown import Shown, side_by_side

_AGAIN_AFTER = "10"


@staff_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All processes that run or ran."""
    rows = ProcessDefinition.objects.order_by("name", "id")[:500]
    return render(request, "processes/mining/overview.html", {"rows": rows})


@staff_required
@require_safe
def figures(request: HttpRequest, key: str) -> HttpResponse:
    """The figures of one process, drawn on its diagram and in tables."""
    definition = _definition(key)
    context = _context(request, definition)
    found = _asked(request.GET, key, context)
    by = TIME if request.GET.get("bild") == TIME else FREQUENCY
    if found is not None:
        version = current_process(key)
        context |= {
            "shown": Shown(found),
            "drawings": heat(version.bpmn.encode(), found, by) if version else [],
        }
    return _page(request, "figures", {**context, "by": by, "found": found})


@staff_required
@require_safe
def comparison(request: HttpRequest, key: str) -> HttpResponse:
    """Two periods or two offices side by side."""
    definition = _definition(key)
    context = _context(request, definition)
    left = _asked(request.GET, key, context)
    right = _asked(request.GET, key, context, "2")
    if left is not None and right is not None:
        context |= {"rows": side_by_side(left, right), "left": Shown(left), "right": Shown(right)}
    return _page(request, "figures_compare", {**context, "found": left and right})


@staff_required
@require_POST
def export(request: HttpRequest, key: str) -> HttpResponseBase:
    """The log as XES or CSV, for designers; noted in the log, therefore by POST."""
    by = account_user(request)
    if not may_draw(by):
        raise PermissionDenied("only designers may take the log of a process away")
    definition = _definition(key)
    context = _context(request, definition)
    period, unit = _period(request.POST, context), _unit(request.POST, context)
    if period is None:
        return redirect(reverse("processes:figures", args=[key]))
    form = "csv" if request.POST.get("format") == "csv" else "xes"
    note_export(key=key, period=period, unit=unit, form=form, actor=actor_of(by))
    pieces: Iterator[str] = csv_lines(key, period, unit) if form == "csv" else xes(key, period, unit)
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/xml"
    answer = StreamingHttpResponse((piece.encode() for piece in pieces), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{key}.{form}"'
    return answer


def _definition(key: str) -> ProcessDefinition:
    found = ProcessDefinition.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def _context(request: HttpRequest, definition: ProcessDefinition) -> dict[str, Any]:
    """What the pages share: what may be chosen, and what was."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    pages = [("figures", _("Figures")), ("figures_compare", _("Compare two"))]
    urls = [(name, label, reverse(f"processes:{name}", args=[definition.key])) for name, label in pages]
    over = last_over()
    return {
        "definition": definition, "months": [(month_key(m), month_name(m)) for m in range(over, over - OFFERED, -1)],
        "offices": [(str(pk), name) for pk, name in Unit.objects.order_by("name").values_list("pk", "name")],
        "exports": may_draw(account_user(request)), "chosen": {}, "problem": "",
        "tabs": [(label, f"{url}?{request.GET.urlencode()}", here == name, "") for name, label, url in urls],
    }  # fmt: skip


def _asked(query: QueryDict, key: str, context: dict[str, Any], which: str = "") -> Figures | None:
    """The figures that the address asks for; None where it cannot be read, or while they are being worked out."""
    period, unit = _period(query, context, which), _unit(query, context, which)
    return figures_for(key, period, unit) if period is not None else None


def _period(query: QueryDict, context: dict[str, Any], which: str = "") -> Period | None:
    try:
        period = read_period(query.get(f"von{which}", ""), query.get(f"bis{which}", ""))
    except PeriodError as error:
        context["problem"] = str(error)
        context["chosen"] |= {
            f"from{which}": query.get(f"von{which}"),
            f"to{which}": query.get(f"bis{which}"),
        }
        return None
    context["chosen"] |= {
        f"from{which}": month_key(period.first), f"to{which}": month_key(period.last), f"period{which}": str(period),
    }  # fmt: skip
    return period


def _unit(query: QueryDict, context: dict[str, Any], which: str = "") -> str:
    wanted = query.get(f"amt{which}", "")
    name = dict(context["offices"]).get(wanted, "")
    unit = wanted if name else ""
    context["chosen"] |= {f"unit{which}": unit, f"office{which}": name or _("All offices")}
    return unit


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["problem"] else 200
    answer = render(request, f"processes/mining/{template}.html", context, status=status)
    if status == 200 and not context["found"]:
        answer["Refresh"] = _AGAIN_AFTER
    return answer
