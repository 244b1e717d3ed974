"""Addresses belong to a line: what follows them, where they are used, and in which order they are replaced."""

from __future__ import annotations

from datetime import date

import pytest

from allmende.foundation.tables import TableRow
from allmende.provider.connectivity.actions import import_plan, save_change
from allmende.provider.connectivity.addresses import AddressMap
from allmende.provider.connectivity.checks import find
from allmende.provider.connectivity.models import AddressChange
from allmende.provider.connectivity.plan import changes_of, problems
from allmende.provider.connectivity.worksheet import natural, seconds_words, worksheet
from allmende.provider.offers.resources.models import Resource
from allmende.provider.offers.tests import factories as offers
from allmende.provider.transitions import actions
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import MeasureDate, Step
from allmende.provider.transitions.queries import measures_of
from allmende.provider.transitions.reach import load_estate, reach
from allmende.provider.transitions.tests.factories import make_measure, make_programme, make_resource

from .factories import NEW, OLD, make_renumbering, make_wired_school, save

pytestmark = pytest.mark.django_db


def words(measure) -> str:
    return " ".join(problem.words for problem in problems(changes_of(measure)))


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("192.0.2.3", "198.51.100.11"),
        ("v=spf1 ip4:192.0.2.2 ip4:203.0.113.9 -all", "v=spf1 ip4:198.51.100.10 ip4:203.0.113.9 -all"),
        ("ip4:192.0.2.0/30", "ip4:198.51.100.8/30"),
        ("any → 192.0.2.5", "any → 198.51.100.30"),
        ("192.0.2.200 10.192.0.2.3 mail.example", "192.0.2.200 10.192.0.2.3 mail.example"),
        ("ip6:2001:db8::1", "ip6:2001:db8:1::1"),
        ("192.0.3.1", "?"),
    ],
)
def test_new_addresses_take_the_same_place_in_texts(text, new):
    map = AddressMap.of(
        [
            (OLD, NEW),
            ("192.0.2.5", "198.51.100.30"),
            ("2001:db8::/64", "2001:db8:1::/64"),
            ("192.0.3.0/24", ""),
        ]
    )
    assert map.replaced(text) == new


def test_b35_an_address_cannot_stay_it_belongs_to_the_line(tenant):
    """The plan wants a line of the institution for each new address; the old one's is known by its block."""
    make_wired_school()
    measure = make_renumbering()
    assert words(measure) == ""
    save_change(measure=measure, old=OLD, new=NEW, line="fremd", by=None)
    assert "Es gibt keinen Anschluss fremd" in words(measure)
    save_change(measure=measure, old=OLD, new=OLD, line="S1-LWL", by=None)
    assert "selbst eine alte Adresse" in words(measure)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([("192.0.2.0/29", "198.51.100.8/30")], "kleiner"),
        ([("192.0.2.0/29", "198.51.100.8/29"), ("192.0.2.5", "198.51.100.10")], "zweimal"),
        ([("192.0.2.2", "198.51.100.10"), ("192.0.2.3", "198.51.100.10")], "zweimal"),
        ([("192.0.2.2", "2001:db8::1")], "IPv6"),
        ([("192.0.2.2", "")], "noch keine neue Adresse"),
        ([("192.0.2.0/29", "198.51.100.0/28"), ("192.0.2.5", "198.51.100.14")], ""),
    ],
)
def test_a_plan_that_cannot_be_carried_out_says_why(tenant, lines, said):
    make_wired_school()
    measure = make_renumbering(plan=False)
    for old, new in lines:
        save_change(measure=measure, old=old, new=new, line="S1-LWL", by=None)
    found = words(measure)
    assert said.casefold() in found.casefold() if said else found == ""


def test_a_list_is_taken_over_and_lines_that_cannot_be_used_are_told(tenant):
    make_wired_school()
    measure = make_renumbering(plan=False)
    rows = [
        ("192.0.2.2", "198.51.100.10"),
        ("192.0.2.2", "198.51.100.11"),
        ("10.9.9.9", "198.51.100.12"),
        ("x", "y"),
    ]
    table = [TableRow(n, {"old": a, "new": b, "line": "S1-LWL"}) for n, (a, b) in enumerate(rows, start=2)]
    report = import_plan(measure=measure, rows=table, by=None)
    assert (report.saved, [refusal.line for refusal in report.refusals]) == (1, [3, 4, 5])
    assert import_plan(measure=measure, rows=table[:1], by=None).saved == 1
    assert AddressChange.objects.count() == 1


def test_only_a_renumbering_has_a_plan(tenant):
    with pytest.raises(TransitionError):
        save_change(measure=make_measure(make_programme()), old=OLD, new=NEW, by=None)


