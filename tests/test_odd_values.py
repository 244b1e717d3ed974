"""Whatever stands in an address or a field, the answer is no error page: tried on every page of the installation."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from itertools import islice

import pytest
from django.db import transaction
from django.test import override_settings

from allmende.base.identity.models import Role
from allmende.foundation.files.actions import store_bytes
from allmende.foundation.kept import forget_all
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Hostname, Tenant

from .every_page import NOWHERE, Town, routes, staff
from .visitor import Visitor

ROUTES = list(dict.fromkeys(routes()))
#: A place in a route that takes any text.
ANY_TEXT = re.compile(r"<(str:)?\w+>")


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """One transaction for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def town(db) -> Iterator[Town]:
    """Shared by all tests here, for none of them changes anything for good."""
    forget_all()
    logging.disable(logging.CRITICAL)
    settings = override_settings(DEMO=True, DEBUG_PROPAGATE_EXCEPTIONS=True)
    with settings, pytest.MonkeyPatch.context() as patch:
        patch_documents(patch)
        musterstadt = Tenant.objects.create(slug="musterstadt", name="Musterstadt", state="HE")
        Hostname.objects.create(name="musterstadt.localhost", tenant=musterstadt)
        with use_tenant(musterstadt):
            yield Town()
    logging.disable(logging.NOTSET)
    forget_all()


def patch_documents(patch: pytest.MonkeyPatch) -> None:
    def render(*, template, data, title, language="de"):
        return store_bytes(content=title.encode(), name="document.txt", media_type="text/plain")

    for module in ("filing", "actions.decide", "contrib.create_document"):
        patch.setattr(f"allmende.base.cases.{module}.render_document", render)


@pytest.fixture(scope="module")
def visitors(town) -> list[Visitor]:
    """Staff with all roles, a citizen, and somebody without an account: what one may not open, another does."""
    return [Visitor(town.everyone), Visitor(town.citizen), Visitor()]


def test_every_place_in_an_address_has_its_rows(town):
    """Else a page is only tried with what is not there."""
    assert [route for route in ROUTES if any(NOWHERE in address for address in town.addresses(route))] == []


@pytest.mark.parametrize("route", ROUTES)
def test_no_page_breaks(town, visitors, route):
    for visitor in visitors:
        visitor.begin(route)
    for address in town.addresses(route):
        for visitor in visitors:
            if (page := visitor.open(address)) is not None:
                visitor.try_page(route, address, page)
                break
        else:
            visitors[1].try_address(address)
    _all_well(*visitors)


@pytest.mark.parametrize("route", [route for route in ROUTES if ANY_TEXT.search(route)])
def test_odd_places_in_the_path_break_nothing(town, visitors, route):
    visitor = visitors[0]
    visitor.begin(route)
    for odd in islice(visitor.odd, 3):
        for address in town.addresses(route, odd):
            visitor.get(address)
    _all_well(visitor)


@pytest.mark.parametrize("role", ["", Role.CLERK, Role.EDITOR, Role.OPERATOR])
def test_what_is_not_for_them_breaks_for_nobody(town, role):
    visitor = Visitor(staff(role) if role else None)
    for number, route in enumerate(ROUTES):
        fields = zip(("do", "q", "key", "name"), visitor.odd, strict=False)
        (visitor.get if number % 2 else visitor.post)(town.addresses(route)[0], [*fields])
    _all_well(visitor)


def _all_well(*visitors: Visitor) -> None:
    broken = [entry for visitor in visitors for entry in visitor.broken]
    if broken:
        pytest.fail("\n".join(broken), pytrace=False)
