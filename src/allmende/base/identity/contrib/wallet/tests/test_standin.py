"""The stand-in is a wallet of its own: it shows who asks for what, and answers only requests that are genuine."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import pytest

from allmende.base.identity.contrib.wallet.asking import client_id, request_object
from allmende.base.identity.contrib.wallet.models import WalletRequest
from allmende.base.identity.tests.factories import make_citizen

from .factories import fetch, make_settings, plain_settings


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


@pytest.fixture
def town(visit, registered):
    """The municipality as the wallet reaches it: a server that hands out the request and collects the answer."""
    visit.begin("given_name,family_name")
    row = WalletRequest.objects.get(device="same")
    posted: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            here = f"http://localhost:{server.server_port}"
            if self.path == "/request":
                answer = request_object(
                    row, registered, response_uri=f"{here}/answer", wallet_nonce=form["wallet_nonce"]
                )
            else:
                posted.append(form)
                answer = json.dumps({"redirect_uri": f"{here}/back"})
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, *_arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}", row, posted
    server.shutdown()
    server.server_close()


def test_its_page_asks_the_person_and_leads_back(town, client, visit, standin, registered):
    address, row, posted = town
    client.force_login(make_citizen())
    query = {
        "client_id": client_id(registered),
        "request_uri": f"{address}/request",
        "request_uri_method": "post",
    }
    page = fetch(f"{standin.url}/?{urlencode(query)}").decode()
    assert "Stadt Musterstadt fragt nach Ihren Daten" in page
    assert "Vornamen" in page
    assert "Geburtsdatum" not in page
    key = page.split('name="key" value="')[1].split('"')[0]
    answer = Request(
        f"{standin.url}/antworten", urlencode({"key": key, "person": "0", "what": "yes"}).encode()
    )
    with pytest.raises(HTTPError) as led:
        build_opener(Stay).open(answer, timeout=10)
    assert (led.value.status, led.value.headers["Location"]) == (303, f"{address}/back")
    where = f"/konto/dienste/wallet/wallet/antwort/{row.handle}/"
    assert visit.wallet.post(where, posted[0]).status_code == 200


@pytest.mark.parametrize("wrong", ["signature", "client", "registrar"])
def test_it_answers_no_false_request(visit, standin, registered, wrong):
    visit.begin()
    opened = visit.request()
    token = visit.wallet.get(urlsplit(opened["request_uri"]).path).content.decode()
    asked = {"request": token, "client_id": opened["client_id"]}
    if wrong == "signature":
        head, _body, signature = token.split(".")
        asked["request"] = f"{head}.eyJ9.{signature}"
    elif wrong == "client":
        asked["client_id"] = client_id(make_settings(standin))
    else:
        stranger = plain_settings()
        asked = {
            "request": request_object(WalletRequest.objects.get(device="same"), stranger, response_uri="https://x.example/"),
            "client_id": client_id(stranger),
        }  # fmt: skip
    with pytest.raises(HTTPError):
        urlopen(Request(f"{standin.url}/present", json.dumps(asked).encode()), timeout=10)