def test_b36_the_worksheet_says_who_changes_what_when_from_old_to_new(tenant):
    school = make_wired_school()
    sheet = worksheet(make_renumbering(), school)
    switched = {
        (line.old, line.new) for line in sheet.lines if line.phase == "switch" and line.old != line.new
    }
    assert switched == {("192.0.2.2", "198.51.100.10"), ("192.0.2.3", "198.51.100.11")}
    by_name = {(line.phase, line.name): line for line in sheet.lines}
    spf = next(line for line in sheet.lines if line.phase == "add" and "ip4" in line.old)
    assert (spf.new, spf.who) == ("v=spf1 ip4:192.0.2.2 ip4:198.51.100.10 -all", "IT-Dienstleister")
    later = next(line for line in sheet.lines if line.phase == "raise" and "ip4" in line.old)
    assert (later.old, later.new) == (spf.new, "v=spf1 ip4:198.51.100.10 -all")
    lowered = by_name["lower", "mail.s1.example A"]
    assert (lowered.on, lowered.new) == (date(2028, 3, 17), "300 Sekunden (5 Minuten)")
    assert by_name["add", "any → 192.0.2.2 25"].who == "IT"
    assert by_name["switch", "TLS-s1.example"].what.startswith("Testen")
    phases = [line.phase for line in sheet.lines]
    assert phases == sorted(phases, key=["lower", "add", "switch", "raise", "withdraw"].index)
    on_the_day = [line.is_test for line in sheet.lines if line.phase == "switch"]
    assert on_the_day == sorted(on_the_day), "what is changed comes before the tests"
    assert "so spät wie möglich" in by_name["withdraw", "192.0.2.2"].when


def test_b36_each_school_gets_the_steps_it_needs_in_order(tenant):
    school = make_wired_school()
    measure = make_renumbering()
    actions.fix_effects(programme=measure.programme, by=None)
    steps = list(Step.objects.filter(institution=school, measure=measure).order_by("order"))
    keys = [step.key.partition(":")[0] for step in steps]
    assert keys == ["sheet", "lower", "add", "rules", "senders", "switch", "vpn", "test", "raise"]
    days = [step.due_on for step in steps]
    assert days == sorted(days)


def make_line_end(*, facts=({"administration_network": "yes"},), network="both"):
    """A measure that ends the line of a wired school; one successor for each of ``facts``."""
    make_wired_school(network=network)
    variant = offers.make_variant(offers.make_offer("DSL", resource_types=["line"]), "50", body="178.80")
    save("line", "S1-DSL", None, technology="dsl", network=network)
    school = Resource.objects.get(number="S1-LWL").institution
    Resource.objects.filter(number="S1-DSL").update(variant=variant, institution=school)
    for place, each in enumerate(facts):
        offers.make_alternative(variant.offer, f"Anschluss {place}", facts=each)
    return make_measure(make_programme(), "dsl", variant, title="DSL-Anschlüsse")


def codes(measure) -> dict[str, bool]:
    estate = load_estate()
    reaches = [reach(one, estate) for one in measures_of(measure.programme)]
    return {each.code: each.serious for each in find(measure.programme, reaches, estate)}


def test_b38_the_cascade_is_visible_before_a_date_is_set(client, tenant):
    measure = make_line_end()
    client.force_login(offers.make_provider())
    page = client.get(f"/arbeitsplatz/it/netz/ende/?angebot={measure.offer.key}").content.decode()
    assert "1 Schule" in page
    assert "E-Mail" in page
    assert "VPN" in page
    assert MeasureDate.objects.count() == 0


def test_b38_who_loses_addresses_without_new_ones_is_told_before_announcing(tenant):
    measure = make_line_end()
    assert codes(measure) == {"not_renumbered": False, "no_return": False}
    make_renumbering(programme=measure.programme)
    assert "not_renumbered" not in codes(measure)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (({"administration_network": "no"},), {"no_safe_line": True}),
        (({"administration_network": "no"}, {"administration_network": "yes"}), {"ordinary_lines": False}),
        (({"administration_network": "yes"},), {}),
        (({},), {"unknown_lines": False}),
    ],
)
def test_b39_the_administration_network_needs_a_safe_line(tenant, facts, found):
    measure = make_line_end(facts=facts)
    assert {code: serious for code, serious in codes(measure).items() if "line" in code} == found


def test_b39_a_plan_does_not_move_the_administration_network_to_an_ordinary_line(tenant):
    make_wired_school(new_network="teaching")
    assert "braucht einen sicheren Anschluss" in words(make_renumbering())


def test_b37_several_addresses_on_one_line_have_a_known_price(client, tenant):
    school = make_wired_school()
    offer = offers.make_offer("Weitere Adressen", resource_types=["ip_block"])
    offers.make_variant(offer, "8 Adressen", body="60.00")
    client.force_login(offers.make_provider())
    page = client.get("/arbeitsplatz/it/netz/adressen/").content.decode()
    assert "8 Adressen" in page
    assert "60,00 Euro" in page
    line = make_resource(school, None, type="line", number="S1-X")
    assert client.get(f"/arbeitsplatz/it/netz/anschluesse/{line.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(86400, "86400 Sekunden (1 Tag)"), (7200, "7200 Sekunden (2 Stunden)"), (45, "45 Sekunden")],
)
def test_times_to_live_are_said_as_people_say_them(seconds, said):
    assert seconds_words(seconds) == said


def test_addresses_are_sorted_as_people_count():
    assert sorted(["10.0.2.100", "10.0.2.97", "10.0.11.1"], key=natural) == [
        "10.0.2.97",
        "10.0.2.100",
        "10.0.11.1",
    ]
