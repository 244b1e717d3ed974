"""What is kept in the process belongs to one tenant, for a short time, and can be dropped at once."""

import pytest

from allmende.foundation.kept import Kept, forget_all
from allmende.foundation.tenants.context import NoTenantError, use_tenant

pytestmark = pytest.mark.django_db


def test_it_is_asked_once(tenant):
    kept = Kept(seconds=60)
    assert [kept.get("a", lambda: 1), kept.get("a", lambda: 2)] == [1, 1]


def test_another_tenant_never_gets_it(tenant, other_tenant):
    kept = Kept(seconds=60)
    kept.get("a", lambda: 1)
    with use_tenant(other_tenant):
        assert kept.get("a", lambda: 2) == 2


def test_without_a_tenant_nothing_is_given():
    with pytest.raises(NoTenantError):
        Kept(seconds=60).get("a", lambda: 1)


def test_what_was_not_found_is_asked_again(tenant):
    kept = Kept(seconds=60)
    assert [kept.get("a", lambda: None), kept.get("a", lambda: 2)] == [None, 2]


def test_its_time_ends(tenant):
    kept = Kept(seconds=0)
    assert [kept.get("a", lambda: 1), kept.get("a", lambda: 2)] == [1, 2]


def test_it_does_not_grow_for_ever(tenant):
    kept = Kept(seconds=60, size=2)
    for key in range(5):
        kept.get(key, lambda: 1)
    assert len(kept._entries) <= 2


def test_everything_is_dropped_at_once(tenant):
    kept, shared = Kept(seconds=60), Kept(seconds=60, shared=True)
    for each in (kept, shared):
        each.get("a", lambda: 1)
    forget_all()
    assert [each.get("a", lambda: 2) for each in (kept, shared)] == [2, 2]
