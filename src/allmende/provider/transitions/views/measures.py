"""One measure: its words, its dates, its windows."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.ui.revised import one_at_a_time, status_of
from allmende.provider.offers.access import provider_required

from ..access import get_programme_for
from ..actions import (
    add_windows,
    remove_date,
    remove_measure,
    remove_window,
    save_measure,
    set_date,
)
from ..dates import monthly_windows
from ..forms import DateForm, MeasureForm, WindowsForm
from ..kinds import measure_kinds
from ..models import Measure, MeasureDate, Programme, Window
from ..words import measure_lines
from .shared import done, saved, shown


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_measure(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """Add a measure; its dates follow on its page."""
    by = account_user(request)
    programme = get_programme_for(by, programme_id)
    form = MeasureForm(Measure(programme=programme, order=programme.measures.count()), request.POST or None)
    if request.method == "POST" and saved(
        request,
        form,
        lambda: save_measure(
            programme=programme, key=form.cleaned_data["key"], by=by, version=0, **form.values()
        ),
    ):
        return redirect("transitions:measure", programme.pk, form.cleaned_data["key"])
    return shown(request, programme, "programme", {"form": form}, status_of(form), "new_measure")


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time
def measure(request: HttpRequest, programme_id: uuid.UUID, key: str) -> HttpResponse:
    """Words, dates and windows; ``do`` says which form was sent."""
    by = account_user(request)
    programme = get_programme_for(by, programme_id)
    row = _measure(programme, key, locked=request.method == "POST")
    do = request.POST.get("do", "")
    form = MeasureForm(row, request.POST if do == "texts" else None)
    dates = DateForm(row, request.POST if do == "date" else None, _asked(request, row))
    windows = WindowsForm(request.POST if do == "windows" else None, prefix="windows")
    if request.method == "POST" and _did(request, by, row, do, form, dates, windows):
        return redirect(request.path)
    context = {
        "measure": row, "form": form, "date_form": dates, "windows_form": windows, "lines": measure_lines(row),
        "windows": list(row.windows.order_by("starts_on")), "changing": request.GET.get("termin", ""),
        "own_page": measure_kinds[row.kind].page if row.kind in measure_kinds else "",
    }  # fmt: skip
    return shown(request, programme, "programme", context, status_of(form, dates, windows), "measure")


@provider_required
@require_POST
def drop_measure(request: HttpRequest, programme_id: uuid.UUID, key: str) -> HttpResponse:
    """Take a measure out that nobody was told of."""
    by = account_user(request)
    programme = get_programme_for(by, programme_id)
    row = _measure(programme, key)
    if not done(request, lambda: remove_measure(measure=row, by=by)):
        return redirect("transitions:measure", programme.pk, key)
    return redirect("transitions:programme", programme.pk)


def _measure(programme: Programme, key: str, locked: bool = False) -> Measure:
    rows = Measure.objects.select_for_update(of=("self",)) if locked else Measure.objects
    row = rows.filter(programme=programme, key=key).first()
    if row is None:
        raise Http404
    row.programme = programme
    return row


def _asked(request: HttpRequest, row: Measure) -> MeasureDate | None:
    """The date that is to be changed: ``?termin=end``."""
    return MeasureDate.objects.filter(measure=row, event=request.GET.get("termin", "")).first()


def _did(
    request: HttpRequest, by: User, row: Measure, do: str, form: MeasureForm, dates: DateForm, windows: WindowsForm
) -> bool:  # fmt: skip
    what, _colon, key = do.partition(":")
    if what == "texts":
        return saved(
            request,
            form,
            lambda: save_measure(
                programme=row.programme, key=row.key, by=by, version=row.version, **form.values()
            ),
            row.programme.stream,
        )
    if what == "date":
        return saved(
            request,
            dates,
            lambda: set_date(measure=row, by=by, replaces=dates.replaced(row), **dates.values()),
        )
    if what == "windows":
        return saved(request, windows, lambda: _add(by, row, windows))
    if what == "remove_date":
        done(request, lambda: remove_date(measure=row, event=key, by=by))
        return True
    if what == "remove_window":
        window = Window.objects.filter(measure=row, pk=read_key(key) or NO_KEY).first()
        if window is not None:
            done(request, lambda: remove_window(window=window, by=by))
        return True
    return False


def _add(by: User, row: Measure, form: WindowsForm) -> None:
    first, last, most = (form.cleaned_data[name] for name in ("first", "last", "capacity"))
    spans = monthly_windows(first, last) if form.cleaned_data["monthly"] else [(first, last)]
    add_windows(measure=row, windows=[(start, end, most) for start, end in spans], by=by)
