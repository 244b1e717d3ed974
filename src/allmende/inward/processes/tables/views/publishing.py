"""Compare versions, check, publish."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.base.identity.access import actor_of
from allmende.base.identity.views.shared import account_user
from allmende.base.procedures.actions import FolderError
from allmende.base.workflow.decisions.findings import DecisionRefusedError
from allmende.base.workflow.decisions.models import DecisionVersion
from allmende.foundation.numbers import whole_number

from ...access import designer_required
from ...actions import ChangedMeanwhileError, NothingToPublishError
from ...models import ProcessModel
from ...queries import WORKING, comparable, current_content
from ..access import get_tables_for
from ..actions import publish_tables, restore_tables
from ..dmn.comparing import compare
from ..dmn.tree import UnreadableTablesError
from ..queries import ORIGINAL, Tables, content_named, known_to, who_asks
from ..showing import show
from .shared import address, page


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def comparison(request: HttpRequest, key: str) -> HttpResponse:
    """Two versions: what is new, gone and changed; the earlier one may become the working copy again."""
    by = account_user(request)
    tables = get_tables_for(by, key, draw=True)
    model = tables.model
    if model is None:
        raise Http404
    choices = _choices(tables, model)
    older = request.POST.get("alt") or request.GET.get("alt") or _before(tables, choices)
    newer = request.GET.get("neu") or WORKING
    before, after = content_named(tables, older), content_named(tables, newer)
    if before is None or after is None:
        raise Http404
    if request.method == "POST":
        try:
            restore_tables(model=model, content=before, actor=actor_of(by))
        except UnreadableTablesError as error:
            messages.error(request, str(error))
            return redirect(address("compare", tables))
        messages.success(request, _("The earlier version is the working copy now. “Undo” takes that back."))
        return redirect(address("edit", tables))
    context: dict[str, Any] = {
        "choices": choices,
        "older": older,
        "newer": newer,
        "differences": compare(before, after),
    }
    return page(request, "compare", tables, by, **context)


def _before(tables: Tables, choices: list[tuple[str, str]]) -> str:
    """With what the working copy is compared unless somebody chooses: what runs, else what it began with."""
    newest = tables.newest
    if newest is not None:
        return f"v{newest.number}"
    return ORIGINAL if any(name == ORIGINAL for name, _label in choices) else choices[-1][0]


def _choices(tables: Tables, model: ProcessModel) -> list[tuple[str, str]]:
    versions = tables.definition.versions.all() if tables.definition else DecisionVersion.objects.none()
    found = comparable(model, versions)
    original = tables.origin[0]
    if original is not None and original.key != tables.key:
        found.insert(1, (ORIGINAL, _("“%(name)s” as it runs now") % {"name": original.name}))
    return found


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """What is wrong and where, what changes, and for whom it counts from then on."""
    by = account_user(request)
    tables = get_tables_for(by, key, draw=True)
    if request.method == "POST":
        into_procedure = request.POST.get("do") == "procedure"
        try:
            made = publish_tables(
                tables=tables, base=whole_number(request.POST.get("base", "")) or 0, actor=actor_of(by),
                into_procedure=into_procedure,
            )  # fmt: skip
        except DecisionRefusedError:
            messages.error(request, _("Not published: please see to the points below first."))
            return page(request, "publish", tables, by, status=422, **_facts(tables))
        except FolderError as error:
            messages.error(request, _("Not published: the table does not fit its procedure."))
            context = {**_facts(tables), "refused": str(error).splitlines()}
            return page(request, "publish", tables, by, status=422, **context)
        except (ChangedMeanwhileError, NothingToPublishError) as error:
            messages.error(request, str(error))
            return redirect(address("publish", tables))
        messages.success(request, _("Published as version %(number)s.") % {"number": made.number})
        return redirect(address("one", made.definition.key))
    return page(request, "publish", tables, by, **_facts(tables))


def _facts(tables: Tables) -> dict[str, Any]:
    if tables.model is None:
        raise Http404
    content = current_content(tables.model)
    choices = _choices(tables, tables.model)
    older = _before(tables, choices)
    before = content_named(tables, older)
    return {
        "shown": show(content, known=known_to(tables)), "differences": compare(before, content) if before else [],
        "compared": dict(choices).get(older, ""), "procedure": tables.origin[1],
        "asked_by": who_asks().get(tables.key, []),
        "open_remarks": tables.model.remarks.filter(settled_at=None).count(),
    }  # fmt: skip
