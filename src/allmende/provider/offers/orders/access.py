"""Who may order, ask, agree and read: contacts for what is theirs, staff of the provider for everybody."""

from __future__ import annotations

import uuid
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import Http404

from allmende.base.cases.access import CodeHolder
from allmende.base.cases.models import Case
from allmende.base.identity.access import actor_of, has_role
from allmende.base.identity.models import Role, User
from allmende.foundation.events.types import Actor
from allmende.foundation.ids import NO_KEY, read_key
from allmende.provider.offers.access import contacts_for, get_institution_for
from allmende.provider.offers.models import Contact, ContactRole, Institution

from .models import Approval, Order, Question

Row = TypeVar("Row", Order, Question)
#: Who acts: an account (of a contact or of staff), or a contact who holds a link.
Who = User | Contact
SALT = "allmende.orders.approval"
#: So long a link to agree can be opened; the process asks long before.
LINK_DAYS = 120


def actor(by: Who) -> Actor:
    """Who acts, for the log."""
    return Actor("customer", by.pk) if isinstance(by, Contact) else actor_of(by)


def case_user(by: Who) -> User | AnonymousUser:
    """As whom a case is opened: a contact without account is nobody to the log-in."""
    return by if isinstance(by, User) else AnonymousUser()


def require_acting(by: Who, institution: Institution) -> None:
    """Raise ``Http404`` unless ``by`` acts for the institution: as its contact, as its body's, or as the provider."""
    if isinstance(by, User):
        get_institution_for(by, institution.pk)
    elif not roles_at(by, institution):
        raise Http404


def roles_at(by: Who, institution: Institution) -> frozenset[str]:
    """What ``by`` is at an institution; who stands for the body that runs it is ``body`` there."""
    contacts = contacts_for(by) if isinstance(by, User) else Contact.objects.filter(pk=by.pk, erased_at=None)
    places = [key for key in (institution.pk, institution.body_id) if key is not None]
    found = set()
    rows = ContactRole.objects.filter(contact__in=contacts, institution_id__in=places)
    for role, place in rows.values_list("role", "institution_id"):
        if place == institution.pk or role == ContactRole.Role.BODY:
            found.add(str(role))
    return frozenset(found)


def contact_at(by: Who, institution: Institution) -> Contact | None:
    """The contact that ``by`` is at the institution or at its body; None for staff."""
    if isinstance(by, Contact):
        return by
    places = [key for key in (institution.pk, institution.body_id) if key is not None]
    return contacts_for(by).filter(roles__institution_id__in=places).order_by("pk").first()


def get_order_for(by: User, institution: Institution, key: uuid.UUID | str) -> tuple[Order, Case]:
    """An order of the institution with its case; 404 where ``by`` has no business with it."""
    require_acting(by, institution)
    rows = Order.objects.select_related("variant__offer", "before", "resource", "institution__body")
    order = rows.filter(pk=read_key(str(key)) or NO_KEY, institution=institution).first()
    return _with_case(order)


def get_question_for(by: User, institution: Institution, key: uuid.UUID | str) -> tuple[Question, Case]:
    """A question of the institution with its case; 404 where ``by`` has no business with it."""
    require_acting(by, institution)
    return _with_case(
        Question.objects.filter(pk=read_key(str(key)) or NO_KEY, institution=institution).first()
    )


def get_question_for_staff(by: User, key: uuid.UUID | str) -> tuple[Question, Case]:
    """Any question with its case, for staff of the provider; 404 for others."""
    if not has_role(by, Role.PROVIDER):
        raise Http404
    rows = Question.objects.select_related("institution")
    return _with_case(rows.filter(pk=read_key(str(key)) or NO_KEY).first())


def holder(case: Case) -> CodeHolder:
    """Acts for the customer in this one case: whoever asks for it has been checked here."""
    return CodeHolder(case.pk)


def may_approve(by: Who, approval: Approval) -> bool:
    """Whether ``by`` has the role that must agree."""
    if isinstance(by, User) and by.is_staff:
        return False
    return approval.role in approving_roles(by, approval.order.institution)


def approving_roles(by: Who, institution: Institution) -> frozenset[str]:
    """For whom ``by`` can agree there: the institution's head, and the body that pays, in its own name."""
    return roles_at(by, institution) & {str(ContactRole.Role.HEAD), str(ContactRole.Role.BODY)}


def approval_token(approval: Approval, contact_id: uuid.UUID) -> str:
    """What stands in the link of one contact for one approval."""
    text = f"{approval.pk.hex}.{contact_id.hex}"
    return signing.TimestampSigner(salt=SALT).sign(text).replace(":", "~")


def open_approval(token: str) -> tuple[Approval, Contact]:
    """Approval and contact of a link; 404 where it is wrong, too old, or the contact no longer has the role."""
    try:
        text = signing.TimestampSigner(salt=SALT).unsign(token.replace("~", ":"), max_age=LINK_DAYS * 86400)
    except signing.BadSignature:
        raise Http404 from None
    first, _dot, second = text.partition(".")
    related = ("order__institution__body", "order__variant__offer", "order__resource", "order__before")
    approval = Approval.objects.select_related(*related).filter(pk=read_key(first) or NO_KEY).first()
    contact = Contact.objects.filter(pk=read_key(second) or NO_KEY, erased_at=None, ended_at=None).first()
    if approval is None or contact is None or not may_approve(contact, approval):
        raise Http404
    return approval, contact


def _with_case(row: Row | None) -> tuple[Row, Case]:
    case = case_of(row.subject) if row is not None else None
    if row is None or case is None:
        raise Http404
    return row, case


def case_of(subject: str) -> Case | None:
    """The case of an order or a question."""
    related = ("unit", "customer", "procedure_version__procedure", "submission")
    return Case.objects.select_related(*related).filter(pk=subject.removeprefix("case:")).first()
