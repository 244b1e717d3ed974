"""What the customer writes in the conversation of an order or a question."""

from __future__ import annotations

from django.db import transaction

from allmende.base.cases.actions import receive_message
from allmende.base.cases.errors import CaseError
from allmende.base.cases.models import Case
from allmende.provider.offers.models import Institution

from ..access import Who, holder, require_acting
from ..errors import OrderError


@transaction.atomic
def write_message(*, case: Case, institution: Institution, body: str, by: Who, once: str = "") -> None:
    """A message of the institution to the provider; ``case`` belongs to it. Raises ``OrderError``, ``Http404``."""
    require_acting(by, institution)
    try:
        receive_message(case=case, body=body[:10_000], by=holder(case), once=once)
    except CaseError as error:
        raise OrderError(str(error)) from error
