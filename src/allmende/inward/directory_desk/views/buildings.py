from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.base.addresses.coordinates import to_degrees
from allmende.base.addresses.queries import find
from allmende.base.directory.models import Building
from allmende.base.identity.views.shared import account_user
from allmende.foundation.ui.revised import one_at_a_time, status_of

from ..access import editor_required, get_building_for
from ..actions import change_building, create_building
from ..forms import BuildingForm
from .shared import locked, saved


@editor_required
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time
def building(request: HttpRequest, key: str) -> HttpResponse:
    """Where a building is and how to get in."""
    by = account_user(request)
    row = locked(request, get_building_for(by, key))
    form = BuildingForm(row, request.POST or None)
    if request.method == "POST" and saved(
        request,
        form,
        lambda: change_building(building=row, by=by, **form.values(), **_place(form.cleaned_data)),
        key,
    ):
        return redirect("directory_desk:building", key=key)
    return render(
        request,
        "directory_desk/building.html",
        {"building": row, "form": form, "part": "texts"},
        status=status_of(form),
    )


@editor_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new building."""
    by = account_user(request)
    form, made = BuildingForm(Building(), request.POST or None), list[Building]()
    if request.method == "POST" and saved(
        request,
        form,
        lambda: made.append(create_building(by=by, **form.values(), **_place(form.cleaned_data))),
    ):
        return redirect("directory_desk:building", key=made[0].key)
    context = {"form": form, "title": _("New building")}
    return render(request, "directory_desk/new.html", context, status=status_of(form))


def _place(data: dict[str, Any]) -> dict[str, float]:
    """Where the map's link points: to the address where the register knows it, else where it pointed before."""
    house = find(data["street"], data["house_number"])
    if house is None:
        return {}
    ((lat, lon),) = to_degrees([house.x], [house.y])
    return {"lat": lat, "lon": lon}
