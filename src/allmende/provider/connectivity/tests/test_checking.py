"""What still points at old addresses, asked of a real name server on loopback."""

from __future__ import annotations

import json
import socket

import pytest

from allmende.provider.connectivity import tasks
from allmende.provider.connectivity.actions import start_check
from allmende.provider.connectivity.models import RecordCheck
from allmende.provider.connectivity.nameserver import read_server
from allmende.provider.offers.tests.factories import make_institution, make_provider
from allmende.standins.dns import Server
from allmende.standins.server import Request

from .factories import make_renumbering, make_wired_school, save_record
from .nameserver import name_server

pytestmark = pytest.mark.django_db
Result = RecordCheck.Result
SPF = '"v=spf1 ip4:198.51.100.10 ip4:192.0.2.2 -all"'
ANSWERS = {
    ("mail.s1.example", "A"): ["198.51.100.10"],
    ("s1.example", "TXT"): ['"something else"', SPF],
    ("www.s1.example", "A"): ["192.0.2.2"],
    ("vpn.s1.example", "A"): ["203.0.113.77"],
    ("11.100.51.198.in-addr.arpa", "PTR"): ["vpn.s1.example."],
    ("leer.s1.example", "AAAA"): ["2001:db8::7"],
    ("andere.example", "A"): ["192.0.2.2"],
}


@pytest.fixture
def measure(tenant, monkeypatch):
    school = make_wired_school()
    save_record(school, "www.s1.example", "A", "192.0.2.2")
    save_record(school, "vpn.s1.example", "A", "192.0.2.3")
    save_record(school, "leer.s1.example", "A", "192.0.2.4")
    save_record(school, "weg.s1.example", "A", "192.0.2.5")
    save_record(None, "3.2.0.192.in-addr.arpa", "PTR", "vpn.s1.example")
    save_record(make_institution(), "fern.example", "A", "203.0.113.1")
    monkeypatch.setattr(tasks, "PER_SECOND", 1000)
    return make_renumbering()


def check(measure, settings, server):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"dns_server": server})
    start_check(measure=measure, by=None)
    rows = RecordCheck.objects.select_related("resource")
    return {f"{row.resource.fields['host']} {row.resource.fields['kind']}": row.result for row in rows}


def test_b36_each_record_is_moved_still_old_or_not_to_be_resolved(measure, settings):
    with name_server(ANSWERS) as (server, asked):
        assert check(measure, settings, server) == {
            "mail.s1.example A": Result.MOVED,
            "s1.example TXT": Result.BOTH,
            "www.s1.example A": Result.OLD,
            "vpn.s1.example A": Result.OTHER,
            "3.2.0.192.in-addr.arpa PTR": Result.MOVED,
            "leer.s1.example A": Result.UNRESOLVED,
            "weg.s1.example A": Result.UNRESOLVED,
        }
    assert not {"fern.example", "andere.example"} & set(asked), "names outside the plan are never asked for"


def test_a_job_ends_after_some_records_and_the_next_one_goes_on(measure, settings, monkeypatch):
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    with name_server(ANSWERS) as (server, _asked):
        assert len(check(measure, settings, server)) == 7


def test_a_silent_name_server_costs_little_time_and_is_told(measure, settings, monkeypatch):
    monkeypatch.setattr("allmende.provider.connectivity.dnscheck.TIMEOUT", 0.01)
    monkeypatch.setattr("allmende.provider.connectivity.dnscheck.LIFETIME", 0.02)
    assert set(check(measure, settings, "127.0.0.1:9").values()) == {Result.UNRESOLVED}


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("192.0.2.53", ("192.0.2.53", 53)),
        ("192.0.2.53:5353", ("192.0.2.53", 5353)),
        ("[2001:db8::53]:5353", ("2001:db8::53", 5353)),
        ("2001:db8::53", ("2001:db8::53", 53)),
        ("ns.example", None),
        ("192.0.2.53:0", None),
    ],
)
def test_where_the_name_server_is(text, server):
    if server:
        assert read_server(text) == server
    else:
        with pytest.raises(ValueError, match=r"port|appear"):
            read_server(text)


def test_the_pages_show_answers_and_a_plan_is_not_asked_for_too_often(client, measure, settings, monkeypatch):
    monkeypatch.setattr("allmende.provider.connectivity.actions.checks.AN_HOUR", 1)
    client.force_login(make_provider())
    base = f"/arbeitsplatz/it/netz/plaene/{measure.pk}/"
    with name_server(ANSWERS) as (server, _asked):
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"dns_server": server})
        answers = [client.post(f"{base}pruefen/", follow=True).content.decode() for _ in range(2)]
    assert "noch alt" in answers[0]
    assert "oft gefragt" in answers[1]
    assert "203.0.113.77" in client.get(f"{base}pruefung/?ergebnis=other").content.decode()


def test_the_stand_in_answers_what_it_was_told(measure, settings):
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
    probe.close()
    standin = Server()
    standin.opened("127.0.0.1", port)
    told = [[name, kind, values] for (name, kind), values in ANSWERS.items()]
    standin.answer(Request("POST", "/_records", {}, {}, json.dumps(told).encode(), ""))
    assert check(measure, settings, f"127.0.0.1:{port}")["mail.s1.example A"] == Result.MOVED
    assert "mail.s1.example" in standin.answer(Request("GET", "/", {}, {}, b"", "")).body


def test_what_there_is_to_do_about_comes_first(client, measure, settings):
    client.force_login(make_provider())
    with name_server(ANSWERS) as (server, _asked):
        check(measure, settings, server)
    page = client.get(f"/arbeitsplatz/it/netz/plaene/{measure.pk}/pruefung/").content.decode()
    table = page[page.index("<tbody") :]
    assert table.index("www.s1.example") < table.index("s1.example TXT") < table.index("mail.s1.example A")
    assert "Diesen Namen gibt es nicht" in page
