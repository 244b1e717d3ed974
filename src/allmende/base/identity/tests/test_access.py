from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from allmende.base.identity.access import actor_of, has_role, units_of
from allmende.base.identity.actions import grant_role, set_absence, withdraw_role
from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import Role
from allmende.foundation.events.queries import timeline

from .factories import make_citizen, make_staff, make_unit

pytestmark = pytest.mark.usefixtures("tenant")


def test_a_role_holds_in_the_units_below_it() -> None:
    office = make_unit()
    team = make_unit(parent=office)
    clerk = make_staff(unit=office, role="clerk")
    assert units_of(clerk, "clerk") == {office.pk, team.pk}


def test_a_role_does_not_hold_above_or_beside() -> None:
    office = make_unit()
    team = make_unit(parent=office)
    clerk = make_staff(unit=team, role="clerk")
    assert not has_role(clerk, "clerk", office)
    assert not has_role(clerk, "clerk", make_unit())
    assert not has_role(clerk, "head", team)


def test_citizens_and_visitors_have_no_roles() -> None:
    assert units_of(make_citizen()) == frozenset()
    assert units_of(AnonymousUser()) == frozenset()


def test_roles_cost_no_query_the_second_time(django_assert_num_queries) -> None:
    clerk = make_staff(role="clerk")
    units_of(clerk)
    with django_assert_num_queries(0):
        assert has_role(clerk, "clerk")


def test_a_deputy_has_the_absent_colleagues_office_but_not_her_administration() -> None:
    office = make_unit()
    boss = make_staff(unit=office, role="head")
    grant_role(user=boss, unit=office, role="admin", by=None)
    deputy = make_staff()
    today = timezone.localdate()
    set_absence(user=boss, deputy=deputy, start=today, end=today, by=boss)
    assert has_role(deputy, "head", office)
    assert not has_role(deputy, "admin", office)


def test_a_deputy_has_nothing_before_and_after_the_absence() -> None:
    boss, deputy = make_staff(role="head"), make_staff()
    day = timezone.localdate() - timedelta(days=1)
    set_absence(user=boss, deputy=deputy, start=day, end=day, by=boss)
    assert not has_role(deputy, "head")


def test_nobody_names_a_deputy_for_a_stranger() -> None:
    today = timezone.localdate()
    with pytest.raises(PermissionDenied):
        set_absence(
            user=make_staff(role="head"), deputy=make_staff(), start=today, end=today,
            by=make_staff(role="head"),
        )  # fmt: skip


def test_only_an_administrator_of_the_unit_gives_roles() -> None:
    office = make_unit()
    with pytest.raises(PermissionDenied):
        grant_role(user=make_staff(), unit=office, role="clerk", by=make_staff(role="admin"))
    grant_role(user=make_staff(), unit=office, role="clerk", by=make_staff(unit=office, role="admin"))


def test_a_citizen_gets_no_role() -> None:
    with pytest.raises(ValueError, match="staff"):
        grant_role(user=make_citizen(), unit=make_unit(), role="clerk", by=None)


def test_role_changes_are_in_the_log() -> None:
    clerk = make_staff(role="clerk")
    withdraw_role(membership=clerk.memberships.get(), by=None)
    types = [event.type for event in timeline(f"user:{clerk.pk}")]
    assert types == ["identity.account_created", "identity.role_granted", "identity.role_withdrawn"]
    assert not has_role(clerk, Role.CLERK)


def test_the_actor_says_who_acts_and_never_a_name() -> None:
    clerk, citizen = make_staff(), make_citizen()
    assert str(actor_of(clerk)) == f"staff:{clerk.pk}"
    assert str(actor_of(citizen)) == f"customer:{citizen.pk}"
    assert str(actor_of(AnonymousUser())) == "public"


def test_trust_levels_are_ordered() -> None:
    assert TrustLevel.NONE < TrustLevel.LOW < TrustLevel.SUBSTANTIAL < TrustLevel.HIGH
    assert TrustLevel.HIGH.reaches("low")
    assert not make_citizen(confirmed=False).trust_level.reaches("low")
