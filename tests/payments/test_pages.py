"""What payers, the cash office and administrators see of online payments; notifications as services send them."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.request import Request, urlopen

import pytest

from allmende.base.cases.tests.factories import clerk, make_town
from allmende.base.payments.models import Payment
from allmende.base.payments.online.checks import service_findings
from allmende.base.payments.online.models import OnlinePayment, PaymentService
from allmende.base.payments.online.services import settings_of
from allmende.base.payments.online.tasks import check_notified
from allmende.base.payments.references import in_groups
from allmende.base.payments.tests.factories import make_claim

State, Finding = OnlinePayment.State, OnlinePayment.Finding
GIVEN = {
    "address": "https://pay.example", "token_address": "https://pay.example/token", "originator": "allmende",
    "endpoint": "stadt", "client_id": "stadt", "client_secret": "geheim", "label": "Karte", "is_active": "on",
}  # fmt: skip
SERVICE = "/arbeitsplatz/kasse/bezahldienste/xbezahldienste/"


def tried(state: str, finding: str = "", **more) -> OnlinePayment:
    return OnlinePayment.objects.create(
        claim=make_claim(), way="xbezahldienste", amount=12, state=state, finding=finding, **more
    )


@pytest.mark.parametrize(
    ("state", "finding", "page", "words"),
    [
        (State.BEGUN, "", "https://pay.example/x", "noch nicht abgeschlossen"),
        (State.BEGUN, "", "", "wird vorbereitet"),
        (State.FAILED, "", "", "hat nicht geklappt"),
        (State.FAILED, Finding.DOWN, "", "antwortet gerade nicht"),
        (State.FAILED, Finding.REFUSED, "", "geht gerade nicht"),
        (State.CANCELLED, "", "", "abgebrochen"),
        (State.UNCLEAR, Finding.DOWN, "", "nicht noch einmal"),
        (State.PAID, "", "", "weniger als der ganze Betrag"),
    ],
)
def test_each_state_is_told_in_plain_words(tenant, client, state, finding, page, words):
    payment = tried(state, finding, page=page)
    text = client.get(f"/bezahlen/online/{payment.token}/").content.decode()
    assert words in text
    assert in_groups(payment.claim.kassenzeichen) in text


def test_the_way_out_is_a_page_of_its_own(tenant, client):
    payment = tried(State.BEGUN, page="https://pay.example/x?a=1&b=2")
    text = client.get(f"/bezahlen/online/{payment.token}/weiter/").content.decode()
    assert 'content="0; url=https://pay.example/x?a=1&amp;b=2"' in text


def test_nobody_guesses_a_payment(tenant, client):
    assert client.get("/bezahlen/online/x/").status_code == 404


@pytest.fixture
def admin(tenant, client):
    make_town()
    client.force_login(clerk("town", role="admin"))
    return client


def test_an_administrator_sets_up_a_service_and_its_secret_never_comes_back(admin):
    assert admin.post(SERVICE, GIVEN).status_code == 302
    assert "geheim" not in admin.get(SERVICE).content.decode()
    admin.post(SERVICE, GIVEN | {"client_secret": "", "endpoint": "amt"})
    kept = settings_of(PaymentService.objects.get())
    assert (kept.client_secret.get_secret_value(), kept.endpoint) == ("geheim", "amt")
    assert "geheim" not in PaymentService.objects.get().settings


@pytest.mark.parametrize(
    "wrong", [{"address": "http://pay.example"}, {"client_secret": ""}, {"originator": "a/b"}]
)
def test_what_cannot_work_is_not_saved(admin, wrong):
    assert admin.post(SERVICE, GIVEN | wrong).status_code == 422
    assert not PaymentService.objects.exists()


def test_the_cash_office_settles_what_is_odd(tenant, client):
    make_town()
    payment = tried(State.UNCLEAR, Finding.CURRENCY, transaction_id="t1")
    client.force_login(clerk())
    assert client.get("/arbeitsplatz/kasse/online/").status_code == 404
    client.force_login(clerk("town", role="cashier", name="Kasse"))
    assert payment.claim.kassenzeichen in client.get("/arbeitsplatz/kasse/online/").content.decode()
    address = f"/arbeitsplatz/kasse/online/{payment.pk}/"
    assert client.post(address, {"note": ""}).status_code == 422
    client.post(address, {"note": "Mit dem Dienst geklärt"})
    payment.refresh_from_db()
    assert (payment.state, payment.check_at) == (State.CANCELLED, None)
    assert payment.claim.kassenzeichen not in client.get("/arbeitsplatz/kasse/online/").content.decode()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"transactionId": 7}', b'{"transactionId": "t1"}', b"{" * 30_000]
)
def test_a_notification_is_always_answered_alike(tenant, client, body):
    answer = client.post("/bezahlen/online/meldung/xbezahldienste/", body, content_type="application/json")
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.fixture(scope="module")
def letterbox():
    """Where the service's notifications arrive; the test hands them on."""
    found: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            found.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield found, f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


@pytest.mark.parametrize(
    ("fault", "times"), [({}, 1), ({"notify_twice": True}, 2), ({"notify_never": True}, 0)]
)
def test_a_service_notifies_us_once_twice_or_never(services, client, letterbox, fault, times):
    told, address = letterbox
    told.clear()
    body = json.dumps({"address": address}).encode()
    urlopen(Request(f"{services.standin.url}/_notify", body, method="POST"), timeout=5).close()
    services.misbehave(**fault)
    payment = services.begin(make_claim())
    services.at_the_page(payment, "PAYED")
    deadline = time.monotonic() + 5
    while len(told) < times and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(told) == times
    for one in told:
        address = "/bezahlen/online/meldung/xbezahldienste/"
        client.post(address, one, content_type="application/json")
        check_notified.func(
            tenant_id=str(payment.tenant_id), way=payment.way, transaction_id=one["transactionId"]
        )
    assert Payment.objects.count() == min(times, 1)


def test_allmende_check_names_services_that_cannot_work(services):
    PaymentService.objects.filter(provider="paypal").update(settings="x")
    assert [one.id.rpartition(".")[2] for one in service_findings("town")] == ["W001", "W003"]
