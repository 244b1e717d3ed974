"""The process map, and the way in for new processes."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.identity.access import actor_of, staff_required
from allmende.base.identity.views.shared import account_user
from allmende.base.procedures.queries import current_version, folder_of, manifest_of

from ..access import designer_required, may_draw, models_for
from ..actions import create_model, import_model
from ..bpmn.tree import LARGEST, UnreadableModelError
from ..forms import NewForm
from ..models import ProcessModel, Publication
from .shared import address


@staff_required
@require_safe
def process_map(request: HttpRequest) -> HttpResponse:
    """All processes by office or by service, with what is due for review."""
    by = account_user(request)
    newest = Publication.objects.filter(model=OuterRef("pk")).order_by("-number")
    rows = (
        models_for(by)
        .select_related("unit", "service", "owner")
        .annotate(published=Subquery(newest.values("number")[:1]))
        .order_by("name", "id")
    )
    group_by = "service" if request.GET.get("nach") == "leistung" else "unit"
    wanted = request.GET.get("status", "")
    if wanted in ProcessModel.Status.values:
        rows = rows.filter(status=wanted)
    context = {
        "groups": _groups(list(rows[:2000]), group_by), "group_by": group_by, "wanted": wanted,
        "draws": may_draw(by), "today": timezone.localdate(), "statuses": ProcessModel.Status.choices,
    }  # fmt: skip
    return render(request, "processes/map.html", context)


def _groups(rows: list[ProcessModel], name: str) -> list[tuple[str, list[ProcessModel]]]:
    """The rows under the names of their offices or services, those without any at the end."""
    groups: dict[str, list[ProcessModel]] = {}
    for row in rows:
        owner: Any = getattr(row, name)
        groups.setdefault(owner.name if owner else "", []).append(row)
    nameless = _("Without office") if name == "unit" else _("Without service")
    return [
        (label or nameless, found)
        for label, found in sorted(groups.items(), key=lambda item: (not item[0], item[0]))
    ]


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new process, blank or from a file."""
    form = NewForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        model = _made(request, form)
        if model is not None:
            return redirect(address("draw", model))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "processes/new.html", {"form": form}, status=status)


def _made(request: HttpRequest, form: NewForm) -> ProcessModel | None:
    file, name, actor = form.cleaned_data["file"], form.cleaned_data["name"], actor_of(request)
    if form.cleaned_data["procedure"]:
        return _from_procedure(form.cleaned_data["procedure"], name, request)
    if not file:
        return create_model(name=name, actor=actor)
    try:
        return import_model(content=file.read(LARGEST + 1), file_name=file.name, actor=actor, name=name)
    except UnreadableModelError as error:
        form.add_error("file", str(error))
        return None


def _from_procedure(key: str, name: str, request: HttpRequest) -> ProcessModel | None:
    version = current_version(key)
    if version is None:
        return None
    path = manifest_of(version).process or ""
    content = folder_of(version)[path].encode()
    title = name or version.procedure.name
    return import_model(content=content, file_name=path, actor=actor_of(request), name=title, key=key)
