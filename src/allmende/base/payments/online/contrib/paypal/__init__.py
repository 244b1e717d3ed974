"""PayPal by its Orders API v2: the payer agrees there, the money is taken from here."""

from .provider import PayPal

__all__ = ["PayPal"]
