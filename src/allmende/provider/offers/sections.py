"""Parts of pages that apps above bring: register from ``AppConfig.ready()``."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpRequest

from allmende.foundation.registry import Registry
from allmende.foundation.ui import sections

from .models import Institution, Offer

Of = TypeVar("Of")


class Section(sections.Section[HttpRequest, Of]):
    """A part whose context is made for a request."""


#: The customer portal's page of an institution: open orders, notices, questions, checklist, documents.
portal_sections: Registry[Section[Institution]] = Registry("portal section")
#: The staff page of an institution: what it uses, its orders, how programmes affect it.
institution_sections: Registry[Section[Institution]] = Registry("institution section")
#: The public page of an offer: order it, notices of a programme, official answers.
offer_sections: Registry[Section[Offer]] = Registry("offer section")
