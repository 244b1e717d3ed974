import re

import pytest
from django.core import mail

from allmende.base.identity.access import has_role
from allmende.base.identity.actions import begin_second_factor
from allmende.base.identity.models import SecondFactor, User
from allmende.base.identity.queries import find_user

from .factories import make_citizen, make_staff, make_unit

pytestmark = pytest.mark.usefixtures("tenant")
ROOT = "/konto/beschaeftigte/"


@pytest.fixture
def office():
    return make_unit()


@pytest.fixture
def admin(client, office) -> User:
    user = make_staff(unit=office, role="admin")
    client.force_login(user)
    return user


@pytest.mark.parametrize("make", [make_citizen, lambda: make_staff(role="head")])
def test_the_page_does_not_exist_for_others(client, make) -> None:
    client.force_login(make())
    assert client.get(ROOT).status_code == 404


@pytest.mark.usefixtures("admin")
def test_a_new_colleague_chooses_her_password_by_a_link(client, office) -> None:
    client.post(ROOT, {"name": "Kim Neu", "email": "kim@example.org", "unit": office.pk, "role": "clerk"})
    user = find_user("kim@example.org")
    assert has_role(user, "clerk", office)
    client.logout()
    url = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]
    client.post(url, {"password": "katze-am-fenster-neu", "repeated": "katze-am-fenster-neu"})
    user.refresh_from_db()
    assert user.check_password("katze-am-fenster-neu")


@pytest.mark.usefixtures("admin")
def test_an_address_that_is_taken_is_said(client, office) -> None:
    make_staff("kim@example.org")
    post = {"name": "Kim", "email": "kim@example.org", "unit": office.pk, "role": "clerk"}
    assert client.post(ROOT, post).status_code == 422


@pytest.mark.usefixtures("admin")
def test_colleagues_of_other_offices_do_not_exist(client) -> None:
    stranger = make_staff(role="clerk")
    assert stranger.email not in client.get(ROOT).content.decode()
    assert client.get(f"{ROOT}{stranger.pk}/").status_code == 404
    assert client.post(f"{ROOT}{stranger.pk}/aendern/", {"do": "block"}).status_code == 404


@pytest.mark.usefixtures("admin")
def test_a_role_in_a_strange_office_cannot_be_given(client, office) -> None:
    clerk = make_staff(unit=office, role="clerk")
    client.post(f"{ROOT}{clerk.pk}/", {"unit": make_unit().pk, "role": "admin"})
    assert not has_role(User.objects.get(pk=clerk.pk), "admin")


@pytest.mark.usefixtures("admin")
def test_roles_are_given_and_withdrawn(client, office) -> None:
    clerk = make_staff(unit=office, role="clerk")
    client.post(f"{ROOT}{clerk.pk}/", {"unit": office.pk, "role": "head"})
    membership = clerk.memberships.get(role="head")
    assert client.get(f"{ROOT}{clerk.pk}/").status_code == 200
    client.post(f"{ROOT}{clerk.pk}/aendern/", {"do": f"withdraw:{membership.pk}"})
    assert [row.role for row in clerk.memberships.all()] == ["clerk"]


@pytest.mark.usefixtures("admin")
def test_an_account_is_blocked_and_a_lost_phone_forgotten(client, office) -> None:
    clerk = make_staff(unit=office, role="clerk")
    begin_second_factor(user=clerk)
    for do in ("second_factor", "block"):
        client.post(f"{ROOT}{clerk.pk}/aendern/", {"do": do})
    clerk.refresh_from_db()
    assert not clerk.is_active
    assert not SecondFactor.objects.filter(user=clerk).exists()


def test_nobody_blocks_herself(client, admin) -> None:
    client.post(f"{ROOT}{admin.pk}/aendern/", {"do": "block"})
    admin.refresh_from_db()
    assert admin.is_active


@pytest.mark.usefixtures("admin")
def test_a_colleagues_new_address_counts_when_she_has_confirmed_it(client, office) -> None:
    clerk = make_staff(unit=office, role="clerk")
    client.post(f"{ROOT}{clerk.pk}/aendern/", {"do": "email", "email": "keine"})
    client.post(f"{ROOT}{clerk.pk}/aendern/", {"do": "email", "email": "neu@example.org"})
    client.post(re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1])
    clerk.refresh_from_db()
    assert clerk.email == "neu@example.org"
