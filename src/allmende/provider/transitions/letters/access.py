"""Who may: a link opens one institution in one programme; announcements and letters are for the provider's staff."""

from __future__ import annotations

import uuid

from django.http import Http404

from allmende.base.identity.models import User
from allmende.provider.offers.models import Institution
from allmende.provider.transitions.access import Holder, get_programme_for, is_coordinator
from allmende.provider.transitions.models import Programme

from .links import link_of
from .models import Letter, Notice, PageLink


def open_link(token: str) -> PageLink | None:
    """The link that ``token`` opens now, None where it opens nothing."""
    link = link_of(token)
    if link is None or link.institution.state != Institution.State.ACTIVE:
        return None
    return None if link.programme.state in (Programme.State.DRAFT, Programme.State.DROPPED) else link


def holder_of(link: PageLink) -> Holder:
    """Who acts by the link: its contact as long as it is one, else somebody of the institution."""
    contact = link.contact
    if contact is not None and contact.erased_at is not None:
        contact = None
    return Holder(link.institution, link.programme, contact)


def read_holder(token: str) -> Holder | None:
    """Who acts by the link ``token``, for pages of other apps."""
    link = open_link(token)
    return holder_of(link) if link else None


def get_notice_for(by: User, programme_id: uuid.UUID, id: uuid.UUID) -> Notice:
    """The announcement, for staff of the provider; 404 else."""
    programme = get_programme_for(by, programme_id)
    rows = Notice.objects.select_related("programme", "revision", "prepared_by", "released_by")
    found = rows.filter(programme=programme, pk=id).first() if is_coordinator(by) else None
    if found is None:
        raise Http404
    return found


def get_letter_for(by: User, programme_id: uuid.UUID, id: uuid.UUID) -> Letter:
    """The letter, for staff of the provider; 404 else."""
    programme = get_programme_for(by, programme_id)
    rows = Letter.objects.select_related("notice", "contact", "email", "pdf")
    found = rows.filter(notice__programme=programme, pk=id).first() if is_coordinator(by) else None
    if found is None:
        raise Http404
    return found
