"""In the customers' portal: what the institution was told, and its checklists, for whoever logs in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.files.views import serve_file
from allmende.foundation.ids import NO_KEY, read_key
from allmende.provider.offers.access import get_institution_for, institutions_of
from allmende.provider.offers.models import Institution
from allmende.provider.offers.sections import Section
from allmende.provider.transitions.actions import tick_step, untick_step
from allmende.provider.transitions.models import Programme, Step
from allmende.provider.transitions.views.shared import done

from ..models import Letter
from ..overview import checklist_lines
from ..queries import letters_about


def notices(request: HttpRequest, institution: Institution) -> Mapping[str, Any] | None:
    """The letters about the institution, without those that are about others, too."""
    found = [one for one in letters_about(institution) if _may_read(account_user(request), one)]
    return {"letters": found, "institution": institution} if found else None


def checklists(request: HttpRequest, institution: Institution) -> Mapping[str, Any] | None:
    """The institution's checklist of each programme that goes on."""
    rows = Programme.objects.filter(state=Programme.State.ANNOUNCED, steps__institution=institution)
    found = []
    for programme in rows.distinct().order_by("-announced_at")[:5]:
        lines = checklist_lines(programme, institution)
        ready = sum(1 for line in lines if line.step.done_at is not None)
        found.append({"programme": programme, "lines": lines, "ready": ready})
    return {"checklists": found, "institution": institution} if found else None


PORTAL: tuple[Section[Institution], ...] = (
    Section("notices", 10, gettext_lazy("Letters to you"), "letters/portal/notices.html", notices),
    Section("checklist", 15, gettext_lazy("Your checklist"), "letters/portal/checklist.html", checklists),
)


@login_required
@require_GET
def letter(request: HttpRequest, institution_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponseBase:
    """A letter as PDF."""
    user = account_user(request)
    institution = get_institution_for(user, institution_id)
    found = Letter.objects.filter(pk=letter_id, links__institution=institution).select_related("pdf").first()
    if found is None or found.pdf is None or not _may_read(user, found):
        raise Http404
    return serve_file(found.pdf, inline=True)


@login_required
@require_POST
def step(request: HttpRequest, institution_id: uuid.UUID) -> HttpResponse:
    """Tick a step off, or open it again."""
    user = account_user(request)
    institution = get_institution_for(user, institution_id)
    key = read_key(request.POST.get("step", "")) or NO_KEY
    rows = Step.objects.filter(institution=institution, programme__state=Programme.State.ANNOUNCED)
    found = rows.exclude(owner="provider").filter(pk=key).first()
    if found is None:
        raise Http404
    if request.POST.get("_do") == "untick":
        said = _("The step is open again: %(step)s") % {"step": found.text}
        done(request, lambda: untick_step(step=found, by=user), said)
    else:
        note = request.POST.get("note", "")[:300]
        done(
            request,
            lambda: tick_step(step=found, by=user, note=note),
            _("Done: %(step)s") % {"step": found.text},
        )
    return redirect("offers:portal_institution", institution_id)


def _may_read(user: User, letter: Letter) -> bool:
    """Whether all institutions that it is about are the reader's."""
    keys = set(letter.institutions)
    own = institutions_of(user).filter(pk__in=keys).values_list("pk", flat=True)
    return keys <= {str(key) for key in own}
