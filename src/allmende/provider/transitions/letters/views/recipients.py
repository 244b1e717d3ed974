"""One recipient, for staff: the letter as it would be or was, sent again, its links revoked."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.files.views import serve_file
from allmende.provider.offers.access import get_institution_for, provider_required
from allmende.provider.offers.models import Contact, Institution
from allmende.provider.offers.views.shared import page_of
from allmende.provider.transitions.access import get_programme_for
from allmende.provider.transitions.models import Programme
from allmende.provider.transitions.preview import effects_as_planned
from allmende.provider.transitions.queries import affected_institutions, latest_revision
from allmende.provider.transitions.views.shared import done

from ..access import get_letter_for
from ..actions import revoke_links, send_again
from ..batches import preview, sender
from ..content import Content, source_of
from ..models import Notice, PageLink
from ..paper import html_nodes
from ..queries import links_of
from ..recipients import USUAL, addressees
from .staff import frame


@provider_required
@require_safe
def previews(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """Whose letter is to be shown: affected institutions by name; before effects are written, all."""
    programme = get_programme_for(account_user(request), programme_id)
    text = request.GET.get("q", "").strip()[:100]
    rows = affected_institutions(programme)
    if programme.state == Programme.State.DRAFT:
        rows = Institution.objects.filter(state=Institution.State.ACTIVE)
    if text:
        rows = rows.filter(name__icontains=text)
    context = {**page_of(request, rows.order_by("name", "id"), ("name", "id")), "text": text}
    return frame(request, programme, "previews", context)


@provider_required
@require_safe
def preview_page(request: HttpRequest, programme_id: uuid.UUID, institution_id: uuid.UUID) -> HttpResponse:
    """The letter that would go to an institution's contact, as a page."""
    by = account_user(request)
    programme = get_programme_for(by, programme_id)
    institution = get_institution_for(by, institution_id)
    contact, content, _pdf = _made(programme, institution)
    context: dict[str, Any] = {"institution": institution, "contact": contact, "content": content}
    if content is not None:
        context["nodes"] = html_nodes(content)
    context["links"] = links_of(programme, institution)[:50]
    return frame(request, programme, "preview", context)


@provider_required
@require_GET
def preview_pdf(request: HttpRequest, programme_id: uuid.UUID, institution_id: uuid.UUID) -> HttpResponse:
    """The same as it would come out of the printer."""
    by = account_user(request)
    programme = get_programme_for(by, programme_id)
    institution = get_institution_for(by, institution_id)
    _contact, content, pdf = _made(programme, institution, with_pdf=True)
    if content is None:
        raise Http404
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="brief.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@provider_required
@require_GET
def pdf(request: HttpRequest, programme_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponseBase:
    """The letter as it was sent, ready for the post."""
    letter = get_letter_for(account_user(request), programme_id, letter_id)
    if letter.pdf is None:
        raise Http404
    return serve_file(letter.pdf, inline=True)


@provider_required
@require_POST
def again(request: HttpRequest, programme_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    """Send a letter once more."""
    by = account_user(request)
    letter = get_letter_for(by, programme_id, letter_id)
    done(request, lambda: send_again(letter=letter, by=by), _("The letter is sent once more."))
    return redirect("letters:notice", programme_id, letter.notice_id)


@provider_required
@require_POST
def revoke(request: HttpRequest, programme_id: uuid.UUID, institution_id: uuid.UUID) -> HttpResponse:
    """Let links to an institution's page open nothing any more: one, or all."""
    by = account_user(request)
    programme = get_programme_for(by, programme_id)
    institution = get_institution_for(by, institution_id)
    links = list(PageLink.objects.filter(programme=programme, institution=institution, revoked_at=None))
    if chosen := request.POST.get("link", ""):
        links = [link for link in links if str(link.pk) == chosen]
        if not links:
            raise Http404
    _revoke(request, links, by)
    return redirect("letters:preview", programme_id, institution_id)


def _revoke(request: HttpRequest, links: list[PageLink], by: User) -> None:
    number = len(links)
    said = ngettext(
        "%(number)s link opens nothing any more.", "%(number)s links open nothing any more.", number
    ) % {"number": number}
    done(request, lambda: revoke_links(links=links, by=by), said)


def _made(
    programme: Programme, institution: Institution, *, with_pdf: bool = False
) -> tuple[Contact | None, Content | None, bytes]:
    """The first contact's letter about this institution: from effects as written, before that as planned."""
    latest = latest_revision(programme)
    planned = None
    if programme.state == Programme.State.DRAFT:
        planned = {institution.pk: effects_as_planned(programme, institution)}
    notice = Notice.objects.filter(programme=programme).order_by("-prepared_at").first()
    first = addressees([institution.pk], notice.roles if notice else USUAL)[0]
    contact = Contact.objects.filter(pk=first.contact).first() if first.contact else None
    source = source_of(programme, latest, [institution.pk], planned)
    content, made = preview(
        source, contact, [institution], sender(notice or Notice(programme=programme)), with_pdf=with_pdf
    )
    return contact, content, made
