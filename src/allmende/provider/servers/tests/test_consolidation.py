"""Servers of offices: criteria, waves after agreement, network demand, savings."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils import timezone

from allmende.base.identity.tests.factories import make_staff
from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.resources.actions import save_resource
from allmende.provider.offers.tests.factories import (
    make_contact,
    make_institution,
    make_office,
    make_provider,
)
from allmende.provider.servers.actions import (
    RefusedError,
    agree_by_office,
    agree_wave,
    conclude_pilot,
    decide_treatment,
    save_assumptions,
    save_stage,
)
from allmende.provider.servers.consolidation import find
from allmende.provider.servers.criteria import judge_all, model, servers
from allmende.provider.servers.defaults import RULES
from allmende.provider.servers.demand import demand_of, sites, upgrade_for
from allmende.provider.servers.models import Agreement, Treatment
from allmende.provider.servers.page_part import act, context
from allmende.provider.servers.savings import savings
from allmende.provider.transitions import actions
from allmende.provider.transitions.access import Holder
from allmende.provider.transitions.errors import NotAllowedError, TransitionError
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
        agree_wave(effect=effect, window=window, agreed_with=" ", agreed_on=date(2026, 1, 1), by=None)
    client.force_login(make_provider())
    sent = {
        "do": "agree",
        "office": effect.pk,
        "window": window.pk,
        "agreed_with": "Frau Amsel",
        "agreed_on": "2026-01-10",
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


def add_pilot(measure, *offices):
    texts = {"what_changes": "Ihre Server ziehen um.", "what_to_do": "Bitte stimmen Sie sich mit uns ab."}
    pilot = make_measure(measure.programme, "pilot", kind="consolidation", title="Pilot", **texts)
    actions.add_windows(measure=pilot, windows=[(date(2026, 1, 1), date(2026, 1, 31), 20)], by=None)
    save_stage(measure=pilot, kind="pilot", offices=[row.pk for row in offices], by=None)
    return pilot


def conclude(pilot, outcome="go_on", lessons="Alles läuft."):
    return conclude_pilot(measure=pilot, outcome=outcome, lessons=lessons, on=timezone.localdate(), by=None)


def tick_moves(measure):
    for step in Step.objects.filter(measure=measure, key__startswith="move:"):
        actions.tick_step(step=step, by=None)


def test_the_pilots_offices_are_not_in_the_roll_out(measure, office):
    other = make_office("Sportamt", number="A2", users=9)
    make_server("s2", other)
    pilot = add_pilot(measure, office)
    reached = Effect.objects.filter(is_void=False).values_list("measure__key", "institution__name")
    assert set(reached) == {("pilot", "Stadtarchiv"), ("server", "Sportamt")}
    with pytest.raises(TransitionError, match="Stadtarchiv"):
        save_stage(measure=measure, kind="rollout", offices=[office.pk, other.pk], by=None)
    with pytest.raises(TransitionError, match="nur Ämter"):
        save_stage(measure=pilot, kind="pilot", offices=[make_institution(number="S9").pk], by=None)


def test_a_pilot_ends_with_a_result_when_all_of_it_has_moved(measure, office):
    pilot = add_pilot(measure, office)
    with pytest.raises(TransitionError, match="Stadtarchiv"):
        conclude(pilot)
    tick_moves(pilot)
    with pytest.raises(TransitionError, match="einen Satz"):
        conclude(pilot, lessons=" ")
    assert conclude(pilot).concluded_on == timezone.localdate()
    with pytest.raises(TransitionError):
        conclude(measure)


@pytest.mark.parametrize(
    ("outcome", "codes"), [("", ["pilot_open"]), ("go_on", []), ("change", []), ("stop", ["pilot_failed"])]
)
def test_the_roll_out_follows_the_pilots_result(measure, office, outcome, codes):
    make_server("s2", make_office("Sportamt", number="A2", users=9))
    pilot = add_pilot(measure, office)
    tick_moves(pilot)
    if outcome:
        conclude(pilot, outcome)
    estate = load_estate()
    reaches = [reach(one, estate) for one in measures_of(measure.programme)]
    assert [each.code for each in find(measure.programme, reaches, estate)] == codes


def test_what_has_moved_keeps_its_treatment_where_it_stands_now(measure, office):
    tick_moves(measure)
    server = office.resources.get(number="s1")
    server.fields = {**server.fields, "location": "Rechenzentrum"}
    server.save()
    (row,) = judge_all([server])
    assert (row.treatment, row.is_moved) == (Treatment.HOSTING, True)
    actions.fix_effects(programme=measure.programme, by=None)
    assert Effect.objects.get().is_void is False


def test_an_office_agrees_to_its_wave_itself(measure, office):
    effect = Effect.objects.get()
    contact = make_contact(office, name="Frau Amsel")
    holder = Holder(institution=office, programme=measure.programme, contact=contact)
    with pytest.raises(TransitionError, match="keine Welle"):
        agree_by_office(effect=effect, by=holder)
    actions.place(effect=effect, window=Window.objects.get(), how="hand", by=None)
    effect.refresh_from_db()
    assert agree_by_office(effect=effect, by=holder).agreed_with == "Frau Amsel"
    assert Step.objects.get(key="agree:server").done_at is not None
    other = Holder(institution=make_office("Sportamt", number="A2"), programme=measure.programme)
    with pytest.raises(NotAllowedError):
        agree_by_office(effect=effect, by=other)


def test_the_waves_page_says_what_comes_next_and_takes_the_pilots_result(client, measure, office):
    client.force_login(make_provider())
    pilot = add_pilot(measure, office)
    address = f"{BASE}wellen/{pilot.pk}/"
    page = client.get(address).content.decode()
    assert "in keiner Welle" in page
    assert "braucht" in page  # no line is known
    sent = {"do": "result", "outcome": "go_on", "lessons": "Alles läuft.", "on": "2026-01-10"}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "Alles läuft." in refused.content.decode()
    tick_moves(pilot)
    assert "Alles läuft." in client.post(address, sent, follow=True).content.decode()
    page = client.get(BASE).content.decode()
    assert "ausgewertet" in page
    assert "Bisher weniger" in page


def test_the_offices_of_a_stage_are_chosen_on_a_page(client, measure, office):
    client.force_login(make_provider())
    other = make_office("Sportamt", number="A2", users=9)
    make_server("s2", other)
    address = f"{BASE}wellen/{measure.pk}/aemter/"
    assert client.post(address, {"kind": "pilot"}).status_code == 422
    assert client.post(address, {"kind": "pilot", "offices": [str(other.pk)]}).status_code == 302
    assert [row.institution.name for row in Effect.objects.filter(is_void=False)] == ["Sportamt"]
    client.force_login(make_staff())
    assert client.get(address).status_code == 404


def test_an_office_sees_its_servers_and_agrees_on_its_own_page(measure, office):
    programme, effect = measure.programme, Effect.objects.get()
    assert context(None, programme, make_office("Sportamt", number="A2")) is None
    shown = context(None, programme, office)
    assert {row.server.number for row in shown["servers"]} == {"s1", "b1"}
    holder = Holder(institution=office, programme=programme)
    posted = QueryDict(f"effect={effect.pk}&window=")
    with pytest.raises(TransitionError, match="keine Welle"):
        act(holder, programme, office, QueryDict(f"effect={effect.pk}&window=None"))
    actions.place(effect=effect, window=Window.objects.get(), how="hand", by=None)
    with pytest.raises(TransitionError, match="andere Welle"):
        act(holder, programme, office, posted)
    act(holder, programme, office, QueryDict(f"effect={effect.pk}&window={Window.objects.get().pk}"))
    assert context(None, programme, office)["moves"][0]["agreement"].agreed_with == "Stadtarchiv"
    with pytest.raises(TransitionError):
        act(holder, programme, office, QueryDict("effect=x"))


def test_a_capacity_page_says_what_a_site_needs_by_use(client, office):
    client.force_login(make_provider())
    page = client.get(f"{BASE}kapazitaet/?art=office").content.decode()
    assert "Womit hier gerechnet wird" in page
    assert "1 der 1 gezeigten Standorte braucht" in page
