import time

import pytest

from allmende.base.identity.access import has_role
from allmende.base.identity.actions import begin_second_factor, confirm_second_factor, grant_role
from allmende.base.identity.models import Identification, Membership, User
from allmende.base.identity.tests.factories import make_citizen, make_staff, make_unit
from allmende.base.identity.totp import code_at
from allmende.foundation.events.models import Event

from .conftest import begin, choose, come_back, log_in, make_service

pytestmark = pytest.mark.usefixtures("tenant")
JONAS = "s-1001"
MAILBOX = "jonas.weber@musterstadt.example"
GROUPS = [
    {"group": "steuern-sachbearbeitung", "role": "clerk", "unit": "steueramt"},
    {"group": "steuern-leitung", "role": "head", "unit": "steueramt"},
]


@pytest.fixture(autouse=True)
def _strict(settings) -> None:
    settings.DEMO = False


@pytest.fixture
def office():
    return make_unit("steueramt")


def service(provider, groups=GROUPS, **rules):
    staff = {"groups": groups, "create_unknown": True, "link_by_email": True, **rules}
    return make_service(provider, audience="staff", staff=staff)


def roles(user) -> dict[str, bool]:
    """Role → whether the service gave it."""
    return {row.role: row.service_id is not None for row in Membership.objects.filter(user=user)}


def test_an_unknown_colleague_gets_an_account_and_her_roles_where_the_service_says_so(
    client, provider, office
) -> None:
    assert log_in(client, provider, service(provider), JONAS).status_code == 302
    user = User.objects.get()
    assert (user.email, user.is_staff) == (MAILBOX, True)
    assert has_role(user, "clerk", office)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_she_gets_none_where_it_does_not(client, provider) -> None:
    assert log_in(client, provider, service(provider, create_unknown=False), JONAS).status_code == 403
    assert not User.objects.exists()


def test_an_account_with_the_same_address_is_hers_only_where_the_service_says_so(
    client, provider, office
) -> None:
    user = make_staff(MAILBOX)
    assert log_in(client, provider, service(provider, link_by_email=False), JONAS).status_code == 403
    assert log_in(client, provider, service(provider), JONAS).status_code == 302
    assert Identification.objects.get().user == user


def test_a_citizens_account_is_never_taken_for_a_colleagues(client, provider) -> None:
    make_citizen(MAILBOX)
    assert log_in(client, provider, service(provider), JONAS).status_code == 403
    assert not Identification.objects.exists()


def test_staff_do_not_log_in_by_a_service_for_businesses(client, provider) -> None:
    client.force_login(make_staff())
    assert log_in(client, provider, make_service(provider)).status_code == 403


def test_citizens_do_not_log_in_by_a_service_for_staff(client, provider, office) -> None:
    client.force_login(make_citizen())
    assert log_in(client, provider, service(provider), JONAS).status_code == 403


def test_roles_follow_the_directory_and_those_given_by_hand_stay(client, provider, office) -> None:
    user = make_staff(MAILBOX)
    grant_role(user=user, unit=office, role="editor", by=None)
    log_in(client, provider, service(provider), JONAS)
    assert roles(user) == {"editor": False, "clerk": True}
    client.logout()
    moved = [{"group": "steuern-sachbearbeitung", "role": "head", "unit": "steueramt"}]
    log_in(client, provider, service(provider, moved), JONAS)
    assert roles(user) == {"editor": False, "head": True}
    assert Event.objects.filter(type="identity.role_withdrawn").count() == 1


def test_a_role_given_by_hand_and_by_the_directory_is_not_taken_back(client, provider, office) -> None:
    user = make_staff(MAILBOX)
    grant_role(user=user, unit=office, role="clerk", by=None)
    log_in(client, provider, service(provider), JONAS)
    client.logout()
    log_in(client, provider, service(provider, []), JONAS)
    assert roles(user) == {"clerk": False}


def test_a_role_of_the_directory_that_is_given_by_hand_stays_from_then_on(client, provider, office) -> None:
    user = make_staff(MAILBOX)
    log_in(client, provider, service(provider), JONAS)
    grant_role(user=user, unit=office, role="clerk", by=None)
    assert roles(user) == {"clerk": False}


def test_a_group_of_an_office_that_is_not_there_gives_nothing(client, provider) -> None:
    log_in(client, provider, service(provider), JONAS)
    assert roles(User.objects.get()) == {}


def test_without_the_services_second_step_ours_is_asked_for(client, provider, office) -> None:
    user = make_staff(MAILBOX)
    secret = begin_second_factor(user=user)
    now = time.time()
    confirm_second_factor(user=user, code=code_at(secret, int(now // 30) - 1))
    asked = begin(client, service(provider), next="/konto/daten/")
    answer = come_back(client, choose(provider, service(provider), asked, JONAS, strong=False))
    assert answer.url == "/konto/anmelden/code/"
    assert "_auth_user_id" not in client.session
    done = client.post("/konto/anmelden/code/", {"code": code_at(secret, int(now // 30))})
    assert done.url == "/konto/daten/"
    assert client.get("/konto/").wsgi_request.user.identified.service == "staff"


def test_who_has_none_yet_sets_one_up_first(client, provider) -> None:
    assert log_in(client, provider, service(provider), JONAS, strong=False).url == "/konto/zweiter-schritt/"
    assert "_auth_user_id" not in client.session
