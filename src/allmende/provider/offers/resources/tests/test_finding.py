"""What needs what, read from the data."""

from __future__ import annotations

from datetime import date

import pytest

from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.models import Institution
from allmende.provider.offers.resources.actions import (
    DependencyRefusedError,
    add_dependency,
    end_resource,
    find_dependencies,
    remove_dependency,
    save_resource,
)
from allmende.provider.offers.resources.fields import FieldsRefusedError
from allmende.provider.offers.resources.finding import pages
from allmende.provider.offers.resources.models import Dependency, Resource
from allmende.provider.offers.resources.queries import load_graph
from allmende.provider.offers.resources.types import resource_types

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(tenant):
    return Institution.objects.create(number="1", kind="school", name="Schule am Wald")


def save(type, number, school=None, **fields):
    return save_resource(type=type, number=number, institution=school, fields=fields, by=SYSTEM)


def edges() -> set[tuple[str, str, str]]:
    rows = Dependency.objects.values_list("resource__number", "kind", "needs__number")
    return set(rows)


def network(school) -> dict[str, Resource]:
    """A school whose mail, VPN and firewall use an address of its line."""
    found = {
        "line": save("line", "DSL-1", school, technology="dsl"),
        "block": save("ip_block", "10.1.2.0/29", school, line="DSL-1"),
        "address": save("ip_address", "10.1.2.3", school, purpose="Mail"),
        "record": save("dns_record", "mail A", school, host="mail.wald.example", kind="A", value="10.1.2.3"),
        "mx": save("dns_record", "mx", school, host="wald.example", kind="MX", value="mail.wald.example."),
        "spf": save("dns_record", "spf", school, host="wald.example", kind="TXT", value="v=spf1 ip4:10.1.2.0/29 -all"),
        "mail": save("mail_domain", "wald.example", school, own=True),
        "box": save("mailbox", "post@wald.example", school),
        "vpn": save("vpn", "VPN-1", school, endpoints="10.1.2.3"),
        "rule": save("firewall_rule", "FW-1", school, target="10.1.2.3"),
        "certificate": save("certificate", "TLS-1", school, names=["mail.wald.example"]),
    }  # fmt: skip
    find_dependencies(by=SYSTEM)
    return found


def test_b38_the_cascade_of_a_line_is_visible_before_a_date_is_set(school):
    found = network(school)
    broken = load_graph().broken_by([found["line"].pk])
    assert set(broken) == {row.pk for name, row in found.items() if name != "line"}
    way = [found[name].pk for name in ("mx", "record", "address", "block", "line")]
    assert list(broken[found["mail"].pk]) in (way, [found["spf"].pk, found["block"].pk, found["line"].pk])


def test_b28_a_moodle_that_doubles_as_homepage_is_a_hidden_dependency(school):
    site = save("moodle_site", "M-1", school, address="moodle.wald.example", is_homepage=True)
    home = save("web_space", "W-1", school, kind="homepage", made_with="moodle")
    leads = save("web_space", "W-2", school, kind="homepage", redirects_to="moodle.wald.example")
    find_dependencies(by=SYSTEM)
    assert dict(load_graph().broken_by([site.pk])) == {home.pk: (site.pk,), leads.pk: (site.pk,)}


def test_b48_capacity_is_kept_in_pools_and_who_leans_on_the_wrong_one_is_seen(school):
    schools = save("server", "web-1", pool="schools")
    universities = save("server", "web-2", pool="universities")
    save("web_space", "W-1", school, server="web-1")
    strayed = save("web_space", "W-2", school, server="web-2")
    find_dependencies(by=SYSTEM)
    graph = load_graph()
    pools = {key: graph.fields(key)["pool"] for key in graph.of_types(["server"])}
    assert pools == {schools.pk: "schools", universities.pk: "universities"}
    assert set(graph.broken_by([universities.pk])) == {strayed.pk}


