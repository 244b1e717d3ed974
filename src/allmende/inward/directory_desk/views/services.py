from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.base.directory.models import Audience, Responsibility, Service
from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.ui.revised import one_at_a_time, status_of

from ..access import editable, editor_required, get_service_for
from ..actions import change_service, create_service, end_responsibility, make_responsible
from ..forms import NewServiceForm, ResponsibilityForm, ServiceForm
from .shared import locked, saved


@editor_required
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """A service's texts; "preview" shows them as visitors will read them, and changes nothing."""
    by = account_user(request)
    row = locked(request, get_service_for(by, slug))
    form = ServiceForm(row, request.POST or None)
    preview = request.POST.get("do") == "preview"
    save = request.method == "POST" and not preview
    if save and saved(request, form, lambda: change_service(service=row, by=by, **form.values()), slug):
        return redirect("directory_desk:service", slug=slug)
    shown = form.cleaned_data if preview and form.is_valid() else None
    context = {"service": row, "form": form, "shown": shown, "english": _english(shown), "part": "texts"}
    return render(request, "directory_desk/service.html", context, status=status_of(form))


@editor_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new service of one of her offices."""
    by = account_user(request)
    row = Service(audiences=[Audience.CITIZEN])
    form, made = NewServiceForm(by, row, request.POST or None), list[Service]()
    if request.method == "POST" and saved(
        request,
        form,
        lambda: made.append(create_service(by=by, office=form.cleaned_data["office"], **form.values())),
    ):
        return redirect("directory_desk:service", slug=made[0].slug)
    context = {"form": form, "title": _("New service")}
    return render(request, "directory_desk/new.html", context, status=status_of(form))


def _english(shown: dict[str, object] | None) -> dict[str, object]:
    """The English texts of a preview, German where there are none."""
    found = shown or {}
    return {name: found.get(f"en_{name}") or value for name, value in found.items()}


@editor_required
@require_http_methods(["GET", "HEAD", "POST"])
def responsibilities(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is responsible for a service, where and when."""
    by = account_user(request)
    row = get_service_for(by, slug)
    do, _colon, what = request.POST.get("do", "").partition(":")
    form = ResponsibilityForm(by, request.POST if do == "add" else None)
    if do == "add" and saved(
        request, form, lambda: make_responsible(service=row, by=by, **form.cleaned_data)
    ):
        return redirect("directory_desk:responsibilities", slug=slug)
    if do == "end":
        _end(what, by, row)
        return redirect("directory_desk:responsibilities", slug=slug)
    rows = Responsibility.objects.filter(service=row).select_related("unit", "area")
    context = {
        "service": row, "form": form, "part": "responsible", "mine": editable(by), "today": timezone.localdate(),
        "rows": rows.order_by("area__name", "valid_from"),
    }  # fmt: skip
    return render(request, "directory_desk/responsibilities.html", context, status=status_of(form))


def _end(key: str, by: User, service: Service) -> None:
    """It held until yesterday."""
    row = (
        Responsibility.objects.filter(pk=read_key(key) or NO_KEY, service=service)
        .select_related("unit", "area", "service")
        .first()
    )
    if row is not None and row.unit_id in editable(by):
        end_responsibility(responsibility=row, last_day=timezone.localdate() - timedelta(days=1), by=by)
