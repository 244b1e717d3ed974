"""The pages about running processes, for operators."""

from __future__ import annotations

import json
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.identity.access import actor_of, role_required
from allmende.base.identity.models import Role
from allmende.base.workflow.actions import OperatingError
from allmende.base.workflow.models import Instance

from .forms import ACTS, Act
from .instance import Standing, speaker_of
from .lists import Filters, choices, instances

operator_required = role_required(Role.OPERATOR)


@operator_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List and search of instances."""
    filters = Filters.read(request.GET)
    context = {"filters": filters, "page": instances(filters), "choices": choices(filters)}
    return render(request, "processes/operating/list.html", context)


@operator_required
@require_safe
def one(request: HttpRequest, instance_id: uuid.UUID) -> HttpResponse:
    """One instance: where it stands, what waits, what happened."""
    instance = _instance(instance_id)
    context = {"standing": Standing(instance), "acts": _offered(instance)}
    return render(request, "processes/operating/one.html", context)


@operator_required
@require_safe
def values(request: HttpRequest, instance_id: uuid.UUID) -> HttpResponse:
    """The variables: a page of its own, because they may tell of a person."""
    instance = _instance(instance_id)
    labels = speaker_of(instance).labels
    rows = [
        (name, labels.known(name), json.dumps(value, ensure_ascii=False, indent=2))
        for name, value in sorted(instance.variables.items())
    ]
    context = {"standing": Standing(instance), "rows": rows}
    response = render(request, "processes/operating/values.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@operator_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, instance_id: uuid.UUID, do: str) -> HttpResponse:
    """Do something to the instance, with a reason."""
    instance = _instance(instance_id)
    if do not in ACTS:
        raise Http404
    if instance.state not in ACTS[do].states:
        messages.warning(request, _("This does not fit the state of the process any more."))
        return redirect("processes:instance", instance.pk)
    try:
        form = ACTS[do](instance, request.GET.get("an", ""), request.POST or None)
    except LookupError:
        messages.warning(
            request, _("The process is no longer where the page showed it. Nothing was changed.")
        )
        return redirect("processes:instance", instance.pk)
    if request.method == "POST" and form.is_valid() and _done(request, form):
        return redirect("processes:instance", instance.pk)
    context = {"form": form, "standing": Standing(instance), "act": form}
    return render(request, "processes/operating/act.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, form: Act) -> bool:
    try:
        form.perform(actor_of(request))
    except (OperatingError, ValueError) as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, str(form.done))
    return True


def _offered(instance: Instance) -> list[tuple[str, str]]:
    wanted = ("anhalten", "fortsetzen", "abbrechen")
    return [(key, str(ACTS[key].label)) for key in wanted if instance.state in ACTS[key].states]


def _instance(instance_id: uuid.UUID) -> Instance:
    rows = Instance.objects.select_related("version__definition", "parent__version__definition")
    found: Instance = get_object_or_404(rows, pk=instance_id)
    return found
