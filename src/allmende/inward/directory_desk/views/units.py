from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.base.directory.hours import coming_changes
from allmende.base.directory.models import OpeningException, Unit
from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.ui.revised import one_at_a_time, status_of

from ..access import editor_required, get_unit_for, units_for
from ..actions import add_exception, change_hours, change_unit, create_unit, remove_exception
from ..forms import UnitForm
from ..hours_forms import ExceptionForm, WeekForm
from .shared import locked, saved

#: Holidays and exceptions are listed so far ahead.
_DAYS = 120


@editor_required
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time
def unit(request: HttpRequest, key: str) -> HttpResponse:
    """What a unit is, where it is and how to reach it."""
    by = account_user(request)
    row = locked(request, get_unit_for(by, key))
    form = UnitForm(by, row, request.POST or None)
    if request.method == "POST" and saved(
        request, form, lambda: change_unit(unit=row, by=by, **form.values()), key
    ):
        return redirect("directory_desk:unit", key=key)
    context = {"unit": row, "form": form, "part": "texts"}
    return render(request, "directory_desk/unit.html", context, status=status_of(form))


@editor_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new unit below one of hers."""
    by = account_user(request)
    mine = list(units_for(by)[:2])
    row = Unit(parent=mine[0] if len(mine) == 1 else None)
    form, made = UnitForm(by, row, request.POST or None), list[Unit]()
    if request.method == "POST" and saved(
        request, form, lambda: made.append(create_unit(by=by, **form.values()))
    ):
        return redirect("directory_desk:unit", key=made[0].key)
    context = {"form": form, "title": _("New office")}
    return render(request, "directory_desk/new.html", context, status=status_of(form))


def _add(form: ExceptionForm, row: Unit, by: User) -> None:
    data = form.cleaned_data
    opens, closes = data["open"]
    add_exception(
        unit=row, by=by, first_day=data["first_day"], last_day=data["last_day"], opens=opens, closes=closes,
        reason=data["reason"],
    )  # fmt: skip


@editor_required
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time
def hours(request: HttpRequest, key: str) -> HttpResponse:
    """A unit's usual week, and the days on which other hours hold."""
    by = account_user(request)
    row = locked(request, get_unit_for(by, key))
    do, _colon, what = request.POST.get("do", "").partition(":")
    week = WeekForm(row, request.POST if do == "week" else None)
    other = ExceptionForm(request.POST if do == "exception" else None)
    done = False
    if do == "week":
        done = saved(
            request, week, lambda: change_hours(unit=row, by=by, week=week.cleaned_data["week"]), key
        )
    elif do == "exception":
        done = saved(request, other, lambda: _add(other, row, by))
    elif do == "remove":
        found = (
            OpeningException.objects.filter(unit=row, pk=read_key(what) or NO_KEY)
            .select_related("unit")
            .first()
        )
        if found is not None:
            remove_exception(exception=found, by=by)
        done = True
    if done:
        return redirect("directory_desk:hours", key=key)
    today = timezone.localdate()
    context = {
        "unit": row, "week": week, "form": week if week.errors else other, "other": other, "part": "hours",
        "exceptions": row.exceptions.filter(last_day__gte=today),
        "changes": [day for day in coming_changes(row, days=_DAYS) if not day.openings],
    }  # fmt: skip
    return render(request, "directory_desk/hours.html", context, status=status_of(week, other))
