"""Everything that the page of a customer shows, read once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from allmende.base.cases.access import cases_for
from allmende.base.cases.models import Case
from allmende.base.customers.consenting import ADVICE, purposes
from allmende.base.customers.mandates.models import Mandate
from allmende.base.customers.mandates.queries import mandates_for, own_mandates
from allmende.base.customers.models import Consent, Customer, Merge
from allmende.base.customers.queries import consents_of, merges_of
from allmende.base.customers.similar import Likeness, similar_to
from allmende.base.identity.models import User
from allmende.base.messages.models import Message
from allmende.base.payments.models import Claim
from allmende.base.payments.queries import claims_of_customer
from allmende.base.payments.words import amount_text

from .access import may_change, visible_cases

#: How many entries of the history are shown.
MOST = 100


@dataclass(frozen=True)
class Entry:
    """One line of the history; ``case`` is what it is about."""

    at: dt.datetime
    what: str
    text: str
    case: Case


class CustomerPage:
    """What one member of staff sees of one customer."""

    def __init__(self, customer: Customer, by: User) -> None:
        self.customer = customer
        self.by = by
        self.may_change = may_change(by)

    @cached_property
    def cases(self) -> list[Case]:
        return visible_cases(self.by, self.customer)

    @cached_property
    def openable(self) -> set[object]:
        """Keys of the cases that the person may open; the others are only named."""
        keys = [case.pk for case in self.cases]
        return set(cases_for(self.by).filter(pk__in=keys).values_list("pk", flat=True))

    @property
    def groups(self) -> list[tuple[str, list[Case]]]:
        """The cases under their headings."""
        return [
            (_("Open"), [case for case in self.cases if case.is_open]),
            (_("Closed"), [case for case in self.cases if not case.is_open]),
        ]

    @property
    def advice_missing(self) -> bool:
        """Whether the service centre would see more if the customer agreed to it."""
        return self.may_change and ADVICE.key not in consents_of(self.customer)

    @cached_property
    def history(self) -> list[Entry]:
        """What came in and went out in the cases that are shown, newest first."""
        found = [Entry(case.received_at, _("Application received"), "", case) for case in self.cases]
        found += [Entry(case.closed_at, _("Closed"), "", case) for case in self.cases if case.closed_at]
        for claim, case in self.claims:
            text = f"{amount_text(claim.total)}: {claim.get_state_display()}"
            found.append(Entry(claim.opened_at, _("Payment demanded"), text, case))
        allowed = {case.subject: case for case in self.cases if case.pk in self.openable}
        rows = Message.objects.filter(conversation__subject__in=list(allowed)).select_related("conversation")
        for message in rows.order_by("-sent_at", "-pk")[:MOST]:
            came = message.direction == Message.Direction.IN
            what = _("Message from the customer") if came else _("Message to the customer")
            found.append(
                Entry(message.sent_at, what, message.body[:200], allowed[message.conversation.subject])
            )
        return sorted(found, key=lambda entry: entry.at, reverse=True)[:MOST]

    @cached_property
    def claims(self) -> list[tuple[Claim, Case]]:
        """What was demanded in the cases that the person may open."""
        allowed = {case.subject: case for case in self.cases if case.pk in self.openable}
        rows = claims_of_customer(self.customer).filter(subject__in=list(allowed))
        return [(claim, allowed[claim.subject]) for claim in rows[:MOST]]

    @cached_property
    def consents(self) -> list[tuple[str, Consent | None]]:
        """Every purpose with the consent that was given to it, if any."""
        given = consents_of(self.customer)
        return [(str(purpose.label), given.get(purpose.key)) for purpose in purposes]

    @cached_property
    def mandates(self) -> list[Mandate]:
        """Who acts for the customer: all for the service centre, for others what reaches a case that they may open."""
        rows = mandates_for(self.customer)
        if self.may_change:
            return rows
        cases = [case for case in self.cases if case.pk in self.openable]
        return [row for row in rows if any(_reaches(row, case) for case in cases)]

    def may_end(self, mandate: Mandate) -> bool:
        """The service centre ends every mandate, a clerk one for a single case."""
        open_still = mandate.is_valid or mandate.state == Mandate.State.ASKED
        return open_still and (self.may_change or mandate.scope == Mandate.Scope.CASE)

    @cached_property
    def endable(self) -> set[object]:
        return {row.pk for row in self.mandates if self.may_end(row)}

    @cached_property
    def acts_for(self) -> list[Mandate]:
        """For whom the customer's account acts now; for the service centre."""
        user = self.customer.user
        return [row for row in own_mandates(user) if row.is_valid] if user and self.may_change else []

    @cached_property
    def alike(self) -> list[Likeness]:
        return similar_to(self.customer) if self.may_change else []

    @cached_property
    def merges(self) -> list[Merge]:
        return merges_of(self.customer)


def _reaches(mandate: Mandate, case: Case) -> bool:
    version = case.procedure_version if mandate.scope == Mandate.Scope.PROCEDURE else None
    return mandate.covers(procedure=version.procedure.key if version else "", case=case.subject)
