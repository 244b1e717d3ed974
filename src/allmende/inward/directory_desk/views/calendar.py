from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.base.identity.views.shared import account_user
from allmende.foundation.calendar.holidays import holiday_names
from allmende.foundation.calendar.models import ClosingDays
from allmende.foundation.calendar.queries import closing_days, current_calendar, regional_holidays
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.tenants.context import current_tenant
from allmende.foundation.ui.revised import status_of

from ..access import editor_required, edits_all
from ..calendar_actions import close_town, name_holidays, open_town
from ..calendar_forms import ClosingForm, RegionalForm, regional_choices

_DAYS_AHEAD = 366


@editor_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Closing days and holidays of the whole municipality; deadlines follow them."""
    by = account_user(request)
    if not edits_all(by):
        raise Http404
    do, _colon, what = request.POST.get("do", "").partition(":")
    state = current_tenant().state
    closing = ClosingForm(request.POST if do == "close" else None)
    regional = RegionalForm(
        state, request.POST if do == "holidays" else None, initial={"keys": sorted(regional_holidays())}
    )
    done = False
    if do == "close":
        done = _did(closing, lambda: close_town(by=by, **closing.cleaned_data))
    elif do == "holidays":
        done = _did(regional, lambda: name_holidays(by=by, keys=regional.cleaned_data["keys"]))
    elif do == "open":
        row = ClosingDays.objects.filter(pk=read_key(what) or NO_KEY).first()
        if row is not None:
            open_town(by=by, days=row)
        done = True
    if done:
        messages.success(request, _("Saved. Open deadlines follow the calendar within a few minutes."))
        return redirect("directory_desk:calendar")
    today = timezone.localdate()
    context = {
        "closing": closing, "regional": regional if regional_choices(state) else None,
        "form": regional if regional.errors else closing,
        "days": closing_days(since=today), "holidays": _holidays(), "state": state,
    }  # fmt: skip
    return render(request, "directory_desk/calendar.html", context, status=status_of(closing, regional))


def _did(form: forms.Form, save: Callable[[], object]) -> bool:
    """Whether it was saved; what does not fit stands in the form, and what was typed is kept."""
    if not form.is_valid():
        return False
    try:
        save()
    except ValueError as error:
        form.add_error(None, str(error))
        return False
    return True


def _holidays() -> list[tuple[object, str]]:
    """The public holidays of the coming year: (day, name)."""
    today, known = timezone.localdate(), current_calendar()
    found = [
        (day, str(name))
        for year in (today.year, today.year + 1)
        for day, name in holiday_names(year, known.state, known.regional).items()
        if today <= day <= today + timedelta(days=_DAYS_AHEAD)
    ]
    return sorted(found)
