"""Servers of offices: criteria, waves after agreement, network demand, savings."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from allmende.base.identity.tests.factories import make_staff
from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.resources.actions import save_resource
from allmende.provider.offers.tests.factories import make_institution, make_office, make_provider
from allmende.provider.servers.actions import RefusedError, agree_wave, decide_treatment, save_assumptions
from allmende.provider.servers.consolidation import find
from allmende.provider.servers.criteria import judge_all, model, servers
from allmende.provider.servers.defaults import RULES
from allmende.provider.servers.demand import demand_of, sites, upgrade_for
from allmende.provider.servers.models import Agreement, Treatment
from allmende.provider.servers.savings import savings
from allmende.provider.transitions import actions
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Effect, Step, Window
from allmende.provider.transitions.queries import measures_of
from allmende.provider.transitions.reach import load_estate, reach
from allmende.provider.transitions.tests.factories import make_measure, make_programme

pytestmark = pytest.mark.django_db
BASE = "/arbeitsplatz/it/server/"
YEAR = timedelta(days=366)


def make_server(number, office, **fields):
    return save_resource(type="server", number=number, institution=office, fields=fields, by=SYSTEM)


@pytest.fixture
def office(tenant):
    return make_office("Stadtarchiv", number="A1", users=40)


@pytest.mark.parametrize(
    ("fields", "treatment"),
    [
        ({"purpose": "files"}, Treatment.HOSTING),
        ({"purpose": "files", "years": 1}, Treatment.HOUSING_TIME),
        ({"purpose": "files", "years": 1, "is_virtual": True}, Treatment.HOSTING),
        ({"purpose": "teaching", "years": 1}, Treatment.HOUSING_GOOD),
        ({"purpose": "building"}, Treatment.EXCEPTION),
        ({"purpose": "mail", "pool": "schools"}, Treatment.CENTRAL),
    ],
)
def test_criteria_say_what_becomes_of_a_server_and_why(office, fields, treatment):
    years = fields.pop("years", 0)
    if years:
        fields["bought_on"] = str(timezone.localdate() - years * YEAR)
    make_server("s1", office, **fields)
    (row,) = judge_all(servers())
    assert (row.treatment, bool(row.reason), row.by_hand) == (treatment, True, False)


def test_a_decision_by_hand_needs_a_reason_and_is_taken_back(office):
    server = make_server("s1", office)
    with pytest.raises(RefusedError):
        decide_treatment(server=server, treatment="exception", reason=" ", by=SYSTEM)
    decide_treatment(server=server, treatment="exception", reason="Fachverfahren läuft nur hier", by=SYSTEM)
    assert judge_all([server])[0].by_hand
    decide_treatment(server=server, treatment="", reason="", by=SYSTEM)
    assert judge_all([server])[0].treatment == Treatment.HOSTING


def test_criteria_that_cannot_be_read_are_refused(tenant):
    with pytest.raises(RefusedError, match="Kriterium 1"):
        save_assumptions(rules=[{**RULES[0], "when": "server.age_years <"}], figures={}, by=SYSTEM)


def test_b34_line_and_server_are_planned_for_their_users(tenant):
    school = make_institution(number="S1", users=600)
    fields = {"technology": "dsl", "down_mbit": 50, "up_mbit": 10}
    save_resource(type="line", number="L1", institution=school, fields=fields, by=SYSTEM)
    make_server("s1", school, ram_gb=64)
    (site,) = sites([school])
    assert (site.have, site.ram, site.short_of_memory) == (10, 64, True)
    assert site.demand.total > 100
    assert site.upgrade == 250


def test_demand_grows_with_users_voice_video_and_building_control(tenant):
    small, large = demand_of(10, model()), demand_of(100, model())
    assert large.work == 10 * small.work
    assert small.building == Decimal("0.5")
    assert demand_of(10, model(), building=False).total < small.total
    assert (upgrade_for(Decimal(60), 50), upgrade_for(Decimal(60), 100)) == (100, None)


def test_savings_count_machines_before_and_after_with_the_new_ones(office):
    for number in range(20):
        make_server(f"s{number}", office, purpose="files")
    make_server("t1", office, purpose="teaching")
    make_server("b1", office, purpose="building")
    found = savings(judge_all(servers()), model(), lines=1)
    assert (found.before, found.hosts, found.after, found.saved_servers) == (22, 2, 4, 18)
    assert found.saved == found.cost_before - found.cost_after - model()["cost_upgrade"]


@pytest.fixture
def measure(office):
    make_server("s1", office)
    make_server("b1", office, purpose="building")
    texts = {"what_changes": "Ihre Server ziehen um.", "what_to_do": "Bitte stimmen Sie sich mit uns ab."}
    row = make_measure(make_programme(), "server", kind="consolidation", title="Server", **texts)
    actions.add_windows(measure=row, windows=[(date(2028, 3, 1), date(2028, 3, 31), 20)], by=None)
    actions.fix_effects(programme=row.programme, by=None)
    return row


def test_only_servers_that_move_are_reached(measure, office):
    effect = Effect.objects.get()
    assert [item["name"] for item in effect.resources] == ["s1"]
    assert Step.objects.filter(measure=measure, key="agree:server").exists()


def test_waves_come_after_agreement_with_the_office(client, measure, office):
    effect, window = Effect.objects.get(), Window.objects.get()

    def codes():
        estate = load_estate()
        reaches = [reach(one, estate) for one in measures_of(measure.programme)]
        return [each.code for each in find(measure.programme, reaches, estate)]

    actions.place(effect=effect, window=window, how="solver", by=None)
    assert codes() == ["not_agreed"]
    with pytest.raises(TransitionError):
        agree_wave(effect=effect, window=window, agreed_with=" ", agreed_on=date(2028, 1, 1), by=None)
    client.force_login(make_provider())
    sent = {
        "office": effect.pk,
        "window": window.pk,
        "agreed_with": "Frau Amsel",
        "agreed_on": "2028-01-10",
    }
    page = client.post(f"{BASE}wellen/{measure.pk}/", sent, follow=True).content.decode()
    assert "Frau Amsel" in page
    assert (codes(), Agreement.objects.count()) == ([], 1)


@pytest.mark.parametrize(
    "path", ["", "annahmen/", "kapazitaet/?art=office", "wellen/{measure}/", "{server}/"]
)
def test_only_the_providers_staff_see_the_pages(client, measure, office, path):
    server = office.resources.get(number="s1")
    address = BASE + path.format(measure=measure.pk, server=server.pk)
    client.force_login(make_staff())
    assert client.get(address).status_code == 404
    client.force_login(make_provider())
    assert client.get(address).status_code == 200


def test_figures_and_criteria_are_changed_on_a_page(client, office):
    client.force_login(make_provider())
    make_server("s1", office)
    form = client.get(f"{BASE}annahmen/").context["form"]
    sent = {bound.html_name: bound.value() for bound in form} | {
        "cost_decentral": "5000",
        "treatment4": "exception",
    }
    assert client.post(f"{BASE}annahmen/", sent).status_code == 302
    assert model()["cost_decentral"] == 5000
    assert judge_all(servers())[0].treatment == Treatment.EXCEPTION
    assert client.post(f"{BASE}annahmen/", sent | {"when0": "server.("}).status_code == 422
    page = client.post(f"{BASE}{office.resources.get().pk}/", {"treatment": "hosting", "reason": ""})
    assert page.status_code == 422
