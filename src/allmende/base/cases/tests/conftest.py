"""A town with the dog tax; under the mark ``shared_town`` one for all tests of a file.

Publishing a procedure takes longer than most of what these tests try. What a test changes is undone after it, so a
file that only begins with the town may share it.
"""

from __future__ import annotations

import pytest
from django.db import transaction

from allmende.base.cases.tests import factories
from allmende.base.procedures.models import ProcedureVersion
from allmende.foundation.files.actions import store_bytes
from allmende.foundation.kept import forget_all
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Hostname, Tenant


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    """The keys of the tenant and of its procedure's version; all is rolled back after the file's last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        forget_all()
        tenant = Tenant.objects.create(slug="musterstadt", name="Musterstadt", state="HE")
        Hostname.objects.create(name="musterstadt.localhost", tenant=tenant)
        with use_tenant(tenant):
            factories.make_town()
            yield tenant.pk, factories.make_procedure().pk
        transaction.set_rollback(True)


def shares(request):
    return request.node.get_closest_marker("shared_town") is not None


@pytest.fixture(scope="module", autouse=True)
def shared_first(request):
    """Before a test's own transaction begins."""
    if shares(request):
        request.getfixturevalue("shared")


@pytest.fixture
def tenant(request, db):
    if not shares(request):
        yield request.getfixturevalue("tenant")
        return
    key, _version = request.getfixturevalue("shared")
    forget_all()
    tenant = Tenant.objects.get(pk=key)
    with use_tenant(tenant):
        yield tenant
    forget_all()


@pytest.fixture
def town(tenant, request):
    if not shares(request):
        factories.make_town()


@pytest.fixture
def version(town, plain_documents, request):
    if not shares(request):
        return factories.make_procedure()
    return ProcedureVersion.objects.get(pk=request.getfixturevalue("shared")[1])


@pytest.fixture
def case(version):
    return factories.fresh(factories.send(version).case)


@pytest.fixture
def clerk(town):
    return factories.clerk()


@pytest.fixture
def stranger(town):
    """A clerk of another office."""
    return factories.clerk("order")


@pytest.fixture
def plain_documents(monkeypatch):
    """Documents as text: how they look is another app's business."""

    def render(*, template, data, title, language="de", kind=""):
        text = f"{title} {data['case']['reference']} {data.get('decision', {})}"
        return store_bytes(content=text.encode(), name="document.txt", media_type="text/plain")

    for module in ("filing", "actions.decide", "contrib.create_document"):
        monkeypatch.setattr(f"allmende.base.cases.{module}.render_document", render)
