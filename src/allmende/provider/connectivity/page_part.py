"""The worksheet on an institution's own page in a programme, by account or by link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.provider.offers.models import Institution
from allmende.provider.transitions.access import By
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Programme
from allmende.provider.transitions.page_parts import PagePart

from .models import AddressChange
from .sheet import day_sentence, foreign_words, signed_address
from .worksheet import worksheet


def context(by: By, programme: Programme, institution: Institution) -> Mapping[str, Any] | None:
    """The worksheets of the programme's renumberings for the institution; one statement where there is none."""
    rows = AddressChange.objects.filter(institution=institution, measure__programme=programme)
    measures = {row.measure for row in rows.select_related("measure__programme")}
    sheets = []
    for measure in sorted(measures, key=lambda row: row.order):
        sheet = worksheet(measure, institution, told=True)
        if sheet is not None:
            sheets.append(
                (sheet, foreign_words(sheet), signed_address(measure.pk, institution.pk), day_sentence(sheet))
            )
    return {"sheets": sheets} if sheets else None


def act(by: By, programme: Programme, institution: Institution, posted: QueryDict) -> str:
    """Nothing is sent from here: steps are ticked off in the checklist."""
    raise TransitionError(_("There is nothing to send here. Please tick the step off in your checklist."))


PART = PagePart(
    "adressen",
    60,
    gettext_lazy("New IP addresses: your worksheet"),
    "connectivity/parts/on_page.html",
    context,
    act,
)
