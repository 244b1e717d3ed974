"""One order, question and bill, for the test that opens every page of the installation."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from allmende.base.directory.models import Unit
from allmende.base.identity.models import User
from allmende.base.payments.tests.factories import make_claim
from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.models import ContactRole, Institution
from allmende.provider.offers.orders import actions
from allmende.provider.offers.orders.access import approval_token, case_of
from allmende.provider.offers.orders.models import Approval, Bill
from allmende.provider.offers.resources.models import Resource
from allmende.provider.offers.tests import factories as offers


def order_values(school_id: Any, staff: User, citizen: User) -> dict[str, list[Any]]:
    """The rows that stand in addresses of orders of a school; ``citizen`` is its head."""
    actions.install_procedures(unit=Unit.objects.get(key="town"), actor=SYSTEM)
    school = Institution.objects.get(pk=school_id)
    contact = offers.make_contact(school, role=ContactRole.Role.HEAD, user=citizen)
    offer = offers.make_offer("Webhosting", key="webhosting", resource_types=["web_space"])
    small, big = offers.make_variant(offer, "S", school=10), offers.make_variant(offer, "L", body=120)
    resource = Resource.objects.create(
        type="web_space", number="r1", name="schule.example", institution=school, variant=small
    )
    order = actions.start_order(institution=school, variant=big, by=staff, once="every-page")
    approval = Approval.objects.filter(order=order, role="head").get()
    question = actions.ask(institution=school, about=offer.stream, text="Wann?", by=citizen)
    case = case_of(question.subject)
    claim = make_claim()
    bill = Bill.objects.create(
        quarter="2025Q2", payer=school, claim=claim, lines=[], total=claim.total, billed_at=timezone.now()
    )
    actions.publish_answer(question=question, words="Wann?", answer="Bald.", about=offer.stream, by=staff)
    mine = "einrichtung/<institution_id>"
    return {
        "order_id": [order.pk], "question_id": [question.pk], "bill_id": [bill.pk],
        f"{mine}/ressourcen/<resource_id>": [resource.pk], "about": [offer.stream], "quarter": ["2025Q2"],
        f"{mine}/bestellungen/<order_id>/zustimmung/<role>": ["head"],
        "einrichtung/bestellen/<key>": [offer.key], f"{mine}/bestellen/<key>": [offer.key],
        "einrichtung/zustimmen/<token>": [approval_token(approval, contact.pk)],
        "einrichtung/vorgang/<reference>": [case.reference] if case else [],
        f"{mine}/abrechnungen/<bill_id>/<form>": ["csv"],
    }  # fmt: skip