def test_a_second_run_finds_nothing_new(school):
    network(school)
    again = find_dependencies(by=SYSTEM)
    assert (again.added, again.removed) == (0, 0)
    assert again.kept == len(edges())


def test_one_institution_alone_finds_the_same(school):
    network(school)
    before = edges()
    Dependency.objects.all().delete()
    find_dependencies(by=SYSTEM, institution=school)
    assert edges() == before


def test_pages_of_any_size_find_the_same(school, monkeypatch):
    network(school)
    before = edges()
    Dependency.objects.all().delete()
    monkeypatch.setattr("allmende.provider.offers.resources.finding.TOGETHER", 2)
    monkeypatch.setattr("allmende.provider.offers.resources.finding.PAGE", 1)
    assert find_dependencies(by=SYSTEM).added == len(before)
    assert edges() == before
    assert find_dependencies(by=SYSTEM).kept == len(before)


def test_every_type_names_the_prefixes_of_what_it_is_known_as(school):
    network(school)
    save("dns_zone", "wald.example", school)
    save("web_space", "W-1", school, address="www.wald.example")
    save("moodle_site", "M-1", school, address="moodle.wald.example", is_homepage=True)
    for page in pages():
        for row in page.rows:
            type = resource_types[row.type]
            assert {key.partition(":")[0] for key in type.known_as(row)} <= set(type.prefixes or ())


def test_changed_data_change_what_was_found_and_nothing_else(school):
    found = network(school)
    add_dependency(resource=found["vpn"], needs=found["mail"], kind="needs", by=SYSTEM)
    save("vpn", "VPN-1", school, endpoints="")
    find_dependencies(by=SYSTEM, institution=school)
    assert {edge for edge in edges() if edge[0] == "VPN-1"} == {("VPN-1", "needs", "wald.example")}


def test_what_ended_is_needed_by_nobody(school):
    found = network(school)
    end_resource(resource=found["block"], by=SYSTEM, on=date(2022, 7, 31))
    find_dependencies(by=SYSTEM)
    assert not load_graph().broken_by([found["line"].pk])


def test_an_address_lies_in_the_smallest_block(school):
    save("ip_block", "10.0.0.0/8")
    save("ip_block", "10.1.2.0/29")
    save("ip_address", "10.1.2.3", school)
    save("ip_address", "2001:db8::1", school)
    find_dependencies(by=SYSTEM)
    assert ("10.1.2.3", "part_of", "10.1.2.0/29") in edges()
    assert ("10.1.2.0/29", "part_of", "10.0.0.0/8") in edges()
    assert len(edges()) == 2


def test_names_that_lead_in_a_circle_are_found_and_do_no_harm(school):
    a = save("dns_record", "a", school, host="a.wald.example", kind="CNAME", value="b.wald.example")
    b = save("dns_record", "b", school, host="b.wald.example", kind="CNAME", value="a.wald.example")
    find_dependencies(by=SYSTEM)
    assert dict(load_graph().broken_by([a.pk])) == {b.pk: (a.pk,)}


def test_fields_are_refused_in_words(tenant):
    with pytest.raises(FieldsRefusedError) as refused:
        save("line", "DSL-1", technology="pigeon", down_mbit="fast", colour="red")
    assert set(refused.value.errors) == {"technology", "down_mbit", "colour"}
    assert "number" in refused.value.errors["down_mbit"] or "Zahl" in refused.value.errors["down_mbit"]


def test_nothing_depends_on_itself(school):
    row = save("server", "S-1")
    with pytest.raises(DependencyRefusedError):
        add_dependency(resource=row, needs=row, kind="needs", by=SYSTEM)


def test_what_follows_from_the_data_cannot_be_taken_out_by_hand(school):
    network(school)
    with pytest.raises(DependencyRefusedError):
        remove_dependency(dependency=Dependency.objects.filter(source="found").first(), by=SYSTEM)
