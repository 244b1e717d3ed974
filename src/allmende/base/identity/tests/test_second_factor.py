import time

import pytest
from django.core.exceptions import PermissionDenied

from allmende.base.identity.actions import (
    begin_second_factor,
    confirm_second_factor,
    grant_role,
    remove_second_factor,
    use_code,
)
from allmende.base.identity.models import SecondFactor
from allmende.base.identity.totp import code_at, matching_step

from .factories import PASSWORD, make_citizen, make_staff, make_unit

pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture(autouse=True)
def _fresh(settings) -> None:
    settings.DEMO = False


def step() -> int:
    return int(time.time() // 30)


def set_up(user) -> tuple[str, list[str]]:
    """The secret and the recovery codes of a factor set up with the code before the current one."""
    secret = begin_second_factor(user=user)
    return secret, confirm_second_factor(user=user, code=code_at(secret, step() - 1))


def give_password(client, user):
    return client.post("/konto/anmelden/", {"email": user.email, "password": PASSWORD})


def give_code(client, code: str):
    return client.post("/konto/anmelden/code/", {"code": code})


def logged_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_codes_follow_the_standard() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B, the last six digits
    assert code_at(secret, 59 // 30) == "287082"
    assert matching_step(secret, "287082", after=0, now=59) == 1


def test_staff_without_a_second_step_must_set_one_up_first(client) -> None:
    user = make_staff()
    assert give_password(client, user).url == "/konto/zweiter-schritt/"
    assert not logged_in(client)
    page = client.get("/konto/zweiter-schritt/").content.decode()
    assert "data:image/svg+xml" in page
    secret = begin_second_factor(user=user)
    shown = client.post("/konto/zweiter-schritt/", {"code": code_at(secret, step())}).content.decode()
    assert shown.count("al-keep") == 10
    assert logged_in(client)


def test_in_the_demo_staff_log_in_by_password_alone(client, settings) -> None:
    settings.DEMO = True
    give_password(client, make_staff())
    assert logged_in(client)


def test_the_password_alone_does_not_open_an_account_with_a_second_step(client) -> None:
    user = make_citizen()
    secret, _ = set_up(user)
    assert give_password(client, user).url == "/konto/anmelden/code/"
    assert not logged_in(client)
    give_code(client, code_at(secret, step()))
    assert logged_in(client)


def test_the_code_page_opens_nothing_without_the_password(client) -> None:
    secret, _ = set_up(make_citizen())
    assert give_code(client, code_at(secret, step())).url == "/konto/anmelden/"


def test_a_code_works_once() -> None:
    user = make_citizen()
    secret, _ = set_up(user)
    code = code_at(secret, step())
    assert use_code(user=user, code=code)
    assert not use_code(user=user, code=code)


def test_a_recovery_code_works_once_however_it_is_typed() -> None:
    user = make_citizen()
    _, codes = set_up(user)
    assert use_code(user=user, code=codes[0].lower().replace("-", " "))
    assert not use_code(user=user, code=codes[0])


def test_guessing_codes_is_limited(client) -> None:
    user = make_citizen()
    secret, _ = set_up(user)
    give_password(client, user)
    answers = [give_code(client, "000000").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert give_code(client, code_at(secret, step())).status_code == 429


def test_the_secret_is_not_stored_in_clear() -> None:
    user = make_citizen()
    secret, _ = set_up(user)
    assert secret not in SecondFactor.objects.get(user=user).secret


def test_only_her_administrator_removes_a_colleagues_second_step() -> None:
    office = make_unit()
    clerk, admin, stranger = make_staff(unit=office, role="clerk"), make_staff(), make_staff(role="admin")
    grant_role(user=admin, unit=office, role="admin", by=None)
    set_up(clerk)
    with pytest.raises(PermissionDenied):
        remove_second_factor(user=clerk, by=stranger)
    remove_second_factor(user=clerk, by=admin)
    assert not SecondFactor.objects.filter(user=clerk).exists()


def test_switching_it_off_needs_the_password(client) -> None:
    user = make_citizen()
    set_up(user)
    client.force_login(user)
    client.post("/konto/zweiter-schritt/entfernen/", {"current": "wrong"})
    assert SecondFactor.objects.filter(user=user).exists()
    client.post("/konto/zweiter-schritt/entfernen/", {"current": PASSWORD})
    assert not SecondFactor.objects.filter(user=user).exists()
