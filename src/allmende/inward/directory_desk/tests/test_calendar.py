"""Who edits the whole directory changes the municipality's calendar."""

from datetime import date

import pytest
from django.utils import timezone

from allmende.base.directory.tests.factories import make_unit
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.foundation.calendar.models import ClosingDays
from allmende.foundation.calendar.queries import regional_holidays
from allmende.foundation.tenants.queries import forget_hosts

PAGE = "/arbeitsplatz/verzeichnis/kalender/"
EVE = date(timezone.localdate().year + 1, 12, 24)


@pytest.fixture
def town(tenant):
    return make_unit("stadt", name="Musterstadt")


@pytest.fixture
def editor(town, client):
    client.force_login(make_staff(role=Role.EDITOR, unit=town))
    return client


def close(client, **changes):
    return client.post(
        PAGE, {"do": "close", "first_day": EVE.isoformat(), "reason": "Heiligabend", **changes}
    )


def test_closing_days_are_added_listed_and_removed(editor):
    assert close(editor).status_code == 302
    row = ClosingDays.objects.get()
    assert "Heiligabend" in editor.get(PAGE).content.decode()
    assert editor.post(PAGE, {"do": f"open:{row.pk}"}).status_code == 302
    assert not ClosingDays.objects.exists()


def test_what_does_not_fit_comes_back_with_what_was_typed(editor):
    page = close(editor, last_day=date(EVE.year, 1, 1).isoformat())
    assert page.status_code == 422
    assert 'value="Heiligabend"' in page.content.decode()


def test_an_editor_of_one_office_and_others_do_not_find_the_page(client, town):
    for role in (Role.EDITOR, Role.CLERK):
        client.force_login(make_staff(role=role, unit=make_unit(f"amt-{role}", name="Amt", parent=town)))
        assert client.get(PAGE).status_code == 404
        assert close(client).status_code == 404


def test_holidays_of_the_commune_are_offered_where_the_state_knows_some(editor, tenant):
    assert "Friedensfest" not in editor.get(PAGE).content.decode()
    tenant.state = "BY"
    tenant.save()
    forget_hosts()
    assert "Friedensfest" in editor.get(PAGE).content.decode()
    editor.post(PAGE, {"do": "holidays", "keys": ["augsburg"]})
    assert regional_holidays() == {"augsburg"}


def test_an_unknown_row_changes_nothing(editor):
    assert editor.post(PAGE, {"do": "open:nonsense"}).status_code == 302
    assert editor.post(PAGE, {"do": "open:" + "x" * 36}).status_code == 302
