"""What breaks when something ends."""

from __future__ import annotations

import pytest

from allmende.provider.offers.resources.models import Dependency, Resource
from allmende.provider.offers.resources.queries import load_graph

pytestmark = pytest.mark.django_db


def chain(*names: str, circle: bool = False) -> list[Resource]:
    """Each one needs the one before it; in a circle the first needs the last."""
    rows = [Resource.objects.create(type="server", number=name, name=name) for name in names]
    pairs = [*zip(rows[1:], rows, strict=False), *([(rows[0], rows[-1])] if circle else [])]
    for resource, needs in pairs:
        Dependency.objects.create(resource=resource, needs=needs, kind="runs_on", source="hand")
    return rows


def test_what_breaks_comes_with_the_path_through_which(tenant):
    line, address, vpn = chain("line", "address", "vpn")
    broken = load_graph().broken_by([line.pk])
    assert dict(broken) == {address.pk: (line.pk,), vpn.pk: (address.pk, line.pk)}


def test_a_circle_ends_where_it_began(tenant):
    a, b, c = chain("a", "b", "c", circle=True)
    assert dict(load_graph().broken_by([b.pk])) == {c.pk: (b.pk,), a.pk: (c.pk, b.pk)}


def test_what_ended_breaks_nothing(tenant):
    line, address, vpn = chain("line", "address", "vpn")
    Resource.objects.filter(pk=address.pk).update(state="ended")
    graph = load_graph()
    assert not graph.broken_by([line.pk])
    assert vpn.pk in graph.place
    assert address.pk not in graph.place


def test_other_tenants_resources_are_not_there(tenant, other_tenant):
    from allmende.foundation.tenants.context import use_tenant

    with use_tenant(other_tenant):
        chain("x", "y")
    assert len(load_graph()) == 0
