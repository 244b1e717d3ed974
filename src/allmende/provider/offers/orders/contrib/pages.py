"""What this app shows on pages of others: the portal, the staff page of an institution, an offer, a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from allmende.base.cases.access import cases_for
from allmende.base.cases.models import Case
from allmende.base.cases.sections import CaseSection
from allmende.base.identity.access import has_role
from allmende.base.identity.models import Role, User
from allmende.base.payments.subjects import SubjectRule
from allmende.foundation.ui.navigation import Entry
from allmende.provider.offers.access import is_provider
from allmende.provider.offers.models import Institution, Offer
from allmende.provider.offers.resources.models import Resource
from allmende.provider.offers.resources.queries import resources_of
from allmende.provider.offers.resources.types import type_label
from allmende.provider.offers.sections import Section

from ..about import label_of, page_of
from ..access import approving_roles
from ..models import Order, Question
from ..queries import (
    answer_time,
    approvals_for,
    bills_of,
    lines_of,
    official_answers,
    orders_of,
    questions_of,
)
from ..things import missing_kinds, things_of

#: So many things in use stand with their buttons on the portal's page.
MOST = 100


def portal_orders(request: HttpRequest, institution: Institution) -> Mapping[str, Any]:
    """What waits for the account, and the open orders."""
    roles = approving_roles(cast(User, request.user), institution)
    return {
        "institution": institution, "lines": orders_of(institution, is_open=True)[:10],
        "approvals": approvals_for([institution], roles),
    }  # fmt: skip


def portal_use(request: HttpRequest, institution: Institution) -> Mapping[str, Any] | None:
    """What can be changed or ended."""
    rows = resources_of(institution).filter(state=Resource.State.ACTIVE, variant__isnull=False)
    found = list(rows.order_by("variant__offer__name", "name", "id")[: MOST + 1])
    if not found or institution.state != Institution.State.ACTIVE:
        return None
    return {"institution": institution, "rows": found[:MOST], "more": len(found) > MOST}


def portal_questions(request: HttpRequest, institution: Institution) -> Mapping[str, Any]:
    return {
        "institution": institution, "lines": questions_of(institution)[:5], "answer_time": answer_time(),
    }  # fmt: skip


def portal_bills(request: HttpRequest, institution: Institution) -> Mapping[str, Any] | None:
    found = bills_of(institution)[:8]
    return {"institution": institution, "bills": found} if found else None


def staff_orders(request: HttpRequest, institution: Institution) -> Mapping[str, Any] | None:
    """For staff: the newest orders, with the way to those of their cases that they may see."""
    lines = orders_of(institution)[:20]
    if not lines:
        return None
    keys = [line.case.pk for line in lines]
    seen = cases_for(cast(User, request.user)).filter(pk__in=keys).values_list("pk", flat=True)
    return {"institution": institution, "lines": lines, "seen": frozenset(seen)}


def offer_order(request: HttpRequest, offer: Offer) -> Mapping[str, Any]:
    """On the public page of an offer: order it, ask, how long an answer takes."""
    return {
        "offer": offer, "is_on_sale": offer.stage == Offer.Stage.ON_SALE, "about": offer.stream,
        "answer_time": answer_time(),
    }  # fmt: skip


def offer_answers(request: HttpRequest, offer: Offer) -> Mapping[str, Any] | None:
    found = official_answers(offer.stream)
    return {"answers": found} if found else None


def case_order(by: User, case: Case) -> Mapping[str, Any] | None:
    """The order of a case: prices, approvals, the resource, and where staff say which one it is."""
    rows = Order.objects.select_related("institution__body", "variant__offer", "before", "resource")
    order = rows.prefetch_related("approvals").filter(subject=case.subject).first()
    if order is None:
        return None
    choices: list[Resource] = []
    things = things_of(order)
    if case.is_open and order.kind == Order.Kind.NEW and has_role(by, Role.PROVIDER):
        choices = list(
            resources_of(order.institution)
            .filter(type__in=order.variant.offer.resource_types)
            .exclude(pk__in=[one.pk for one in things])[:200]
        )
    return {
        "order": order, "institution": order.institution,
        "approvals": list(order.approvals.all()), "choices": choices, "line": next(iter(lines_of([order])), None),
        "is_provider": has_role(by, Role.PROVIDER), "things": [(type_label(one.type), one) for one in things],
        "missing": [type_label(kind) for kind in missing_kinds(order, things)] if case.is_open else [],
    }  # fmt: skip


def _what(row: Resource) -> str:
    return f"{row.variant.offer.name} – {row.variant.name}" if row.variant else str(type_label(row.type))


def case_question(by: User, case: Case) -> Mapping[str, Any] | None:
    """What the institution uses, at hand of who answers."""
    question = Question.objects.select_related("institution__body").filter(subject=case.subject).first()
    if question is None or question.institution is None:
        return None
    rows = list(resources_of(question.institution)[: MOST + 1])
    return {
        "question": question, "institution": question.institution, "more": len(rows) > MOST,
        "rows": [(row, _what(row)) for row in rows[:MOST]],
        "about": label_of(question.about), "page": page_of(question.about),
        "official": official_answers(question.about) if question.about else (),
        "is_provider": has_role(by, Role.PROVIDER),
    }  # fmt: skip


def works_on_bill(user: User, key: object) -> bool:
    """Staff of the provider see the claims of institutions."""
    return has_role(user, Role.PROVIDER)


PORTAL = (
    Section("orders", 20, _("Orders"), "orders/parts/portal_orders.html", portal_orders),
    Section("change", 30, _("Change or end a service"), "orders/parts/portal_use.html", portal_use),
    Section("questions", 40, _("Questions"), "orders/parts/portal_questions.html", portal_questions),
    Section("bills", 60, _("Bills"), "orders/parts/portal_bills.html", portal_bills),
)
INSTITUTION = (Section("orders", 30, _("Orders"), "orders/parts/staff_orders.html", staff_orders),)
OFFER = (
    Section("order", 10, _("Order and ask"), "orders/parts/offer_order.html", offer_order),
    Section("answers", 60, _("Official answers"), "orders/parts/official_answers.html", offer_answers),
)
CASES = (
    CaseSection(
        "order", 10, _("Agreement and resource"), "orders/parts/case_order.html", case_order, kinds=("it_order",)
    ),
    CaseSection(
        "question", 20, _("What the institution uses"), "orders/parts/case_question.html", case_question,
        kinds=("support_question",),
    ),
)  # fmt: skip
ENTRIES = (
    Entry("it_answers", _("Questions"), "orders:answers", area="staff", order=54, visible=is_provider),
    Entry("it_bills", _("Bills"), "orders:bills", area="staff", order=55, visible=is_provider),
)
SUBJECT = SubjectRule("institution", works_on_bill, "offers:institution")
