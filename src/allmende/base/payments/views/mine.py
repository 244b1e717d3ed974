"""What the owner of an account owes and paid."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from allmende.base.customers.queries import customer_of
from allmende.base.identity.models import User

from ..models import Claim
from ..queries import claims_of_customer

#: More than a household gets in years; the page shows the latest.
MOST = 200


@never_cache
@require_GET
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Open claims first, then what is settled, newest first."""
    customer = customer_of(cast(User, request.user))
    claims = list(claims_of_customer(customer)[:MOST]) if customer else []
    to_pay = [claim for claim in claims if claim.is_payable]
    done = [claim for claim in claims if not claim.is_payable]
    to_pay.sort(key=lambda claim: claim.due_on)
    return render(request, "payments/mine.html", {"to_pay": to_pay, "done": done, "states": Claim.State})
