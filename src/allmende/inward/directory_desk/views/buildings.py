from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from allmende.base.addresses.coordinates import to_degrees
from allmende.base.addresses.queries import find
from allmende.base.identity.views.shared import account_user

from ..access import editor_required, get_building_for
from ..actions import change_building
from ..forms import BuildingForm
from .shared import saved, status_of


@editor_required
@require_http_methods(["GET", "HEAD", "POST"])
def building(request: HttpRequest, key: str) -> HttpResponse:
    """Where a building is and how to get in."""
    by = account_user(request)
    row = get_building_for(by, key)
    form = BuildingForm(row, request.POST or None)
    if request.method == "POST" and saved(
        request,
        form,
        lambda: change_building(building=row, by=by, **form.values(), **_place(form.cleaned_data)),
    ):
        return redirect("directory_desk:building", key=key)
    return render(
        request, "directory_desk/building.html", {"building": row, "form": form}, status=status_of(form)
    )


def _place(data: dict[str, Any]) -> dict[str, float]:
    """Where the map's link points: to the address where the register knows it, else where it pointed before."""
    house = find(data["street"], data["house_number"])
    if house is None:
        return {}
    ((lat, lon),) = to_degrees([house.x], [house.y])
    return {"lat": lat, "lon": lon}
