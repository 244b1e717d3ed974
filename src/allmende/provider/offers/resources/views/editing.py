"""Entering, changing and ending resources; dependencies by hand."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmende.base.identity.models import User
from allmende.base.identity.queries import last_editor
from allmende.base.identity.views.shared import account_user
from allmende.provider.offers.access import provider_required

from ..access import get_resource_for
from ..actions import (
    DependencyRefusedError,
    add_dependency,
    end_resource,
    find_dependencies,
    remove_dependency,
    save_resource,
)
from ..fields import FieldsRefusedError
from ..forms import DependencyForm, ResourceForm, form_class
from ..models import Dependency, Resource
from ..types import resource_types
from .register import page


@require_http_methods(["GET", "HEAD", "POST"])
@provider_required
def new(request: HttpRequest) -> HttpResponse:
    """A new resource: first its type, then its form (``?typ=line``)."""
    wanted = request.GET.get("typ", "")
    if wanted not in resource_types:
        types = sorted(resource_types, key=lambda type: (type.family, str(type.label)))
        families = [list(group) for _family, group in groupby(types, key=lambda type: type.family)]
        return render(request, "resources/types.html", {"families": families})
    type = resource_types[wanted]
    form = form_class(type)(type, request.POST or None)
    if request.method == "POST" and (row := _save(form, account_user(request))):
        messages.success(request, _("Saved."))
        return redirect("resources:one", key=row.pk)
    context = {"form": form, "type": type, "row": None}
    return render(request, "resources/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@provider_required
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """The form of a resource; who saves second is told what a colleague saved in the meantime."""
    by = account_user(request)
    with transaction.atomic():
        if request.method == "POST":  # what is compared with the form does not change until it is saved
            Resource.objects.select_for_update(of=("self",)).filter(pk=key).first()
        row = get_resource_for(by, key)
        if row.type not in resource_types or row.state == Resource.State.ENDED:
            raise Http404
        type = resource_types[row.type]
        form = form_class(type)(type, request.POST or None, row=row)
        if request.method == "POST" and form.is_valid():
            if clash := form.overtaken():
                form.clash, form.clash_by = clash, last_editor(row.stream)
            elif _save(form, by, row):
                messages.success(request, _("Saved."))
                return redirect("resources:one", key=row.pk)
    status = 409 if form.clash else 422 if form.errors else 200
    return render(request, "resources/form.html", {"form": form, "type": type, "row": row}, status=status)


def _save(form: ResourceForm, by: User, row: Resource | None = None) -> Resource | None:
    """Save and look anew what the data say about dependencies; None where something is refused."""
    if not form.is_valid():
        return None
    values = form.values()
    there = Resource.objects.filter(type=values["type"], number=values["number"].strip())
    if row is None and there.exists():
        form.refuse({"number": _("Another resource of this type has this number.")})
        return None
    try:
        with transaction.atomic():
            saved = save_resource(**values, resource=row, by=by)
            if saved.institution is not None:
                find_dependencies(by=by, institution=saved.institution)
    except FieldsRefusedError as refused:
        form.refuse(refused.errors)
        return None
    return saved


@require_POST
@provider_required
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """It is no longer provided from tomorrow on."""
    row = get_resource_for(account_user(request), key)
    end_resource(resource=row, by=account_user(request))
    messages.success(request, _("“%(name)s” has ended.") % {"name": row.name})
    return redirect("resources:one", key=row.pk)


@require_POST
@provider_required
def add(request: HttpRequest, key: UUID) -> HttpResponse:
    """A dependency by hand."""
    by = account_user(request)
    row = get_resource_for(by, key)
    form = DependencyForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            add_dependency(resource=row, needs=given["needs"], kind=given["kind"], note=given["note"], by=by)
        except DependencyRefusedError as refused:
            form.add_error("number", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("resources:one", key=row.pk)
    return page(request, row, form)


@require_POST
@provider_required
def remove(request: HttpRequest, key: UUID, dependency: UUID) -> HttpResponse:
    """Takes a dependency out that stands by hand or from a list."""
    by = account_user(request)
    row = get_resource_for(by, key)
    found = get_object_or_404(Dependency.objects, pk=dependency, resource=row)
    try:
        remove_dependency(dependency=found, by=by)
        messages.success(request, _("The dependency was removed."))
    except DependencyRefusedError as refused:
        messages.error(request, str(refused))
    return redirect("resources:one", key=row.pk)
