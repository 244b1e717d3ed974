"""The staff portal's first page."""

import pytest

from allmende.base.identity.tests.factories import make_staff

from .factories import ROOT, make_case

pytestmark = pytest.mark.shared_town


def test_figures_lead_to_their_cases(desk, clerk):
    make_case("late", to=clerk, days=-1)
    figures = {figure.label: figure for figure in desk.get(ROOT).context["figures"]}
    (overdue,) = [
        figure for figure in figures.values() if figure.kind == "danger" and "view=" not in figure.url
    ]
    assert overdue.value == "1"
    assert [row.case.title for row in desk.get(overdue.url).context["page"].rows] == ["late"]


def test_staff_without_cases_are_greeted(client, tenant):
    client.force_login(make_staff())
    assert client.get(ROOT).status_code == 200


def test_tasks_of_my_office(desk, case):
    assert desk.get(f"{ROOT}tasks/").context["page"].rows == []
    (row,) = desk.get(f"{ROOT}tasks/?view=office").context["page"].rows
    assert row.case.title == "Hund Bello"


def test_on_to_the_next_case(desk, clerk):
    first, second = make_case("first", to=clerk, days=1), make_case("second", to=clerk, days=2)
    assert str(first.pk) in desk.get(f"{ROOT}cases/next/").headers["Location"]
    assert str(second.pk) in desk.get(f"{ROOT}cases/next/?not={first.pk}").headers["Location"]
    assert desk.get(f"{ROOT}cases/next/?not=x", follow=True).status_code == 200
