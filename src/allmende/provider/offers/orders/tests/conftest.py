from __future__ import annotations

import pytest

from allmende.base.directory.models import Unit
from allmende.base.identity.actions import grant_role
from allmende.base.records.models import FilingPlanEntry
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.files.actions import store_bytes
from allmende.provider.offers.orders.actions import install_procedures
from allmende.provider.offers.tests import factories as offers


@pytest.fixture
def desk(tenant, monkeypatch):
    """The provider's office with its procedures, and its one member of staff."""

    def render(*, template, data, title, language="de", kind=""):
        return store_bytes(content=title.encode(), name="document.txt", media_type="text/plain")

    monkeypatch.setattr("allmende.base.cases.filing.render_document", render)
    unit = Unit.objects.create(key="netze", name="Netze und Dienste")
    FilingPlanEntry.objects.create(key="02", title="IT", retention_years=10)
    install_procedures(unit=unit, actor=SYSTEM)
    staff = offers.make_provider(unit=unit)
    grant_role(user=staff, unit=unit, role="clerk", by=None)
    return staff


@pytest.fixture
def school(desk):
    """A school with a body, each with contacts who have accounts."""
    body = offers.make_body("Schulverband Nord", schools=0)
    school = offers.make_institution("Mühlenschule", body=body)
    offers.make_contact(school, role=offers.HEAD, name="Rita Rektor", email="rita@schule.example")
    offers.make_contact(body, role=offers.BODY, name="Bodo Träger", email="bodo@verband.example")
    return school


@pytest.fixture
def teacher(school):
    """The school's IT contact, with an account."""
    return offers.make_contact_user(school, name="Toni Lehrkraft")


@pytest.fixture
def variant(desk):
    """Web space for which the body pays 120 Euro a year, bound for a year."""
    offer = offers.make_offer("Webhosting", resource_types=["web_space"])
    row = offers.make_variant(offer, "Groß", body="120.00", school="0")
    row.term_months = 12
    row.save()
    return row
