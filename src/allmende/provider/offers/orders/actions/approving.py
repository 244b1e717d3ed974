"""Agreement of people outside the provider: the head of the institution, and the body that pays."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from allmende.base.messages.outbox import queue_email
from allmende.base.workflow.actions import deliver_message
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tenants.context import current_tenant
from allmende.foundation.tenants.queries import absolute_url
from allmende.provider.offers.models import ContactRole, Institution
from allmende.provider.offers.queries import Reachable, contacts_of

from ..access import Who, actor, approval_token, contact_at, may_approve
from ..errors import OrderError
from ..events import ApprovalAsked, OrderApproved, OrderRefused
from ..models import Approval, Order
from ..pricing import cost_words, kept_prices

MESSAGE = "order_answered"
YES, NO, ASKED, NOBODY = "yes", "no", "asked", "nobody"


@transaction.atomic
def ask_approval(*, order: Order, role: str, reminder: bool = False) -> str:
    """Write to those who can agree as ``role``: "asked", "nobody" (none can be reached), "yes" (none is needed).

    First to those who have the role themselves; deputies are written to where there is nobody else, and reminded.
    """
    approval = Approval.objects.select_for_update(of=("self",)).filter(order=order, role=role).first()
    if approval is None or approval.approved:
        return YES
    if approval.answered_at is not None or (approval.reminded_at if reminder else approval.asked_at):
        return ASKED
    people = approvers(order.institution, role)
    first = people if reminder else [one for one in people if not one.is_deputy] or people
    if not first:
        return NOBODY
    for person in first:
        _write(approval, order, person, reminder)
    now = timezone.now()
    if reminder:
        approval.reminded_at = now
    else:
        approval.asked_at = now
    approval.save(update_fields=["asked_at", "reminded_at"])
    event = ApprovalAsked(role=role, people=len(first), reminder=reminder)
    record(event, stream=order.subject, actor=SYSTEM)
    return ASKED


def approvers(institution: Institution, role: str) -> list[Reachable]:
    """Who can agree as ``role``, in the order in which they are written to; for a body also who has it there."""
    return contacts_of([institution.pk], [role])[institution.pk]


@transaction.atomic
def answer_approval(*, approval: Approval, approved: bool, by: Who, reason: str = "") -> Approval:
    """Agree, or refuse with a reason; once. Raises ``OrderError`` with a sentence, ``Http404`` for whoever may not."""
    approval = (
        Approval.objects.select_for_update(of=("self",))
        .select_related("order__institution")
        .get(pk=approval.pk)
    )
    if not may_approve(by, approval):
        raise Http404
    if approval.answered_at is not None:
        raise OrderError(_("This was answered already. Nothing was changed."))
    if not approved and not reason.strip():
        raise OrderError(_("Please say why you do not agree, so that whoever ordered knows."))
    order = approval.order
    approval.approved, approval.answered_at = approved, timezone.now()
    approval.reason = "" if approved else reason.strip()[:500]
    approval.contact = contact_at(by, order.institution)
    approval.save(update_fields=["approved", "answered_at", "reason", "contact"])
    event = OrderApproved(role=approval.role) if approved else OrderRefused(role=approval.role)
    personal = {"text": approval.reason} if approval.reason else None
    record(event, stream=order.subject, actor=actor(by), personal=personal)
    reached = deliver_message(
        name=MESSAGE, subject=order.subject, key=approval.role, may_start=False, actor=actor(by),
        variables={f"{approval.role}_approval": YES if approved else NO},
    )  # fmt: skip
    if not reached:
        raise OrderError(_("This order does not wait for your agreement any more. Nothing was changed."))
    return approval


def refusal_words(order: Order) -> str:
    """Who refused and why, for the customer; empty where staff noted a refusal."""
    refused = Approval.objects.filter(order=order, approved=False).first()
    if refused is None:
        return ""
    role = ContactRole.Role(refused.role).label
    return _("%(role)s: “%(reason)s”") % {"role": role, "reason": refused.reason}


def _write(approval: Approval, order: Order, person: Reachable, reminder: bool) -> None:
    offer, is_end = order.variant.offer, order.kind == Order.Kind.END
    with translation.override(person.language or "de"):
        link = absolute_url(reverse("orders:approve", args=[approval_token(approval, person.contact_id)]))
        context = {
            "tenant": current_tenant().name, "link": link, "name": person.name,
            "institution": order.institution.name, "offer": f"{offer.name} – {order.variant.name}",
            "what": str(Order.Kind(order.kind).label),
            "cost": "" if is_end else cost_words(kept_prices(order.prices, order.term_months), offer),
        }  # fmt: skip
    kind = "order_approval_reminder" if reminder else "order_approval"
    queue_email(to=person.email, kind=kind, context=context, language=person.language or "de")
