"""What can go wrong, in words for people."""

from __future__ import annotations


class PaymentError(Exception):
    """It cannot be booked so; the text says why."""


class ClaimClosedError(PaymentError):
    """The claim is settled or cancelled: nothing more can be done with it."""


class FourEyesError(PaymentError):
    """Somebody else has to agree first."""
