"""Who may see and do what: staff of the provider everything, a customer what is its own, a link one institution."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from allmende.base.identity.access import actor_of, has_role
from allmende.base.identity.models import Role, User
from allmende.foundation.events.types import SYSTEM, Actor
from allmende.provider.offers.access import institutions_of
from allmende.provider.offers.models import Contact, Institution

from .errors import NotAllowedError, TransitionError
from .models import Programme


@dataclass(frozen=True)
class Holder:
    """Who acts by a link without account, for one institution in one programme; letters makes it from a token."""

    institution: Institution
    programme: Programme
    contact: Contact | None = None


#: Who acts: staff or a customer with an account, who shows a link, or None for a job.
By = User | Holder | None


def actor(by: By) -> Actor:
    """Who acts, for the log; the contact's key where a link was shown, never a name."""
    if by is None:
        return SYSTEM
    if isinstance(by, Holder):
        return Actor("customer", by.contact.pk if by.contact else "")
    return actor_of(by)


def is_coordinator(by: By) -> bool:
    """Whether ``by`` plans programmes: staff of the provider."""
    return isinstance(by, User) and has_role(by, Role.PROVIDER)


def require_coordinator(by: By) -> None:
    """Raise ``NotAllowedError`` unless ``by`` is staff of the provider, or a job (None)."""
    if by is not None and not is_coordinator(by):
        raise NotAllowedError


def may_act(by: By, programme_id: uuid.UUID, institution_id: uuid.UUID) -> bool:
    """Whether ``by`` may tick, choose and wish for the institution in the programme."""
    if by is None or is_coordinator(by):
        return True
    if isinstance(by, Holder):
        return (by.programme.pk, by.institution.pk) == (programme_id, institution_id)
    return institutions_of(by).filter(pk=institution_id).exists()


def require_act(by: By, programme_id: uuid.UUID, institution_id: uuid.UUID) -> None:
    """Raise ``NotAllowedError`` unless ``may_act``."""
    if not may_act(by, programme_id, institution_id):
        raise NotAllowedError


def held(programme: Programme) -> Programme:
    """The programme as it is now, alone in hand until the transaction ends. Raises as ``require_open``.

    What two coordinators do comes one after the other; what is published is what was looked at.
    """
    row: Programme = Programme.objects.select_for_update().get(pk=programme.pk)
    require_open(row)
    return row


def require_open(programme: Programme) -> None:
    """Raise ``TransitionError`` for a programme that is over: whoever acts, nothing of it changes any more."""
    if programme.is_over:
        raise TransitionError(_("This programme is over; nothing about it can be changed."))


def get_programme_for(by: By, id: uuid.UUID) -> Programme:
    """The programme; a customer only an announced one that affects it; 404 else."""
    programme = Programme.objects.filter(pk=id).first()
    if programme is None:
        raise Http404
    if is_coordinator(by):
        return programme
    if programme.state != Programme.State.DRAFT:
        if isinstance(by, Holder) and by.programme.pk == programme.pk:
            return programme
        if isinstance(by, User) and _is_affected(by, programme):
            return programme
    raise Http404


def _is_affected(by: User, programme: Programme) -> bool:
    own = institutions_of(by)
    return own.filter(effects__measure__programme_id=programme.pk, effects__is_void=False).exists()
