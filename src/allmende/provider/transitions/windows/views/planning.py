"""Windows with their load, the rules, and calculating."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.ui.revised import status_of
from allmende.provider.offers.access import provider_required
from allmende.provider.offers.models import Institution
from allmende.provider.transitions.models import Effect, Measure, Programme, Window
from allmende.provider.transitions.views.shared import done, saved

from .. import actions
from ..building import build_problem, placeable
from ..forms import OrderForm, PeriodFileForm, PeriodForm, RuleForm
from ..models import MeasureOrder, MeasureRule, Period, Run, Wish
from ..solver.problem import result_from
from ..words import keys_of, slot_words, way_words, window_short
from .shared import shown, staff_programme


@provider_required
@require_safe
def windows(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """All windows with how full they are, and the calculation that runs or waits."""
    _by, programme = staff_programme(request, programme_id)
    found = (
        Window.objects.filter(measure__programme=programme)
        .order_by("measure__order", "measure_id", "starts_on")
        .select_related("measure")
    )
    load, said = _load(programme), _said(programme)
    groups: dict[Measure, list[dict[str, Any]]] = {}
    for row in found:
        placed = load.get(row.pk, 0)
        groups.setdefault(row.measure, []).append({
            "window": row, "words": window_short(row), "load": placed,
            "percent": placed * 100 // row.capacity if row.capacity else 0,
            "wished": said.get((row.pk, Wish.Kind.WISH), 0), "barred": said.get((row.pk, Wish.Kind.VETO), 0),
        })  # fmt: skip
    waiting = placeable(programme).filter(window=None).count()
    run = Run.objects.filter(programme=programme).order_by("-created_at").first()
    context = {"groups": groups.items(), "waiting": waiting, "run": run}
    return shown(request, programme, "windows", context)


def _load(programme: Programme) -> dict[uuid.UUID, int]:
    """Window → how many are in it."""
    rows = Effect.objects.filter(measure__programme=programme, is_void=False, window__isnull=False)
    return dict(rows.values("window_id").annotate(count=Count("pk")).values_list("window_id", "count"))


def _said(programme: Programme) -> dict[tuple[uuid.UUID, str], int]:
    """(window, what is said of it) → by how many."""
    rows = Wish.objects.filter(window__measure__programme=programme).values("window_id", "kind")
    counted = rows.annotate(count=Count("pk")).values_list("window_id", "kind", "count")
    return {(window, kind): count for window, kind, count in counted}


@provider_required
@require_POST
def start(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """Begin a calculation."""
    by, programme = staff_programme(request, programme_id)
    found: list[Run] = []
    sentence = _("The calculation has begun. Nothing changes before you have looked at it.")
    if done(request, lambda: found.append(actions.start_run(programme=programme, by=by)), sentence):
        return redirect("windows:run", programme.pk, found[0].pk)
    return redirect("windows:windows", programme.pk)


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, programme_id: uuid.UUID, run_id: uuid.UUID) -> HttpResponse:
    """How far a calculation is; then what it would change, to take over or discard."""
    by, programme = staff_programme(request, programme_id)
    row = Run.objects.filter(programme=programme, pk=run_id).select_related("by").first()
    if row is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("do") == "take":
            moved: list[int] = []
            if done(request, lambda: moved.append(actions.take_run(run=row, by=by)), _("Taken over.")):
                messages.info(request, _moved(moved[0]))
        else:
            done(
                request,
                lambda: actions.drop_run(run=row, by=by),
                _("Discarded. Everybody stays where they are."),
            )
        return redirect("windows:windows", programme.pk)
    return shown(request, programme, "run", {"run": row, **_outcome(programme, row)})


def _moved(count: int) -> str:
    return ngettext(
        "%(count)s institution has a new time window. Publish a revision so that it is told.",
        "%(count)s institutions have a new time window. Publish a revision so that they are told.",
        count,
    ) % {"count": count}


def _outcome(programme: Programme, row: Run) -> dict[str, Any]:
    """What a calculation found, in figures; or what would have to give way, in words."""
    if row.state not in (Run.State.FOUND, Run.State.NONE) or not row.result:
        return {}
    problem, result = build_problem(programme), result_from(row.result)
    load: dict[str, int] = {}
    for key in result.placement.values():
        load[key] = load.get(key, 0) + 1
    names: dict[str, str] = {}
    wanted = [found for key in keys_of(problem, result.ways) if (found := read_key(key))]
    for row_id, name in Institution.objects.filter(pk__in=wanted).values_list("pk", "name"):
        names[str(row_id)] = name
    titles = {str(one.pk): one.title for one in programme.measures.all()}
    return {
        "result": result,
        "gap": round(result.gap * 100, 1),
        "new": sum(1 for item in problem.items if not item.current and item.key in result.placement),
        "load": [(titles.get(slot.group, ""), slot_words(slot), load.get(slot.key, 0), slot.capacity)
                 for slot in problem.slots],
        "ways": [way_words(problem, way, names) for way in result.ways],
    }  # fmt: skip


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """Rules of each measure, the order of measures, holidays and exams."""
    by, programme = staff_programme(request, programme_id)
    measures = (
        Measure.objects.filter(programme=programme, windows__isnull=False).distinct().order_by("order", "id")
    )
    post = request.POST if request.method == "POST" else None
    what = post.get("do", "") if post else ""
    forms: dict[str, Any] = {
        "order": OrderForm(post if what == "order" else None, measures=measures, prefix="order"),
        "period": PeriodForm(post if what == "period" else None, prefix="period"),
        "file": PeriodFileForm(post if what == "file" else None, request.FILES or None, prefix="file"),
    }
    known = {row.measure_id: row for row in MeasureRule.objects.filter(measure__programme=programme)}
    of_measure = [
        (row, _rule_form(row, post if what == f"rule:{row.key}" else None, known.get(row.pk)))
        for row in measures
    ]
    if post and (_act(request, programme, what, by) or _save(request, what, forms, dict(of_measure), by)):
        return redirect(request.path)
    context = {
        "of_measure": of_measure, **{f"{name}_form": form for name, form in forms.items()},
        "orders": MeasureOrder.objects.filter(before__programme=programme).select_related("before", "after"),
        "periods": Period.objects.order_by("land", "starts_on", "id")[:500],
    }  # fmt: skip
    status = status_of(*forms.values(), *(form for _row, form in of_measure))
    return shown(request, programme, "rules", context, status=status)


def _rule_form(measure: Measure, post: Any, rule: MeasureRule | None) -> RuleForm:
    names = ("bodies", "at_most", "holidays", "exams_barred", "exempt") if rule else ()
    return RuleForm(post, prefix=measure.key, initial={name: getattr(rule, name) for name in names})


def _act(request: HttpRequest, programme: Programme, what: str, by: Any) -> bool:
    """Buttons that take something out."""
    kind, _colon, key = what.partition(":")
    wanted = read_key(key) or NO_KEY
    if kind == "drop_period" and (period := Period.objects.filter(pk=wanted).first()):
        done(request, lambda: actions.remove_period(period=period, by=by), _("Removed."))
        return True
    orders = MeasureOrder.objects.filter(before__programme=programme).select_related("before__programme")
    if kind == "drop_order" and (order := orders.filter(pk=wanted).first()):
        done(request, lambda: actions.remove_order(order=order, by=by), _("Removed."))
        return True
    return False


def _save(
    request: HttpRequest, what: str, forms: dict[str, Any], of_measure: dict[Measure, Any], by: Any
) -> bool:  # fmt: skip
    """Whether the form that was sent could be saved."""
    if what == "order":
        form = forms["order"]
        return saved(request, form, lambda: actions.save_order(**form.cleaned_data, by=by))
    if what == "period":
        form = forms["period"]
        return saved(request, form, lambda: actions.save_period(**form.cleaned_data, by=by))
    if what == "file":
        return saved(request, forms["file"], lambda: _import(request, forms["file"], by))
    found = next((measure for measure in of_measure if what == f"rule:{measure.key}"), None)
    if found is None:
        return False
    form = of_measure[found]
    return saved(request, form, lambda: actions.save_rule(measure=found, **form.cleaned_data, by=by))


def _import(request: HttpRequest, form: Any, by: Any) -> None:
    file = form.cleaned_data["file"]
    found = actions.import_periods(
        content=file.read(),
        name=file.name,
        land=form.cleaned_data["land"],
        kind=form.cleaned_data["kind"],
        by=by,
    )
    messages.info(request, ngettext("%(count)s entry is new.", "%(count)s entries are new.", found.added)
                  % {"count": found.added})  # fmt: skip
    for line in found.problems[:10]:
        messages.warning(request, line)
