"""Announcing on the coordinators' pages: prepare, release, watch, pause; who was not reached."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.base.identity.views.shared import account_user
from allmende.foundation.ui.revised import status_of
from allmende.provider.offers.access import provider_required
from allmende.provider.offers.models import Institution
from allmende.provider.offers.views.shared import page_of
from allmende.provider.transitions.access import get_programme_for
from allmende.provider.transitions.models import Programme
from allmende.provider.transitions.queries import latest_revision
from allmende.provider.transitions.tabs import tabs_of
from allmende.provider.transitions.views.shared import done, saved

from ..access import get_notice_for
from ..actions import drop_notice, pause_notice, prepare_notice, release_notice, resume_notice
from ..forms import NoticeForm
from ..models import Letter, Notice
from ..queries import LIMITS, deliveries_of, letters_of

ACTS: dict[str, tuple[Callable[..., Notice], Any]] = {
    "release": (release_notice, gettext_lazy("Released. The letters are being written and sent.")),
    "drop": (drop_notice, gettext_lazy("Withdrawn. Nobody was written to.")),
    "pause": (pause_notice, gettext_lazy("Paused. The few letters at hand are still sent.")),
    "resume": (resume_notice, gettext_lazy("It goes on where it stopped.")),
}
WORDS: dict[str, Any] = {
    "": gettext_lazy("All"),
    "unopened": gettext_lazy("Not opened"),
    "bounced": gettext_lazy("Came back"),
    "post": gettext_lazy("By post"),
    "opened": gettext_lazy("Opened"),
    "waiting": gettext_lazy("Not written yet"),
    "reminders": gettext_lazy("Next contacts"),
}
#: Announcements of one programme that are listed.
MOST = 50


def frame(
    request: HttpRequest, programme: Programme, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of a programme's letters, with the programme's tabs."""
    found = {"programme": programme, "tabs": tabs_of(programme, "letters"), **context}
    return render(request, f"letters/staff/{template}.html", found, status=status)


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """All announcements of a programme; prepare one."""
    by = account_user(request)
    programme = get_programme_for(by, programme_id)
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and saved(
        request,
        form,
        lambda: prepare_notice(
            programme=programme,
            by=by,
            roles=form.cleaned_data["roles"],
            remind_after=form.cleaned_data["remind_after"],
        ),
    ):
        return redirect(request.path)
    rows = Notice.objects.filter(programme=programme).select_related("revision", "prepared_by", "released_by")
    found = list(rows.order_by("-prepared_at", "-id")[:MOST])
    context = {
        "notices": list(zip(found, deliveries_of(found), strict=True)),
        "form": form,
        "can_prepare": _can_prepare(programme, found),
    }
    return frame(request, programme, "notices", context, status_of(form))


@provider_required
@require_safe
def notice(request: HttpRequest, programme_id: uuid.UUID, notice_id: uuid.UUID) -> HttpResponse:
    """One announcement: how far it is, and its letters by what became of them."""
    by = account_user(request)
    row = get_notice_for(by, programme_id, notice_id)
    only, text = request.GET.get("nur", ""), request.GET.get("q", "").strip()[:100]
    if only and only not in LIMITS:
        raise Http404
    page = page_of(request, letters_of(row, only, text), ("id",))
    context = {
        "notice": row,
        "delivery": deliveries_of([row])[0],
        "letters": with_names(page["rows"]),
        "following": page["following"],
        "first": page["first"],
        "limits": list(WORDS.items()),
        "only": only,
        "text": text,
        "is_mine": row.prepared_by_id == by.pk,
    }
    return frame(request, row.programme, "notice", context)


@provider_required
@require_POST
def act(request: HttpRequest, programme_id: uuid.UUID, notice_id: uuid.UUID) -> HttpResponse:
    """Release, withdraw, pause or resume an announcement."""
    by = account_user(request)
    row = get_notice_for(by, programme_id, notice_id)
    if request.POST.get("_do") not in ACTS:
        raise Http404
    action, said = ACTS[request.POST["_do"]]
    done(request, lambda: action(notice=row, by=by), str(said))
    return redirect("letters:notice", programme_id, notice_id)


def with_names(letters: list[Letter]) -> list[tuple[Letter, str]]:
    """Each letter with the names of what it is about: one statement for all."""
    keys = {key for letter in letters for key in letter.institutions}
    names = {str(row[0]): row[1] for row in Institution.objects.filter(pk__in=keys).values_list("pk", "name")}
    return [(letter, _shortened([names.get(key, "–") for key in letter.institutions])) for letter in letters]


def _shortened(names: list[str]) -> str:
    shown = ", ".join(sorted(names)[:3])
    if len(names) <= 3:
        return shown
    return _("%(names)s and %(number)s more") % {"names": shown, "number": len(names) - 3}


def _can_prepare(programme: Programme, found: list[Notice]) -> bool:
    live = [row for row in found if row.state != Notice.State.DROPPED]
    if programme.state == Programme.State.DRAFT:
        return not live
    latest = latest_revision(programme)
    return (
        programme.state == Programme.State.ANNOUNCED
        and latest is not None
        and latest.institutions > 0
        and all(row.revision_id != latest.pk for row in live)
    )
