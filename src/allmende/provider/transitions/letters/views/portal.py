"""In the customers' portal: what changes for the institution, what it was told, its checklists, for whoever logs in."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.files.errors import FileRefusedError
from allmende.foundation.files.views import serve_file
from allmende.foundation.limits.actions import TooOftenError, spend
from allmende.provider.offers.access import get_institution_for, institutions_of
from allmende.provider.offers.documents import MOST, Document, DocumentSource
from allmende.provider.offers.models import Institution
from allmende.provider.offers.sections import Section
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Effect, Programme, Step
from allmende.provider.transitions.queries import checklist
from allmende.provider.transitions.told import as_told

from ..actions import open_page
from ..models import Letter
from ..overview import shown_effects
from ..queries import letters_about
from ..sheet import sheet_pdf
from .papers import as_sheet, case_with_schools
from .steps import posted_step, turn

#: Pages opened, sheets made and proofs sent by one account in an hour.
AN_HOUR = 60
#: Letters in the section of their own; all of them stand among the documents.
LETTERS_SHOWN = 5
#: Open steps that are seen at once; the others are behind a button.
STEPS_FIRST = 3


def changes(request: HttpRequest, institution: Institution) -> Mapping[str, Any] | None:
    """What each programme that goes on means for the institution, and the way to its page."""
    told = [as_told(programme) for programme in _going_on(institution)]
    found = [{"programme": one.programme, "effects": shown_effects(one, institution)} for one in told]
    found = [one for one in found if one["effects"]]
    return {"programmes": found, "institution": institution} if found else None


def notices(request: HttpRequest, institution: Institution) -> Mapping[str, Any] | None:
    """The letters about the institution, without those that are about others, too."""
    found = [one for one in letters_about(institution) if _may_read(account_user(request), one)]
    return {"letters": found[:LETTERS_SHOWN], "institution": institution} if found else None


def documents(request: HttpRequest, institution: Institution) -> Iterator[Document]:
    """Letters that the reader may open, and what was sent to prove that steps are done."""
    user = account_user(request)
    for one in letters_about(institution, MOST):
        if one.pdf_id is not None and one.sent_at is not None and _may_read(user, one):
            address = reverse("letters:portal_letter", args=[institution.pk, one.pk])
            title, day = one.notice.programme.title, timezone.localdate(one.sent_at)
            yield Document(title, gettext_lazy("Letter"), day, address)
    steps = Step.objects.filter(institution=institution, proof__isnull=False).select_related("proof")
    for step in steps.order_by("-id")[:MOST]:
        if step.proof is not None:
            address = reverse("letters:portal_proof", args=[institution.pk, step.pk])
            day = timezone.localdate(step.proof.created_at)
            yield Document(
                f"{step.proof.name}: {step.text}", gettext_lazy("Proof of a step"), day, address, ""
            )


def checklists(request: HttpRequest, institution: Institution) -> Mapping[str, Any] | None:
    """The institution's checklist of each programme that goes on."""
    found = []
    for programme in _going_on(institution):
        steps = checklist(programme, institution)
        done = sum(step.done_at is not None for step in steps)
        if steps:
            first = [one for one in steps if not one.by_provider and one.done_at is None][:STEPS_FIRST]
            rest = [one for one in steps if one not in first]
            found.append({"programme": programme, "steps": steps, "done": done, "first": first, "rest": rest})
    if not found:
        return None
    return {
        "checklists": found, "institution": institution,
        "tick_url": reverse("letters:portal_step", args=[institution.pk]),
        "page_url": reverse("offers:portal_institution", args=[institution.pk]),
    }  # fmt: skip


SOURCE = DocumentSource("letters", documents)
PORTAL: tuple[Section[Institution], ...] = (
    Section("changes", 8, gettext_lazy("What changes for you"), "letters/portal/changes.html", changes),
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
    """Tick a step off with note and proof, or open it again."""
    user = account_user(request)
    institution = get_institution_for(user, institution_id)
    own = Step.objects.filter(institution=institution, programme__state=Programme.State.ANNOUNCED)
    found = posted_step(request, own)
    try:
        messages.success(request, turn(request, found, user, sender=str(user.pk), files=AN_HOUR))
    except (TransitionError, FileRefusedError) as error:
        messages.error(request, str(error))
    except TooOftenError as error:
        words = _("Too many attempts. Please try again in %(minutes)s minutes.")
        messages.error(request, words % {"minutes": error.minutes})
    page = reverse("offers:portal_institution", args=[institution_id])
    return redirect(f"{page}#schritt-{found.pk}")


@login_required
@require_GET
def proof(request: HttpRequest, institution_id: uuid.UUID, step: uuid.UUID) -> HttpResponseBase:
    """What was sent to prove that a step is done."""
    institution = get_institution_for(account_user(request), institution_id)
    found = Step.objects.filter(institution=institution, pk=step).select_related("proof").first()
    if found is None or found.proof is None:
        raise Http404
    return serve_file(found.proof)


@login_required
@require_POST
def open_own(request: HttpRequest, institution_id: uuid.UUID, programme_id: uuid.UUID) -> HttpResponseBase:
    """To the institution's page in a programme, as the letter's link opens it."""
    user = account_user(request)
    institution = get_institution_for(user, institution_id)
    programme = _one_going_on(institution, programme_id)
    try:
        spend("letters-open", str(user.pk), limit=AN_HOUR, seconds=3600)
    except TooOftenError as error:
        words = _("Too many attempts. Please try again in %(minutes)s minutes.")
        messages.error(request, words % {"minutes": error.minutes})
        return redirect("offers:portal_institution", institution_id)
    return redirect("letters:page", open_page(programme=programme, institution=institution, by=user))


@login_required
@require_GET
def sheet(request: HttpRequest, institution_id: uuid.UUID, programme_id: uuid.UUID) -> HttpResponseBase:
    """The case for the head of the institution on one sheet of paper."""
    user = account_user(request)
    institution = get_institution_for(user, institution_id)
    programme = _one_going_on(institution, programme_id)
    try:
        spend("letters-sheet", str(user.pk), limit=AN_HOUR, seconds=3600)
    except TooOftenError:
        raise Http404 from None
    programme, case = case_with_schools(programme, institution)
    address = request.build_absolute_uri(reverse("offers:portal_institution", args=[institution.pk]))
    return as_sheet(sheet_pdf(programme, institution, case, address, (get_language() or "de")[:2]))


def _going_on(institution: Institution) -> list[Programme]:
    """The announced programmes that mean something for the institution, the newest first."""
    own = Effect.objects.filter(institution=institution, is_void=False)
    rows = Programme.objects.filter(
        state=Programme.State.ANNOUNCED, pk__in=own.values("measure__programme_id")
    )
    return list(rows.order_by("-announced_at")[:5])


def _one_going_on(institution: Institution, key: uuid.UUID) -> Programme:
    for programme in _going_on(institution):
        if programme.pk == key:
            return programme
    raise Http404


def _may_read(user: User, letter: Letter) -> bool:
    """Whether all institutions that it is about are the reader's."""
    keys = set(letter.institutions)
    own = institutions_of(user).filter(pk__in=keys).values_list("pk", flat=True)
    return keys <= {str(key) for key in own}
