"""Deleting what nothing points at, ending the rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.base.directory.ending import InUseError
from allmende.base.directory.models import Service, Topic
from allmende.base.directory.uses import Row, uses_of
from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.ui.revised import one_at_a_time, status_of

from ..access import editor_required, get_building_for, get_service_for, get_topic_for, get_unit_for
from ..actions import delete_entry, end_entry
from ..forms import EndForm
from .shared import saved


def _topic(kind: str, by: User, key: str) -> Row:
    return get_topic_for(by, kind, key)


_FIND: dict[str, Callable[[User, str], Row]] = {
    "unit": get_unit_for,
    "building": get_building_for,
    "service": get_service_for,
    "situation": partial(_topic, "situation"),
    "subject": partial(_topic, "subject"),
}
#: What the templates call it, where that is not its kind.
_KINDS = {"situation": "topic", "subject": "topic"}


@editor_required
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time
def end(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Delete the entry (``do=delete``, with ``sure``), let it end (``end``), or go on after all (``reopen``)."""
    by, do = account_user(request), request.POST.get("do", "")
    row = _FIND[kind](by, key)
    if do == "delete" and request.POST.get("sure") and _deleted(request, row, by):
        return redirect("directory_desk:topics" if isinstance(row, Topic) else "directory_desk:start")
    if do == "reopen":
        end_entry(row=row, by=by, last_day=None)
        sentence = (
            _("It goes on.") if isinstance(row, Topic) else _("It goes on. Please check who is responsible.")
        )
        messages.success(request, sentence)
        return redirect(request.path)
    english = (row.translations.get("en") or {}).get("closing_note", "")
    initial = {"last_day": row.last_day, "note": row.closing_note, "english": english}
    form = EndForm(request.POST if do == "end" else None, initial=initial)
    if isinstance(row, Topic):  # its page is gone then: nobody reads a note
        del form.fields["note"], form.fields["english"]
    if do == "end" and saved(request, form, lambda: end_entry(row=row, by=by, **form.cleaned_data)):
        return redirect(request.path)
    context = {
        _KINDS.get(kind, kind): row, "row": row, "kind": kind, "form": form, "part": "end", "uses": uses_of(row),
        "unsure": do == "delete", "imported": isinstance(row, Service) and row.source == Service.Source.IMPORT,
    }  # fmt: skip
    return render(request, "directory_desk/end.html", context, status=status_of(form))


def _deleted(request: HttpRequest, row: Row, by: User) -> bool:
    name = row.name
    try:
        delete_entry(row=row, by=by)
    except InUseError:
        messages.error(request, _("It is in use by now. Nothing was deleted."))
        return False
    messages.success(request, _("“%(name)s” has been deleted.") % {"name": name})
    return True
