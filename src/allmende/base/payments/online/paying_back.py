"""Paying back at the service by which was paid."""

from __future__ import annotations

from ..models import Claim, Refund
from ..paying_back import AskAgainError, NotPaidBackError, Source
from .models import OnlinePayment
from .providers import (
    AnswerLostError,
    BackAsked,
    OnlineProvider,
    RefusedError,
    StrangeError,
    UnavailableError,
)
from .queries import label_of
from .services import service_for


class OnlinePaysBack:
    """A payment service that pays back by itself."""

    def __init__(self, provider: OnlineProvider) -> None:
        self.key: str = provider.key

    @property
    def label(self) -> str:
        return label_of(self.key)

    def sources(self, claim: Claim) -> list[Source]:
        """What was booked of payments by it; another currency was not."""
        paid = OnlinePayment.objects.filter(claim=claim, way=self.key, state=OnlinePayment.State.PAID)
        rows = paid.exclude(reference="").exclude(finding=OnlinePayment.Finding.CURRENCY).order_by("begun_at")
        return [Source(row.reference, row.paid_amount or row.amount) for row in rows]

    def send(self, refund: Refund) -> str:
        """Ask the service; the refund's own key makes it do so once."""
        try:
            provider, settings = service_for(self.key)
            asked = BackAsked(refund.pk, refund.source, refund.amount, refund.claim.kassenzeichen)
            return provider.pay_back(settings, asked)
        except RefusedError as error:
            raise NotPaidBackError(error.code) from error
        except (UnavailableError, AnswerLostError, StrangeError) as error:
            raise AskAgainError(str(error)) from error
