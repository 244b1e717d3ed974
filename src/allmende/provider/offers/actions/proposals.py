"""An institution names, corrects and dismisses its contacts: confirmed by staff or by the new mailbox."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.messages.outbox import queue_email
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import PUBLIC, Actor
from allmende.foundation.tenants.context import current_tenant
from allmende.foundation.tenants.queries import absolute_url

from ..access import institutions_of, require_provider
from ..events import ContactProposalAnswered, ContactProposed
from ..mails import PROPOSED
from ..models import Contact, ContactProposal, ContactRole, Institution
from ..vouching import may_vouch, names_own, roles_at, roles_for, stands_elsewhere
from .contacts import end_role, give_role, known_or_new, replace_contact, save_contact

Kind = ContactProposal.Kind
#: The link in the e-mail works for so long.
ASKED_FOR = timedelta(days=14)
#: So many may wait for one institution.
MOST_WAITING = 20


@transaction.atomic
def name_contact(
    *, institution: Institution, by: User, name: str, email: str, phone: str = "", role: str = "",
    is_deputy: bool = False, replaces: Contact | None = None,
) -> ContactProposal:  # fmt: skip
    """Name somebody for ``role``, or for all that ``replaces`` is there.

    Raises ``ValidationError``, ``PermissionDenied``.
    """
    _require_own(institution, by)
    roles = roles_at(replaces, institution) if replaces else {role}
    if not roles or not roles <= {key for key, _label in roles_for(institution)}:
        raise ValidationError({"role": _("Please choose a task.")})
    row = ContactProposal(
        kind=Kind.NAME, institution=institution, contact=replaces, name=name.strip(), email=email.strip().lower(),
        phone=phone.strip(), role="" if replaces else role, is_deputy=is_deputy, proposed_by=by,
    )  # fmt: skip
    return _kept(row, by, may_vouch(by, institution, roles))


@transaction.atomic
def correct_contact(
    *, institution: Institution, contact: Contact, by: User, name: str, email: str, phone: str
) -> ContactProposal | None:
    """Other data of a contact; None where it was the user's own and is done: a new address always proves itself."""
    _require_own(institution, by)
    name, email, phone = name.strip(), email.strip().lower(), phone.strip()
    if (name, email, phone) == (contact.name, contact.email, contact.phone):
        raise ValidationError(_("Nothing is different from what we know."))
    own = names_own(by, contact)
    if own and email == contact.email:
        save_contact(number=contact.number, by=actor_of(by), name=name, phone=phone)
        return None
    row = ContactProposal(
        kind=Kind.CORRECT,
        institution=institution,
        contact=contact,
        name=name,
        email=email,
        phone=phone,
        proposed_by=by,
    )
    vouched = own or (
        not stands_elsewhere(contact, institution)
        and may_vouch(by, institution, roles_at(contact, institution))
    )
    return _kept(row, by, vouched and email != contact.email)


@transaction.atomic
def dismiss_contact(*, institution: Institution, contact: Contact, by: User) -> ContactProposal | None:
    """The contact is no longer responsible; None where the user says so of itself and it is done."""
    _require_own(institution, by)
    if names_own(by, contact):
        _end(contact, institution, actor_of(by))
        return None
    row = ContactProposal(kind=Kind.LEAVE, institution=institution, contact=contact, proposed_by=by)
    return _kept(row, by, vouched=False)


@transaction.atomic
def answer_proposal(*, proposal: ContactProposal, confirmed: bool, by: User) -> None:
    """Staff confirm it, so that it is done, or decline it. Raises ``ValidationError``, ``PermissionDenied``."""
    _answer(proposal, confirmed, require_provider(by), "staff")


def proposal_by(token: str) -> ContactProposal | None:
    """What this link asks about, while it can be confirmed by it."""
    found: ContactProposal | None = (
        ContactProposal.objects.filter(
            token_hash=hash_proposal(token), created_at__gt=timezone.now() - ASKED_FOR,
            institution__state=Institution.State.ACTIVE,
        ).select_related("institution", "contact", "proposed_by").first()
    )  # fmt: skip
    return found if found is not None and _still_vouched(found) else None


