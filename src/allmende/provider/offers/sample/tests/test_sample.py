"""The invented provider: its figures come out of the register by themselves."""

from __future__ import annotations

import json
from datetime import date
from random import Random

import pytest
from typer.testing import CliRunner

from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.cli import app
from allmende.provider.offers.models import Contact, Institution, Offer, Variant
from allmende.provider.offers.resources.graph import Graph
from allmende.provider.offers.resources.models import Resource
from allmende.provider.offers.resources.queries import load_graph
from allmende.provider.offers.sample.load import load_sample
from allmende.provider.offers.sample.make import make_sample
from allmende.provider.offers.sample.plan import make_plan

ENDING = ("webhosting", "line-dsl", "file-exchange", "youth-filter", "mail", "moodle")


def test_of_two_thousand_schools_so_many_have_what_the_story_tells():
    plan = make_plan(2000, Random(1))
    assert (
        len(plan.affected)
        == len(plan.web | plan.mail | plan.moodle | plan.dsl | plan.exchange | plan.filtered)
        == 1874
    )
    assert (len(plan.on_moodle), len(plan.on_addresses), len(plan.bound)) == (212, 96, 41)


def test_the_same_seed_makes_the_same_lists():
    def hashes(seed: int) -> list[str]:
        found = []
        for table in make_sample(schools=10, seed=seed).values():
            list(table.rows())
            found.append(table.sha256)
        return found

    assert hashes(1) == hashes(1) != hashes(2)


def of_offer(graph: Graph, *offers: str) -> list[object]:
    return graph.of_variants(Variant.objects.filter(offer__key__in=offers).values_list("pk", flat=True))


def at(graph: Graph, resources) -> dict[object, set[str]]:
    """Institution → types of its resources among these."""
    found: dict[object, set[str]] = {}
    for key in resources:
        place = graph.place[key]
        found.setdefault(graph.institutions[place], set()).add(graph.types[place])
    found.pop(None, None)
    return found


@pytest.mark.django_db
def test_a_smaller_sample_keeps_the_proportions(tenant):
    reports, _finding = load_sample(schools=60, seed=1, actor=SYSTEM)
    assert [report.refused for report in reports] == [0, 0, 0, 0]
    assert (Institution.objects.filter(kind="school").count(), Contact.objects.count()) == (60, 300)
    assert Resource.objects.count() == 60 * 30
    graph = load_graph()
    ending = of_offer(graph, *ENDING)
    assert len(at(graph, ending)) == len(at(graph, [*ending, *graph.broken_by(ending)])) == 56
    on_moodle = graph.broken_by(of_offer(graph, "moodle"))
    assert sum("web_space" in types for types in at(graph, on_moodle).values()) == 6
    on_lines = graph.broken_by(of_offer(graph, "line-dsl"))
    together = {"mail_domain", "vpn", "firewall_rule"}
    assert sum(together <= types for types in at(graph, on_lines).values()) == 3
    bound = Resource.objects.filter(pk__in=ending, contract_until__gt=date(2022, 7, 31))
    assert bound.values("institution").distinct().count() == 1
    assert Resource.objects.filter(institution=None).exists()


@pytest.mark.django_db
def test_written_lists_can_be_taken_over_by_the_command(tenant, tmp_path):
    def run(*arguments: str) -> dict[str, object]:
        result = CliRunner().invoke(app, [*arguments, "--tenant", tenant.slug, "--json"])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    run("sample", "--schools", "10", "--out", str(tmp_path))
    run("offers", str(tmp_path / "offers.yaml"))
    for kind in ("customers", "contacts", "resources", "dependencies"):
        told = run("import", kind, str(tmp_path / f"{kind}.csv"))
        assert told["refused"] == 0, told["refusals"][:3]
        assert told["created"] > 0
    assert Offer.objects.count() == 8
