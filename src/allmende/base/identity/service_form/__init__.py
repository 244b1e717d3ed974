"""A page's form for any provider's settings, made from their pydantic model: no provider writes one of its own."""

from __future__ import annotations

from .form import ServiceForm

__all__ = ["ServiceForm"]