@transaction.atomic
def answer_by_mailbox(*, token: str, confirmed: bool) -> bool:
    """The new mailbox says that it is right, or not; False where the link asks nothing any more."""
    found = proposal_by(token)
    if found is None:
        return False
    _answer(found, confirmed, PUBLIC, "mailbox")
    return True


@transaction.atomic
def forget_proposal(*, proposal: ContactProposal, by: Actor) -> None:
    """Nobody answered: what it says about a person goes."""
    _close(proposal, by, "expired", confirmed=False)


def hash_proposal(token: str) -> str:
    """What is kept of a link: it cannot be read back."""
    return salted_hmac("offers.proposal", token, algorithm="sha256").hexdigest()


def _require_own(institution: Institution, by: User) -> None:
    if not institutions_of(by).filter(pk=institution.pk, state=Institution.State.ACTIVE).exists():
        raise PermissionDenied("not theirs, or closed")


def _kept(row: ContactProposal, by: User, vouched: bool) -> ContactProposal:
    """Keep it; where whoever named it may vouch, the new mailbox is asked, else staff."""
    row.full_clean(exclude=["tenant", "token_hash"])
    Institution.objects.select_for_update(of=("self",)).get(pk=row.institution_id)
    if ContactProposal.objects.filter(institution=row.institution).count() >= MOST_WAITING:
        raise ValidationError(_("Very much waits to be confirmed already. Please write to your IT provider."))
    token = secrets.token_urlsafe(32) if vouched and row.email else ""
    row.token_hash = hash_proposal(token) if token else ""
    row.save()
    if token:
        context = {
            "name": row.name, "institution": row.institution.name, "tenant": current_tenant().name,
            "link": absolute_url(reverse("offers:confirm_contact", args=[token])),
        }  # fmt: skip
        queue_email(to=row.email, kind=PROPOSED.key, context=context, language=(get_language() or "de")[:2])
    event = ContactProposed(proposal=str(row.pk), kind=row.kind, role=row.role)
    record(event, stream=row.institution.stream, actor=actor_of(by))
    return row


def _still_vouched(row: ContactProposal) -> bool:
    """Whether whoever named it may still do so: the task may have gone to somebody else meanwhile."""
    if row.contact is not None and row.kind == Kind.CORRECT and row.proposed_by is not None:
        if names_own(row.proposed_by, row.contact):
            return True
        if stands_elsewhere(row.contact, row.institution):
            return False
    roles = roles_at(row.contact, row.institution) if row.contact is not None else {row.role}
    return bool(roles) and may_vouch(row.proposed_by, row.institution, roles)


def _answer(proposal: ContactProposal, confirmed: bool, actor: Actor, how: str) -> None:
    row = ContactProposal.objects.select_for_update(of=("self",)).select_related("institution", "contact").filter(
        pk=proposal.pk
    ).first()  # fmt: skip
    if row is None:
        raise ValidationError(_("This was answered already. Nothing was changed."))
    if confirmed:
        if row.institution.state != Institution.State.ACTIVE:
            raise ValidationError(_("%(name)s is closed.") % {"name": row.institution.name})
        _do(row, actor)
    _close(row, actor, how, confirmed=confirmed)


def _do(row: ContactProposal, actor: Actor) -> None:
    contact = row.contact
    if row.kind == Kind.NAME:
        new = known_or_new(name=row.name, email=row.email, phone=row.phone, by=actor)
        if contact is not None and contact.pk != new.pk:
            replace_contact(contact=contact, successor=new, institutions=[row.institution], by=actor)
        elif row.role:
            give_role(
                contact=new, institution=row.institution, role=row.role, is_deputy=row.is_deputy, by=actor
            )
    elif contact is not None and row.kind == Kind.CORRECT:
        save_contact(number=contact.number, by=actor, name=row.name, email=row.email, phone=row.phone)
    elif contact is not None:
        _end(contact, row.institution, actor)


def _end(contact: Contact, institution: Institution, actor: Actor) -> None:
    for role in ContactRole.objects.filter(contact=contact, institution=institution):
        end_role(role=role, by=actor)


def _close(row: ContactProposal, actor: Actor, how: str, *, confirmed: bool) -> None:
    event = ContactProposalAnswered(proposal=str(row.pk), how=how, confirmed=confirmed)
    record(event, stream=row.institution.stream, actor=actor)
    row.delete()
