"""The list of all tables, the way in for new ones, and one to read, to take away and to copy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.base.identity.access import actor_of, staff_required
from allmende.base.identity.views.shared import account_user
from allmende.base.procedures.actions import FolderError

from ...access import designer_required, may_draw
from ...queries import WORKING
from ..access import get_tables_for
from ..actions import (
    change_value,
    copy_tables,
    create_tables,
    discard_tables,
    import_tables,
    open_working_copy,
)
from ..dmn.tree import LARGEST, UnreadableTablesError
from ..forms import CopyForm, NewForm
from ..queries import (
    ORIGINAL,
    Tables,
    content_named,
    entries,
    known_to,
    parameters_of,
    uses_in,
    version_named,
    who_asks,
)
from ..showing import Shown, show
from ..values import Value, read_value, values_read
from .shared import address, page


@staff_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All tables: whose they are, who asks them, which version runs."""
    draws = may_draw(account_user(request))
    found = entries(drafts=draws)
    context = {
        "draws": draws, "own": [entry for entry in found if entry.procedure is None],
        "bound": [entry for entry in found if entry.procedure is not None],
    }  # fmt: skip
    return render(request, "tables/list.html", context)


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """New tables, blank or from a file."""
    form = NewForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, name, actor = form.cleaned_data["file"], form.cleaned_data["name"], actor_of(request)
        try:
            if file:
                content = file.read(LARGEST + 1)
                made = import_tables(content=content, file_name=file.name, name=name, actor=actor)
            else:
                made = create_tables(name=name, actor=actor)
            return redirect(address("edit", made.key))
        except UnreadableTablesError as error:
            form.add_error("file", str(error))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "tables/new.html", {"form": form}, status=status)


def chosen_content(request: HttpRequest, tables: Tables, *, draws: bool) -> tuple[str, bytes]:
    """(name, content) of the state that the address asks for: the newest version, else the working copy."""
    newest = tables.newest
    usual = f"v{newest.number}" if newest else WORKING
    name = request.GET.get("fassung") or usual
    content = content_named(tables, name) if (draws or name.startswith("v")) and name != ORIGINAL else None
    if content is None:
        raise Http404
    return name, content


@staff_required
@require_safe
def one(request: HttpRequest, key: str) -> HttpResponse:
    """The tables in words, what they need, who asks them, the values of their procedure."""
    by = account_user(request)
    tables = get_tables_for(by, key)
    name, content = chosen_content(request, tables, draws=may_draw(by))
    known = known_to(tables)
    shown = show(content, known=known)
    context: dict[str, Any] = {
        "shown": shown, "name": name, "asked_by": _asked_by(tables, shown),
        "version": version_named(tables, name),
        "versions": tables.definition.versions.order_by("-number").only("number", "published_at")[:30]
        if tables.definition else [],
        "values": values_read(shown.review, known.values) if tables.procedure else [],
        "copy_form": CopyForm(initial={"name": _("%(name)s (copy)") % {"name": tables.name}}),
    }  # fmt: skip
    return page(request, "one", tables, by, **context)


def _asked_by(tables: Tables, shown: Shown) -> list[str]:
    """Sentences that say who asks these tables."""
    if tables.procedure is None:
        return [_("the process “%(name)s”") % {"name": name} for name in who_asks().get(tables.key, [])]
    names = {entry.sheet.id: entry.sheet.name for entry in shown.sheets}
    said = {
        "form": _("the form asks “%(name)s”"), "process": _("the process asks “%(name)s”"),
        "sending": _("“%(name)s” is asked when an application is sent"),
    }  # fmt: skip
    return [said[where] % {"name": names[key]} for where, key in uses_in(tables.procedure, list(names))]


@staff_required
@require_safe
def file(request: HttpRequest, key: str) -> HttpResponse:
    """The DMN file, byte for byte."""
    by = account_user(request)
    tables = get_tables_for(by, key)
    _name, content = chosen_content(request, tables, draws=may_draw(by))
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{tables.key}.dmn"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@designer_required
@require_POST
def copy(request: HttpRequest, key: str) -> HttpResponse:
    """Begin to work: on a copy under a name of its own, or on what runs for all processes."""
    by = account_user(request)
    tables = get_tables_for(by, key)
    if request.POST.get("do") == "open" and tables.procedure is None:
        return redirect(address("edit", open_working_copy(tables=tables, actor=actor_of(by)).key))
    form = CopyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please give the copy a name."))
        return redirect(address("one", tables))
    made = copy_tables(tables=tables, name=form.cleaned_data["name"], actor=actor_of(by))
    return redirect(address("edit", made.key))


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Ask, then delete the working copy."""
    by = account_user(request)
    tables = get_tables_for(by, key, draw=True)
    if request.method != "POST" or tables.model is None:
        return page(request, "discard", tables, by)
    discard_tables(model=tables.model, actor=actor_of(by))
    messages.success(request, _("The draft “%(name)s” is deleted.") % {"name": tables.name})
    return redirect(address("one", tables) if tables.definition else reverse("tables:list"))


@designer_required
@require_POST
def values(request: HttpRequest, key: str) -> HttpResponse:
    """Change one of the values that a procedure's tables read."""
    by = account_user(request)
    tables = get_tables_for(by, key)
    known = parameters_of(tables.procedure).get(f"param.{request.POST.get('key', '')}")
    if tables.procedure is None or known is None:
        raise Http404
    wanted: Value = read_value(known[0].type, request.POST.get("value", ""))
    if wanted.problem:
        text = _("“%(label)s” was not changed: %(problem)s")
        messages.error(request, text % {"label": known[0].label, "problem": wanted.problem})
    else:
        try:
            change_value(
                procedure=tables.procedure, key=request.POST["key"], value=wanted.value, actor=actor_of(by)
            )
            messages.success(request, _("Changed. New applications are counted with it from now on."))
        except (FolderError, ValueError) as error:
            messages.error(request, str(error))
    return redirect(address("one", tables) + "#werte")
