"""XBezahldienste 1.0.0, the standard of the German administration: ePayBL, pmPayment and others speak it."""

from .provider import XBezahldienste

__all__ = ["XBezahldienste"]
